import { checkOf } from "../../shared/quality/checks/index.ts";
import type { CheckResult, RunDocument } from "../../shared/quality/result.ts";
import { summaryOf } from "../../shared/quality/summary.ts";

/** The Friday after Thanksgiving: a half day. */
export const DAY = "2025-11-28";

/** A result that passes, but for what a test says. */
export function resultOf(change: Partial<CheckResult> = {}): CheckResult {
  const checkId = change.checkId ?? "complete.bars";
  return {
    checkId,
    dataset: "bars_5m",
    table: "stock_trades_curated_dev.bars_5m",
    day: DAY,
    symbol: null,
    outcome: "pass",
    value: 0,
    unit: checkOf(checkId).unit,
    measured: null,
    expected: null,
    ...checkOf(checkId).thresholds,
    message: "all is well",
    reason: null,
    dueAt: null,
    acknowledged: null,
    samples: [],
    sql: null,
    queryId: null,
    scannedBytes: null,
    costUsd: null,
    engineMs: null,
    reproduce: "./registrar validate --dataset bars_5m --day 2025-11-28 --suite close --stage dev",
    ...change,
  };
}

/** A run with these results, after the close of DAY. */
export function runOf(results: readonly CheckResult[], change: Partial<RunDocument> = {}): RunDocument {
  return {
    schemaVersion: 1,
    runId: "close-20251128T1930",
    stage: "dev",
    suite: "close",
    asOf: "2025-11-28T19:30:00.000Z",
    sessions: [
      {
        calendar: "XNYS",
        day: DAY,
        open: "2025-11-28T14:30:00.000Z",
        close: "2025-11-28T18:00:00.000Z",
        bars: 42,
        early: true,
      },
    ],
    notes: [],
    summary: summaryOf(results, { queries: 2, bytesScanned: 20_971_520, costUsd: 0.0001 }),
    results,
    coverage: [],
    latencies: [],
    ...change,
  };
}
