/** The answer of a query, for people, for spreadsheets and for programs. */
import type { QueryResult, QueryStatistics, Value } from "../../shared/athena/port.ts";
import { bytes } from "../../shared/quality/report/wording.ts";
import { count } from "../../shared/runtime/text.ts";
import { renderTable } from "../terminal.ts";

/** Rows that a table shows: more are for a file. */
const ROWS_SHOWN = 50;

/** Empty if the statement answers no columns. NULL is shown as such, which an empty text is not. */
export function tableOf({ columns, rows }: QueryResult, width: number): string {
  if (columns.length === 0) return "";
  const cells = rows.slice(0, ROWS_SHOWN).map((row) => row.map((value) => String(value ?? "NULL")));
  const more = rows.length - cells.length;
  const table = renderTable(
    columns.map(({ name }) => name),
    cells,
    width,
  );
  return more > 0 ? `${table}\n… ${count(more, "row")} more: --csv and --json give all` : table;
}

/** RFC 4180, but lines end with a line feed: NULL is nothing between its commas, the empty text is "". */
export function csvOf({ columns, rows }: QueryResult): string {
  return [columns.map(({ name }) => cellOf(name)), ...rows.map((row) => row.map(cellOf))]
    .map((cells) => cells.join(","))
    .join("\n");
}

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
