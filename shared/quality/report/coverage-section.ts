import { dayOfNumber, isWeekend, numberOfDay, WEEKDAYS, weekdayOf } from "../../calendar/day-number.ts";
import type { Period } from "../../calendar/trading-days.ts";
import { count } from "../amounts.ts";
import type { Coverage, RunDocument } from "../result.ts";
import { heatMap } from "./heat-map.ts";
import { type Html, html } from "./html.ts";
import { figure, foldedSection, legend, type Section } from "./parts.ts";
import type { Periods } from "./periods.ts";
import { shortList } from "./wording.ts";

type State = Coverage["state"];

/** How a state is drawn. Only what is there is a plain cell: the others differ by more than colours. */
const TONES: Readonly<
  Record<State, { readonly tone: string; readonly text: string; readonly meaning: string }>
> = {
  present: { tone: "good", text: "", meaning: "there" },
  partial: { tone: "fair", text: "97%", meaning: "partly there: how much of it" },
  missing: { tone: "bad", text: "✕", meaning: "missing" },
  "not due": { tone: "wait", text: "…", meaning: "not due yet" },
  closed: { tone: "none", text: "–", meaning: "nothing expected" },
};

const STATES = Object.keys(TONES) as readonly State[];

/** More symbols than this are not drawn: those with gaps come first. */
const MOST_SYMBOLS = 40;

/** Which sessions are there: a calendar for every dataset. */
export function coverageSection({ coverage }: RunDocument, periods: Periods): Section | undefined {
  const ofTables = coverage.filter(({ symbol }) => symbol === null);
  return mapSection("coverage", "Coverage", ofTables, periods, calendar);
}

/** Which symbols are there on which session, where they were counted. */
export function symbolSection({ coverage }: RunDocument, periods: Periods): Section | undefined {
  const ofSymbols = coverage.filter(({ symbol }) => symbol !== null);
  return mapSection("symbols", "Symbols", ofSymbols, periods, symbolMap);
}

function mapSection(
  id: string,
  title: string,
  coverage: readonly Coverage[],
  periods: Periods,
  draw: (dataset: string, coverage: readonly Coverage[], period: Period) => Html,
): Section | undefined {
  if (coverage.length === 0) return undefined;
  const datasets = [...new Set(coverage.map(({ dataset }) => dataset))];
  const states = STATES.filter((state) => coverage.some((one) => one.state === state));
  const gaps = coverage.filter(isGap).length;
  return foldedSection(
    id,
    title,
    {
      gist: `${count(datasets.length, "datasets")}, ${gaps === 0 ? "no gaps" : count(gaps, "gaps")}`,
      isTelling: gaps > 0,
    },
    legend(states.map((state) => ({ ...TONES[state], meaning: meaningOf(state, periods()) }))),
    html`<div class="figures">${datasets.map((dataset) => {
      const own = coverage.filter((one) => one.dataset === dataset);
      return draw(dataset, own, periods(dataset));
    })}</div>`,
  );
}

/** Weeks as columns, weekdays as rows; the weekend only where something is on it. */
function calendar(dataset: string, coverage: readonly Coverage[], period: Period): Html {
  const days = coverage.map(({ day }) => numberOfDay(day));
  const firstWeek = weekOf(Math.min(...days));
  const weeks = weekOf(Math.max(...days)) - firstWeek + 1;
  const hasWeekend = coverage.some(({ day, state }) => isWeekend(numberOfDay(day)) && state !== "closed");
  const rows = hasWeekend ? 7 : 5;
  const drawn = coverage
    .map((one, index) => ({
      one,
      column: weekOf(days[index]!) - firstWeek,
      row: (weekdayOf(days[index]!) + 6) % 7,
    }))
    .filter(({ row }) => row < rows);
  const sentence = sentenceOf(coverage, period);
  const isCounted = coverage.some(({ share }) => share !== null);
  return figure({
    name: dataset,
    sentence,
    chart: heatMap({
      columns: Array.from({ length: weeks }, (_, week) =>
        dayOfNumber((firstWeek + week) * 7 + MONDAY).slice(5),
      ),
      rows: Array.from({ length: rows }, (_, row) => WEEKDAYS[(row + 1) % 7]!.slice(0, 3)),
      cells: drawn.map(({ one, column, row }) => ({ column, row, ...look(one) })),
      alternative: `Calendar of ${dataset}, weeks from left to right: ${sentence}`,
    }),
    data: {
      head: ["Day", "State", ...(isCounted ? ["Share"] : [])],
      rows: inOrder(coverage).map((one) => {
        const state = meaningOf(one.state, period).split(":")[0]!;
        return [one.day, state, ...(isCounted ? [percent(one)] : [])];
      }),
    },
  });
}

