import { count } from "../amounts.ts";
import { placeOfCheck } from "../checks/index.ts";
import type { CheckOutcome } from "../outcome.ts";
import type { RunDocument } from "../result.ts";
import { heatMap } from "./heat-map.ts";
import { type Html, html } from "./html.ts";
import { figure, foldedSection, legend, type Section } from "./parts.ts";
import type { CheckTimeline, Moment } from "./timeline.ts";
import { OUTCOME_ORDER, OUTCOME_WORDS } from "./wording.ts";

const DAYS_SHOWN = 14;

/** Outcomes of every check over the last days; nothing if there is only one day to show. */
export function historySection(
  { results }: RunDocument,
  timelines: readonly CheckTimeline[],
): Section | undefined {
  const datasets = [...new Set([...results, ...timelines].map(({ dataset }) => dataset))];
  const recent = datasets
    .map((dataset) => recentOf(dataset, timelines))
    .filter(({ days }) => days.length > 1);
  if (recent.length === 0) return undefined;
  const seen = new Set(
    recent.flatMap(({ checks }) => checks.flatMap(({ moments }) => moments.map((one) => one.outcome))),
  );
  const telling = recent.flatMap(({ checks }) => checks.filter(isTelling));
  return foldedSection(
    "history",
    "Checks over time",
    {
      gist: telling.length === 0 ? "all passed" : `${count(telling.length, "checks")} did not always pass`,
      // Of a single day the cards say as much.
      isTelling: recent.some(({ checks }) => drawnDays(checks.filter(isTelling)).length > 1),
    },
    legend(OUTCOME_ORDER.filter((outcome) => seen.has(outcome)).map(entryOf)),
    html`<div class="figures wide">${recent.map(ofDataset)}</div>`,
  );
}

interface Recent {
  readonly dataset: string;
  readonly days: readonly string[];
  readonly checks: readonly CheckTimeline[];
}

function recentOf(dataset: string, timelines: readonly CheckTimeline[]): Recent {
  const own = timelines.filter((one) => one.dataset === dataset);
  const days = [...new Set(own.flatMap(({ moments }) => moments.map(({ day }) => day)))]
    .sort()
    .slice(-DAYS_SHOWN);
  const checks = own
    .map((one) => ({ ...one, moments: one.moments.filter(({ day }) => days.includes(day)) }))
    .filter(({ moments }) => moments.length > 0)
    .sort((one, other) => placeOfCheck(one.checkId) - placeOfCheck(other.checkId));
  return { dataset, days, checks };
}

/** Draws the checks that did not always pass. A wall of passes would hide it; they are in the numbers. */
function ofDataset({ dataset, days, checks }: Recent): Html {
  const telling = checks.filter(isTelling);
  const drawn = drawnDays(telling);
  const isSkipped = ({ moments }: CheckTimeline) => moments.every(({ outcome }) => outcome === "skipped");
  const skipped = checks.filter(isSkipped).length;
  const quiet = checks.length - telling.length - skipped;
  const sentence = sentenceOf({ telling: telling.length, quiet, skipped, days: days.length });
  if (telling.length === 0) return html`<div class="quiet"><h3>${dataset}</h3><p>${sentence}</p></div>`;
  return figure({
    name: dataset,
    sentence,
    chart: heatMap({
      columns: drawn.map((day) => day.slice(5)),
      rows: telling.map(({ checkId }) => checkId),
      cells: telling.flatMap(({ moments }, row) =>
        moments.map(({ day, outcome }) => ({ column: drawn.indexOf(day), row, ...look(outcome) })),
      ),
      alternative: `Checks of ${dataset}, days from left to right: ${sentence}`,
    }),
    data: {
      head: ["Check", ...days],
      rows: checks.map(({ checkId, moments }) => [checkId, ...days.map((day) => wordOn(day, moments))]),
    },
  });
}

const isTelling = ({ moments }: CheckTimeline) => moments.some(hasNews);

/** Not those of other checks, as a table as a whole is looked at on the day of the run. */
function drawnDays(checks: readonly CheckTimeline[]): readonly string[] {
  return [...new Set(checks.flatMap(({ moments }) => moments.map(({ day }) => day)))].sort();
}

function hasNews({ outcome }: Moment): boolean {
  return outcome !== "pass" && outcome !== "skipped";
}

/** "2 checks did not always pass in the last 6 days; 11 checks passed whenever they were made; 1 check was skipped." */
function sentenceOf({ telling, quiet, skipped, days }: Readonly<Record<string, number>>): string {
  const found = [
    [telling!, "did not always pass"],
    [quiet!, "passed whenever they were made"],
    [skipped!, "skipped each time"],
  ] as const;
  const [first, ...others] = found.flatMap(([number, what]) =>
    number === 0 ? [] : [`${count(number, "checks")} ${what}`],
  );
  return `${[`In the last ${days} days ${first}`, ...others].join("; ")}.`;
}

function wordOn(day: string, moments: readonly Moment[]): string {
  const moment = moments.find((one) => one.day === day);
  return moment === undefined ? "" : OUTCOME_WORDS[moment.outcome].word;
}

function look(outcome: CheckOutcome): { readonly tone: string; readonly text: string } {
  return { tone: TONES[outcome], text: outcome === "pass" ? "" : OUTCOME_WORDS[outcome].sign };
}

function entryOf(outcome: CheckOutcome) {
  return { ...look(outcome), meaning: OUTCOME_WORDS[outcome].word };
}

const TONES: Readonly<Record<CheckOutcome, string>> = {
  pass: "good",
  warn: "fair",
  fail: "bad",
  no_data: "wait",
  skipped: "none",
  error: "odd",
};
