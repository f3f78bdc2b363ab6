import { type Period, periodOf } from "../../calendar/trading-days.ts";
import type { DeclaredDataset } from "../quality.ts";
import type { RunDocument } from "../result.ts";

/** What a page calls the days of a dataset; without one, those of the whole page. */
export type Periods = (dataset?: string) => Period;

/** Days, where no dataset has sessions: orders know no market that closes. */
export function periodsOf({ sessions }: RunDocument, datasets: readonly DeclaredDataset[]): Periods {
  const isAllDays = sessions.length > 0 && sessions.every(({ calendar }) => periodOf(calendar) === "day");
  const whole = isAllDays ? "day" : "session";
  const declared = new Map(
    datasets.flatMap(({ name, quality }) => {
      if (quality === undefined) return [];
      const { calendar } = quality;
      return [[name, periodOf(typeof calendar === "string" ? calendar : calendar.name)] as const];
    }),
  );
  return (dataset) => (dataset === undefined ? undefined : declared.get(dataset)) ?? whole;
}

/** The document with units as its datasets have them: of what has days, no number of sessions. */
export function inOwnUnits(document: RunDocument, periods: Periods): RunDocument {
  const results = document.results.map((result) =>
    result.unit === "sessions" ? { ...result, unit: `${periods(result.dataset)}s` } : result,
  );
  return { ...document, results };
}

/** A phrase of a check's definition, which is written of sessions. */
export function inPeriods(phrase: string, period: Period): string {
  if (period === "session") return phrase;
  return phrase.replace(/\b(days?) without a session\b/g, "$1 off").replace(/\bsession(s?)\b/g, "day$1");
}
