import { REGISTRAR } from "../runtime/launcher.ts";
import { databaseName } from "../runtime/names.ts";
import { amount, number } from "./amounts.ts";
import { CHECK_IDS, CHECKS, type CheckId, checkOf } from "./checks/index.ts";
import type { CheckFinding } from "./finding.ts";
import { metadataFindings } from "./metadata-findings.ts";
import { type CheckOutcome, outcomeOf, type Thresholds } from "./outcome.ts";
import type { DeclaredDataset, Quality } from "./quality.ts";
import type { CheckResult, CheckSuite } from "./result.ts";
import { isShare, limitsInUnit, type RowLimits } from "./row-limits.ts";
import { isRuleId, thresholdsOfRule } from "./rules/rule.ts";
import { ruleWithId } from "./rules/rule-check.ts";
import { todayOf } from "./snapshot.ts";
import type { RunEvidence, ValidationRequest } from "./validation-request.ts";
import type { Days } from "./windows.ts";

/** The circumstances in which findings are judged. */
export interface JudgementContext {
  readonly runId: string;
  readonly stage: string;
  readonly suite: CheckSuite;
  /** The run's today, YYYY-MM-DD, for acknowledgements. */
  readonly today: string;
  /** The days that the run was asked about, if it was. */
  readonly days?: Days | undefined;
}

/** What everything that was found comes to. Pure. */
export function judgeAll(request: ValidationRequest, found: RunEvidence): CheckResult[] {
  return [...resultsOf(request, found), ...resultsOfRun(request, found)];
}

function resultsOf(request: ValidationRequest, { datasets, known }: RunEvidence): CheckResult[] {
  return datasets.flatMap(({ snapshot, answered }) => {
    const subject = subjectOf(snapshot.dataset, request.stage);
    const findings = [...metadataFindings(snapshot, known), ...answered.findings];
    return findings.map((finding) => judge(finding, subject, { ...request, today: todayOf(snapshot) }));
  });
}

function resultsOfRun(request: ValidationRequest, { spent }: RunEvidence): CheckResult[] {
  const today = new Date(request.asOf).toISOString().slice(0, 10);
  const findings = CHECK_IDS.flatMap((check): CheckFinding[] => {
    const found = CHECKS[check].run?.(spent.bytesScanned, request.mostBytes);
    return found === undefined ? [] : [{ check, day: null, ...found }];
  });
  return findings.map((finding) => judge(finding, THE_RUN, { ...request, today }));
}

/** What a dataset's check allows, by the check itself, or by what the dataset puts in its place. */
export function rowLimitsOf(check: CheckId, quality: Quality | undefined): RowLimits {
  const { thresholds } = checkOf(check);
  if (isRuleId(check)) return thresholdsOfRule(ruleWithId(check, quality?.rules) ?? thresholds);
  const own = quality?.checks?.[check];
  if (own === undefined || own === "off") return thresholds;
  // What is declared as undefined is left out.
  const { warn = thresholds.warn, fail = thresholds.fail } = own;
  return { warn, fail };
}

/** The thresholds of a finding, in the unit of its check. */
export function thresholdsOf(finding: CheckFinding, quality: Quality | undefined): Thresholds {
  const { check } = finding;
  const rows = "value" in finding ? finding.among?.rows : undefined;
  return limitsInUnit(rowLimitsOf(check, quality), checkOf(check).unit, rows);
}

/** Where a share is allowed, a share is told. */
function messageOf(finding: CheckFinding, quality: Quality | undefined): string {
  const { warn, fail } = rowLimitsOf(finding.check, quality);
  if (!("value" in finding) || finding.among === undefined || !(isShare(warn) || isShare(fail)))
    return finding.message;
  const { measured = 0, among } = finding;
  if (among.rows === 0 || among.says === undefined) return finding.message;
  return `${amount(measured / among.rows, "ratio")} of ${number(among.rows)} rows ${among.says} (${number(measured)})`;
}

/** Whom a finding is about: a dataset, or the run itself, which has no table and promises nothing. */
export interface ResultSubject {
  readonly name: string;
  /** `database.table` in the stage. */
  readonly table: string;
  readonly quality: Quality | undefined;
}

export const THE_RUN: ResultSubject = { name: "run", table: "", quality: undefined };

export function subjectOf({ name, database, table, quality }: DeclaredDataset, stage: string): ResultSubject {
  return { name, table: `${databaseName(database, stage)}.${table}`, quality };
}

/** Does the check fail by this finding, whatever is acknowledged? */
export function isFailure(finding: CheckFinding, { quality }: Pick<DeclaredDataset, "quality">): boolean {
  return "value" in finding && outcomeOf(finding.value, thresholdsOf(finding, quality)) === "fail";
}

/** What a finding comes to: one result with all of its keys. */
export function judge(
  finding: CheckFinding,
  { name, table, quality }: ResultSubject,
  judgement: JudgementContext,
): CheckResult {
  const { check, day, symbol = null, evidence } = finding;
  const { warn, fail } = thresholdsOf(finding, quality);
  const isMeasured = "value" in finding;
  const found: CheckOutcome = isMeasured ? outcomeOf(finding.value, { warn, fail }) : finding.outcome;
  const acknowledged = acknowledgementOf(finding, quality, judgement.today);
  const isAcknowledged = acknowledged !== undefined && (found === "fail" || found === "no_data");
  const statistics = evidence?.statistics;
  return {
    checkId: check,
    dataset: name,
    table,
    day,
    symbol,
    outcome: isAcknowledged ? "warn" : found,
    value: isMeasured ? finding.value : null,
    unit: checkOf(check).unit,
    measured: finding.measured ?? null,
    expected: isMeasured ? (finding.expected ?? null) : null,
    warn,
    fail,
    message: messageOf(finding, quality),
    reason: isMeasured ? null : finding.reason,
    dueAt: isMeasured || finding.dueAt === undefined ? null : new Date(finding.dueAt).toISOString(),
    acknowledged: isAcknowledged ? acknowledged : null,
    samples: isMeasured ? (finding.samples ?? []) : [],
    sql: evidence?.sql ?? null,
    queryId: statistics?.queryId ?? null,
    scannedBytes: statistics?.bytesScanned ?? null,
    costUsd: statistics?.costUsd ?? null,
    engineMs: statistics?.engineMs ?? null,
    reproduce: reproduction(name, day, judgement),
  };
}

/**
 * Why a failure of this finding is acknowledged, if it is for its check and its session, or for the table as a whole,
 * and the acknowledgement has not expired.
 */
function acknowledgementOf(
  { check, day }: CheckFinding,
  quality: Quality | undefined,
  today: string,
): string | undefined {
  const acknowledgement = quality?.acknowledged?.find(
    (one) => one.check === check && (one.day ?? null) === day && today <= one.until,
  );
  return acknowledgement && `${acknowledgement.reason} (until ${acknowledgement.until})`;
}

function reproduction(
  dataset: string,
  day: string | null,
  { stage, suite, days, runId }: JudgementContext,
): string {
  const about = dataset === THE_RUN.name ? "" : ` --dataset ${dataset}`;
  // The session has gone on since: only the run itself knows how far it was.
  if (suite === "intraday")
    return `${REGISTRAR} validate${about} --suite intraday --run-id ${runId} --stage ${stage}`;
  const looked = day === null ? days : { from: day, to: day };
  return `${REGISTRAR} validate${about}${looked === undefined ? "" : ` ${daysAsOptions(looked)}`} --suite ${suite} --stage ${stage}`;
}

function daysAsOptions({ from, to }: Days): string {
  return from === to ? `--day ${from}` : `--from ${from} --to ${to}`;
}
