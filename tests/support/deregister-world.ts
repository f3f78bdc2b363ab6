import type { Dataset } from "../../shared/datasets/dataset.ts";
import { type DeregisterReport, deregister } from "../../shared/deregister/apply.ts";
import { writeNomination } from "../../shared/deregister/nomination.ts";
import { planDeregistration } from "../../shared/deregister/plan.ts";
import type { NominationEntry, NominationQueue } from "../../shared/deregister/port.ts";
import { type Message, messagesToReturn } from "../../shared/events/batch.ts";
import { createRegistrar } from "../../shared/register/apply.ts";
import { planRegistration } from "../../shared/register/plan.ts";
import { SharedLocations } from "../../shared/removal/shared-locations.ts";
import { MemoryParking } from "./memory-parking.ts";
import { s3Body, s3Record } from "./messages.ts";
import { ReconcileWorld, type ReconcileWorldOptions } from "./reconcile-world.ts";

const never = new AbortController().signal;
const DEADLINES = { catalog: never, parking: never };

interface Waiting extends Message {
  readonly visibleAt: number;
}

/** A bucket, a Data Catalog and the queues of the functions that register and remove, in memory. */
export class DeregisterWorld implements NominationQueue {
  readonly world: ReconcileWorld;
  readonly dataset: Dataset;
  readonly parking = new MemoryParking();
  readonly created: Waiting[] = [];
  readonly removals: Waiting[] = [];
  /** Why nominations cannot be sent, if so. */
  unsent: string | undefined;
  /** The call of a port, counted from 1, at which the next batch is killed, and on which side of its effect. */
  killedAt: { readonly call: number; readonly isAfter: boolean } | undefined;
  /** Calls of ports that the last batch made. */
  calls: string[] = [];
  /** Milliseconds that an invocation has. */
  remaining = 300_000;
  readonly #registrar;
  #ids = 0;
  #runs = 0;

  constructor(dataset: Dataset, options: ReconcileWorldOptions = {}) {
    this.dataset = dataset;
    this.world = new ReconcileWorld(dataset, options);
    const { catalog, clock } = this.world;
    this.#registrar = createRegistrar("prod", { catalog, parking: this.parking, clock });
  }

  /** A writer puts an object; S3 tells of it. */
  put(path: string): void {
    this.world.put(path);
    this.#tell(this.created, path, "ObjectCreated:Put");
  }

  /** A writer, or a lifecycle rule, takes an object away; S3 tells of it. */
  remove(path: string, eventName = "ObjectRemoved:Delete"): void {
    this.world.remove(path);
    this.#tell(this.removals, path, eventName);
  }

  announce(body: string): void {
    this.removals.push(this.#message(body));
  }

  #tell(queue: Waiting[], path: string, eventName: string): void {
    const key = this.dataset.prefix + path;
    queue.push(this.#message(s3Body(s3Record(key, { eventName, bucket: this.world.scope.bucket }))));
  }

  #message(body: string, delay = 0): Waiting {
    const now = this.world.clock.now();
    this.#ids += 1;
    return { id: `m${this.#ids}`, body, firstSeen: now, replayed: false, visibleAt: now + delay * 1000 };
  }

  /** The register function takes what its queue has. */
  async register(limit = 1000): Promise<void> {
    const batch = this.#take(this.created, limit);
    const plan = planRegistration(batch, { datasets: [this.dataset], bucket: this.world.scope.bucket });
    const report = await this.#registrar.apply(plan, DEADLINES);
    const failed = messagesToReturn(report);
    this.created.push(...batch.filter(({ id }) => failed.includes(id)));
  }

  /** The deregister function takes what its queue has; what it was killed at comes back. */
  async deregister(limit = 1000): Promise<DeregisterReport | "killed"> {
    const batch = this.#take(this.removals, limit);
    const { world, dataset } = this;
    const { bucket } = world.scope;
    this.calls = [];
    const ports = this.#mortal();
    const plan = planDeregistration(batch, { datasets: [dataset], bucket }, world.clock.now());
    try {
      const report = await deregister(plan, { stage: "prod", bucket }, ports, DEADLINES, this.remaining);
      const failed = messagesToReturn(report);
      this.removals.push(...batch.filter(({ id }) => failed.includes(id)));
      return report;
    } catch (thrown) {
      if (thrown !== KILLED) throw thrown;
      this.removals.push(...batch);
      return "killed";
    }
  }

  /** Until both queues are empty: everything that was asked for is done. */
  async quiet(): Promise<void> {
    for (let round = 0; this.created.length + this.removals.length > 0; round++) {
      if (round === 50) throw new Error("the queues never become empty");
      await this.register();
      await this.deregister();
      this.world.clock.advance(600_000);
    }
  }

  async send<Entry extends NominationEntry>(entries: readonly Entry[]): Promise<ReadonlyMap<Entry, string>> {
    const { unsent } = this;
    if (unsent !== undefined) return new Map(entries.map((entry) => [entry, unsent]));
    for (const { nomination, delay } of entries) {
      this.removals.push(this.#message(writeNomination(nomination), delay));
    }
    return new Map();
  }

  #take(queue: Waiting[], limit: number): Waiting[] {
    const now = this.world.clock.now();
    const batch = queue.filter(({ visibleAt }) => visibleAt <= now).slice(0, limit);
    const left = queue.filter((message) => !batch.includes(message));
    queue.splice(0, queue.length, ...left);
    return batch;
  }

  /** Ports of which any call may be the last of the batch. */
  #mortal() {
    const { world } = this;
    const { clock, scope } = world;
    const mortal = <Port extends object>(port: Port, name: string) => this.#mortalPort(port, name);
    const catalog = mortal(world.catalog, "catalog");
    const run = String(this.#runs++).padStart(6, "0");
    return {
      catalog,
      shared: new SharedLocations(
        { stage: "prod", bucket: scope.bucket, datasets: [this.dataset] },
        { catalog, reader: mortal({ read: world.read.bind(world) }, "reader"), clock },
      ),
      remover: mortal(
        {
          readWhole: world.readWhole.bind(world),
          delete: world.delete.bind(world),
          restore: world.restore.bind(world),
        },
        "remover",
      ),
      listing: mortal({ page: world.page.bind(world) }, "listing"),
      records: mortal(world.records, "records"),
      nominations: mortal({ send: this.send.bind(this) }, "nominations"),
      parking: this.parking,
      clock,
      random: () => run,
    };
  }

  #mortalPort<Port extends object>(port: Port, name: string): Port {
    return new Proxy(port, {
      get: (target, method) => {
        const value = Reflect.get(target, method, target);
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          this.calls.push(`${name}.${String(method)}`);
          const isLast = this.calls.length === this.killedAt?.call;
          if (isLast && !this.killedAt?.isAfter) throw KILLED;
          const answer = await value.apply(target, args);
          if (isLast) throw KILLED;
          return answer;
        };
      },
    });
  }
}

/** Thrown where the container of a function ends: nothing of ours catches it. */
const KILLED = new Error("killed");
