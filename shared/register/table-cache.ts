import type { Catalog, Table } from "../catalog/port.ts";
import type { Clock } from "../runtime/clock.ts";

/** A minute: partitions that are only looked at are asked for by the keys of a table read within that time. */
const TTL = 60_000;

type TableName = Pick<Table, "database" | "name">;

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
    const held = this.#held.get(identityOf(name));
    const isRecent = held !== undefined && this.#clock.now() - held.readAt < TTL;
    return isRecent ? held.table : this.latest(name, reader);
  }

  /**
   * The table as this reader has seen it itself, once: a partition inherits for good what it is created from, and
   * somebody may have added a column, or made the table anew, seconds ago.
   */
  current(name: TableName, reader: TableReader): Promise<Table> {
    const held = this.#held.get(identityOf(name));
    return held?.reader === reader ? held.table : this.latest(name, reader);
  }

  /** The table as it is now. */
  latest(name: TableName, reader: TableReader): Promise<Table> {
    const table = reader.catalog.table(name.database, name.name, reader.signal);
    this.#held.set(identityOf(name), { table, readAt: this.#clock.now(), reader });
    table.catch(() => this.#held.delete(identityOf(name)));
    return table;
  }
}

function identityOf({ database, name }: TableName): string {
  return `${database}.${name}`;
}
