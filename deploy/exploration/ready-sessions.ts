import { sqlList, sqlLiteral, sqlTable } from "../../shared/athena/sql.ts";
import { isTrue } from "../../shared/athena/two-valued.ts";
import type { CheckOutcome, ReasonCode } from "../../shared/quality/outcome.ts";
import { BY_SEVERITY } from "../../shared/quality/outcome.ts";
import type { CheckSuite } from "../../shared/quality/result.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import type { View } from "./view-definition.ts";

/** Checks that were skipped for these reasons say nothing against a session. The others do: it is too early to tell. */
const HARMLESS: readonly ReasonCode[] = ["insufficient_history", "not_applicable", "market_closed"];
const GOOD: readonly CheckOutcome[] = ["pass", "warn"];
/** Other suites make fewer checks, and see a session before it is over. */
const SUITE: CheckSuite = "close";

/**
 * The sessions that downstream jobs may use: `SELECT day FROM ready_sessions WHERE dataset = 'bars_5m' AND ready`.
 *
 * | column  | what it is                                                                       |
 * |---------|----------------------------------------------------------------------------------|
 * | day     | the session                                                                      |
 * | dataset | its name                                                                         |
 * | ready   | every check passed or warned the last time that it was made, and at least one was |
 * | worst   | the worst of those outcomes                                                      |
 * | as_of   | the newest moment that one of them was judged from                               |
 *
 * What is said of the run itself, which has no table, is left out. The last answer counts check by check: a later run that looks at an old session may make some of its checks only,
 * and what the others found still stands.
 */
export function readySessionsView(stage: string): View {
  const { database: declared, table } = CHECK_RESULTS;
  const database = databaseName(declared, stage);
  const isGood = `outcome IN ${sqlList(GOOD)}`;
  const sql = `SELECT
  day,
  dataset,
  bool_and(${isTrue(`${isGood} OR (outcome = 'skipped' AND reason IN ${sqlList(HARMLESS)})`)})
    AND bool_or(${isTrue(isGood)}) AS ready,
  max_by(outcome, weight) AS worst,
  max(as_of) AS as_of
FROM (
  SELECT
    day,
    dataset,
    outcome,
    CASE outcome ${weights()} END AS weight,
    coalesce(reason, '') AS reason,
    as_of,
    rank() OVER (PARTITION BY day, dataset, check_id ORDER BY as_of DESC, run_id DESC) AS age
  FROM ${sqlTable(database, table)}
  WHERE suite = ${sqlLiteral(SUITE)} AND table_name <> ''
) AS answers
WHERE age = 1
GROUP BY day, dataset`;
  return {
    database,
    name: "ready_sessions",
    sql,
    columns: [
      { name: "day", type: "string" },
      { name: "dataset", type: "string" },
      { name: "ready", type: "boolean" },
      { name: "worst", type: "string" },
      { name: "as_of", type: "timestamp" },
    ],
  };
}

const weights = () =>
  BY_SEVERITY.map((outcome, weight) => `WHEN ${sqlLiteral(outcome)} THEN ${weight}`).join(" ");
