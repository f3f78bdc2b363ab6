/** The text that stands for a table in a query: its columns by their Glue types, over the files that are wanted. */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableEntry } from "../../glue/store.ts";
import { readableAs } from "./coercion.ts";
import type { ParquetShapes, Shape, ShapedFiles } from "./parquet-shapes.ts";
import { columnsOf, type GlueColumn, keysOf } from "./table-columns.ts";
import type { TableFiles } from "./table-files.ts";
import { quoteName, quoteText, quoteTexts } from "./text.ts";

export interface ScanRequest {
  readonly entry: TableEntry;
  /** What the query calls the table, in the conditions too. */
  readonly alias: string;
  /** Over partition keys alone. */
  readonly conditions: readonly string[];
  /** "$path" and its kin are asked for. */
  readonly hiddenColumns: boolean;
}

export interface Scan {
  readonly sql: string;
  readonly bytes: number;
}

/** Such a column in the text of a query: only then tables have them. */
export const asksHiddenColumns = (sql: string) => /"\$(path|file_size|file_modified_time)"/i.test(sql);

/** Not shown by SELECT *. $file_modified_time is that of Athena: with a time zone. */
export const HIDDEN_COLUMNS = ["$path", "$file_size", "$file_modified_time"];

export async function scan(
  { entry, alias, conditions, hiddenColumns }: ScanRequest,
  table: TableFiles,
  shapes: ParquetShapes,
  connection: DuckDBConnection,
): Promise<Scan> {
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const wanted = await connection.runAndReadAll(
    `SELECT file, "$file_size" FROM ${table.relation} AS ${quoteName(alias)} ${where} ORDER BY ALL`,
  );
  const rows = wanted.getRows();
  // Partitions may share a Location: its files are read once, and joined to each.
  const files = [...new Set(rows.map(([file]) => String(file)))];
  const groups = await shapes.of(files, table.objects, connection);
  const columns = columnsOf(entry.record);
  const beside = [...keysOf(entry.record).map(({ name }) => name), ...(hiddenColumns ? HIDDEN_COLUMNS : [])];
  const selects = groups.map((group) => selectFrom(group, columns, beside, table));
  return {
    sql: selects.length === 0 ? empty(entry, hiddenColumns) : selects.join(" UNION ALL "),
    bytes: rows.reduce((sum, [, size]) => sum + Number(size), 0),
  };
}

function selectFrom(
  { shape, files }: ShapedFiles,
  columns: readonly GlueColumn[],
  beside: readonly string[],
  table: TableFiles,
): string {
  const selected = [
    ...columns.map((column) => `${columnFrom(shape, column)} AS ${quoteName(column.name)}`),
    ...beside.map((name) => `p.${quoteName(name)}`),
  ];
  const source = `read_parquet(${quoteTexts(files)}, hive_partitioning = false, filename = '$file') AS f`;
  // The partitions table says the values; unpartitioned tables need it only for the hidden columns.
  const values =
    beside.length === 0 && !selected.some((text) => text.includes("p."))
      ? ""
      : ` JOIN ${table.relation} AS p ON f."$file" = p.file`;
  return `SELECT ${selected.join(", ")} FROM ${source}${values}`;
}

/** A column that a file lacks is NULL; one that it has with another type fails when it is read. */
function columnFrom(shape: Shape, { name, glueType, type }: GlueColumn): string {
  const found = shape.get(name);
  if (found === undefined) return `CAST(NULL AS ${type})`;
  const value = `f.${quoteName(found.name)}`;
  const readable = readableAs(value, found.type, type);
  if (readable !== undefined) return readable;
  const message = `HIVE_BAD_DATA: Field ${name}'s type ${found.type} in parquet file `;
  const rest = ` is incompatible with type ${glueType} defined in table schema`;
  return `CAST(error(${quoteText(message)} || p."$path" || ${quoteText(rest)}) AS ${type})`;
}

function empty(entry: TableEntry, hiddenColumns: boolean): string {
  const columns = [...columnsOf(entry.record), ...keysOf(entry.record)].map(
    ({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`,
  );
  const hidden = hiddenColumns
    ? HIDDEN_COLUMNS.map(
        (name, at) => `CAST(NULL AS ${["VARCHAR", "BIGINT", "TIMESTAMPTZ"][at]}) AS ${quoteName(name)}`,
      )
    : [];
  return `SELECT ${[...columns, ...hidden].join(", ")} WHERE false`;
}
