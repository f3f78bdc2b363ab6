import { type Budgeted, budgeted } from "../athena/budget.ts";
import { type Piece, runInParts } from "../athena/parts.ts";
import type { QueryEngine, QueryOptions } from "../athena/port.ts";
import { dueAt } from "../calendar/sla.ts";
import type { Dataset } from "../datasets/dataset.ts";
import { messageOf } from "../runtime/errors.ts";
import type { ObjectStore } from "../store/port.ts";
import { type Answered, ask } from "./asking.ts";
import type { CheckId } from "./checks.ts";
import { coverageOf, latenciesOf } from "./coverage.ts";
import { judge, type Subject, subjectOf, summaryOf, THE_RUN, thresholdsOf } from "./evaluation.ts";
import {
  type Facts,
  isPromised,
  type LiveTable,
  type Promised,
  positionOfDay,
  type Scope,
  scopeOf,
  todayOf,
  type Unknown,
} from "./facts.ts";
import { type Finding, outcomeOf } from "./finding.ts";
import { metadataFindings } from "./metadata-checks.ts";
import type { Coverage, RunDocument, SessionSummary, Suite } from "./result.ts";
import { type PastQuery, type PastResult, pastQuery } from "./results/past.ts";
import { countedIn, type HistoryPoint } from "./rows/baseline.ts";
import { drillDowns } from "./rows/drill-down.ts";
import { type RowPlan, unmeasured } from "./rows/query.ts";
import { reconciliations, type Source } from "./rows/reconciliations.ts";
import { rowScan } from "./rows/scan.ts";
import { isoOf, obstacleTo, reviewed } from "./sessions.ts";
import { type SurveyPorts, survey } from "./survey.ts";
import type { Days, RowSession } from "./windows.ts";

/** What is to be validated. */
export interface ValidationRequest {
  readonly stage: string;
  readonly suite: Suite;
  /** Equal when the run is tried again, fresh for every other: its queries are paid once. */
  readonly runId: string;
  /** The moment that is judged from, milliseconds since 1970; equal when the run is tried again. */
  readonly asOf: number;
  readonly bucket: string;
  readonly datasets: readonly Promised[];
  /** All there are: some are computed from others. */
  readonly all: readonly Dataset[];
  /** Undefined: the newest sessions. */
  readonly days: Days | undefined;
  /** Bytes that the run's queries may scan. */
  readonly mostBytes: number;
}

export interface ValidationPorts extends SurveyPorts {
  readonly store: ObjectStore | undefined;
  readonly queries: QueryEngine;
  /** Hears what goes on. */
  readonly tell: (doing: string) => void;
}

/** What a run found, and beside it what earlier ones did, which is kept in the table of results and not in this one. */
export interface Validated {
  readonly document: RunDocument;
  readonly past: readonly PastResult[];
}

/** Looks at all there is of the datasets, and says how it is. What cannot be evaluated is a result, not an error. */
export async function validate(
  request: ValidationRequest,
  ports: ValidationPorts,
  signal: AbortSignal,
): Promise<Validated> {
  const { stage, suite, runId, asOf, datasets, days, mostBytes } = request;
  const queries = budgeted(ports.queries, mostBytes);
  const options = { runId, signal };
  const scopes = datasets.map((dataset) => scopeOf(dataset, suite, asOf, days));
  // Of what others are computed from only the partitions are asked: it is not judged itself.
  const withoutStore = { ...ports, store: undefined };
  ports.tell("reading what Glue and S3 hold");
  const [facts, origins] = await Promise.all([
    Promise.all(scopes.map((scope) => survey(scope, request, ports, signal))),
    Promise.all(originsOf(request).map((scope) => survey(scope, request, withoutStore, signal))),
  ]);
  const known = [...facts, ...origins];
  const { past, notes } = await earlierResults(scopes, request, queries, options);
  const history = countedIn(past);
  ports.tell("asking Athena");
  const answers = await Promise.all(
    facts.map((one) => validateRows(one, known, request, history, queries, options)),
  );
  const judgement = { stage, suite, days, runId };
  const results = facts.flatMap((one, index) => {
    const subject = subjectOf(one.dataset, stage);
    const found = [...metadataFindings(one, known), ...answers[index]!.findings];
    return found.map((finding) => judge(finding, subject, { ...judgement, today: todayOf(one) }));
  });
  const spent = queries.spent();
  const today = new Date(asOf).toISOString().slice(0, 10);
  const cost = judge(costFinding(spent.bytesScanned, mostBytes), THE_RUN, { ...judgement, today });
  const document: RunDocument = {
    schemaVersion: 1,
    runId,
    stage,
    suite,
    asOf: new Date(asOf).toISOString(),
    sessions: sessionsOf(scopes),
    notes: [...new Set([...scopes.flatMap(({ window }) => window.notes), ...notes])],
    summary: summaryOf([...results, cost], spent),
    results: [...results, cost],
    coverage: facts.flatMap((one, index) => joined(coverageOf(one), answers[index]!.coverage)),
    latencies: facts.flatMap(latenciesOf),
  };
  return { document, past };
}