function symbolMap(dataset: string, coverage: readonly Coverage[]): Html {
  const days = [...new Set(coverage.map(({ day }) => day))].sort();
  const cells = new Map<string, Map<string, Coverage>>();
  const gaps = new Map<string, number>();
  for (const one of coverage) {
    const symbol = one.symbol!;
    cells.set(symbol, (cells.get(symbol) ?? new Map()).set(one.day, one));
    gaps.set(symbol, (gaps.get(symbol) ?? 0) + (isGap(one) ? 1 : 0));
  }
  const all = [...cells.keys()];
  const worst = [...all].sort((one, other) => gaps.get(other)! - gaps.get(one)! || (one < other ? -1 : 1));
  const symbols = worst.slice(0, MOST_SYMBOLS).sort();
  const left = all.length - symbols.length;
  const sentence =
    symbolSentence(all, gaps) +
    (left === 0 ? "" : ` ${count(left, "symbols")} with fewer gaps are not drawn.`);
  const at = (symbol: string, day: string) => cells.get(symbol)?.get(day);
  return figure({
    name: `Symbols of ${dataset}`,
    sentence,
    chart: heatMap({
      columns: days.map((day) => day.slice(5)),
      rows: symbols,
      cells: symbols.flatMap((symbol, row) =>
        days.flatMap((day, column) => {
          const one = at(symbol, day);
          return one === undefined ? [] : [{ column, row, ...look(one) }];
        }),
      ),
      alternative: `Symbols of ${dataset}, sessions from left to right: ${sentence}`,
    }),
    data: {
      head: ["Symbol", ...days],
      rows: symbols.map((symbol) => [symbol, ...days.map((day) => stateWords(at(symbol, day)))]),
    },
  });
}

function meaningOf(state: State, period: Period): string {
  return state === "closed" && period === "day" ? "nothing expected" : TONES[state].meaning;
}

function sentenceOf(coverage: readonly Coverage[], period: Period): string {
  const sessions = coverage.filter(({ state }) => state !== "closed");
  const due = sessions.filter(({ state }) => state !== "not due");
  const missing = daysOf(due, "missing");
  const partial = daysOf(due, "partial");
  const there = due.length - missing.length - partial.length;
  const parts = [
    due.length === 0
      ? `No ${period} is due.`
      : `${there} of ${count(due.length, `${period}s`)} ${there === 1 ? "is" : "are"} there.`,
    ...(missing.length > 0 ? [`Missing: ${shortList(missing)}.`] : []),
    ...(partial.length > 0 ? [`Partly there: ${shortList(partial)}.`] : []),
  ];
  return parts.join(" ");
}

function symbolSentence(all: readonly string[], gaps: ReadonlyMap<string, number>): string {
  const lacking = all.filter((symbol) => gaps.get(symbol)! > 0).sort();
  if (lacking.length === 0)
    return `All ${count(all.length, "symbols")} are there on every session that is due.`;
  return `${lacking.length} of ${count(all.length, "symbols")} ${lacking.length === 1 ? "has" : "have"} gaps: ${shortList(lacking)}.`;
}

function daysOf(coverage: readonly Coverage[], state: State): readonly string[] {
  return inOrder(coverage.filter((one) => one.state === state)).map(({ day }) => day);
}

function isGap({ state }: Coverage): boolean {
  return state === "missing" || state === "partial";
}

function look(one: Coverage): { readonly tone: string; readonly text: string } {
  const { tone, text } = TONES[one.state];
  return { tone, text: one.state === "partial" ? percent(one) || "<" : text };
}

/** Rounded down, because 99.9 % are not all. */
function percent({ state, share }: Coverage): string {
  if (share === null || state === "closed" || state === "not due") return "";
  return `${Math.floor(share * 100 + 1e-9)}%`;
}

function stateWords(one: Coverage | undefined): string {
  if (one === undefined) return "";
  return one.state === "partial"
    ? percent(one) || "partly"
    : one.state === "closed"
      ? "nothing expected"
      : one.state;
}

function inOrder(coverage: readonly Coverage[]): readonly Coverage[] {
  return [...coverage].sort((one, other) => (one.day < other.day ? -1 : 1));
}

// Day 0 was a Thursday.
const MONDAY = -3;

function weekOf(day: number): number {
  return Math.floor((day - MONDAY) / 7);
}
