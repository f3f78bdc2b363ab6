import type { CheckOutcome } from "../outcome.ts";
import type { PastResult } from "../results/past.ts";

/** How many rows a session had, for each of its five-minute slots; of a kind without slots, all of them. */
export interface BaselinePoint {
  readonly dataset: string;
  readonly day: string;
  readonly rowsPerSlot: number;
}

/** Sessions that a baseline is made of, and as few as it can be made of. */
const MOST_POINTS = 20;
export const LEAST_POINTS = 5;

/** What failed is no measure for others, unless it is acknowledged, which makes it a warning. */
const MEASURES: readonly CheckOutcome[] = ["pass", "warn", "skipped"];

/** What earlier runs have counted. */
export function countedIn(past: readonly PastResult[]): BaselinePoint[] {
  return past.flatMap(({ checkId, dataset, day, measured, outcome }) => {
    const isMeasure = checkId === "complete.rows" && MEASURES.includes(outcome) && (measured ?? 0) > 0;
    return isMeasure ? [{ dataset, day, rowsPerSlot: measured! }] : [];
  });
}

/** The median of the newest sessions before a day, of one dataset's history; undefined if they are too few. */
export function baselineOf(
  history: readonly BaselinePoint[],
  day: string,
): { readonly points: number; readonly median: number | undefined } {
  const newest = history
    .filter((point) => point.day < day)
    .sort((one, other) => (one.day < other.day ? 1 : -1))
    .slice(0, MOST_POINTS)
    .map(({ rowsPerSlot }) => rowsPerSlot)
    .sort((one, other) => one - other);
  const points = newest.length;
  if (points < LEAST_POINTS) return { points, median: undefined };
  const middle = points >> 1;
  const median = points % 2 === 1 ? newest[middle]! : (newest[middle - 1]! + newest[middle]!) / 2;
  return { points, median };
}
