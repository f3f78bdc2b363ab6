/** What a query that did not succeed means: for the next attempt, and for a person. */

import type { ErrorCode } from "../runtime/errors.ts";
import type { QueryStatus } from "./calls.ts";
import { causeOf } from "./causes.ts";
import { type AthenaFailure, AthenaQueryError, type Query, type QueryStatistics } from "./port.ts";

/** A run is tried three times in all by Lambda, and each may run a query twice. */
const MOST_ATTEMPTS = 6;

export interface Attempt {
  /** Counts from 1. */
  readonly number: number;
  /** Had it ended already when it was first looked at? Then it was an earlier try of this run that started it. */
  readonly found: boolean;
  /** Attempts that have failed before it in this try of the run. */
  readonly failures: number;
}

/**
 * May a query that ended without a result be run again, under a new token? Once, if the failure passes: Athena runs no
 * failed query again by itself. A query that
 * was found cancelled was stopped by an earlier try of this run, at its deadline; one that is cancelled before our
 * eyes was stopped by a person.
 */
export function mayRunAgain({ state, failure }: QueryStatus, attempt: Attempt): boolean {
  if (attempt.number >= MOST_ATTEMPTS) return false;
  if (state === "CANCELLED") return attempt.found && !isCutOff(failure);
  return isPassing(failure) && (attempt.found || attempt.failures === 0);
}

export function isPassing(failure: AthenaFailure): boolean {
  return failure.retryable || causeOf(failure).passes;
}

/** May a part of what was asked have made all of it fail: a file, a partition, or that it was so much? */
export function isOfAPart(thrown: unknown): boolean {
  if (!(thrown instanceof AthenaQueryError)) return false;
  const isTooMuch = thrown.code === "QUERY_TOO_LARGE" || thrown.code === "QUERY_CUT_OFF";
  return isTooMuch || (thrown.failure !== undefined && causeOf(thrown.failure).isOfAPart);
}

const WORDS =
  /^(TYPE_MISMATCH|FUNCTION_NOT_FOUND|COLUMN_NOT_FOUND|INVALID_LITERAL|SYNTAX_ERROR|NOT_SUPPORTED)\b/;

/** Are the words of the query refused, before anything is read? */
export function isOfItsWords(thrown: unknown): boolean {
  return thrown instanceof AthenaQueryError && WORDS.test(thrown.failure?.reason ?? "");
}

/** The error of a query that failed or was cancelled, with what to do about it. */
export function queryError(label: string, { state, failure }: QueryStatus, statistics: QueryStatistics) {
  const { code, advice } = state === "CANCELLED" ? ofCancelled(failure) : causeOf(failure);
  const message = `${label}: ${failure.reason} (query ${statistics.queryId}). ${advice}`;
  return new AthenaQueryError(code, message, { failure, statistics, retryable: isPassing(failure) });
}

/** What is known of a query whose caller has given up, or of which Athena says nothing. */
interface Known {
  readonly queryId?: string;
  readonly statistics?: QueryStatistics | undefined;
  /** Why it may be running still. */
  readonly trouble?: string | undefined;
}

/** The error of a query that was left before its rows were read. A mistake of ours stays as it is. */
export function brokenOff({ label }: Query, signal: AbortSignal, thrown: unknown, known: Known): unknown {
  const { queryId, statistics, trouble } = known;
  const left = trouble === undefined ? "" : ` It may be running still: ${trouble}.`;
  const which = queryId === undefined ? "" : ` (query ${queryId})`;
  const worded = (what: string) => `${label}: ${what.replace(/\.$/, "")}${which}.${left}`;
  if (signal.aborted) {
    const isLate = (signal.reason as Error | undefined)?.name === "TimeoutError";
    const [code, what] = isLate
      ? (["QUERY_TIMEOUT", "no result in the time that was given"] as const)
      : (["QUERY_CANCELLED", "called off"] as const);
    return new AthenaQueryError(code, worded(what), {
      queryId,
      statistics,
      retryable: isLate,
      cause: thrown,
    });
  }
  if (!(thrown instanceof AthenaQueryError)) return thrown;
  const { code, retryable } = thrown;
  return new AthenaQueryError(code, worded(thrown.message), {
    queryId,
    statistics,
    retryable,
    cause: thrown,
  });
}

export function tooManyRows(most: number): AthenaQueryError {
  return new AthenaQueryError("QUERY_TOO_LARGE", `it answers more than ${most} rows`);
}

interface Meaning {
  readonly code: ErrorCode;
  readonly advice: string;
}

function ofCancelled(failure: AthenaFailure): Meaning {
  return isCutOff(failure)
    ? {
        code: "QUERY_CUT_OFF",
        advice:
          "It scans more than its workgroup allows: ask for fewer days, or raise the workgroup's limit.",
      }
    : { code: "QUERY_CANCELLED", advice: "It was stopped: run it again." };
}

/** Athena's words for BytesScannedCutoffPerQuery. */
function isCutOff({ reason }: AthenaFailure): boolean {
  return /bytes scanned limit was exceeded/i.test(reason);
}
