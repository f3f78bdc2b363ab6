/** What a query that did not succeed means: for the next attempt, and for a person. */

import type { ErrorCode } from "../errors.ts";
import type { Execution } from "./athena.ts";
import { type AthenaFailure, type Query, QueryError, type QueryStatistics } from "./port.ts";

/** A run is tried three times in all by Lambda, and each may run a query twice. */
const MOST_ATTEMPTS = 6;

/**
 * Internal errors (100, 300 to 303, 400 to 402) and throttling of Athena, Glue or S3 (1400 to 1406). Source: Athena
 * User Guide, "Athena error catalog". Athena runs no failed query again by itself.
 */
const PASSING = new Set([100, 300, 301, 302, 303, 400, 401, 402, 1400, 1401, 1402, 1403, 1404, 1405, 1406]);

export interface Attempt {
  /** Counts from 1. */
  readonly number: number;
  /** Had it ended already when it was first looked at? Then it was an earlier try of this run that started it. */
  readonly found: boolean;
  /** Attempts that have failed before it in this try of the run. */
  readonly failures: number;
}

/**
 * May a query that ended without a result be run again, under a new token? Once, if the failure passes. A query that
 * was found cancelled was stopped by an earlier try of this run, at its deadline; one that is cancelled before our
 * eyes was stopped by a person.
 */
export function mayRunAgain({ state, failure }: Execution, attempt: Attempt): boolean {
  if (attempt.number >= MOST_ATTEMPTS) return false;
  if (state === "CANCELLED") return attempt.found && !isCutOff(failure);
  return isPassing(failure) && (attempt.found || attempt.failures === 0);
}

export function isPassing({ retryable, type }: AthenaFailure): boolean {
  return retryable || PASSING.has(type ?? -1);
}

/** The error of a query that failed or was cancelled, with what to do about it. */
export function queryError(label: string, { state, failure }: Execution, statistics: QueryStatistics) {
  const { code, advice } = state === "CANCELLED" ? ofCancelled(failure) : ofFailed(failure);
  const message = `${label}: ${failure.reason} (query ${statistics.queryId}). ${advice}`;
  return new QueryError(code, message, { failure, statistics, retryable: isPassing(failure) });
}

/** What is known of a query that nobody waits for any more, or that Athena says nothing of. */
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
  const told = (what: string) => `${label}: ${what.replace(/\.$/, "")}${which}.${left}`;
  if (signal.aborted) {
    const isLate = (signal.reason as Error | undefined)?.name === "TimeoutError";
    const [code, what] = isLate
      ? (["QUERY_TIMEOUT", "no result in the time that was given"] as const)
      : (["QUERY_CANCELLED", "called off"] as const);
    return new QueryError(code, told(what), { queryId, statistics, retryable: isLate, cause: thrown });
  }
  if (!(thrown instanceof QueryError)) return thrown;
  const { code, retryable } = thrown;
  return new QueryError(code, told(thrown.message), { queryId, statistics, retryable, cause: thrown });
}

export function tooManyRows(most: number): QueryError {
  return new QueryError("QUERY_TOO_LARGE", `it answers more than ${most} rows`);
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
    : { code: "QUERY_CANCELLED", advice: "Somebody stopped it: run it again." };
}

/** Athena's words for BytesScannedCutoffPerQuery. */
function isCutOff({ reason }: AthenaFailure): boolean {
  return /bytes scanned limit was exceeded/i.test(reason);
}

function ofFailed(failure: AthenaFailure): Meaning {
  const known = MEANINGS.find(
    ({ types, words }) => types.includes(failure.type ?? -1) || words.test(failure.reason),
  );
  return {
    code: known?.code ?? "QUERY_FAILED",
    advice: known?.advice ?? "docs/operations.md tells how to look at it.",
  };
}

/**
 * The first that fits decides. Types from the same catalog; words are the engine's names of its errors, which stand
 * before the colon of a reason.
 */
const MEANINGS: readonly (Partial<Meaning> & {
  readonly advice: string;
  readonly types: readonly number[];
  readonly words: RegExp;
})[] = [
  {
    code: "ACCESS_DENIED",
    types: [],
    words: /lake formation/i,
    advice:
      "Lake Formation does not let the querying role read this: grant it SELECT on the table and its columns.",
  },
  {
    code: "ACCESS_DENIED",
    types: [],
    words:
      /(access ?denied|not authorized|status code: 403).*\bs3\b|\bs3\b.*(access ?denied|status code: 403)/i,
    advice:
      "The querying role may not read the objects, or not write the results: see docs/permissions.md for S3.",
  },
  {
    code: "ACCESS_DENIED",
    types: [1500, 1501],
    words: /access ?denied|not authorized|insufficient permission/i,
    advice:
      "The querying role lacks a permission, of Glue if nothing else is named: see docs/permissions.md.",
  },
  {
    types: [1400, 1401, 1402, 1403, 1404, 1405, 1406],
    words: /throttl|rate exceeded|slow ?down/i,
    advice: "Athena, Glue or S3 was asked too often: run it later, or with fewer queries at once.",
  },
  {
    types: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    words: /exhausted resources/i,
    advice: "It needs more memory than Athena gives: ask for fewer days at once.",
  },
  {
    types: [],
    words: /HIVE_PARTITION_SCHEMA_MISMATCH/,
    advice: "A partition was registered with other column types than the table has now: register it anew.",
  },
  {
    types: [],
    words: /HIVE_BAD_DATA/,
    advice: "A file holds another type than the table declares: the reason names the file and the column.",
  },
  {
    types: [],
    words: /HIVE_(CURSOR_ERROR|CANNOT_OPEN_SPLIT|INVALID_METADATA|FILESYSTEM_ERROR)/,
    advice: "A file cannot be read: it is no whole Parquet file, or was replaced while it was read.",
  },
  {
    types: [1110],
    words: /\b(TABLE|SCHEMA|CATALOG|DATABASE)_NOT_FOUND|entity not found/i,
    advice: "Glue has no such table or database: check the stage, or deploy it.",
  },
  {
    types: [],
    words: /COLUMN_NOT_FOUND|cannot be resolved/,
    advice: "The table in Glue lacks a column that is declared: compare it with shared/datasets.ts.",
  },
  {
    types: [1109, 1302, 1306],
    words: /no such (bucket|key)|NoSuchBucket/i,
    advice: "A Location, or the place for results, names a bucket or path that is not there.",
  },
];
