import { type Divisible, halves, type Piece, runInParts } from "../../athena/parts.ts";
import type { QueryOptions, QueryResult, QueryRunner } from "../../athena/port.ts";
import { sqlList, sqlLiteral, sqlTable } from "../../athena/sql.ts";
import { dayOfNumber, numberOfDay } from "../../calendar/day-number.ts";
import { messageOf } from "../../runtime/errors.ts";
import { databaseName } from "../../runtime/names.ts";
import type { CheckOutcome } from "../outcome.ts";
import type { CheckSuite } from "../result.ts";
import { type Cells, cellsOf, instantIn } from "../rows/cells.ts";
import type { ValidationScope } from "../snapshot.ts";
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
const SUITE: CheckSuite = "close";

/** What earlier runs have found. Without it, nothing is compared with it; days that cannot be read are noted. */
export async function readPast(
  scopes: readonly ValidationScope[],
  stage: string,
  queries: QueryRunner,
  options: QueryOptions,
): Promise<{ readonly past: readonly PastResult[]; readonly notes: readonly string[] }> {
  const looking = scopes.filter(({ window }) => window.rows.length > 0);
  const days = looking.flatMap(({ window }) => window.expected.map(({ day }) => day)).sort();
  if (days.length === 0) return { past: [], notes: [] };
  const names = looking.map(({ dataset }) => dataset.name);
  const query = pastQuery(stage, names, { from: days[0]!, to: days.at(-1)! });
  const notes: string[] = [];
  const read = (piece: Piece<PastQuery>): readonly PastResult[] => {
    try {
      if ("error" in piece) throw piece.error;
      return piece.query.read(piece.result);
    } catch (thrown) {
      notes.push(`the results of earlier runs could not be read: ${messageOf(thrown)}`);
      return [];
    }
  };
  const past = (await runInParts(query, queries, options)).flatMap(read);
  return { past, notes };
}

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