/** The datasets that those of a run are computed from and that it does not look at themselves. */
function originsOf({ datasets, all, suite, asOf, days }: ValidationRequest): Scope[] {
  const names = datasets.flatMap(({ quality: { source, rows } }) => [
    source,
    rows === undefined || rows.kind === "trades" ? undefined : rows.from,
  ]);
  const others = all.filter(isPromised).filter((one) => !datasets.includes(one) && names.includes(one.name));
  return others.map((dataset) => scopeOf(dataset, suite, asOf, days));
}

/** The rows of a dataset: scanned where there are any and they are due, or why not. */
async function validateRows(
  facts: Facts,
  all: readonly Facts[],
  { stage, suite }: ValidationRequest,
  history: readonly HistoryPoint[],
  queries: Budgeted,
  options: QueryOptions,
): Promise<Answered> {
  const { dataset, window } = facts;
  const sources = all.map((one) => ({ dataset: one.dataset, held: daysOf(one) }));
  const plan = (sessions: readonly RowSession[]): RowPlan => {
    const columns = "value" in facts.table ? namesIn(facts.table.value) : undefined;
    const scan = rowScan(dataset, stage, sessions, {
      history,
      ...(columns === undefined ? {} : { columns }),
    });
    const reconciled = reconciliations(dataset, stage, sessions, sources);
    return {
      queries: [...scan.queries, ...reconciled.queries],
      findings: [...scan.findings, ...reconciled.findings],
    };
  };
  const waiting = window.rows.flatMap((row) => {
    const why = whyNotScanned(facts, row, suite);
    return why === undefined ? [] : withoutRows(checksIn(plan([row])), row, why, suite);
  });
  const ready = window.rows.filter((row) => whyNotScanned(facts, row, suite) === undefined);
  const { queries: planned, findings } = plan(ready);
  const answers = await Promise.all(planned.map((query) => ask(query, queries, options)));
  // Those of comparisons come last, and know more than the scan of one table.
  const found = lastOfEach([...waiting, ...findings, ...answers.flatMap((answer) => answer.findings)]);
  const failed = found.filter((finding) => isFailed(finding, subjectOf(dataset, stage)));
  const details = await Promise.all(
    drillDowns(dataset, stage, ready, failed, sources).map((query) => ask(query, queries, options)),
  );
  return {
    // What was looked up of a failure takes its place.
    findings: lastOfEach([...found, ...details.flatMap((answer) => answer.findings)]),
    coverage: answers.flatMap((answer) => answer.coverage),
  };
}

/**
 * What is said of a session whose rows cannot be looked at. Of one that is open, with nothing in it yet, the newest row
 * is as late as the session is old: a feed that never starts would else be noticed in the evening.
 */
function withoutRows(
  checks: readonly CheckId[],
  { session, until }: RowSession,
  why: Unknown,
  suite: Suite,
): Finding[] {
  const check = "freshness.event";
  const isSilent = suite === "intraday" && why.reason === "sla_not_reached" && checks.includes(check);
  if (!isSilent) return unmeasured(checks, [session.day], why);
  const value = (until - session.open) / 60_000;
  const message = `nothing of ${session.day} is there, ${value} minutes after the session began`;
  const others = checks.filter((one) => one !== check);
  return [{ check, day: session.day, value, message }, ...unmeasured(others, [session.day], why)];
}

/** Every check of a plan, also those that need no query to be answered. */
function checksIn({ queries, findings }: RowPlan): CheckId[] {
  const asked = queries.flatMap(({ checks }) => checks);
  return [...new Set([...asked, ...findings.map(({ check }) => check)])];
}

