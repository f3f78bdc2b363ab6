/** The tables that a query names: found in Glue while it is translated, read when it is about to run. */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { GlueStore, TableEntry } from "../../glue/store.ts";
import { QueryError } from "../query-engine.ts";
import { informationSchema, informationSchemaColumns } from "./information-schema.ts";
import type { ParquetShapes } from "./parquet-shapes.ts";
import { partitionsRelation } from "./partitions-relation.ts";
import { HIDDEN_COLUMNS, scan } from "./scan.ts";
import { columnsOf, keysOf, type TableFilesCache } from "./table-files.ts";
import { placeOf, type TreeNode } from "./tree.ts";

const CATALOG = "awsdatacatalog";

const PARTITIONS = "$partitions";

interface Reading {
  readonly entry: TableEntry;
  readonly alias: string;
  readonly conditions: string[];
}

export interface ReadTables {
  /** The query with every table in place of its stand-in. */
  readonly sql: string;
  readonly bytes: number;
}

export class QueryTables {
  readonly #glue: GlueStore;
  readonly #database: string;
  readonly #readings = new Map<string, Reading>();
  /** Relations that are known without a file. */
  readonly #ready = new Map<string, string>();

  constructor(glue: GlueStore, database: string) {
    this.#glue = glue;
    this.#database = database;
  }

  isDatabase(name: string): boolean {
    return this.#glue.databases.has(name);
  }

  /** The stand-in of the table in the translated text. */
  table(parts: readonly string[], node: TreeNode, alias: string): string {
    const { database, name } = this.#resolve(parts, node);
    if (database === "information_schema") return this.#standIn(informationSchema(this.#glue, name, node));
    const ofPartitions = name.endsWith(PARTITIONS);
    const entry = this.#entry(database, ofPartitions ? name.slice(0, -PARTITIONS.length) : name, node);
    checkReadable(entry, node);
    if (ofPartitions) return this.#standIn(partitionsRelation(entry, node));
    const relation = this.#newName();
    this.#readings.set(relation, { entry, alias, conditions: [] });
    return relation;
  }

  columnNames(parts: readonly string[]): ReadonlySet<string> {
    const [table = "", database = this.#database] = [...parts].reverse();
    if (database === "information_schema") return new Set(informationSchemaColumns(table));
    const isPartitions = table.endsWith(PARTITIONS);
    const name = isPartitions ? table.slice(0, -PARTITIONS.length) : table;
    const record = this.#glue.databases.get(database)?.tables.get(name)?.record;
    if (record === undefined) return new Set();
    const columns = [...(isPartitions ? [] : columnsOf(record)), ...keysOf(record)];
    return new Set([...columns.map((column) => column.name), ...HIDDEN_COLUMNS]);
  }

  partitionKeys(relation: string): readonly string[] {
    const reading = this.#readings.get(relation);
    return reading === undefined ? [] : keysOf(reading.entry.record).map(({ name }) => name);
  }

  addCondition(relation: string, condition: string): void {
    this.#readings.get(relation)?.conditions.push(condition);
  }

  /** Lists files, looks into those never seen, and writes the tables into the query. */
  async read(
    sql: string,
    hiddenColumns: boolean,
    files: TableFilesCache,
    shapes: ParquetShapes,
    connection: DuckDBConnection,
  ): Promise<ReadTables> {
    const relations = new Map(this.#ready);
    let bytes = 0;
    for (const [relation, reading] of this.#readings) {
      const table = await files.of(reading.entry, connection);
      const made = await scan({ ...reading, hiddenColumns }, table, shapes, connection);
      relations.set(relation, made.sql);
      bytes += made.bytes;
    }
    return {
      sql: sql.replace(STAND_IN, (name, relation: string) => {
        const made = relations.get(relation);
        return made === undefined ? name : `(${made})`;
      }),
      bytes,
    };
  }

  #resolve(parts: readonly string[], node: TreeNode): { database: string; name: string } {
    const [name = "", database = this.#database, catalog = CATALOG] = [...parts].reverse();
    if (catalog !== CATALOG) {
      throw new QueryError(`CATALOG_NOT_FOUND: ${placeOf(node)}: Catalog '${catalog}' does not exist`);
    }
    return { database, name };
  }

  #entry(database: string, name: string, node: TreeNode): TableEntry {
    const found = this.#glue.databases.get(database);
    if (found === undefined) {
      throw new QueryError(`SCHEMA_NOT_FOUND: ${placeOf(node)}: Schema '${database}' does not exist`);
    }
    const entry = found.tables.get(name);
    if (entry !== undefined) return entry;
    throw new QueryError(
      `TABLE_NOT_FOUND: ${placeOf(node)}: Table '${CATALOG}.${database}.${name}' does not exist`,
    );
  }

  #standIn(sql: string): string {
    const relation = this.#newName();
    this.#ready.set(relation, sql);
    return relation;
  }

  /** A name that nobody gives to anything. */
  #newName(): string {
    return `⟪${this.#readings.size + this.#ready.size}⟫`;
  }
}

const STAND_IN = /"(⟪\d+⟫)"/g;

/** What Athena would read, this engine may not: it says so rather than answer something else. */
function checkReadable({ record }: TableEntry, node: TreeNode): void {
  const refuse = (what: string) => {
    throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: ${record.DatabaseName}.${record.Name} ${what}`);
  };
  if (record.TableType === "VIRTUAL_VIEW") refuse("is a view, and views are not supported here");
  if (record.TableType !== undefined && record.TableType !== "EXTERNAL_TABLE") {
    refuse(`is of type ${record.TableType}: only EXTERNAL_TABLE is supported here`);
  }
  if (record.Parameters?.["projection.enabled"]?.toLowerCase() === "true") {
    refuse("has projection.enabled: partition projection is not supported here");
  }
  if (record.Parameters?.table_type !== undefined)
    refuse("is no Hive table, and only those are supported here");
  const format = record.StorageDescriptor?.InputFormat;
  if (!/parquet/i.test(format ?? ""))
    refuse(`has the input format ${format}: only Parquet is supported here`);
}
