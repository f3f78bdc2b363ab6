import type { PartitionRanges, Refusal, Table } from "../../shared/catalog/port.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import type { Catalogue } from "../../shared/reconcile/catalogue.ts";
import { hasOtherPointer } from "../../shared/reconcile/catalogue.ts";
import type { ColumnKeeper } from "../../shared/reconcile/port.ts";
import { type ReconcileOptions, type Reconciliation, reconcile } from "../../shared/reconcile/reconcile.ts";
import { Repairs } from "../../shared/reconcile/repairs.ts";
import type { Scope } from "../../shared/reconcile/scope.ts";
import { DeleteBudget } from "../../shared/removal/delete-budget.ts";
import type { HeldPartition, PartitionReader } from "../../shared/removal/port.ts";
import {
  type KeyListing,
  type KeyPage,
  PARTITIONS_PER_DELETE,
  type PartitionRemover,
  type WholePartition,
} from "../../shared/removal/port.ts";
import type { RemovalTools } from "../../shared/removal/removal.ts";
import { idOfRun, UndoLog } from "../../shared/removal/undo-log.ts";
import { CatalogError } from "../../shared/runtime/errors.ts";
import type { Children, StoredObject } from "../../shared/store/port.ts";
import { MemoryCatalog, type MemoryTable } from "./memory-catalog.ts";
import { MemoryRecords } from "./memory-records.ts";
import { VirtualClock } from "./virtual-clock.ts";

const never = new AbortController().signal;

export interface ReconcileWorldOptions {
  readonly pageSize?: number;
  readonly maxDeletes?: number;
  readonly others?: ReadonlySet<string>;
}

export interface RunOptions extends Partial<Pick<ReconcileOptions, "resume" | "save">> {
  readonly apply?: boolean;
  readonly prune?: boolean;
}

/** A bucket and a Data Catalog in memory, and the reconcile of one dataset over them. */
export class ReconcileWorld implements PartitionReader, KeyListing, PartitionRemover {
  readonly clock = new VirtualClock();
  readonly catalog = new MemoryCatalog(this.clock);
  readonly scope: Scope;
  readonly table: MemoryTable;
  readonly records = new MemoryRecords();
  /** Partitions have no columns here. */
  readonly columns: ColumnKeeper = {
    formatOf: (table) => this.catalog.formatOf(table),
    read: async () => [],
    write: async () => [],
  };
  /** Listings of keys with what they began after. */
  readonly listings: (string | undefined)[] = [];
  deletes = 0;
  /** Runs between the delete of a chunk and the listing that follows: the moment for somebody else. */
  afterDelete: () => void = () => {};
  /** The listing, counted from 1, at which a run is killed. */
  killedAt: number | undefined;
  /** Milliseconds that each listing takes. */
  pageTime = 0;
  /** Glue loses the answer of the next delete. */
  losesDelete = false;
  readonly #objects = new Map<string, number>();
  #runs = 0;
  #sorted: readonly string[] | undefined;
  readonly #options: ReconcileWorldOptions;

  constructor(
    dataset: Dataset,
    options: ReconcileWorldOptions = {},
    days: { from?: string; until?: string } = {},
  ) {
    this.#options = options;
    this.scope = { stage: "prod", dataset, bucket: "lake", from: days.from, until: days.until };
    const keys = dataset.keys.map(({ name }) => name);
    this.table = this.catalog.add(dataset.database, dataset.table, keys);
  }

  /** An object below the dataset's prefix. */
  put(path: string, size = 1): void {
    this.#sorted = undefined;
    this.#objects.set(this.scope.dataset.prefix + path, size);
  }

  remove(path: string): void {
    this.#sorted = undefined;
    this.#objects.delete(this.scope.dataset.prefix + path);
  }

