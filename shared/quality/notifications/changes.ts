import type { CheckId } from "../checks/index.ts";
import type { CheckOutcome } from "../outcome.ts";
import { BY_SEVERITY, worstOf } from "../outcome.ts";
import type { CheckResult, RunDocument, Suite } from "../result.ts";
import type { Standing, State } from "./state.ts";

/**
 * What is new about a check, the most urgent first:
 * it went bad, is worse than subscribers were told, is still bad after a day, or is good again.
 */
export const NEWS = ["broke", "worse", "still", "recovered"] as const;
export type News = (typeof NEWS)[number];

export interface Change {
  readonly check: CheckId;
  readonly news: News;
  /** Undefined if subscribers were never told of it. */
  readonly before: CheckOutcome | undefined;
  readonly now: CheckOutcome;
  /** What is behind it: results with the outcome `now`. */
  readonly results: readonly CheckResult[];
}

/** Everything that is new about one table in one run. */
export interface Notification {
  readonly dataset: string;
  /** `database.table` in the stage. */
  readonly table: string;
  readonly suite: Suite;
  /** The worst of what is told. */
  readonly outcome: CheckOutcome;
  /** The most urgent news. */
  readonly news: News;
  /** The most urgent first. */
  readonly changes: readonly Change[];
}

/** How often subscribers are told. */
export interface Manners {
  /** What is still bad is told again after so many hours. Below 24, because clocks change and schedules waver. */
  readonly reminderHours: number;
  /** A recovery is not told within so many hours of the last news about the check, lest it flap. Bad news never wait. */
  readonly suppressionHours: number;
}

export const MANNERS: Manners = { reminderHours: 20, suppressionHours: 2 };

/** What subscribers have to be told after a run: nothing after a later one. */
export function changes(
  previous: State | undefined,
  document: RunDocument,
  manners: Manners = MANNERS,
): Notification[] {
  if (isOutdated(previous, document)) return [];
  const found = [...evaluatedByTable(document)].map(([dataset, byCheck]) => {
    const told = toldOf(previous, dataset);
    const news = [...byCheck].flatMap(([check, results]) => {
      const change = changeOf(check, results, told.get(check), document.asOf, manners);
      return change ?? [];
    });
    return { dataset, news };
  });
  return found.flatMap(({ dataset, news }) =>
    news.length === 0 ? [] : notificationOf(dataset, document.suite, news),
  );
}

/**
 * The state to keep after a run of which these notifications were accepted: what was not is news again next time.
 * Checks that the run did not evaluate stand as before.
 */
export function stateAfter(
  previous: State | undefined,
  document: RunDocument,
  accepted: readonly Notification[],
): State {
  if (previous !== undefined && isOutdated(previous, document)) return previous;
  const { runId, asOf } = document;
  const standings = new Map((previous?.standings ?? []).map((one) => [identityOf(one), one]));
  for (const [dataset, byCheck] of evaluatedByTable(document)) {
    for (const [check, results] of byCheck) {
      const identity = identityOf({ dataset, check });
      const told = standings.get(identity)?.told ?? null;
      standings.set(identity, { dataset, check, outcome: outcomeOfAll(results), told });
    }
  }
  for (const { dataset, changes } of accepted) {
    for (const { check, now } of changes) {
      const told = { outcome: now, at: asOf };
      standings.set(identityOf({ dataset, check }), { dataset, check, outcome: now, told });
    }
  }
  return { schemaVersion: 1, runId, asOf, standings: [...standings.values()] };
}

/** Did a later run already tell how things are? A run that is tried again is not later than itself. */
function isOutdated(previous: State | undefined, { asOf }: RunDocument): boolean {
  return previous !== undefined && Date.parse(asOf) < Date.parse(previous.asOf);
}

/** The results of checks that were evaluated, by dataset and check. */
function evaluatedByTable({ results }: RunDocument): Map<string, Map<CheckId, CheckResult[]>> {
  const found = new Map<string, Map<CheckId, CheckResult[]>>();
  for (const result of results) {
    const { dataset, checkId, outcome } = result;
    if (outcome === "skipped") continue;
    const byCheck = found.get(dataset) ?? new Map<CheckId, CheckResult[]>();
    byCheck.set(checkId, [...(byCheck.get(checkId) ?? []), result]);
    found.set(dataset, byCheck);
  }
  return found;
}

function changeOf(
  check: CheckId,
  results: readonly CheckResult[],
  told: Standing["told"],
  asOf: string,
  manners: Manners,
): Change | undefined {
  const now = outcomeOfAll(results);
  const before = told?.outcome;
  const hours =
    told === null ? Number.POSITIVE_INFINITY : (Date.parse(asOf) - Date.parse(told.at)) / 3_600_000;
  const news = newsOf(before ?? "pass", now, hours, manners);
  if (news === undefined) return undefined;
  return { check, news, before, now, results: results.filter(({ outcome }) => outcome === now) };
}

function newsOf(
  before: CheckOutcome,
  now: CheckOutcome,
  hours: number,
  { reminderHours, suppressionHours }: Manners,
): News | undefined {
  if (now === "pass") return before === "pass" || hours < suppressionHours ? undefined : "recovered";
  if (before === "pass") return "broke";
  if (isWorse(now, before)) return "worse";
  // Warnings are told once: an incident that somebody acknowledged would come back every day.
  return now !== "warn" && hours >= reminderHours ? "still" : undefined;
}

/** Also when it could not be evaluated before, and now is known to be bad. */
function isWorse(now: CheckOutcome, before: CheckOutcome): boolean {
  if (before === "error") return now === "fail" || now === "no_data";
  return BY_SEVERITY.indexOf(now) > BY_SEVERITY.indexOf(before);
}

function toldOf(previous: State | undefined, dataset: string): { get(check: CheckId): Standing["told"] } {
  const standings = (previous?.standings ?? []).filter((one) => one.dataset === dataset);
  return { get: (check) => standings.find((one) => one.check === check)?.told ?? null };
}

function notificationOf(dataset: string, suite: Suite, found: readonly Change[]): Notification {
  const ordered = NEWS.flatMap((news) => found.filter((change) => change.news === news));
  return {
    dataset,
    table: ordered[0]!.results[0]!.table,
    suite,
    outcome: worstOf(ordered.map(({ now }) => now)),
    news: ordered[0]!.news,
    changes: ordered,
  };
}

function outcomeOfAll(results: readonly CheckResult[]): CheckOutcome {
  return worstOf(results.map(({ outcome }) => outcome));
}

function identityOf({ dataset, check }: Pick<Standing, "dataset" | "check">): string {
  return `${dataset} ${check}`;
}
