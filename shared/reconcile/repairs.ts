import type { Catalog, Table } from "../catalog/port.ts";
import { folderOfLocation } from "../datasets/dataset-folders.ts";
import { identityOf } from "../datasets/placing.ts";
import type { Parking } from "../events/batch.ts";
import { createRegistrar, type Registrar } from "../register/apply.ts";
import type { Pointing } from "../removal/port.ts";
import { type RemovalTools, removePartitions } from "../removal/removal.ts";
import type { Clock } from "../runtime/clock.ts";
import { deadlinesWithin } from "../runtime/deadlines.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { NOTHING_REPAIRED, type Repaired } from "./checkpoint.ts";
import type { Claimed } from "./comparison.ts";
import { planListed } from "./listed-plan.ts";
import type { Scope } from "./scope.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Nothing is parked: a person reads the report. */
const NO_PARKING: Parking = { park: async () => new Map() };

const UNREAD = "it is registered once the guard has read a file of it; see what is parked";

export interface RepairOptions {
  /** Milliseconds that registering a thousand partitions may take. */
  readonly stepTimeout: number;
  /** What orphans are removed with; undefined leaves them. */
  readonly removal: RemovalTools | undefined;
  /** Are partitions left missing, because their files are to be read before anything is registered? */
  readonly leavesMissing: boolean;
  /** How much of what is left is kept in words, and not only counted. */
  readonly most: number;
}

/** What is done about drift: creates what is missing by the code that registers, removes by the one routine. */
export class Repairs {
  readonly #scope: Scope;
  readonly #table: Table;
  readonly #options: RepairOptions;
  readonly #registrar: Registrar;
  readonly #repaired: Writable<Repaired> & { readonly lines: string[] };

  constructor(
    scope: Scope,
    table: Table,
    catalog: Catalog,
    clock: Clock,
    options: RepairOptions,
    earlier: Repaired = NOTHING_REPAIRED,
  ) {
    this.#scope = scope;
    this.#table = table;
    this.#options = options;
    this.#registrar = createRegistrar(scope.stage, { catalog, parking: NO_PARKING, clock });
    this.#repaired = { ...earlier, lines: [...earlier.lines] };
  }

  get repaired(): Repaired {
    return this.#repaired;
  }

  /** Something that only a person can put right. */
  leave(what: string): void {
    this.#repaired.left += 1;
    if (this.#repaired.left <= this.#options.most) this.#repaired.lines.push(what);
  }

  /** Registers what is missing. Throws what Glue says if it fails: a later run goes on. */
  async create(missing: readonly Claimed[]): Promise<void> {
    if (missing.length === 0) return;
    if (this.#options.leavesMissing) {
      for (const { location } of missing) this.leave(`${location}: ${UNREAD}`);
      return;
    }
    const plan = planListed(
      missing.map(({ arrival }) => arrival),
      this.#scope,
    );
    const deadlines = deadlinesWithin(this.#options.stepTimeout);
    for (const { id, outcome } of (await this.#registrar.apply(plan, deadlines)).results) {
      if (outcome.kind === "failed") {
        // What waits for a queue has its code; every other is Glue's.
        throw new RegistrarError(outcome.code, outcome.reason, { retryable: outcome.retryable });
      }
      if (outcome.kind === "registered") this.#repaired.registered += 1;
      else if (outcome.kind !== "already there") {
        this.leave(`${id}: ${"reason" in outcome ? outcome.reason : outcome.kind}`);
      }
    }
  }

  /** Removes partitions whose data are gone, if that was asked for. */
  async remove(orphans: readonly Pointing[]): Promise<readonly Pointing[]> {
    const { removal } = this.#options;
    if (removal === undefined || orphans.length === 0) return [];
    if (removal.budget.isSpent) {
      this.#repaired.capped += orphans.length;
      return [];
    }
    const { removed, kept } = await removePartitions(this.#scope, this.#table, orphans, removal);
    this.#repaired.removed += removed.length;
    for (const { location, why, reason } of kept) {
      if (why === "capped") this.#repaired.capped += 1;
      else if (why !== "gone" && why !== "moved") this.leave(`${location}: ${reason}`);
    }
    return removed;
  }

  /** Values whose data lie elsewhere than Glue says: where nothing is left at Glue's Location, they move. */
  async move(elsewhere: readonly (Claimed & { readonly held: string })[]): Promise<void> {
    const movable = elsewhere.filter(({ held }) => folderOfLocation(this.#scope, held) !== undefined);
    const removed = await this.remove(movable.map(({ values, held }) => ({ values, location: held })));
    const free = new Set(removed.map(({ values }) => identityOf(values)));
    await this.create(elsewhere.filter(({ values }) => free.has(identityOf(values))));
    for (const { values, location, held } of elsewhere) {
      if (!free.has(identityOf(values))) this.leave(`${location}: Glue has ${held}`);
    }
  }
}
