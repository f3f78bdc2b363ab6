import type { Table } from "../catalog/port.ts";

/** Partitions of one table that Glue was seen to hold, by their identity (identityOf their values). */
export interface KnownPartitions {
  /** Asked for is used: what is known stays so for longer. */
  has(identity: string): boolean;
  add(identity: string): void;
  forget(identity: string): void;
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
    const table = `${database}.${name} `;
    return {
      has: (identity) => this.#has(table + identity),
      add: (identity) => this.#add(table + identity),
      forget: (identity) => {
        this.#entries.delete(table + identity);
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
