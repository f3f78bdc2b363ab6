/** What a container remembers of Glue from one batch to the next, and what that may decide. */
import type { Catalog, Table } from "../catalog/port.ts";
import type { Clock } from "../runtime/clock.ts";

type TableName = Pick<Table, "database" | "name">;

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

  of({ database, name }: TableName): KnownPartitions {
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

/** A minute: partitions that are only looked at are asked for by the keys of a table read within that time. */
const TTL = 60_000;

/** An invocation that reads tables. */
export interface TableReader {
  readonly catalog: Pick<Catalog, "table">;
  readonly signal: AbortSignal;
}

/** Live tables. Only answers are kept: a missing table is asked for again. */
export class Tables {
  readonly #clock: Clock;
  readonly #held = new Map<string, { table: Promise<Table>; readAt: number; reader: TableReader }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The table as it was within the last minute. */
  recent(name: TableName, reader: TableReader): Promise<Table> {
    const held = this.#held.get(nameOf(name));
    const isRecent = held !== undefined && this.#clock.now() - held.readAt < TTL;
    return isRecent ? held.table : this.latest(name, reader);
  }

  /**
   * The table as this reader has seen it itself, once: a partition inherits for good what it is created from, and
   * somebody may have added a column, or made the table anew, seconds ago.
   */
  current(name: TableName, reader: TableReader): Promise<Table> {
    const held = this.#held.get(nameOf(name));
    return held?.reader === reader ? held.table : this.latest(name, reader);
  }

  /** The table as it is now. */
  latest(name: TableName, reader: TableReader): Promise<Table> {
    const table = reader.catalog.table(name.database, name.name, reader.signal);
    this.#held.set(nameOf(name), { table, readAt: this.#clock.now(), reader });
    table.catch(() => this.#held.delete(nameOf(name)));
    return table;
  }
}

function nameOf({ database, name }: TableName): string {
  return `${database}.${name}`;
}
