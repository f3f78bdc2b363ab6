/** The partition indexes of tables: CREATING, ACTIVE or FAILED, DELETING. What lies in them is the partitions themselves. */

import type { PartitionIndex, PartitionIndexDescriptor } from "@aws-sdk/client-glue";
import type { Clock } from "../clock.ts";
import type { Wire } from "../wire/validation.ts";
import { indexExists, indexIsBusy, indexNotFound, noSuchKey, tooManyIndexes } from "./errors.ts";
import type { GlueFaults } from "./faults.ts";
import type { IndexEntry, PartitionEntry, TableEntry } from "./store.ts";

/** https://docs.aws.amazon.com/glue/latest/dg/partition-indexes.html */
const INDEXES_PER_TABLE = 3;

export interface IndexOptions {
  readonly clock: Clock;
  readonly faults: GlueFaults;
  /** Milliseconds from CreatePartitionIndex until the index is ACTIVE, and from DeletePartitionIndex until it is gone. */
  readonly indexMs: number;
}

export class PartitionIndexes {
  readonly #options: IndexOptions;
  #made = 0;

  constructor(options: IndexOptions) {
    this.#options = options;
  }

  create(table: TableEntry, { IndexName: name, Keys: keys }: Wire<PartitionIndex>): void {
    const { clock, faults, indexMs } = this.#options;
    for (const key of keys) {
      if (!(table.record.PartitionKeys ?? []).some(({ Name }) => Name === key)) throw noSuchKey(key);
    }
    const others = [...table.indexes.values()];
    if (table.indexes.has(name) || others.some((one) => one.keys.join() === keys.join())) {
      throw indexExists(name);
    }
    refuseWhileBusy(table);
    if (others.length === INDEXES_PER_TABLE) throw tooManyIndexes(INDEXES_PER_TABLE);
    this.#made += 1;
    const failure = faults.takeIndexFailure(name);
    const entry: IndexEntry = { sequence: this.#made, name, keys, status: "CREATING", failure };
    table.indexes.set(name, entry);
    clock.after(indexMs, () => {
      entry.status = failure === undefined ? "ACTIVE" : "FAILED";
    });
  }

  delete(table: TableEntry, name: string): void {
    const entry = table.indexes.get(name);
    if (entry === undefined) throw indexNotFound(name);
    refuseWhileBusy(table);
    entry.status = "DELETING";
    this.#options.clock.after(this.#options.indexMs, () => table.indexes.delete(name));
  }
}

/**
 * The partitions that Glue has to look at for an expression that fixes these keys, by their places: without an index that
 * begins with one of them, all. https://docs.aws.amazon.com/glue/latest/dg/partition-indexes.html
 */
export function lookedAt(table: TableEntry, fixed: ReadonlyMap<number, string>): Iterable<PartitionEntry> {
  const places = new Map((table.record.PartitionKeys ?? []).map(({ Name }, place) => [Name, place]));
  const found = [...table.indexes.values()]
    .filter(({ status }) => status === "ACTIVE")
    .map(({ keys }) =>
      leading(
        keys.map((key) => places.get(key)!),
        fixed,
      ),
    )
    .reduce((best, one) => (one.length > best.length ? one : best), []);
  if (found.length === 0) return table.partitions.values();
  return [...table.partitions.values()].filter(({ record }) =>
    found.every((place) => record.Values[place] === fixed.get(place)),
  );
}

/** The first keys of an index, as far as they are fixed. */
function leading(places: readonly number[], fixed: ReadonlyMap<number, string>): readonly number[] {
  const end = places.findIndex((place) => !fixed.has(place));
  return end < 0 ? places : places.slice(0, end);
}

function refuseWhileBusy(table: TableEntry): void {
  const busy = [...table.indexes.values()].find(
    ({ status }) => status === "CREATING" || status === "DELETING",
  );
  if (busy !== undefined) throw indexIsBusy(busy.name, busy.status);
}

/** As GetPartitionIndexes tells it. */
export function describeIndex(table: TableEntry, index: IndexEntry): Wire<PartitionIndexDescriptor> {
  const { name, keys, status, failure } = index;
  const types = new Map((table.record.PartitionKeys ?? []).map(({ Name, Type }) => [Name, Type]));
  return {
    IndexName: name,
    Keys: keys.map((key) => ({ Name: key, Type: types.get(key) ?? "string" })),
    IndexStatus: status,
    ...(status === "FAILED" && failure !== undefined
      ? { BackfillErrors: [{ Code: failure, Partitions: [] }] }
      : {}),
  };
}
