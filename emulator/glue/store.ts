/** What the catalog holds: databases, their tables, their partitions. Records are replaced, never changed. */

import type {
  BackfillErrorCode,
  ColumnStatistics,
  DatabaseInput,
  PartitionInput,
  TableInput,
} from "@aws-sdk/client-glue";
import type { Clock } from "../clock.ts";
import type { Wire } from "../wire/validation.ts";
import {
  alreadyExists,
  databaseNotFound,
  partitionNotFound,
  tableNotFound,
  valuesAreFixed,
  valuesDoNotMatchKeys,
} from "./errors.ts";
import {
  type DatabaseRecord,
  databaseRecord,
  folded,
  type Origin,
  type PartitionRecord,
  partitionRecord,
  type TableRecord,
  tableRecord,
} from "./records.ts";

/** Anything listed in pages: its place in the order of creation. */
export interface Placed {
  readonly sequence: number;
}

/** By the column's name. */
export type StatisticsOfColumns = Map<string, Wire<ColumnStatistics>>;

export interface DatabaseEntry extends Placed {
  record: DatabaseRecord;
  readonly tables: Map<string, TableEntry>;
}

export interface TableEntry extends Placed {
  record: TableRecord;
  /** What the table was before its updates, the newest first. */
  archive: readonly TableRecord[];
  /** Differs after any change of the table or of its partitions, even if the table was dropped in between. */
  version: number;
  readonly partitions: Map<string, PartitionEntry>;
  /** By name. */
  readonly indexes: Map<string, IndexEntry>;
  readonly statistics: StatisticsOfColumns;
}

/** A partition index. Its status moves; see partition-indexes.ts. */
export interface IndexEntry extends Placed {
  readonly name: string;
  /** Names of partition keys, in the order of the index. */
  readonly keys: readonly string[];
  status: "CREATING" | "ACTIVE" | "DELETING" | "FAILED";
  /** Glue's code, if it is bound to fail. */
  readonly failure: BackfillErrorCode | undefined;
}

export interface PartitionEntry extends Placed {
  readonly record: PartitionRecord;
  readonly statistics: StatisticsOfColumns;
}

export class GlueStore {
  readonly databases = new Map<string, DatabaseEntry>();
  readonly #accountId: string;
  readonly #clock: Pick<Clock, "now">;
  #changes = 0;

  constructor(accountId: string, clock: Pick<Clock, "now">) {
    this.#accountId = accountId;
    this.#clock = clock;
  }

  database(name: string): DatabaseEntry {
    const entry = this.databases.get(name);
    if (entry === undefined) throw databaseNotFound(name);
    return entry;
  }

  createDatabase(input: Wire<DatabaseInput>): void {
    const record = databaseRecord(input, this.#origin());
    if (this.databases.has(record.Name)) throw alreadyExists("Database");
    this.databases.set(record.Name, { sequence: this.#change(), record, tables: new Map() });
  }

  updateDatabase(name: string, input: Wire<DatabaseInput>): void {
    const entry = this.database(name);
    const { CreateTime } = entry.record;
    entry.record = { ...databaseRecord(input, this.#origin()), Name: name, CreateTime };
  }

  deleteDatabase(name: string): void {
    if (!this.databases.delete(name)) throw databaseNotFound(name);
  }

  table(database: string, name: string): TableEntry {
    const entry = this.database(database).tables.get(name);
    if (entry === undefined) throw tableNotFound(name);
    return entry;
  }

  createTable(database: string, input: Wire<TableInput>): void {
    const { tables } = this.database(database);
    const record = tableRecord(database, input, this.#origin());
    if (tables.has(record.Name)) throw alreadyExists("Table");
    const sequence = this.#change();
    tables.set(record.Name, {
      sequence,
      version: sequence,
      record,
      archive: [],
      partitions: new Map(),
      indexes: new Map(),
      statistics: new Map(),
    });
  }

  updateTable(database: string, input: Wire<TableInput>, { archives = true } = {}): void {
    const entry = this.table(database, folded(input.Name));
    if (archives) entry.archive = [entry.record, ...entry.archive];
    const { CreateTime, CreatedBy, VersionId } = entry.record;
    const record = tableRecord(database, input, this.#origin());
    entry.record = { ...record, CreateTime, CreatedBy, VersionId: String(Number(VersionId) + 1) };
    entry.version = this.#change();
  }

  deleteTable(database: string, name: string): void {
    if (!this.database(database).tables.delete(name)) throw tableNotFound(name);
  }

  partition(table: TableEntry, values: readonly string[]): PartitionRecord {
    return this.partitionEntry(table, values).record;
  }

  partitionEntry(table: TableEntry, values: readonly string[]): PartitionEntry {
    checkValues(table, values);
    const entry = table.partitions.get(partitionKey(values));
    if (entry === undefined) throw partitionNotFound();
    return entry;
  }

  findPartition(table: TableEntry, values: readonly string[]): PartitionRecord | undefined {
    return table.partitions.get(partitionKey(values))?.record;
  }

  createPartition(table: TableEntry, input: Wire<PartitionInput>): void {
    checkValues(table, input.Values);
    const record = partitionRecord(table.record, input, this.#origin());
    const key = partitionKey(record.Values);
    if (table.partitions.has(key)) throw alreadyExists("Partition");
    table.version = this.#change();
    table.partitions.set(key, { sequence: table.version, record, statistics: new Map() });
  }

  /** Keeps the values and the CreationTime: Glue changes neither. */
  updatePartition(table: TableEntry, values: string[], input: Wire<PartitionInput>): void {
    checkValues(table, values);
    const key = partitionKey(values);
    const entry = table.partitions.get(key);
    if (entry === undefined) throw partitionNotFound();
    if (partitionKey(input.Values ?? values) !== key) throw valuesAreFixed();
    const { CreationTime } = entry.record;
    const record = partitionRecord(table.record, { ...input, Values: values }, this.#origin());
    table.partitions.set(key, { ...entry, record: { ...record, CreationTime } });
    table.version = this.#change();
  }

  deletePartition(table: TableEntry, values: readonly string[]): void {
    checkValues(table, values);
    if (!table.partitions.delete(partitionKey(values))) throw partitionNotFound();
    table.version = this.#change();
  }

  /** Glue keeps whole seconds. */
  #origin(): Origin {
    return { accountId: this.#accountId, now: Math.floor(this.#clock.now() / 1000) };
  }

  #change(): number {
    this.#changes += 1;
    return this.#changes;
  }
}

/** Glue pairs values with keys by position, so all it can check is that there are as many of each. */
export function checkValues(table: TableEntry, values: readonly string[] = []): void {
  if (values.length !== (table.record.PartitionKeys ?? []).length) throw valuesDoNotMatchKeys();
}

const partitionKey = (values: readonly string[]) => JSON.stringify(values);
