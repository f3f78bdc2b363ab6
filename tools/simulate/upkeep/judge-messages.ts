/** Is a message gone from its queue only when what it asks for was done, or handed on? */
import type { Dataset } from "../../../shared/datasets/dataset.ts";
import { canonical } from "../ledger.ts";
import type { Delivery } from "../sent-messages.ts";
import type { Invocation } from "../world.ts";
import { identityOf, isRemoving, type StoryFolder } from "./upkeep-datasets.ts";
import type { UpkeepWorld } from "./world.ts";

/** For so long it is remembered where other datasets point, in milliseconds; and clocks differ. */
const REMEMBERED = 905_000;

/** A run of a reconcile: its dataset, and when it was scheduled. */
const runOf = (dataset: string, time: string) => `${dataset} ${time}`;

/** As messages of runs write it. */
export const timeOf = (time: number | string): string => new Date(time).toISOString().replace(/\.\d+/, "");

export interface StoryNomination {
  readonly kind: "nomination";
  readonly dataset: string;
  readonly folders: readonly string[];
}

export interface StoryRun {
  readonly kind: "run";
  /** Undefined of a schedule's message. */
  readonly dataset: string | undefined;
  readonly time: string;
  readonly part: number;
}

export interface StoryRemoval {
  readonly kind: "removal";
  readonly keys: readonly string[];
}

/** What a body says, read without the product's help; undefined of a creation. */
export function meaningOf(body: string): StoryNomination | StoryRun | StoryRemoval | undefined {
  const content = JSON.parse(body);
  if (content.kind === "partition-registrar/nomination") return { ...content, kind: "nomination" };
  if (content.kind === "partition-registrar/reconcile") return { ...content, kind: "run" };
  if (content.Message !== undefined) return meaningOf(content.Message);
  if (content["detail-type"] === "Object Deleted")
    return { kind: "removal", keys: [content.detail.object.key] };
  const records: readonly {
    readonly eventName: string;
    readonly s3: { readonly object: { readonly key: string } };
  }[] = content.Records ?? [];
  if (records.some(({ eventName }) => eventName.startsWith("ObjectCreated:"))) return undefined;
  const keys = records.map(({ s3 }) => decodeURIComponent(s3.object.key.replaceAll("+", " ")));
  return { kind: "removal", keys };
}

export class MessageJudge {
  readonly #world: UpkeepWorld;
  /** When a path was last nominated, durably. */
  readonly #nominated = new Map<string, number>();
  /** When a run was last handed on, or left its record. */
  readonly #handedOn = new Map<string, number>();

  constructor(world: UpkeepWorld) {
    this.#world = world;
  }

  /** Something is in a queue for sure. */
  sent(body: string): void {
    const said = meaningOf(body);
    const now = this.#world.timeline.now();
    if (said?.kind === "nomination") {
      const { prefix } = this.#datasetOf(said.dataset)!;
      for (const folder of said.folders) this.#nominated.set(prefix + folder, now);
    }
    if (said?.kind === "run" && said.dataset !== undefined) this.handOn(said.dataset, said.time);
  }

  handOn(dataset: string, time: string): void {
    this.#handedOn.set(runOf(dataset, time), this.#world.timeline.now());
  }

  acknowledged(invocation: Invocation, { id, message, receivedAt }: Delivery): string[] {
    if (invocation.parked.has(message.body)) return [];
    const said = meaningOf(message.body);
    const problems =
      said === undefined || invocation.of === "register"
        ? []
        : said.kind === "removal"
          ? this.#removalComplaints(said, receivedAt)
          : said.kind === "nomination"
            ? this.#nominationComplaints(said, receivedAt)
            : this.#runComplaints(said, receivedAt);
    return problems.map((what) => `${invocation.name} acknowledged ${id}: ${what}`);
  }

  #removalComplaints({ keys }: StoryRemoval, since: number): string[] {
    return keys.flatMap((key) => {
      const file = key.slice(key.lastIndexOf("/") + 1);
      if (/^[_.]|\.csv$/.test(file)) return [];
      const folder = this.#world.folders.find((one) => isRemoving(one.dataset) && key.startsWith(one.path));
      if (folder === undefined || (this.#nominated.get(folder.path) ?? 0) >= since) return [];
      return [`nobody nominated ${folder.path}`];
    });
  }

  #nominationComplaints({ dataset: name, folders }: StoryNomination, since: number): string[] {
    const dataset = this.#datasetOf(name)!;
    return folders.flatMap((path) => {
      const folder = this.#world.folders.find((one) => one.path === dataset.prefix + path);
      if (folder === undefined || (this.#nominated.get(folder.path) ?? 0) >= since) return [];
      return this.#lookedInto(folder, since);
    });
  }

  /** Was there a moment since then at which S3 and Glue agreed about a folder? */
  #lookedInto(folder: StoryFolder, since: number): string[] {
    const { bucket, history } = this.#world;
    const table = this.#world.tableOf(folder.dataset);
    const held = history.since(table, folder.values, since);
    const location = canonical(folder.location);
    const here = held.find(
      (one) => one.location === location && one.from < since && one.until === Number.POSITIVE_INFINITY,
    );
    if (here !== undefined && bucket.wasAlwaysEmpty(folder.path, since) && !this.#isShared(location, since))
      return [`${folder.path} was empty, and its partition is still there`];
    const isTable = (history.createdAt(table) ?? Number.POSITIVE_INFINITY) < since;
    if (held.length === 0 && isTable && bucket.wasAlwaysFull(folder.path, since))
      return [`${folder.path} had data all the time, and has no partition`];
    return [];
  }

  #isShared(location: string, since: number): boolean {
    const { datasets, history } = this.#world;
    const pointing = datasets.flatMap((one) => {
      const table = this.#world.tableOf(one);
      const at = history
        .allSince(table, since - REMEMBERED)
        .filter((version) => version.location === location);
      return at.map(({ values }) => `${table} ${identityOf(values)}`);
    });
    return new Set(pointing).size > 1;
  }

  #runComplaints({ dataset, time }: StoryRun, since: number): string[] {
    const names =
      dataset === undefined
        ? this.#world.datasets.filter(({ strategy }) => strategy === "register").map(({ name }) => name)
        : [dataset];
    return names.flatMap((name) => {
      const at = this.#handedOn.get(runOf(name, time)) ?? 0;
      if (at >= since || this.#isAtWork(name, time)) return [];
      return [`the run of ${name} scheduled at ${time} was given up`];
    });
  }

  /** Does another message stand for the run? */
  #isAtWork(dataset: string, time: string): boolean {
    const same = this.#world.waiting().filter((body) => {
      const said = meaningOf(body);
      return said?.kind === "run" && said.dataset === dataset && said.time === time;
    });
    // The one that is being deleted is still there.
    return same.length > 1;
  }

  #datasetOf(name: string): Dataset | undefined {
    return this.#world.datasets.find((one) => one.name === name);
  }
}
