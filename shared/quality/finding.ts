import type { QueryStatistics } from "../athena/port.ts";
import type { CheckId, Thresholds } from "./checks.ts";

/** How a check ended. `no_data`: nothing to look at, which is never a pass. `error`: it could not be evaluated. */
export const OUTCOMES = ["pass", "warn", "fail", "no_data", "skipped", "error"] as const;
export type CheckOutcome = (typeof OUTCOMES)[number];

/** Why a check was not evaluated: for machines; the message is for people. */
export type Reason =
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

/** What a check found, before thresholds: a number or a reason, and words about it. */
export type Finding = Measured | Unmeasured;

interface AnyFinding {
  readonly check: CheckId;
  /** The session; null if it is about the table as a whole. */
  readonly day: string | null;
  readonly symbol?: string;
  /** One sentence with the numbers in it. */
  readonly message: string;
  readonly evidence?: Evidence;
  /** What a value is computed from, if that is another number: rows, bars. Baselines read it, before there is a value. */
  readonly measured?: number;
}

export interface Measured extends AnyFinding {
  /** In the check's unit; the smaller the better. */
  readonly value: number;
  readonly expected?: number;
  /** Some of what is wrong, worst first. */
  readonly samples?: readonly Sample[];
}

export interface Unmeasured extends AnyFinding {
  readonly outcome: "no_data" | "skipped" | "error";
  readonly reason: Reason;
  /** When it can be evaluated, milliseconds since 1970. */
  readonly dueAt?: number;
}

export type Sample = Readonly<Record<string, string | number | null>>;

/** The query that a finding is from. */
export interface Evidence {
  readonly sql: string;
  /** Undefined if it was never started. */
  readonly statistics?: QueryStatistics;
}

/** What thresholds make of a value. */
export function outcomeOf(value: number, { warn, fail }: Thresholds): "pass" | "warn" | "fail" {
  // Written so that NaN, which compares with nothing, fails.
  if (fail !== null && !(value <= fail)) return "fail";
  return warn === null || value <= warn ? "pass" : "warn";
}
