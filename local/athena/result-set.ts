/** A query's result as GetQueryResults answers it. */

import type { ColumnInfo, Row } from "@aws-sdk/client-athena";
import type { Wire } from "../validation.ts";
import type { QueryColumn, QueryOutput } from "./query-engine.ts";
import type { Statement } from "./statement.ts";

/** The rows from one offset to another. The column names are row 0 of DML, and no row at all of anything else. */
export function rowsOf(output: QueryOutput, { type }: Statement, from: number, to: number): Wire<Row>[] {
  const names = type === "DML" ? 1 : 0;
  const header = output.columns.map(({ name }) => name);
  const rows = output.rows.slice(Math.max(0, from - names), Math.max(0, to - names));
  return (names > 0 && from === 0 ? [header, ...rows] : rows).map(rowOf);
}

export const rowCountOf = (output: QueryOutput, { type }: Statement) =>
  output.rows.length + (type === "DML" ? 1 : 0);

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
