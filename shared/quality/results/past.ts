import { type Divisible, halves } from "../../athena/parts.ts";
import type { QueryResult } from "../../athena/port.ts";
import { sqlList, sqlLiteral, sqlTable } from "../../athena/sql.ts";
import { dayOfNumber, numberOfDay } from "../../calendar/day-number.ts";
import { databaseName } from "../../runtime/names.ts";
import type { CheckOutcome } from "../finding.ts";
import type { Suite } from "../result.ts";
import { type Cells, cellsOf, instantIn } from "../rows/cells.ts";
import { CHECK_RESULTS } from "./table.ts";

/** What a run after the close has found, as the table of results has it. */
export interface PastResult {
  readonly dataset: string;
  /** Any text: an older run may have made checks that there are no more. */
  readonly checkId: string;
  /** The session; the newest of the run, if it was about the table as a whole. */
  readonly day: string;
  readonly outcome: CheckOutcome;
  readonly value: number | null;
  readonly measured: number | null;
  /** When that run judged, ISO 8601. */
  readonly asOf: string;
}

/** Its parts are about some of its days each. */
export interface PastQuery extends Divisible<PastQuery> {
  read(result: QueryResult): readonly PastResult[];
}

/** Days among which there are the sessions of a baseline, however many holidays lie between them. */
const REACH_DAYS = 40;
/** Other suites see a session before it is over. */
const SUITE: Suite = "close";

/**
 * What the latest run after the close found by each check of some datasets, in the sessions before and among those from
 * one day to another. One query for baselines and for pictures alike: they read the same files.
 */
export function pastQuery(
  stage: string,
  datasets: readonly string[],
  days: { readonly from: string; readonly to: string },
): PastQuery {
  const [first, end] = [numberOfDay(days.from) - REACH_DAYS, numberOfDay(days.to)];
  const all = Array.from({ length: end - first }, (_, index) => dayOfNumber(first + index));
  return resultsOf(all, `earlier results of ${datasets.join(", ")} before ${days.to}`, stage, datasets);
}

/** Of days that follow each other. */
function resultsOf(
  days: readonly string[],
  label: string,
  stage: string,
  datasets: readonly string[],
): PastQuery {
  const database = databaseName(CHECK_RESULTS.database, stage);
  const sql = `SELECT dataset, check_id, day, outcome, value, measured, as_of
FROM (
  SELECT dataset, check_id, day, outcome, value, measured, as_of,
         rank() OVER (PARTITION BY dataset, check_id, day ORDER BY as_of DESC, run_id DESC) AS recency
  FROM ${sqlTable(database, CHECK_RESULTS.table)}
  WHERE day BETWEEN ${sqlLiteral(days[0]!)} AND ${sqlLiteral(days.at(-1)!)}
    AND suite = ${sqlLiteral(SUITE)} AND dataset IN ${sqlList(datasets)}
) AS latest
WHERE recency = 1
ORDER BY dataset, check_id, day`;
  return {
    label,
    database,
    sql,
    parts: () =>
      halves(days).map((some) => {
        const which = some.length > 1 ? `${some[0]} to ${some.at(-1)}` : some[0];
        return resultsOf(some, `results of ${datasets.join(", ")} of ${which}`, stage, datasets);
      }),
    read: (result) => cellsOf(result).map(pastResultOf),
  };
}

function pastResultOf(cells: Cells): PastResult {
  const number = (name: string) => (cells[name] === null ? null : Number(cells[name]));
  return {
    dataset: String(cells.dataset),
    checkId: String(cells.check_id),
    day: String(cells.day),
    outcome: cells.outcome as CheckOutcome,
    value: number("value"),
    measured: number("measured"),
    asOf: new Date(instantIn(cells, "as_of") ?? Number.NaN).toISOString(),
  };
}
