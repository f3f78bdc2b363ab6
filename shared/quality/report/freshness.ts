import { amount, count, number } from "../amounts.ts";
import { isTrouble } from "../causes/evidence.ts";
import { type CheckId, checkOf } from "../checks/index.ts";
import type { CheckResult, RunDocument } from "../result.ts";
import { dailyBars } from "./daily-bars.ts";
import { type Html, html, type Insert } from "./html.ts";
import { badge, figure, foldedSection, type Section, scrollable, table, time } from "./parts.ts";
import type { Periods } from "./periods.ts";
import { type CheckTimeline, timelineOf } from "./timeline.ts";
import { limits } from "./wording.ts";

const NOTHING = "–";

/** Freshness against what is promised: how many sessions and minutes every dataset is behind, and what is due next. */
export function freshnessSection(
  document: RunDocument,
  timelines: readonly CheckTimeline[],
  periods: Periods,
): Section | undefined {
  const datasets = [...new Set(document.results.filter(isFreshness).map(({ dataset }) => dataset))];
  if (datasets.length === 0) return undefined;
  const rows = datasets.map((dataset) => rowOf(document, dataset));
  const caption = "Freshness of every dataset against its SLA";
  const head = [
    "Dataset",
    `Newest ${periods()} there`,
    "Behind its SLA",
    "Newest row behind",
    "Behind its source",
    "Next due",
  ];
  const charts = datasets.flatMap((dataset) => lagOf(document, dataset, timelines) ?? []);
  const late = document.results.filter((one) => isFreshness(one) && isTrouble(one)).length;
  return foldedSection(
    "freshness",
    "Freshness against SLA",
    {
      gist: late === 0 ? "nothing is late" : `${count(late, "checks")} not as promised`,
      isTelling: late > 0,
    },
    scrollable(caption, table({ caption, ...withoutEmpty(head, rows) })),
    charts.length > 0 && html`<div class="figures">${charts}</div>`,
  );
}

/** A column of which no dataset has anything says nothing. */
function withoutEmpty(head: readonly string[], rows: readonly (readonly Insert[])[]) {
  const isKept = (at: number) => rows.some((row) => row[at] !== NOTHING);
  return {
    head: head.filter((_, at) => isKept(at)),
    rows: rows.map((row) => row.filter((_, at) => isKept(at))),
  };
}

function isFreshness({ checkId }: CheckResult): boolean {
  return checkOf(checkId).dimension === "freshness";
}

function rowOf({ results, coverage }: RunDocument, dataset: string): readonly Insert[] {
  const newest = coverage
    .filter((one) => one.dataset === dataset && one.symbol === null && /^(present|partial)$/.test(one.state))
    .map(({ day }) => day)
    .sort()
    .at(-1);
  const due = results
    .filter((one) => one.dataset === dataset && one.dueAt !== null)
    .map(({ dueAt }) => dueAt!)
    .sort()[0];
  const of = (checkId: CheckId) => stand(newestResult(results, dataset, checkId));
  return [
    dataset,
    newest ?? "none",
    of("freshness.session"),
    of("freshness.event"),
    of("freshness.pipeline"),
    due === undefined ? NOTHING : time(due),
  ];
}

function newestResult(
  results: readonly CheckResult[],
  dataset: string,
  checkId: CheckId,
): CheckResult | undefined {
  return results
    .filter((one) => one.dataset === dataset && one.checkId === checkId)
    .sort((one, other) => ((one.day ?? "") < (other.day ?? "") ? 1 : -1))[0];
}

function stand(result: CheckResult | undefined): Insert {
  if (result === undefined) return NOTHING;
  if (result.value === null) return badge(result.outcome);
  return badge(result.outcome, amount(result.value, result.unit));
}

/** Minutes behind, day by day, with the limits as lines; nothing if there is only one day to show. */
function lagOf(
  { results }: RunDocument,
  dataset: string,
  timelines: readonly CheckTimeline[],
): Html | undefined {
  const checkId = "freshness.event";
  const days = timelineOf(timelines, { dataset, checkId })
    .flatMap(({ day, value }) => (value === null ? [] : [{ day, value }]))
    .slice(-20);
  if (days.length < 2) return undefined;
  const result = newestResult(results, dataset, checkId);
  const { warn, fail } = result ?? checkOf(checkId).thresholds;
  const lines = [
    { name: "warns", at: warn },
    { name: "fails", at: fail },
  ].flatMap(({ name, at }) => (at === null ? [] : [{ name, at }]));
  const newest = days.at(-1)!;
  const allowed = limits({ warn, fail, unit: "minutes" });
  const sentence = `On ${newest.day} the newest row was ${amount(newest.value, "minutes")} behind; it ${allowed}.`;
  return figure({
    name: `Newest row of ${dataset}`,
    sentence,
    chart: dailyBars({
      days,
      limits: lines,
      shown: (value) => `${number(value)} min`,
      alternative: `Minutes behind by day. ${sentence}`,
    }),
    data: { head: ["Day", "Behind"], rows: days.map(({ day, value }) => [day, amount(value, "minutes")]) },
  });
}
