import { CHECK_IDS, type CheckId } from "../checks/index.ts";
import type { CheckOutcome } from "../outcome.ts";
import type { CheckResult, RunDocument } from "../result.ts";
import { type CheckTimeline, dayOf, timelineOf, troubledSince } from "./timeline.ts";
import { OUTCOME_ORDER } from "./wording.ts";

/** Results that are one trouble: a check of a dataset, on whatever days; or checks that one cause kept from judging. */
export interface Trouble {
  readonly dataset: string;
  readonly table: string;
  readonly outcome: CheckOutcome;
  readonly checkId: CheckId;
  /** Newest session first. */
  readonly results: readonly CheckResult[];
  /** First and last day of it. */
  readonly since: string;
  readonly until: string;
  /** Did it last until the newest day that was judged? */
  readonly lasts: boolean;
}

/** All results with these outcomes as troubles, worst first. */
export function troublesOf(
  document: RunDocument,
  timelines: readonly CheckTimeline[],
  outcomes: readonly CheckOutcome[],
): readonly Trouble[] {
  const groups = new Map<string, CheckResult[]>();
  for (const result of document.results.filter(({ outcome }) => outcomes.includes(outcome))) {
    const key = causeOf(result);
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map((group) => troubleOf(group, document, timelines)).sort(worstFirst);
}

function causeOf({ dataset, outcome, checkId, reason }: CheckResult): string {
  return JSON.stringify([dataset, outcome, reason ?? checkId]);
}

function troubleOf(
  group: readonly CheckResult[],
  { asOf }: RunDocument,
  timelines: readonly CheckTimeline[],
): Trouble {
  const dayIn = ({ day }: CheckResult) => dayOf({ day, asOf });
  const results = [...group].sort((one, other) => (dayIn(one) < dayIn(other) ? 1 : -1));
  const { dataset, table, outcome, checkId } = results[0]!;
  const moments = timelineOf(timelines, results[0]!);
  const until = dayIn(results[0]!);
  const newest = moments.findLast((moment) => moment.outcome !== "skipped")?.day ?? until;
  return {
    ...{ dataset, table, outcome, checkId, results, until },
    since: troubledSince(moments, until),
    lasts: newest <= until,
  };
}

/** What is wrong now before what was wrong on a day that is long over. */
function worstFirst(one: Trouble, other: Trouble): number {
  const byOutcome = OUTCOME_ORDER.indexOf(one.outcome) - OUTCOME_ORDER.indexOf(other.outcome);
  const byDay = one.until === other.until ? 0 : one.until > other.until ? -1 : 1;
  return byOutcome || byDay || CHECK_IDS.indexOf(one.checkId) - CHECK_IDS.indexOf(other.checkId);
}
