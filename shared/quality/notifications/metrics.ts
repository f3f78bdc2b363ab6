import { type MetricName, RUN_METRICS } from "../../runtime/metric-names.ts";
import { BY_SEVERITY, worstOf } from "../outcome.ts";
import type { CheckResult, RunDocument } from "../result.ts";

/** What a run measures under one set of dimensions, besides service, stage and function. */
export interface Series {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [MetricName, "Count" | "Bytes" | "Milliseconds" | "None", number])[];
}

/**
 * The metrics of a run: totals, some per dataset, and of single checks only those that are not well. CloudWatch bills
 * every combination of dimensions, in hours in which it is sent; the others' values are in the table of results.
 */
export function seriesOf(document: RunDocument, durationMs: number): Series[] {
  // What is said of the run itself, which has no table, is counted for its suite.
  const ofTables = document.results.filter(({ table }) => table !== "");
  const datasets = [...new Set(ofTables.map(({ dataset }) => dataset))];
  return [
    totalsOf(document, durationMs),
    ofSuite(document, durationMs),
    ...datasets.flatMap((dataset) => {
      const results = document.results.filter((result) => result.dataset === dataset);
      return [ofDataset(dataset, results), ...ofTroubledChecks(dataset, results)];
    }),
  ];
}

/**
 * Failures of one suite say nothing about another's: bars that are well so far do not mend a session that failed. And a
 * suite whose run never came is noticed although another suite's does.
 */
function ofSuite({ suite, results }: RunDocument, durationMs: number): Series {
  return {
    dimensions: { suite },
    values: [...failureCountsOf(results), [RUN_METRICS.RunDuration, "Milliseconds", durationMs]],
  };
}

/** What a run cost, and how long it took. */
export function totalsOf({ summary }: RunDocument, durationMs: number): Series {
  return {
    dimensions: {},
    values: [
      [RUN_METRICS.ScannedBytes, "Bytes", summary.scannedBytes],
      [RUN_METRICS.CostUsd, "None", summary.costUsd],
      [RUN_METRICS.RunDuration, "Milliseconds", durationMs],
    ],
  };
}

function ofDataset(dataset: string, results: readonly CheckResult[]): Series {
  const behind = results.flatMap(({ checkId, value }) =>
    checkId === "freshness.session" && value !== null ? [value] : [],
  );
  return {
    dimensions: { dataset },
    values: [
      ...failureCountsOf(results),
      [RUN_METRICS.CheckOutcome, "None", weightOf(results)],
      ...(behind.length === 0
        ? []
        : [[RUN_METRICS.FreshnessSessions, "Count", Math.max(...behind)] as const]),
    ],
  };
}

function ofTroubledChecks(dataset: string, results: readonly CheckResult[]): Series[] {
  const checks = [...new Set(results.map(({ checkId }) => checkId))];
  return checks.flatMap((check) => {
    const own = results.filter(({ checkId }) => checkId === check);
    const worst = worstOf(own.map(({ outcome }) => outcome));
    if (worst === "pass" || worst === "skipped") return [];
    const values = own.flatMap(({ value }) => (value !== null && Number.isFinite(value) ? [value] : []));
    return {
      dimensions: { dataset, check },
      values: [
        [RUN_METRICS.CheckOutcome, "None", weightOf(own)],
        ...(values.length === 0 ? [] : [[RUN_METRICS.CheckValue, "None", Math.max(...values)] as const]),
      ],
    };
  });
}

/** A check without data has failed: nothing is there that should be. One that broke was not evaluated. */
function failureCountsOf(results: readonly CheckResult[]): Series["values"] {
  const count = (...outcomes: readonly string[]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return [
    [RUN_METRICS.ChecksFailed, "Count", count("fail", "no_data")],
    [RUN_METRICS.ChecksNotEvaluated, "Count", count("error")],
  ];
}

/** 0 pass, 1 skipped, 2 warn, 3 no_data, 4 fail, 5 error. */
function weightOf(results: readonly CheckResult[]): number {
  return BY_SEVERITY.indexOf(worstOf(results.map(({ outcome }) => outcome)));
}