  /** Paths of all objects, below the dataset's prefix. */
  paths(): string[] {
    return [...this.#objects.keys()].map((key) => key.slice(this.scope.dataset.prefix.length));
  }

  hold(values: readonly string[], location: string): void {
    this.catalog.put(this.table, values, location);
  }

  at(path: string): string {
    return `s3://${this.scope.bucket}/${this.scope.dataset.prefix}${path}`;
  }

  /** What Glue holds: values joined by "/" → Location. */
  held(): Record<string, string> {
    return Object.fromEntries(
      [...this.table.partitions.values()].map(({ values, location }) => [values.join("/"), location]),
    );
  }

  run(how: RunOptions = {}): Promise<Reconciliation> {
    const callTimeout = () => never;
    const { catalog, clock, scope } = this;
    const ports = { catalog, reader: this, listing: this, store: this, clock, callTimeout };
    return reconcile(scope, this.table.table, ports, {
      most: Number.POSITIVE_INFINITY,
      isWhole: how.prune === true,
      resume: how.resume ?? (async () => undefined),
      save: how.save ?? (async () => {}),
      onProgress: () => {},
      repairs: how.apply
        ? async (catalogue, earlier) => {
            const removal = how.prune ? this.removal(catalogue) : undefined;
            const most = Number.POSITIVE_INFINITY;
            const options = { stepTimeout: 60_000, removal, leavesMissing: false, most };
            return new Repairs(scope, this.table.table, catalog, clock, options, earlier);
          }
        : undefined,
    });
  }

  removal(catalogue: Catalogue): RemovalTools {
    const of = { bucket: "lake", stage: "prod", dataset: this.scope.dataset.name };
    const { maxDeletes = 1000, others = new Set() } = this.#options;
    return {
      remover: this,
      listing: this,
      budget: new DeleteBudget({ ...of, day: "2026-11-20" }, maxDeletes, this.records, () => never),
      undo: new UndoLog(
        { ...of, by: "command", id: idOfRun(this.clock.now(), String(this.#runs++).padStart(6, "0")) },
        this.records,
        () => never,
      ),
      sharedAmong: async (candidates) => {
        const shared = candidates.filter(
          (one) => others.has(one.folder) || hasOtherPointer(this.scope, catalogue, one, candidates),
        );
        return new Set(shared.map(({ folder }) => folder));
      },
      clock: this.clock,
      callTimeout: () => never,
    };
  }

  // PartitionReader
  async read(
    _table: Table,
    ranges: PartitionRanges | undefined,
    _callTimeout: () => AbortSignal,
    onPage: (page: readonly HeldPartition[]) => void,
  ): Promise<void> {
    const { keys } = this.table.table;
    const all = [...this.table.partitions.values()].filter(
      ({ values }) =>
        ranges === undefined ||
        ranges.some((each) =>
          each.every(({ key, from = "", to }) => {
            const value = values[keys.indexOf(key)] ?? "";
            return from <= value && (to === undefined || value <= to);
          }),
        ),
    );
    // In an order that is none.
    const shuffled = all.sort((one, other) => (one.location.length - other.location.length) * -1);
    for (let start = 0; start < shuffled.length; start += 3) onPage(shuffled.slice(start, start + 3));
  }

  // KeyListing
  async page(_bucket: string, prefix: string, after: string | undefined): Promise<KeyPage> {
    this.listings.push(after);
    if (this.listings.length === this.killedAt) throw new Error("killed");
    this.clock.advance(this.pageTime);
    const { pageSize = 3 } = this.#options;
    const keys = this.#keys(prefix).filter((key) => after === undefined || compare(key, after) > 0);
    return {
      objects: keys.slice(0, pageSize).map((key) => this.#object(key)),
      isLast: keys.length <= pageSize,
    };
  }

  async children(_bucket: string, prefix: string): Promise<Children> {
    const names = this.#keys(prefix).map((key) => /^[^/]*\/?/.exec(key.slice(prefix.length))![0]);
    const folders = [...new Set(names.filter((name) => name.endsWith("/")))].map((name) => prefix + name);
    return { folders, objects: [] };
  }

  // PartitionRemover
  async readWhole(_table: Table, values: readonly (readonly string[])[]): Promise<WholePartition[]> {
    return values.flatMap((one) => {
      const found = this.table.partitions.get(JSON.stringify(one));
      return found === undefined ? [] : [{ values: one, location: found.location, input: { ...found } }];
    });
  }

  async delete(_table: Table, values: readonly (readonly string[])[]): Promise<Refusal[]> {
    if (values.length > PARTITIONS_PER_DELETE) throw new CatalogError("INVALID_INPUT", "more than 25");
    for (const one of values) {
      const isThere = this.table.partitions.delete(JSON.stringify(one));
      if (isThere) this.deletes += 1;
    }
    this.afterDelete();
    if (this.losesDelete) {
      this.losesDelete = false;
      throw new CatalogError("UNAVAILABLE", "the answer was lost", { effect: "unknown" });
    }
    return [];
  }

  async restore(_table: Table, partitions: readonly WholePartition[]): Promise<Refusal[]> {
    return partitions.flatMap(({ values, input }): Refusal[] => {
      const identity = JSON.stringify(values);
      if (this.table.partitions.has(identity)) return [{ values, error: "already exists" }];
      this.table.partitions.set(identity, input as never);
      return [];
    });
  }

  #keys(prefix: string): string[] {
    this.#sorted ??= [...this.#objects.keys()].sort(compare);
    return this.#sorted.filter((key) => key.startsWith(prefix));
  }

  #object(key: string): StoredObject {
    return { key, size: this.#objects.get(key)!, modified: "2026-11-20T21:00:00.000Z", etag: "" };
  }
}

const compare = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
