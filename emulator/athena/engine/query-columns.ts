/** The columns that a query selects. */

import type { DuckDBConnection } from "@duckdb/node-api";
import { QueryError } from "../query-engine.ts";

export interface SelectedColumn {
  /** Lower case. */
  readonly name: string;
  /** DuckDB's. */
  readonly type: string;
}

/** Known without running the query, which is in DuckDB's words. */
export async function selectedColumns(
  select: string,
  connection: DuckDBConnection,
): Promise<SelectedColumn[]> {
  const described = await connection.runAndReadAll(`SELECT column_name FROM (DESCRIBE ${select})`);
  const names = described.getRows().map(([name]) => String(name).toLowerCase());
  const columns = names.map((_, at) => `c${at}`);
  // DESCRIBE calls a column of nothing but NULL an integer.
  const typed = await connection.runAndReadAll(
    `SELECT ${columns.map((column) => `typeof(${column})`).join(", ")} FROM (VALUES (1))
     LEFT JOIN (SELECT * FROM (${select}) LIMIT 0) AS q(${columns.join(", ")}) ON true`,
  );
  const [types = []] = typed.getRows();
  return names.map((name, at) => ({ name, type: String(types[at]) }));
}

/** As tables and views want them: each with a name of its own, and with a type. */
export function checkColumns(columns: readonly SelectedColumn[]): void {
  const names = columns.map(({ name }) => name);
  const nameless = names.findIndex((name) => /^_col\d+$/.test(name));
  if (nameless >= 0) {
    throw new QueryError(
      `COLUMN_NAME_NOT_SPECIFIED: line 1:1: Column name not specified at position ${nameless + 1}`,
    );
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new QueryError(`DUPLICATE_COLUMN_NAME: line 1:1: Column name '${twice}' specified more than once`);
  }
  const unknown = columns.find(({ type }) => type === '"NULL"');
  if (unknown === undefined) return;
  throw new QueryError(`COLUMN_TYPE_UNKNOWN: line 1:1: Column type is unknown: ${unknown.name}`);
}
