/** A view in a query is a subquery, whose columns must still be what the view's definition says. */

import type { DuckDBConnection } from "@duckdb/node-api";
import { QueryError } from "../query-engine.ts";
import { messageOf } from "./query-errors.ts";
import { quoteName } from "./text.ts";
import { duckTypeOfTrino, trinoTypeOfDuck } from "./types.ts";
import type { ViewDefinition } from "./views.ts";

/** The view's columns over the text of its query. Throws VIEW_IS_STALE. */
export async function viewRelation(
  name: string,
  { columns }: ViewDefinition,
  sql: string,
  connection: DuckDBConnection,
): Promise<string> {
  const stale = (what: string) =>
    new QueryError(
      `VIEW_IS_STALE: View 'awsdatacatalog.${name}' is stale or in invalid state: ${what}; it must be re-created`,
    );
  const described = await connection.runAndReadAll(`DESCRIBE ${sql}`).catch((error: unknown) => {
    // Said of a comparison, and understood where the query runs.
    if (messageOf(error).includes("Macro same()")) throw error;
    throw new QueryError(
      `INVALID_VIEW: Failed analyzing stored view 'awsdatacatalog.${name}': ${messageOf(error).split("\n")[0]}`,
    );
  });
  const found = described.getRows().map(([column, type]) => ({ name: String(column), type: String(type) }));
  if (found.length !== columns.length) {
    throw stale(`its query has ${found.length} columns, and ${columns.length} are stored`);
  }
  const casts = columns.map((column, at) => {
    const { name: actual = "", type = "" } = found[at] ?? {};
    const wanted = duckTypeOfTrino(column.type);
    if (actual.toLowerCase() !== column.name.toLowerCase() || !canBecome(type, wanted)) {
      throw stale(
        `column [${actual}] of type ${trinoTypeOfDuck(type)} at position ${at} is stored as [${column.name}] of type ${column.type}`,
      );
    }
    return `CAST(c${at} AS ${wanted}) AS ${quoteName(column.name.toLowerCase())}`;
  });
  return `SELECT ${casts.join(", ")} FROM (${sql}) AS v(${columns.map((_, at) => `c${at}`).join(", ")})`;
}

/** Trino converts a narrower type of numbers or times to a wider one without being asked. */
const LADDERS = [
  ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE"],
  ["DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"],
];

export function canBecome(from: string, to: string): boolean {
  const actual = from === "HUGEINT" ? "BIGINT" : from;
  if (actual === to || actual === '"NULL"') return true;
  const kind = (type: string) => type.replaceAll('"', "").replace(/\s+/g, "");
  if (kind(actual) === kind(to)) return true;
  return LADDERS.some((ladder) => ladder.includes(actual) && ladder.indexOf(actual) < ladder.indexOf(to));
}
