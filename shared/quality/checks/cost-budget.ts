import { bytes } from "../amounts.ts";
import type { CheckValue } from "../finding.ts";
import { defineCheck } from "./check.ts";

export const costBudget = defineCheck({
  id: "cost.budget",
  dimension: "operation",
  unit: "ratio",
  thresholds: { warn: 0.8, fail: 1 },
  passesWhen: "the run scans no more than its budget",
  problem: "the run scans more than its budget",
  run: cost,
});

/** Of bytes that a run scanned, and that it may scan. */
function cost(scanned: number, most: number): CheckValue {
  const message = `${bytes(scanned)} of ${bytes(most)} were scanned`;
  return { value: scanned / most, measured: scanned, expected: most, message };
}
