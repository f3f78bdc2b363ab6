/** A query's result as GetQueryResults answers it. */

import type { ColumnInfo, Row } from "@aws-sdk/client-athena";
import type { Wire } from "../wire/validation.ts";
import type { QueryColumn, QueryOutput } from "./query-engine.ts";
import { isCsv } from "./result-file.ts";
import type { Statement } from "./statement.ts";

/** The column names are row 0 of queries, and no row at all of anything else. */
const nameRowsOf = (statement: Statement) => (isCsv(statement) ? 1 : 0);

/** The rows from one offset to another. */
export function rowsOf(output: QueryOutput, statement: Statement, from: number, to: number): Wire<Row>[] {
  const names = nameRowsOf(statement);
  const header = output.columns.map(({ name }) => name);
  const rows = output.rows.slice(Math.max(0, from - names), Math.max(0, to - names));
  return (names > 0 && from === 0 ? [header, ...rows] : rows).map(rowOf);
}

export const rowCountOf = (output: QueryOutput, statement: Statement) =>
  output.rows.length + nameRowsOf(statement);

/** NULL is a cell without a value; "" is the empty string. */
const rowOf = (cells: readonly (string | null)[]): Wire<Row> => ({
  Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
});

/** Athena names the catalog "hive" whatever it is, and neither schema nor table. */
export const columnInfoOf = ({ name, type, precision, scale }: QueryColumn): Wire<ColumnInfo> => ({
  CatalogName: "hive",
  SchemaName: "",
  TableName: "",
  Name: name,
  Label: name,
  Type: type,
  Precision: precision,
  Scale: scale,
  Nullable: "UNKNOWN",
  CaseSensitive: type === "varchar" || type === "char",
});
