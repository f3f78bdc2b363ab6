/** The answer of a query as text. */
import type { AnswerColumn, QueryResult, QueryStatistics, Value } from "../../shared/athena/port.ts";
import { bytes } from "../../shared/quality/amounts.ts";
import { renderTable } from "../terminal.ts";

/** The rows that are shown; NULL is shown as such, which an empty text is not. Empty if the statement answers no columns. */
export function tableOf(columns: readonly AnswerColumn[], rows: readonly Row[], width: number): string {
  if (columns.length === 0) return "";
  const cells = rows.map((row) => row.map((value) => String(value ?? "NULL")));
  return renderTable(
    columns.map(({ name }) => name),
    cells,
    width,
  );
}

/** Lines of RFC 4180, but with a line feed between them: NULL is nothing between its commas, the empty text is "". */
export const csvOf = (rows: readonly Row[]): string =>
  rows.map((row) => row.map(cellOf).join(",")).join("\n");

type Row = readonly Value[];

function cellOf(value: Value): string {
  if (value === null) return "";
  const text = String(value);
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows by position, since two columns may have one name. What JSON has no number for is text: 2^53 and more, NaN. */
export function jsonOf({ columns, rows, statistics }: QueryResult): string {
  const { queryId, bytesScanned, costUsd, totalMs } = statistics;
  const exact = (value: Value) => {
    if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  };
  const answer = {
    columns,
    rows: rows.map((row) => row.map(exact)),
    queryId,
    bytesScanned,
    costUsd,
    totalMs,
  };
  return JSON.stringify(answer, null, 2);
}

/** "3.4 MB scanned, $0.00005 at list price; 1.2 s; query 0a1b…" */
export function costOf(statistics: QueryStatistics): string {
  const { bytesScanned, costUsd, totalMs, queryId } = statistics;
  const scanned = `${bytes(bytesScanned)} scanned, $${costUsd.toFixed(5)} at list price`;
  return `${scanned}; ${(totalMs / 1000).toFixed(1)} s; query ${queryId}`;
}
