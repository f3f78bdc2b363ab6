import type { Spending } from "../athena/budget.ts";
import type { Answered } from "./ask.ts";
import { CHECK_IDS, CHECKS } from "./checks/index.ts";
import { coverageOf, latenciesOf } from "./coverage.ts";
import type { CheckFinding } from "./finding.ts";
import { judge, subjectOf, THE_RUN } from "./judgement.ts";
import { metadataFindings } from "./metadata-findings.ts";
import type { CheckResult, Coverage, RunDocument, SessionSummary } from "./result.ts";
import { type CatalogSnapshot, todayOf, type ValidationScope } from "./snapshot.ts";
import { summaryOf } from "./summary.ts";
import type { ValidationRequest } from "./validate.ts";

/** What a run has read, asked and paid. */
export interface RunEvidence {
  /** Of each dataset that is validated, what Glue and S3 hold, and what Athena answered. */
  readonly datasets: readonly { readonly snapshot: CatalogSnapshot; readonly answered: Answered }[];
  /** Those of the datasets, and of others that they are computed from. */
  readonly known: readonly CatalogSnapshot[];
  /** What is to be said of the run as a whole. */
  readonly notes: readonly string[];
  readonly spent: Spending;
}

/** Judges what was found, and puts it into the document of the run. Pure. */
export function documentOf(request: ValidationRequest, found: RunEvidence): RunDocument {
  const { stage, suite, runId } = request;
  const scopes = found.datasets.map(({ snapshot }) => snapshot);
  const results = [...resultsOf(request, found), ...resultsOfRun(request, found)];
  return {
    schemaVersion: 1,
    runId,
    stage,
    suite,
    asOf: new Date(request.asOf).toISOString(),
    sessions: sessionsOf(scopes),
    notes: [...new Set([...scopes.flatMap(({ window }) => window.notes), ...found.notes])],
    summary: summaryOf(results, found.spent),
    results,
    coverage: found.datasets.flatMap(({ snapshot, answered }) =>
      joined(coverageOf(snapshot), answered.coverage),
    ),
    latencies: scopes.flatMap(latenciesOf),
  };
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

function sessionsOf(scopes: readonly ValidationScope[]): SessionSummary[] {
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
