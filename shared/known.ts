import { identityOf } from "./partition.ts";
import type { Table } from "./ports.ts";

/** Partitions of one table, by their values in the dataset's key order, that Glue was seen to hold. */
export interface KnownPartitions {
  has(values: readonly string[]): boolean;
  add(values: readonly string[]): void;
  forget(values: readonly string[]): void;
}

/**
 * What Glue was seen to hold: a hint and never proof, because anybody may drop a partition at any moment. It only
 * decides whether Glue is asked to read a partition or to create it. A wrong hint costs one call, so entries need no
 * expiry; the least recently used are forgotten first.
 */
export class CatalogMemory {
  readonly #capacity: number;
  /** A Set iterates in insertion order, which makes it an LRU. */
  readonly #entries = new Set<string>();

  /** An entry costs about 100 bytes: the default capacity is some 5 MB. */
  constructor({ capacity = 50_000 } = {}) {
    this.#capacity = capacity;
  }

  of({ database, name }: Pick<Table, "database" | "name">): KnownPartitions {
    const entryOf = (values: readonly string[]) => `${database}.${name} ${identityOf(values)}`;
    return {
      has: (values) => this.#has(entryOf(values)),
      add: (values) => this.#add(entryOf(values)),
      forget: (values) => {
        this.#entries.delete(entryOf(values));
      },
    };
  }

  #has(entry: string): boolean {
    if (!this.#entries.delete(entry)) return false;
    this.#entries.add(entry); // used last, so forgotten last
    return true;
  }

  #add(entry: string): void {
    this.#entries.delete(entry);
    this.#entries.add(entry);
    if (this.#entries.size > this.#capacity) this.#entries.delete(this.#entries.keys().next().value!);
  }
}
