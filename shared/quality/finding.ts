import type { QueryStatistics } from "../athena/port.ts";
import type { CheckId } from "./checks/index.ts";
import type { ReasonCode } from "./outcome.ts";

/** What a check found, before thresholds: a number or a reason, and words about it. */
export type CheckValue = MeasuredValue | NoValue;

interface AnyFound {
  readonly symbol?: string;
  /** One sentence with the numbers in it. */
  readonly message: string;
  readonly evidence?: QueryEvidence;
  /** What a value is computed from, if that is another number: rows, bars. Baselines read it, before there is a value. */
  readonly measured?: number;
}

export interface MeasuredValue extends AnyFound {
  /** In the check's unit; the smaller the better. */
  readonly value: number;
  readonly expected?: number;
  /**
   * The rows that were judged, if the value is how many of them are wrong, or their share; and what is said of those, where
   * that is all there is to say.
   */
  readonly among?: { readonly rows: number; readonly says?: string };
  /** Some of what is wrong, worst first. */
  readonly samples?: readonly Sample[];
}

export interface NoValue extends AnyFound, Unavailable {
  readonly message: string;
}

/** Why something is not known: what every finding comes to that would need it. */
export interface Unavailable {
  readonly outcome: "no_data" | "skipped" | "error";
  readonly reason: ReasonCode;
  readonly message: string;
  /** When it can be evaluated, milliseconds since 1970. */
  readonly dueAt?: number;
}

/** The session that something was found of; null if it is about the table as a whole. */
export interface OfDay {
  readonly day: string | null;
}

interface OfCheck extends OfDay {
  readonly check: CheckId;
}

/** A check's finding. */
export type CheckFinding = MeasuredFinding | UnmeasuredFinding;
export interface MeasuredFinding extends MeasuredValue, OfCheck {}
export interface UnmeasuredFinding extends NoValue, OfCheck {}

export type Sample = Readonly<Record<string, string | number | null>>;

/** The query that a finding is from. */
export interface QueryEvidence {
  readonly sql: string;
  /** Undefined if it was never started. */
  readonly statistics?: QueryStatistics;
}
