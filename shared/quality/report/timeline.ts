import type { CheckOutcome } from "../outcome.ts";
import { worstOf } from "../outcome.ts";
import type { CheckResult, RunDocument } from "../result.ts";

/** One result of an earlier run. */
export interface HistoryPoint {
  /** The session, YYYY-MM-DD; null if it was about the table as a whole. */
  readonly day: string | null;
  readonly dataset: string;
  /** Any text: an older run may have made checks that there are no more. */
  readonly checkId: string;
  readonly outcome: CheckOutcome;
  readonly value: number | null;
  /** When that run judged, ISO 8601. */
  readonly asOf: string;
}

/** How a check of a dataset stood on a day. */
export interface Moment {
  readonly day: string;
  readonly outcome: CheckOutcome;
  readonly value: number | null;
}

/** The moments of one check of one dataset, oldest first. */
export interface CheckTimeline {
  readonly dataset: string;
  readonly checkId: string;
  readonly moments: readonly Moment[];
}

/** How every check stood day by day: the newest word on each day, and this run's above all. */
export function timelinesOf(
  document: RunDocument,
  history: readonly HistoryPoint[],
): readonly CheckTimeline[] {
  const now = document.results.map((result) => ({ ...result, asOf: document.asOf }));
  const earlier = newestByDay(history);
  const current = newestByDay(now);
  const keys = [...new Set([...current.keys(), ...earlier.keys()])];
  return keys.map((key) => {
    const days = new Map([...(earlier.get(key) ?? []), ...(current.get(key) ?? [])]);
    const [dataset, checkId] = JSON.parse(key) as [string, string];
    return { dataset, checkId, moments: [...days.values()].sort(byDay) };
  });
}

/** The day that a result is about; of the table as a whole, the day of the run. */
export function dayOf({ day, asOf }: { readonly day: string | null; readonly asOf: string }): string {
  return day ?? asOf.slice(0, 10);
}

export function timelineOf(
  timelines: readonly CheckTimeline[],
  { dataset, checkId }: Pick<CheckResult, "dataset" | "checkId">,
): readonly Moment[] {
  return timelines.find((one) => one.dataset === dataset && one.checkId === checkId)?.moments ?? [];
}

const BAD: ReadonlySet<CheckOutcome> = new Set(["fail", "error", "no_data"]);

export function isBad(outcome: CheckOutcome): boolean {
  return BAD.has(outcome);
}

/** The first day of the unbroken trouble that lasted until a day. What was skipped neither breaks nor makes it. */
export function troubledSince(moments: readonly Moment[], day: string): string {
  const judged = moments.filter((one) => one.day <= day && one.outcome !== "skipped");
  const lastGood = judged.findLastIndex(({ outcome }) => !isBad(outcome));
  return judged[lastGood + 1]?.day ?? day;
}

type Dated = Moment & { readonly asOf: string };

function newestByDay(points: readonly HistoryPoint[]): Map<string, Map<string, Dated>> {
  const checks = new Map<string, Map<string, Dated>>();
  for (const { dataset, checkId, outcome, value, asOf, ...point } of points) {
    const key = JSON.stringify([dataset, checkId]);
    const days = checks.get(key) ?? new Map<string, Dated>();
    checks.set(key, days);
    const day = dayOf({ day: point.day, asOf });
    days.set(day, newerOrWorse(days.get(day), { day, outcome, value, asOf }));
  }
  return checks;
}

/** Of two runs the newer one counts; within a run the worst of its symbols. */
function newerOrWorse(known: Dated | undefined, other: Dated): Dated {
  if (known === undefined || other.asOf > known.asOf) return other;
  if (other.asOf < known.asOf || worstOf([known.outcome, other.outcome]) === known.outcome) return known;
  return other;
}

function byDay(one: Moment, other: Moment): number {
  return one.day < other.day ? -1 : 1;
}
