import type { CheckId } from "./checks/index.ts";
import type { Sample } from "./finding.ts";
import type { CheckOutcome, ReasonCode } from "./outcome.ts";

/** Which checks a run makes: all after the close; those of rows up to the last bar while a session is open; Glue's alone. */
export const SUITES = ["close", "intraday", "metadata"] as const;
export type CheckSuite = (typeof SUITES)[number];

/**
 * One run. Its keys are stable: each is always there, null where there is nothing to say. Times are ISO 8601 in UTC.
 */
export interface RunDocument {
  readonly schemaVersion: 1;
  /** Equal when the same run is tried again. */
  readonly runId: string;
  readonly stage: string;
  readonly suite: CheckSuite;
  /** The moment that the run judges from. */
  readonly asOf: string;
  /** The sessions that it looked at, oldest first, by calendar. */
  readonly sessions: readonly SessionSummary[];
  /** About days without a session, as "market closed: Thanksgiving Day; the last session is 2025-11-26". */
  readonly notes: readonly string[];
  readonly summary: Summary;
  readonly results: readonly CheckResult[];
  /** What is there of each session, for pictures. */
  readonly coverage: readonly Coverage[];
  /** From an object's event to its partition in Glue, by the stamps that partitions carry. */
  readonly latencies: readonly Latency[];
}

/** One cell of the calendar: a dataset's session, or a symbol of it. */
export interface Coverage {
  readonly dataset: string;
  readonly day: string;
  /** null: the session as a whole. */
  readonly symbol: string | null;
  readonly state: "present" | "partial" | "missing" | "not due" | "closed";
  /** Of what is expected, 0 to 1; null if it was not counted. */
  readonly share: number | null;
}

export interface Latency {
  readonly dataset: string;
  readonly day: string;
  /** The slowest of the session's partitions, in seconds. */
  readonly seconds: number;
}

export interface SessionSummary {
  readonly calendar: string;
  readonly day: string;
  readonly open: string;
  readonly close: string;
  readonly bars: number;
  readonly early: boolean;
}

export type Summary = Readonly<Record<CheckOutcome, number>> & {
  /** The worst outcome there is: error, fail, no_data, warn, skipped, pass, in this order. */
  readonly worst: CheckOutcome;
  readonly queries: number;
  readonly scannedBytes: number;
  readonly costUsd: number;
};

export interface CheckResult {
  readonly checkId: CheckId;
  readonly dataset: string;
  /** `database.table` in the stage. */
  readonly table: string;
  readonly day: string | null;
  readonly symbol: string | null;
  readonly outcome: CheckOutcome;
  readonly value: number | null;
  readonly unit: string;
  readonly measured: number | null;
  readonly expected: number | null;
  readonly warn: number | null;
  readonly fail: number | null;
  readonly message: string;
  readonly reason: ReasonCode | null;
  readonly dueAt: string | null;
  /** Why a failure only warns, if it is acknowledged. */
  readonly acknowledged: string | null;
  readonly samples: readonly Sample[];
  readonly sql: string | null;
  readonly queryId: string | null;
  readonly scannedBytes: number | null;
  readonly costUsd: number | null;
  readonly engineMs: number | null;
  /** The command that shows this one again. */
  readonly reproduce: string;
}
