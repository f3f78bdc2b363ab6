import { messageOf } from "../errors.ts";
import { type QueryEngine, QueryError, type QueryOptions, type QueryResult } from "../query/port.ts";
import type { CheckId } from "./checks.ts";
import type { Evidence, Finding, Reason } from "./finding.ts";
import type { Coverage } from "./result.ts";

/** A query that answers checks: one scan of a table for all sessions of a run, or the reconciliation of two tables. */
export interface CheckQuery {
  /** In Athena's history, and part of what makes the query the same in a retry. */
  readonly label: string;
  readonly database: string;
  readonly sql: string;
  /** What it answers, for every session. */
  readonly checks: readonly CheckId[];
  readonly days: readonly string[];
  /** Every session and check gets a finding, also those without a row. */
  read(result: QueryResult): Answered;
}

export interface Answered {
  readonly findings: readonly Finding[];
  readonly coverage: readonly Coverage[];
}

/** Asks a query and reads its answer. A query that fails is a finding for each of its checks and sessions. */
export async function ask(query: CheckQuery, engine: QueryEngine, options: QueryOptions): Promise<Answered> {
  const { sql, database, label } = query;
  try {
    const result = await engine.run({ sql, database, label }, options);
    const { findings, coverage } = query.read(result);
    const evidence: Evidence = { sql, statistics: result.statistics };
    return { findings: findings.map((finding) => ({ ...finding, evidence })), coverage };
  } catch (thrown) {
    return { findings: unanswered(query, thrown), coverage: [] };
  }
}

function unanswered({ checks, days, sql }: CheckQuery, thrown: unknown): Finding[] {
  const error = thrown instanceof QueryError ? thrown : undefined;
  const evidence: Evidence =
    error?.statistics === undefined ? { sql } : { sql, statistics: error.statistics };
  const reason = reasonOf(error);
  const outcome = reason === "budget_exhausted" ? "skipped" : "error";
  return days.flatMap((day) =>
    checks.map((check) => ({ check, day, outcome, reason, message: messageOf(thrown), evidence }) as const),
  );
}

function reasonOf(error: QueryError | undefined): Reason {
  switch (error?.code) {
    case "QUERY_BUDGET":
      return "budget_exhausted";
    case "QUERY_TOO_LARGE":
      return "query_too_large";
    case "QUERY_TIMEOUT":
      return "timeout";
    default:
      return isMissingColumn(error) ? "missing_column" : "query_failed";
  }
}

/** https://docs.aws.amazon.com/athena/latest/ug/error-reference.html; Trino's name of the error comes first. */
function isMissingColumn(error: QueryError | undefined): boolean {
  return error?.failure?.reason.includes("COLUMN_NOT_FOUND") === true;
}
