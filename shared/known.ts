import { identityOf } from "./partition.ts";
import type { Clock, Table } from "./ports.ts";

/**
 * Partitions that Glue was seen to hold, so that a stream into known partitions costs no call. Filled only after
 * Glue said so. An entry names the table's creation time, so a dropped and recreated table starts empty, and lives
 * at most `ttl`, which bounds how long we are blind after somebody deletes a partition by hand.
 */
export class KnownPartitions {
  readonly #clock: Clock;
  readonly #capacity: number;
  readonly #ttl: number;
  /** Entry → when it was learnt. A Map iterates in insertion order, which makes it an LRU. */
  readonly #learnt = new Map<string, number>();

  /** `ttl` in milliseconds. An entry costs about 200 bytes: the default capacity is some 10 MB. */
  constructor(clock: Clock, { capacity = 50_000, ttl = 5 * 60_000 } = {}) {
    this.#clock = clock;
    this.#capacity = capacity;
    this.#ttl = ttl;
  }

  has(table: Table, values: readonly string[], location: string): boolean {
    const entry = entryOf(table, values, location);
    const learnt = this.#learnt.get(entry);
    if (learnt === undefined) return false;
    this.#learnt.delete(entry);
    if (this.#clock.now() - learnt >= this.#ttl) return false;
    this.#learnt.set(entry, learnt); // used last, so forgotten last; its age stays
    return true;
  }

  add(table: Table, values: readonly string[], location: string): void {
    const entry = entryOf(table, values, location);
    this.#learnt.delete(entry);
    this.#learnt.set(entry, this.#clock.now());
    if (this.#learnt.size > this.#capacity) this.#learnt.delete(this.#learnt.keys().next().value!);
  }
}

/** The location's length tells where it ends: whatever characters it and the values hold, no two are confused. */
function entryOf(table: Table, values: readonly string[], location: string): string {
  const { createdAt, database, name } = table;
  return `${database}.${name} ${createdAt} ${location.length} ${location}${identityOf(values)}`;
}
