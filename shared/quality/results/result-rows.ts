import { isCalendarDay } from "../../datasets/day.ts";
import type { CheckResult, RunDocument } from "../result.ts";
import { dayOfRun } from "./keys.ts";
import type { WrittenRow } from "./parquet.ts";
import type { ResultColumn } from "./table.ts";

/** A row of the table of results. */
export type Row = WrittenRow<ResultColumn>;

/** The rows of a run by session. Results about a table as a whole are stored under the run's newest session. */
export function rowsByDay(document: RunDocument): ReadonlyMap<string, readonly Row[]> {
  const rows = new Map<string, Row[]>();
  for (const result of document.results) {
    const day = result.day !== null && isCalendarDay(result.day) ? result.day : dayOfRun(document);
    const others = rows.get(day);
    if (others === undefined) rows.set(day, [rowOf(result, document)]);
    else others.push(rowOf(result, document));
  }
  return rows;
}

/** Samples of a result that the table keeps: gaps may be thousands, and are found again by what `reproduce` says. */
const SAMPLES = 50;

function rowOf(result: CheckResult, { runId, suite, stage, asOf }: RunDocument): Row {
  return {
    run_id: runId,
    suite,
    stage,
    as_of: new Date(asOf),
    check_id: result.checkId,
    dataset: result.dataset,
    table_name: result.table,
    symbol: result.symbol,
    outcome: result.outcome,
    value: result.value,
    unit: result.unit,
    measured: result.measured,
    expected: result.expected,
    warn: result.warn,
    fail: result.fail,
    message: result.message,
    reason: result.reason,
    due_at: result.dueAt === null ? null : new Date(result.dueAt),
    acknowledged: result.acknowledged,
    samples: JSON.stringify(result.samples.slice(0, SAMPLES)),
    sql: result.sql,
    query_id: result.queryId,
    scanned_bytes: result.scannedBytes,
    cost_usd: result.costUsd,
    engine_ms: result.engineMs,
    reproduce: result.reproduce,
  };
}
