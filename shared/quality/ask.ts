import { type Divisible, type Piece, runInParts } from "../athena/parts.ts";
import { AthenaQueryError, type QueryOptions, type QueryResult, type QueryRunner } from "../athena/port.ts";
import { messageOf } from "../runtime/errors.ts";
import type { CheckId } from "./checks/index.ts";
import type { CheckFinding, QueryEvidence } from "./finding.ts";
import type { ReasonCode } from "./outcome.ts";
import type { Coverage } from "./result.ts";
import type { DatasetPlan } from "./rows/plan.ts";

/**
 * A query that answers checks: one scan of a table for all sessions of a run, or the reconciliation of two tables. Its
 * parts are about some of its sessions each.
 */
export interface CheckQuery extends Divisible<CheckQuery> {
  /** What it answers, for every session. */
  readonly checks: readonly CheckId[];
  readonly days: readonly string[];
  /** Every session and check gets a finding, also those without a row. */
  read(result: QueryResult): Answered;
}

export interface Answered {
  readonly findings: readonly CheckFinding[];
  readonly coverage: readonly Coverage[];
}

/** Asks what a plan asks, and then what is behind what failed, which takes the place of what was found of it. */
export async function answer(
  plan: DatasetPlan,
  engine: QueryRunner,
  options: QueryOptions,
): Promise<Answered> {
  const first = await askAll(plan.queries, engine, options);
  const found = lastOfEach([...plan.findings, ...first.findings]);
  const next = await askAll(plan.followUp(found), engine, options);
  return { findings: lastOfEach([...found, ...next.findings]), coverage: first.coverage };
}

async function askAll(
  queries: readonly CheckQuery[],
  engine: QueryRunner,
  options: QueryOptions,
): Promise<Answered> {
  return joined(await Promise.all(queries.map((query) => ask(query, engine, options))));
}

/** One finding for each check, session and symbol: the last that was measured, if one was. */
function lastOfEach(findings: readonly CheckFinding[]): CheckFinding[] {
  const last = new Map<string, CheckFinding>();
  for (const finding of findings) {
    const identity = JSON.stringify([finding.check, finding.day, finding.symbol]);
    const before = last.get(identity);
    // A comparison that failed takes nothing from what the scan has found.
    if (before === undefined || "value" in finding || !("value" in before)) last.set(identity, finding);
  }
  return [...last.values()];
}

/**
 * Asks a query and reads its answer. If that fails for what may lie in one session, its sessions are asked by fewer and
 * fewer: the sound ones are answered, and the failure is a finding for each check of the others.
 */
async function ask(query: CheckQuery, engine: QueryRunner, options: QueryOptions): Promise<Answered> {
  return joined((await runInParts(query, engine, options)).map(answerOf));
}

function joined(answers: readonly Answered[]): Answered {
  return {
    findings: answers.flatMap(({ findings }) => findings),
    coverage: answers.flatMap(({ coverage }) => coverage),
  };
}

function answerOf(piece: Piece<CheckQuery>): Answered {
  const { query } = piece;
  if ("error" in piece) return { findings: unanswered(query, piece.error), coverage: [] };
  try {
    const { findings, coverage } = query.read(piece.result);
    const evidence: QueryEvidence = { sql: query.sql, statistics: piece.result.statistics };
    return { findings: findings.map((finding) => ({ ...finding, evidence })), coverage };
  } catch (thrown) {
    return { findings: unanswered(query, thrown), coverage: [] };
  }
}

function unanswered({ checks, days, sql }: CheckQuery, thrown: unknown): CheckFinding[] {
  const error = thrown instanceof AthenaQueryError ? thrown : undefined;
  const evidence: QueryEvidence =
    error?.statistics === undefined ? { sql } : { sql, statistics: error.statistics };
  const reason = reasonOf(error);
  const outcome = reason === "budget_exhausted" ? "skipped" : "error";
  return days.flatMap((day) =>
    checks.map((check) => ({ check, day, outcome, reason, message: messageOf(thrown), evidence }) as const),
  );
}

function reasonOf(error: AthenaQueryError | undefined): ReasonCode {
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
function isMissingColumn(error: AthenaQueryError | undefined): boolean {
  return error?.failure?.reason.includes("COLUMN_NOT_FOUND") === true;
}
