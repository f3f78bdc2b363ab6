import type { Period } from "../../calendar/trading-days.ts";
import type { ResultCause } from "../causes/cause.ts";
import { causesOf } from "../causes/group.ts";
import { placeOfCheck } from "../checks/index.ts";
import type { DeclaredDataset } from "../quality.ts";
import type { CheckResult, RunDocument } from "../result.ts";
import type { Periods } from "./periods.ts";
import { type CheckTimeline, dayOf, timelineOf, troubledSince } from "./timeline.ts";
import { OUTCOME_ORDER } from "./wording.ts";

/** A cause, and since when. */
export interface Trouble extends ResultCause {
  /** First and last day of it. */
  readonly since: string;
  readonly until: string;
  /** Did it last until the newest day that was judged? */
  readonly lasts: boolean;
  /** What the days of its dataset are called. */
  readonly period: Period;
}

/** All causes of a run, worst first. */
export function troublesOf(
  document: RunDocument,
  timelines: readonly CheckTimeline[],
  datasets: readonly DeclaredDataset[],
  periods: Periods,
): readonly Trouble[] {
  const causes = causesOf(document.results, datasets);
  return causes
    .map((cause) => ({ ...lastingOf(cause, document, timelines), period: periods(cause.dataset) }))
    .sort(worstFirst);
}

export function resultsOf({ shownBy, followedBy }: ResultCause): readonly CheckResult[] {
  return [...shownBy, ...followedBy];
}

function lastingOf(cause: ResultCause, { asOf }: RunDocument, timelines: readonly CheckTimeline[]) {
  const days = cause.shownBy.map(({ day }) => dayOf({ day, asOf })).sort();
  const [first, until] = [days[0]!, days.at(-1)!];
  const moments = timelineOf(timelines, cause.shownBy[0]!);
  const newest = moments.findLast((moment) => moment.outcome !== "skipped")?.day ?? until;
  const since = troubledSince(moments, until);
  return { ...cause, since: first < since ? first : since, until, lasts: newest <= until };
}

/** What is wrong now before what was wrong on a day that is long over. */
function worstFirst(one: Trouble, other: Trouble): number {
  const byOutcome = OUTCOME_ORDER.indexOf(one.outcome) - OUTCOME_ORDER.indexOf(other.outcome);
  const byDay = one.until === other.until ? 0 : one.until > other.until ? -1 : 1;
  return byOutcome || byDay || rank(one) - rank(other);
}

function rank({ shownBy }: Trouble): number {
  return placeOfCheck(shownBy[0]!.checkId);
}
