/** Rows that are known as texts, as a relation. */

import { quoteName, quoteText } from "./text.ts";

export interface RelationColumn {
  readonly name: string;
  /** DuckDB's. */
  readonly type: string;
}

export function relationOf(
  columns: readonly RelationColumn[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const casts = columns.map(({ name, type }, at) => `CAST(c${at} AS ${type}) AS ${quoteName(name)}`);
  const lines = rows.map(
    (row) => `(${row.map((cell) => (cell === null ? "NULL" : quoteText(String(cell)))).join(", ")})`,
  );
  // Types need a row to come from, so that one is there for a relation without any and left out again.
  const nothing = `(${columns.map(() => "NULL").join(", ")})`;
  const values = `(VALUES ${lines.join(", ") || nothing}) AS v(${columns.map((_, at) => `c${at}`).join(", ")})`;
  return `SELECT ${casts.join(", ")} FROM ${values}${rows.length === 0 ? " WHERE false" : ""}`;
}
