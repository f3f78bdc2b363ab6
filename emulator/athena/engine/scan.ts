/** The text that stands for a table in a query: its columns by their Glue types, over the files that are wanted. */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableEntry } from "../../glue/store.ts";
import { QueryError } from "../query-engine.ts";
import { readableAs } from "./coercion.ts";
import type { ParquetShapes, Shape, ShapedFiles } from "./parquet-shapes.ts";
import type { DeclaredColumns } from "./partition-forms.ts";
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
    `SELECT "$form", file, "$file_size", "$problem" FROM ${table.relation} AS ${quoteName(alias)} ${where} ORDER BY ALL`,
  );
  const rows = wanted.getRows();
  const problem = rows.find(([, file]) => file === null);
  if (problem !== undefined) throw new QueryError(String(problem.at(-1)));
  const columns = columnsOf(entry.record);
  const beside = [...keysOf(entry.record).map(({ name }) => name), ...(hiddenColumns ? HIDDEN_COLUMNS : [])];
  const selects: string[] = [];
  for (const number of new Set(rows.map(([form]) => Number(form)))) {
    // Partitions may share a Location: its files are read once, and joined to each.
    const files = new Set(rows.filter(([form]) => form === number).map(([, file]) => String(file)));
    const form = table.forms[number - 1];
    for (const group of await shapes.of([...files], table.objects, connection)) {
      const joined = table.forms.length === 0 ? "" : ` AND p."$form" = ${number}`;
      selects.push(selectFrom(group, formed(columns, form), beside, table.relation, joined));
    }
  }
  return {
    sql: selects.length === 0 ? empty(entry, hiddenColumns) : selects.join(" UNION ALL "),
    bytes: rows.reduce((sum, [, , size]) => sum + Number(size), 0),
  };
}

/** A column of a table, with what the partition declares of it: undefined if the partition lacks it. */
interface FormedColumn {
  readonly column: GlueColumn;
  readonly declared: GlueColumn | undefined;
}

const formed = (columns: readonly GlueColumn[], form: DeclaredColumns | undefined): FormedColumn[] =>
  columns.map((column) => ({ column, declared: form === undefined ? column : form.get(column.name) }));

/** `joined` narrows the join to the partitions of one form. */
function selectFrom(
  { shape, files }: ShapedFiles,
  columns: readonly FormedColumn[],
  beside: readonly string[],
  relation: string,
  joined: string,
): string {
  const selected = [
    ...columns.map((one) => `${columnFrom(shape, one)} AS ${quoteName(one.column.name)}`),
    ...beside.map((name) => `p.${quoteName(name)}`),
  ];
  const source = `read_parquet(${quoteTexts(files)}, hive_partitioning = false, filename = '$file') AS f`;
  // The partitions table says the values; unpartitioned tables need it only for the hidden columns.
  const values =
    beside.length === 0 && !selected.some((text) => text.includes("p."))
      ? ""
      : ` JOIN ${relation} AS p ON f."$file" = p.file${joined}`;
  return `SELECT ${selected.join(", ")} FROM ${source}${values}`;
}

/**
 * Read as the partition's type, then turned into the table's. A column that the file or the partition lacks is NULL; one
 * that the file has with another type fails when it is read.
 */
function columnFrom(shape: Shape, { column, declared }: FormedColumn): string {
  const found = shape.get(column.name);
  if (found === undefined || declared === undefined) return `CAST(NULL AS ${column.type})`;
  const readable = readableAs(`f.${quoteName(found.name)}`, found.type, declared.type);
  if (readable !== undefined) {
    return declared.type === column.type ? readable : `CAST(${readable} AS ${column.type})`;
  }
  const message = `HIVE_BAD_DATA: Field ${column.name}'s type ${found.type} in parquet file `;
  const rest = ` is incompatible with type ${declared.glueType} defined in table schema`;
  return `CAST(error(${quoteText(message)} || p."$path" || ${quoteText(rest)}) AS ${column.type})`;
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