function isFailed(finding: Finding, { quality }: Subject): boolean {
  return "value" in finding && outcomeOf(finding.value, thresholdsOf(finding.check, quality)) === "fail";
}

/** One finding for each check, session and symbol: the last that was measured, if one was. */
function lastOfEach(findings: readonly Finding[]): Finding[] {
  const last = new Map<string, Finding>();
  for (const finding of findings) {
    const identity = JSON.stringify([finding.check, finding.day, finding.symbol]);
    const before = last.get(identity);
    // A comparison that failed takes nothing from what the scan has found.
    if (before === undefined || "value" in finding || !("value" in before)) last.set(identity, finding);
  }
  return [...last.values()];
}

/** Why the rows of a session are not looked at, if so: they are not there, or may still be on their way. */
function whyNotScanned(facts: Facts, { session }: RowSession, suite: Suite): Unknown | undefined {
  const { dataset, calendar, now } = facts;
  const due = reviewed(() => dueAt(calendar, session, dataset.quality.sla));
  if (suite === "close" && "value" in due && now < due.value) {
    const message = `the rows of ${session.day} are due at ${isoOf(due.value)}`;
    return { outcome: "skipped", reason: "sla_not_reached", message, dueAt: due.value };
  }
  return obstacleTo(facts, session);
}

/** The days that a query may find: those of which Glue holds a partition, and every day where Athena computes them. */
function daysOf({ dataset, table, partitions }: Facts): Source["held"] {
  if ("value" in table && table.value.projected) return { value: { has: () => true } };
  if (!("value" in partitions)) return partitions;
  const position = positionOfDay(dataset);
  return { value: new Set(partitions.value.listed.map(({ values }) => values[position] ?? "")) };
}

function namesIn({ form, keys }: LiveTable): string[] {
  return [...form.columns.map(({ name }) => name.toLowerCase()), ...keys.map((key) => key.toLowerCase())];
}

/** What earlier runs have found. Without it, nothing is compared with it; days that cannot be read are noted. */
async function earlierResults(
  scopes: readonly Scope[],
  { stage }: ValidationRequest,
  queries: QueryEngine,
  options: QueryOptions,
): Promise<{ readonly past: readonly PastResult[]; readonly notes: readonly string[] }> {
  const looking = scopes.filter(({ window }) => window.rows.length > 0);
  const days = looking.flatMap(({ window }) => window.expected.map(({ day }) => day)).sort();
  if (days.length === 0) return { past: [], notes: [] };
  const names = looking.map(({ dataset }) => dataset.name);
  const query = pastQuery(stage, names, { from: days[0]!, to: days.at(-1)! });
  const notes: string[] = [];
  const read = (piece: Piece<PastQuery>): readonly PastResult[] => {
    try {
      if ("error" in piece) throw piece.error;
      return piece.query.read(piece.result);
    } catch (thrown) {
      notes.push(`the results of earlier runs could not be read: ${messageOf(thrown)}`);
      return [];
    }
  };
  const past = (await runInParts(query, queries, options)).flatMap(read);
  return { past, notes };
}

function sessionsOf(scopes: readonly Scope[]): SessionSummary[] {
  const sessions = new Map<string, SessionSummary>();
  for (const { calendar, window } of scopes) {
    for (const { day, open, close, bars, early } of window.expected) {
      const [opens, closes] = [new Date(open).toISOString(), new Date(close).toISOString()];
      const summary = { calendar: calendar.name, day, open: opens, close: closes, bars, early };
      sessions.set(`${day} ${calendar.name}`, summary);
    }
  }
  return [...sessions].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, session]) => session);
}

/** One cell for each session and symbol: rows, where they were counted, tell more than partitions. */
function joined(held: readonly Coverage[], counted: readonly Coverage[]): Coverage[] {
  const cells = new Map<string, Coverage>();
  for (const cell of [...held, ...counted]) cells.set(JSON.stringify([cell.day, cell.symbol]), cell);
  return [...cells.values()];
}

function costFinding(scanned: number, most: number): Finding {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const message = `${megabytes(scanned)} of ${megabytes(most)} were scanned`;
  return {
    check: "cost.budget",
    day: null,
    value: scanned / most,
    measured: scanned,
    expected: most,
    message,
  };
}
