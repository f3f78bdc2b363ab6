/** Schedules, and people at a terminal: they reconcile, bring back, and send again what was parked. */
import type { CheckpointStore } from "../../../shared/reconcile/checkpoint.ts";
import type { Cadence } from "../../../shared/reconcile/run-message.ts";
import { startBody } from "../../../shared/reconcile/run-message.ts";
import { Container, invocationOf } from "../lambda.ts";
import type { Product } from "../product.ts";
import { BUCKET } from "../stage-datasets.ts";
import type { Invocation } from "../world.ts";
import { commandPorts, type UpkeepSurroundings } from "./functions.ts";
import type { UpkeepWorld } from "./world.ts";

export interface CommandOptions {
  readonly apply: boolean;
  readonly prune: boolean;
  readonly columns: boolean;
  readonly from: string | undefined;
  /** Names of datasets. */
  readonly datasets: readonly string[];
  readonly maxDeletes: number | undefined;
  /** Is it `undo`? */
  readonly undo: boolean;
}

const DAY = 86_400_000;

export class Operators {
  readonly #world: UpkeepWorld;
  readonly #product: Product;
  readonly #around: (container: Container) => Omit<UpkeepSurroundings, "queueUrl">;
  readonly #commands = new Map<Invocation, CommandOptions>();
  readonly #ended = new Set<Invocation>();
  /** Files that a killed command leaves, by dataset. */
  readonly #checkpoints = new Map<string, string>();
  #started = 0;

  constructor(
    world: UpkeepWorld,
    product: Product,
    around: (container: Container) => Omit<UpkeepSurroundings, "queueUrl">,
  ) {
    this.#world = world;
    this.#product = product;
    this.#around = around;
  }

  optionsOf(invocation: Invocation): CommandOptions | undefined {
    return this.#commands.get(invocation);
  }

  /** Did a command say that it was done? */
  hasEnded(invocation: Invocation): boolean {
    return this.#ended.has(invocation);
  }

  /** A schedule sends its message. */
  schedule(cadence: Cadence): void {
    const time = new Date(this.#world.timeline.now()).toISOString().replace(/\.\d+/, "");
    this.#world.trace(() => `the ${cadence} reconcile of ${time} begins`);
    this.#world.send("reconcile", startBody(cadence, time));
  }

  /** Resolves when the command ends, however; never if it is killed. */
  async reconcile(options: CommandOptions): Promise<void> {
    this.#world.fault("operator reconciles");
    await this.#run(options, async (container) => {
      const { apply, prune, columns, from, maxDeletes } = options;
      const ports = {
        ...commandPorts(this.#product, this.#around(container)),
        checkpoints: ({ dataset }: { readonly dataset: { readonly name: string } }) =>
          this.#checkpointOf(dataset.name),
      };
      const datasets = this.#world.datasets.filter(({ name }) => options.datasets.includes(name));
      const request = {
        ...{ stage: this.#world.stage, datasets, from, until: undefined, apply, prune, columns, maxDeletes },
        ...{ addsOnly: false, isAll: false, isJson: false },
      };
      const terminal = { progress: () => {}, note: () => {} };
      for (const dataset of datasets) await this.#product.reconcileDataset(dataset, request, ports, terminal);
    });
  }

  /** Brings back what some run has removed. */
  async undo(): Promise<void> {
    const world = this.#world;
    world.fault("operator undoes");
    const options = { apply: true, prune: false, columns: false, from: undefined, datasets: [] };
    await this.#run({ ...options, maxDeletes: undefined, undo: true }, async (container) => {
      const { store, catalog, remover, records, callTimeout } = commandPorts(
        this.#product,
        this.#around(container),
      );
      const entries = await this.#product.undoEntries(BUCKET, world.stage, undefined, store, callTimeout());
      if (entries.length === 0) return;
      const entry = world.chance.pick(entries);
      const since = world.timeline.now();
      const tools = { catalog, remover, records, callTimeout };
      const undone = await this.#product.undo(BUCKET, entry, true, tools);
      for (const { values, location } of undone.restored) {
        world.trace(() => `undone: ${entry.dataset} ${values} at ${location}`);
      }
      world.judge.undone(entry, undone, since);
    });
  }

  /** Sends parked messages to their queues again. */
  replay(): void {
    const { queues, fault, timeline } = this.#world;
    const all = queues.parking.receive(1000);
    if (all.length > 0) fault.call(this.#world, "operator replays");
    for (const { body, attributes, receiptHandle, sentAt } of all) {
      const StringValue = attributes["first-seen"]?.StringValue ?? String(Math.min(sentAt, timeline.now()));
      const firstSeen = { "first-seen": { DataType: "String", StringValue } };
      this.#world.send(this.#world.queueOf(body), body, { attributes: firstSeen });
      queues.parking.delete(receiptHandle!);
    }
  }

  async #run(options: CommandOptions, work: (container: Container) => Promise<void>): Promise<void> {
    const world = this.#world;
    const { chance, timeline } = world;
    const container = new Container(world, `command-${++this.#started}`, world.deployed, () => neverCalled);
    const invocation = invocationOf(container, container.name, "command", {
      startedAt: timeline.now(),
      deliveries: [],
    });
    container.invocation = invocation;
    this.#commands.set(invocation, options);
    world.trace(() => `${container.name} ${JSON.stringify(options)}`);
    if (world.strikes(world.weather.kills * 5)) {
      timeline.after(chance.between(0, 30_000), () => {
        world.fault("command killed");
        container.kill();
      });
    }
    try {
      await work(container);
      this.#ended.add(invocation);
      world.trace(() => `${container.name} has ended`);
    } catch (error) {
      world.judge.threw(invocation, error);
    }
  }

  #checkpointOf(dataset: string): CheckpointStore {
    return {
      read: async () => this.#checkpoints.get(dataset),
      write: async (text) => void this.#checkpoints.set(dataset, text),
      clear: async () => void this.#checkpoints.delete(dataset),
    };
  }
}

const neverCalled = () => Promise.reject(new Error("a command is no function"));

/** What a person may ask for. */
export function someOptions({ chance, datasets, timeline }: UpkeepWorld): CommandOptions {
  const apply = chance.happens(0.85);
  const own = datasets.filter(({ strategy }) => strategy === "register").map(({ name }) => name);
  const prune = apply && chance.happens(0.6);
  return {
    apply,
    prune,
    columns: chance.happens(0.4),
    from: chance.happens(0.3) ? new Date(timeline.now() - 2 * DAY).toISOString().slice(0, 10) : undefined,
    datasets: chance.happens(0.5) ? own : [chance.pick(own)],
    maxDeletes: prune && chance.happens(0.3) ? chance.between(0, 8) : undefined,
    undo: false,
  };
}
