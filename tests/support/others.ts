import fc from "fast-check";
import type { Catalog, Table } from "../../shared/catalog/port.ts";
import { sameLocation } from "../../shared/datasets/placing.ts";
import type { MemoryCatalog, MemoryTable } from "./memory-catalog.ts";

/** What other people do to a catalog while we work: a job that rewrites a day, somebody at a console, a crawler. */
export type Act =
  | "drop a partition"
  | "drop all partitions"
  | "move a partition"
  | "add a column"
  | "drop the table"
  | "make the table anew"
  | "make the table anew, its keys in another order";

const act = fc.constantFrom<Act[]>(
  "drop a partition",
  "drop a partition",
  "drop all partitions",
  "move a partition",
  "add a column",
  "drop the table",
  "make the table anew",
  "make the table anew, its keys in another order",
);

/** What happens between one moment and the next: before a call is carried out, before it is answered, between batches. */
export type Interlude = { readonly act: Act; readonly table: number; readonly partition: number } | undefined;

export const moments: fc.Arbitrary<readonly Interlude[]> = fc.array(
  fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 3 },
    { arbitrary: fc.record({ act, table: fc.nat(9), partition: fc.nat(99) }), weight: 2 },
  ),
  { maxLength: 40 },
);

/** A partition that Glue told the registrar of, or that it took from it. */
export interface Seen {
  readonly table: string;
  /** By key. */
  readonly values: Readonly<Record<string, string>>;
  readonly location: string;
}

/** A catalog that others work on as well, and that remembers what it answered. */
export class SharedCatalog implements Catalog {
  /** What was answered since the last `answered.length = 0`. */
  readonly answered: Seen[] = [];
  /** Versions of the tables from which partitions were created since the last `createdFrom.length = 0`. */
  readonly createdFrom: { readonly table: string; readonly version: number }[] = [];
  readonly #catalog: MemoryCatalog;
  readonly #moments: Interlude[];
  /** The keys of every table as they were before anybody came. */
  readonly #keys: ReadonlyMap<string, readonly string[]>;
  #versions = 0;

  constructor(catalog: MemoryCatalog, moments: readonly Interlude[]) {
    this.#catalog = catalog;
    this.#moments = [...moments];
    this.#keys = new Map([...catalog.tables].map(([name, { table }]) => [name, table.keys]));
  }

  /** Lets the next moment pass. */
  pass(): void {
    const moment = this.#moments.shift();
    if (moment === undefined) return;
    const names = [...this.#keys.keys()];
    this.#carryOut(moment.act, names[moment.table % names.length]!, moment.partition);
  }

  /** Nobody comes any more; tables that were dropped are made anew. */
  leave(): void {
    this.#moments.length = 0;
    for (const name of this.#keys.keys()) if (!this.#catalog.tables.has(name)) this.#make(name);
  }

  versionOf(table: string): number {
    const found = this.#catalog.tables.get(table);
    return found === undefined ? this.#versions : versionIn(found.table);
  }

  holds({ table, values, location }: Seen): boolean {
    const found = this.#catalog.tables.get(table);
    const inOrder = found?.table.keys.map((key) => values[key]!);
    const held = found?.partitions.get(JSON.stringify(inOrder));
    return held !== undefined && sameLocation(held.location, location);
  }

  table(...call: Parameters<Catalog["table"]>): Promise<Table> {
    return this.#among(() => this.#catalog.table(...call));
  }

  async createPartitions(...call: Parameters<Catalog["createPartitions"]>) {
    const [table, asked] = call;
    this.createdFrom.push({ table: nameOf(table), version: versionIn(table) });
    const refusals = await this.#among(() => this.#catalog.createPartitions(...call));
    const refused = new Set(refusals.map(({ values }) => JSON.stringify(values)));
    for (const { values, location } of asked) {
      if (!refused.has(JSON.stringify(values))) this.#tell(table, values, location);
    }
    return refusals;
  }

  async readPartitions(...call: Parameters<Catalog["readPartitions"]>) {
    const stored = await this.#among(() => this.#catalog.readPartitions(...call));
    for (const { values, location } of stored) this.#tell(call[0], values, location);
    return stored;
  }

  async #among<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.pass();
    try {
      return await work();
    } finally {
      this.pass();
    }
  }

  #tell(table: Table, values: readonly string[], location: string): void {
    const byKey = Object.fromEntries(table.keys.map((key, index) => [key, values[index]!]));
    this.answered.push({ table: nameOf(table), values: byKey, location });
  }

  #carryOut(act: Act, name: string, partition: number): void {
    const found = this.#catalog.tables.get(name);
    switch (act) {
      case "drop a partition":
        found?.partitions.delete(
          [...found.partitions.keys()][partition % (found.partitions.size || 1)] ?? "",
        );
        break;
      case "drop all partitions":
        found?.partitions.clear();
        break;
      case "move a partition":
        this.#move(found, partition);
        break;
      case "add a column":
        if (found !== undefined) this.#make(name, found.table.keys, found);
        break;
      case "drop the table":
        this.#catalog.tables.delete(name);
        break;
      case "make the table anew":
        this.#make(name);
        break;
      case "make the table anew, its keys in another order":
        this.#make(name, this.#keys.get(name)!.toReversed());
        break;
    }
  }

  #move(found: MemoryTable | undefined, partition: number): void {
    const held = [...(found?.partitions.values() ?? [])][partition % (found?.partitions.size || 1)];
    if (held !== undefined) this.#catalog.put(found!, held.values, "s3://elsewhere/");
  }

  /** A table whose form says which version it is; it keeps the partitions of `old`. */
  #make(name: string, keys: readonly string[] = this.#keys.get(name)!, old?: MemoryTable): void {
    const [database, table] = name.split(".") as [string, string];
    const columns = [{ name: `v${++this.#versions}`, type: "string" }];
    const made = this.#catalog.add(database, table, keys, {
      form: { columns, inputFormat: "parquet", serde: "parquet" },
    });
    for (const [identity, held] of old?.partitions ?? []) made.partitions.set(identity, held);
  }
}

const nameOf = ({ database, name }: Table) => `${database}.${name}`;

/** 0 for a table as it was before anybody came. */
function versionIn({ descriptor }: Table): number {
  const { columns } = descriptor as { columns: readonly { name: string }[] };
  return Number(columns[0]?.name.slice(1) ?? 0);
}
