/**
 * A query's result as the object that Athena leaves in S3. The companion `<object>.metadata`, a binary summary that
 * only the JDBC driver's S3 fetcher reads, is not written.
 */

import type { QueryOutput } from "./query-engine.ts";
import { isCreateTableAs, isWriting, type Statement } from "./statement.ts";

type Cell = string | null;

/** Only a SELECT leaves CSV; the plan of an EXPLAIN and the answers of SHOW, DESCRIBE and DDL are plain lines. */
export const isCsv = (statement: Statement) =>
  statement.type === "DML" && statement.subtype !== "EXPLAIN" && !isWriting(statement);

/** Below the location of the results. That of a statement which writes is told, but there is no such object. */
export function fileNameOf(id: string, statement: Statement): string {
  if (isWriting(statement)) return isCreateTableAs(statement) ? `tables/${id}` : id;
  return `${id}.${isCsv(statement) ? "csv" : "txt"}`;
}

/** The list of the objects that a statement wrote (API reference, QueryExecutionStatistics, DataManifestLocation). */
export const manifestNameOf = (file: string) => `${file}-manifest.csv`;

export const manifestOf = (files: readonly string[]) => lines(files);

export function fileOf(output: QueryOutput, statement: Statement): string {
  if (!isCsv(statement)) return lines(output.rows.map((row) => row.map((cell) => cell ?? "").join("\t")));
  const names = output.columns.map(({ name }) => name);
  return lines([names, ...output.rows].map((row) => row.map(csvCell).join(",")));
}

/** Every value is quoted, so that NULL, which is nothing at all, differs from the empty string. */
const csvCell = (cell: Cell) => (cell === null ? "" : `"${cell.replaceAll('"', '""')}"`);

const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join("");
