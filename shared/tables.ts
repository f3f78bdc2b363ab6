import type { Catalog, Clock, Table } from "./ports.ts";

/** A minute: partitions inherit a column that was added to the table within that time. */
const TTL = 60_000;

/** Live tables, read at most once a minute each. Only answers are kept: a missing table is asked for again. */
export class Tables {
  readonly #clock: Clock;
  readonly #held = new Map<string, { table: Table; readAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get(catalog: Catalog, database: string, name: string, signal: AbortSignal): Promise<Table> {
    const identity = `${database}.${name}`;
    const held = this.#held.get(identity);
    if (held !== undefined && this.#clock.now() - held.readAt < TTL) return held.table;
    const table = await catalog.table(database, name, signal);
    this.#held.set(identity, { table, readAt: this.#clock.now() });
    return table;
  }

  forget(table: Table): void {
    this.#held.delete(`${table.database}.${table.name}`);
  }
}
