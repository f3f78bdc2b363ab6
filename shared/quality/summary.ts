import type { Spending } from "../athena/budget.ts";
import { type CheckOutcome, OUTCOMES, worstOf } from "./outcome.ts";
import type { CheckResult, Summary } from "./result.ts";

export function summaryOf(results: readonly CheckResult[], spent: Spending): Summary {
  const outcomes = results.map(({ outcome }) => outcome);
  const counts = OUTCOMES.map(
    (kind) => [kind, outcomes.filter((outcome) => outcome === kind).length] as const,
  );
  return {
    ...(Object.fromEntries(counts) as Record<CheckOutcome, number>),
    worst: worstOf(outcomes),
    queries: spent.queries,
    scannedBytes: spent.bytesScanned,
    costUsd: spent.costUsd,
  };
}

/** How a run ended as a whole. What was merely not due does not make a good run look doubtful. */
export function outcomeOfRun({ worst, pass }: Pick<Summary, "worst" | "pass">): CheckOutcome {
  return worst === "skipped" && pass > 0 ? "pass" : worst;
}
