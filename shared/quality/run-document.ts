import { coverageOf, latenciesOf } from "./partition-coverage.ts";
import type { CheckResult, Coverage, RunDocument, SessionSummary } from "./result.ts";
import type { ValidationScope } from "./snapshot.ts";
import { summaryOf } from "./summary.ts";
import type { RunEvidence, ValidationRequest } from "./validation-request.ts";

/** The document of a run, of what was found and what that was judged to be. Pure. */
export function documentOf(
  request: ValidationRequest,
  found: RunEvidence,
  results: readonly CheckResult[],
): RunDocument {
  const { stage, suite, runId } = request;
  const scopes = found.datasets.map(({ snapshot }) => snapshot);
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
