/** The tables that a query names: found in Glue while it is translated, read when it is about to run. */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { GlueStore, TableEntry } from "../../glue/store.ts";
import { QueryError } from "../query-engine.ts";
import type { Parse } from "./grammar.ts";
import { informationSchema, informationSchemaColumns } from "./information-schema.ts";
import type { ParquetShapes } from "./parquet-shapes.ts";
import { partitionsRelation } from "./partitions-relation.ts";
import { isProjected, projectionOf } from "./projection.ts";
import { checkReadable } from "./readable-table.ts";
import { asksHiddenColumns, HIDDEN_COLUMNS, scan } from "./scan.ts";
import { columnsOf, keysOf } from "./table-columns.ts";
import type { TableFilesCache } from "./table-files.ts";
import type { Translation, TranslationContext } from "./translation.ts";
import { Translator } from "./translator.ts";
import { placeOf, type TreeNode } from "./tree.ts";
import { viewRelation } from "./view-expansion.ts";
import { isView, type ViewDefinition, viewDefinitionOf } from "./views.ts";

const CATALOG = "awsdatacatalog";

const PARTITIONS = "$partitions";

interface Reading {
  readonly entry: TableEntry;
  readonly alias: string;
  readonly conditions: string[];
  /** Keys that a condition gives all values of. */
  readonly given: Set<string>;
}

export interface ReadTables {
  /** The query with every table in place of its stand-in. */
  readonly sql: string;
  readonly bytes: number;
}

interface View {
  /** "database.name" */
  readonly name: string;
  readonly definition: ViewDefinition;
  /** Its query, translated. */
  readonly sql: string;
}

/** Views in views, at most: each is a subquery in a subquery. */
const DEEPEST = 20;

export class QueryTables {
  readonly #glue: GlueStore;
  readonly #parse: Parse;
  readonly #readings = new Map<string, Reading>();
  readonly #views = new Map<string, View>();
  /** Relations that are known without a file. */
  readonly #ready = new Map<string, string>();

  constructor(glue: GlueStore, parse: Parse) {
    this.#glue = glue;
    this.#parse = parse;
  }

  /** What a query sees whose names without a database are of this one. `within` are the views that it is in. */
  context(
    database: string,
    { hiddenColumns, now, parameter }: Pick<TranslationContext, "hiddenColumns" | "now" | "parameter">,
    within: readonly string[] = [],
  ): TranslationContext {
    return {
      hiddenColumns,
      now,
      parameter,
      table: (parts, node, alias, translation) =>
        this.#table({ parts, node, alias, database, within }, translation),
      isDatabase: (name) => this.#glue.databases.has(name),
      columnNames: (parts) => this.#columnNames(parts, database),
      partitionKeys: (relation) => this.#partitionKeys(relation),
      addCondition: (relation, condition, given) => {
        const reading = this.#readings.get(relation);
        reading?.conditions.push(condition);
        if (given !== undefined) reading?.given.add(given);
      },
    };
  }

