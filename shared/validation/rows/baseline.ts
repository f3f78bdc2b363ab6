import { dayOfNumber, numberOfDay } from "../../calendar/day-number.ts";
import { databaseName } from "../../names.ts";
import type { Query, QueryResult } from "../../query/port.ts";
import { sqlList, sqlLiteral, sqlTable } from "../../query/sql.ts";
import { CHECK_RESULTS } from "../results/table.ts";
import { cellsOf } from "./cells.ts";

/** How many rows a session had, for each of its five-minute slots. */
export interface HistoryPoint {
  readonly dataset: string;
  readonly day: string;
  readonly rowsPerSlot: number;
}

export interface BaselineQuery extends Query {
  read(result: QueryResult): readonly HistoryPoint[];
}

/** Sessions that a baseline is made of, and as few as it can be made of. */
const MOST_POINTS = 20;
export const LEAST_POINTS = 5;
/** Days among which there are so many sessions, however many holidays lie between them. */
const REACH_DAYS = 40;

/**
 * What the latest run after the close counted of some datasets, in the sessions before and among those from one day to
 * another. What failed is no measure for others, unless somebody bore with it, which makes it a warning.
 */
export function baselineQuery(
  stage: string,
  datasets: readonly string[],
  days: { readonly from: string; readonly to: string },
): BaselineQuery {
  const database = databaseName(CHECK_RESULTS.database, stage);
  const first = dayOfNumber(numberOfDay(days.from) - REACH_DAYS);
  const sql = `SELECT dataset, day, measured
FROM (
  SELECT dataset, day, outcome, measured,
         row_number() OVER (PARTITION BY dataset, day ORDER BY as_of DESC, run_id DESC) AS recency
  FROM ${sqlTable(database, CHECK_RESULTS.table)}
  WHERE day >= ${sqlLiteral(first)} AND day < ${sqlLiteral(days.to)}
    AND check_id = ${sqlLiteral("complete.rows")} AND suite = ${sqlLiteral("close")}
    AND dataset IN ${sqlList(datasets)}
) AS latest
WHERE recency = 1 AND outcome IN ${sqlList(["pass", "warn", "skipped"])} AND measured > 0
ORDER BY dataset, day`;
  return {
    label: `baselines of ${datasets.join(", ")} before ${days.to}`,
    database,
    sql,
    read: (result) =>
      cellsOf(result).map(({ dataset, day, measured }) => ({
        dataset: String(dataset),
        day: String(day),
        rowsPerSlot: Number(measured),
      })),
  };
}

/** The median of the newest sessions before a day, of one dataset's history; undefined if they are too few. */
export function baselineOf(
  history: readonly HistoryPoint[],
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
