import type { CheckId } from "../checks/index.ts";
import type { CheckOutcome } from "../outcome.ts";
import { BY_SEVERITY, worstOf } from "../outcome.ts";
import type { CheckResult, CheckSuite, RunDocument } from "../result.ts";
import type { CheckState, State } from "./state.ts";

/**
 * What is new about a check, the most urgent first:
 * it went bad, is worse than subscribers know, is still bad after a day, or passes again.
 */
export const CHANGE_KINDS = ["broke", "worse", "still", "recovered"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface CheckChange {
  readonly check: CheckId;
  readonly kind: ChangeKind;
  /** Undefined if subscribers were never notified of it. */
  readonly before: CheckOutcome | undefined;
  readonly now: CheckOutcome;
  /** What is behind it: results with the outcome `now`. */
  readonly results: readonly CheckResult[];
}

/** Everything that is new about one table in one run. */
export interface DatasetChanges {
  readonly dataset: string;
  /** `database.table` in the stage. */
  readonly table: string;
  readonly suite: CheckSuite;
  /** The worst of the outcomes. */
  readonly outcome: CheckOutcome;
  /** The most urgent of its changes. */
  readonly kind: ChangeKind;
  /** The most urgent first. */
  readonly changes: readonly CheckChange[];
}

/** How often subscribers are notified. */
export interface NotificationPolicy {
  /** What is still bad is repeated after so many hours. Below 24, because clocks change and schedules waver. */
  readonly reminderHours: number;
  /** No recovery within so many hours of the last notification about the check, lest it flap. What is bad never waits. */
  readonly suppressionHours: number;
}

export const NOTIFICATION_POLICY: NotificationPolicy = { reminderHours: 20, suppressionHours: 2 };

/** What subscribers are notified of after a run: nothing after a later one. */
export function changes(
  previous: State | undefined,
  document: RunDocument,
  policy: NotificationPolicy = NOTIFICATION_POLICY,
): DatasetChanges[] {
  if (isOutdated(previous, document)) return [];
  const found = [...evaluatedByTable(document)].map(([dataset, byCheck]) => {
    const told = toldOf(previous, dataset);
    const changes = [...byCheck].flatMap(([check, results]) => {
      const change = changeOf(check, results, told.get(check), document.asOf, policy);
      return change ?? [];
    });
    return { dataset, changes };
  });
  return found.flatMap(({ dataset, changes }) =>
    changes.length === 0 ? [] : datasetChangesOf(dataset, document.suite, changes),
  );
}

/**
 * The state to keep after a run of which these notifications were accepted: what was not is a change again next time.
 * Checks that the run did not evaluate stand as before.
 */
export function stateAfter(
  previous: State | undefined,
  document: RunDocument,
  accepted: readonly DatasetChanges[],
): State {
  if (previous !== undefined && isOutdated(previous, document)) return previous;
  const { runId, asOf } = document;
  const states = new Map((previous?.standings ?? []).map((one) => [identityOf(one), one]));
  for (const [dataset, byCheck] of evaluatedByTable(document)) {
    for (const [check, results] of byCheck) {
      const identity = identityOf({ dataset, check });
      const told = states.get(identity)?.told ?? null;
      states.set(identity, { dataset, check, outcome: outcomeOfAll(results), told });
    }
  }
  for (const { dataset, changes } of accepted) {
    for (const { check, now } of changes) {
      const told = { outcome: now, at: asOf };
      states.set(identityOf({ dataset, check }), { dataset, check, outcome: now, told });
    }
  }
  return { schemaVersion: 1, runId, asOf, standings: [...states.values()] };
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
  told: CheckState["told"],
  asOf: string,
  policy: NotificationPolicy,
): CheckChange | undefined {
  const now = outcomeOfAll(results);
  const before = told?.outcome;
  const hours =
    told === null ? Number.POSITIVE_INFINITY : (Date.parse(asOf) - Date.parse(told.at)) / 3_600_000;
  const kind = kindOfChange(before ?? "pass", now, hours, policy);
  if (kind === undefined) return undefined;
  return { check, kind, before, now, results: results.filter(({ outcome }) => outcome === now) };
}

function kindOfChange(
  before: CheckOutcome,
  now: CheckOutcome,
  hours: number,
  { reminderHours, suppressionHours }: NotificationPolicy,
): ChangeKind | undefined {
  if (now === "pass") return before === "pass" || hours < suppressionHours ? undefined : "recovered";
  if (before === "pass") return "broke";
  if (isWorse(now, before)) return "worse";
  // Warnings are not repeated: an acknowledged incident would come back every day.
  return now !== "warn" && hours >= reminderHours ? "still" : undefined;
}

/** Also when it could not be evaluated before, and now is known to be bad. */
function isWorse(now: CheckOutcome, before: CheckOutcome): boolean {
  if (before === "error") return now === "fail" || now === "no_data";
  return BY_SEVERITY.indexOf(now) > BY_SEVERITY.indexOf(before);
}

function toldOf(previous: State | undefined, dataset: string): { get(check: CheckId): CheckState["told"] } {
  const states = (previous?.standings ?? []).filter((one) => one.dataset === dataset);
  return { get: (check) => states.find((one) => one.check === check)?.told ?? null };
}

function datasetChangesOf(dataset: string, suite: CheckSuite, found: readonly CheckChange[]): DatasetChanges {
  const ordered = CHANGE_KINDS.flatMap((kind) => found.filter((change) => change.kind === kind));
  return {
    dataset,
    table: ordered[0]!.results[0]!.table,
    suite,
    outcome: worstOf(ordered.map(({ now }) => now)),
    kind: ordered[0]!.kind,
    changes: ordered,
  };
}

function outcomeOfAll(results: readonly CheckResult[]): CheckOutcome {
  return worstOf(results.map(({ outcome }) => outcome));
}

function identityOf({ dataset, check }: Pick<CheckState, "dataset" | "check">): string {
  return `${dataset} ${check}`;
}