  /** The stand-in of the table in the translated text. */
  #table(named: Named, translation: Translation): string {
    const { node, alias } = named;
    const { database, name } = resolve(named);
    if (database === "information_schema") return this.#standIn(informationSchema(this.#glue, name, node));
    const ofPartitions = name.endsWith(PARTITIONS);
    const entry = this.#entry(database, ofPartitions ? name.slice(0, -PARTITIONS.length) : name, node);
    if (isView(entry.record) && !ofPartitions) return this.#view(entry, named, translation);
    checkReadable(entry, node);
    if (ofPartitions && isProjected(entry.record)) {
      throw new QueryError(
        `NOT_SUPPORTED: ${placeOf(node)}: $partitions of a projected table is not supported here`,
      );
    }
    if (ofPartitions) return this.#standIn(partitionsRelation(entry, node));
    const relation = this.#newName();
    this.#readings.set(relation, { entry, alias, conditions: [], given: new Set() });
    return relation;
  }

  /** The text of its query is translated at once, and checked when it is read. */
  #view(
    { record }: TableEntry,
    { node, within }: Named,
    { context, checked, mismatches }: Translation,
  ): string {
    const name = `${record.DatabaseName}.${record.Name}`;
    if (within.includes(name)) throw new QueryError(`VIEW_IS_RECURSIVE: ${placeOf(node)}: View is recursive`);
    if (within.length === DEEPEST) {
      throw new QueryError(
        `NOT_SUPPORTED: ${placeOf(node)}: more than ${DEEPEST} views in views are not supported here`,
      );
    }
    const definition = viewDefinitionOf(record);
    if (asksHiddenColumns(definition.originalSql) && !context.hiddenColumns) {
      throw new QueryError(
        `NOT_SUPPORTED: ${placeOf(node)}: a view over "$path" and its kin is not supported here`,
      );
    }
    const parameter = (place: TreeNode) => {
      throw new QueryError(`INVALID_VIEW: ${placeOf(place)}: a view has no parameters`);
    };
    const own = this.context(definition.schema, { ...context, parameter }, [...within, name]);
    const sql = analyzed(name, node, () =>
      new Translator(own, checked, mismatches).write(this.#parse(definition.originalSql)),
    );
    const relation = this.#newName();
    this.#views.set(relation, { name, definition, sql });
    return relation;
  }

  #columnNames(parts: readonly string[], context: string): ReadonlySet<string> {
    const [table = "", database = context] = [...parts].reverse();
    if (database === "information_schema") return new Set(informationSchemaColumns(table));
    const isPartitions = table.endsWith(PARTITIONS);
    const name = isPartitions ? table.slice(0, -PARTITIONS.length) : table;
    const record = this.#glue.databases.get(database)?.tables.get(name)?.record;
    if (record === undefined) return new Set();
    const columns = [...(isPartitions ? [] : columnsOf(record)), ...keysOf(record)];
    return new Set([...columns.map((column) => column.name), ...HIDDEN_COLUMNS]);
  }

  #partitionKeys(relation: string): readonly string[] {
    const reading = this.#readings.get(relation);
    return reading === undefined ? [] : keysOf(reading.entry.record).map(({ name }) => name);
  }

  /** Lists files, looks into those never seen, and writes the tables into the query. */
  async read(
    sql: string,
    hiddenColumns: boolean,
    now: number,
    files: TableFilesCache,
    shapes: ParquetShapes,
    connection: DuckDBConnection,
  ): Promise<ReadTables> {
    const relations = new Map(this.#ready);
    let bytes = 0;
    for (const [relation, reading] of this.#readings) {
      checkInjected(reading, now);
      const table = await files.of(reading.entry, now, connection);
      const made = await scan({ ...reading, hiddenColumns }, table, shapes, connection);
      relations.set(relation, made.sql);
      bytes += made.bytes;
    }
    // A view is made after those that it names.
    for (const [relation, { name, definition, sql: query }] of this.#views) {
      relations.set(relation, await viewRelation(name, definition, written(query, relations), connection));
    }
    return { sql: written(sql, relations), bytes };
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
    return `⟪${this.#readings.size + this.#views.size + this.#ready.size}⟫`;
  }
}

/** A table as a query names it. */
interface Named {
  /** In lower case, the name last. */
  readonly parts: readonly string[];
  readonly node: TreeNode;
  readonly alias: string;
  readonly database: string;
  readonly within: readonly string[];
}

function resolve({ parts, node, database: context }: Named): { database: string; name: string } {
  const [name = "", database = context, catalog = CATALOG] = [...parts].reverse();
  if (catalog === CATALOG) return { database, name };
  throw new QueryError(`CATALOG_NOT_FOUND: ${placeOf(node)}: Catalog '${catalog}' does not exist`);
}

const STAND_IN = /"(⟪\d+⟫)"/g;

const written = (sql: string, relations: ReadonlyMap<string, string>) =>
  sql.replace(STAND_IN, (name, relation: string) => {
    const made = relations.get(relation);
    return made === undefined ? name : `(${made})`;
  });

/** What is wrong with the query of a view is told with the view's name. */
function analyzed(name: string, node: TreeNode, translate: () => string): string {
  try {
    return translate();
  } catch (error) {
    if (
      !(error instanceof QueryError) ||
      /^(INVALID_VIEW|VIEW_IS_RECURSIVE|NOT_SUPPORTED):/.test(error.message)
    )
      throw error;
    throw new QueryError(
      `INVALID_VIEW: ${placeOf(node)}: Failed analyzing stored view '${CATALOG}.${name}': ${error.message}`,
    );
  }
}

/** Athena can not compute the values of such a key: the query has to have them. */
function checkInjected({ entry: { record }, given }: Reading, now: number): void {
  if (!isProjected(record)) return;
  const missing = projectionOf(record, now).injected.find((key) => !given.has(key));
  if (missing === undefined) return;
  throw new QueryError(
    `CONSTRAINT_VIOLATION: For the injected projected partition column ${missing}, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.`,
  );
}
