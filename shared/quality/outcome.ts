/** How a check ended. `no_data`: nothing to look at, which is never a pass. `error`: it could not be evaluated. */
export const OUTCOMES = ["pass", "warn", "fail", "no_data", "skipped", "error"] as const;
export type CheckOutcome = (typeof OUTCOMES)[number];

/** Why a check was not evaluated: for machines; the message is for people. */
export type ReasonCode =
  | "sla_not_reached"
  | "market_closed"
  | "insufficient_history"
  | "missing_partition"
  | "missing_table"
  | "missing_column"
  | "no_rows"
  | "unreviewed_year"
  | "not_applicable"
  | "session_open"
  | "budget_exhausted"
  | "query_too_large"
  | "query_failed"
  | "source_unavailable"
  | "timeout";

/** The greatest values that do not warn and do not fail; null never does. */
export interface Thresholds {
  readonly warn: number | null;
  readonly fail: number | null;
}

/** What thresholds make of a value. */
export function outcomeOf(value: number, { warn, fail }: Thresholds): "pass" | "warn" | "fail" {
  // Written so that NaN, which compares with nothing, fails.
  if (fail !== null && !(value <= fail)) return "fail";
  return warn === null || value <= warn ? "pass" : "warn";
}

/** From the best to the worst that can be said of a run. What could not be evaluated may hide anything. */
export const BY_SEVERITY: readonly CheckOutcome[] = ["pass", "skipped", "warn", "no_data", "fail", "error"];

export function worstOf(outcomes: readonly CheckOutcome[]): CheckOutcome {
  return BY_SEVERITY[Math.max(0, ...outcomes.map((outcome) => BY_SEVERITY.indexOf(outcome)))]!;
}
