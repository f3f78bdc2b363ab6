import { sqlList, sqlLiteral, sqlTable } from "../../shared/athena/sql.ts";
import { isTrue } from "../../shared/athena/two-valued.ts";
import type { CheckOutcome } from "../../shared/quality/outcome.ts";
import { BY_SEVERITY } from "../../shared/quality/outcome.ts";
import type { CheckSuite } from "../../shared/quality/result.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { HARMLESS } from "../../shared/sessions/session-verdict.ts";
import { SESSION_CHANGES } from "../../shared/sessions/table.ts";
import type { View } from "./view-definition.ts";

const GOOD: readonly CheckOutcome[] = ["pass", "warn"];
/** Other suites make fewer checks, and see a session before it is over. */
const SUITE: CheckSuite = "close";

/**
 * The sessions that downstream jobs may use: `SELECT day FROM ready_sessions WHERE dataset = 'bars_5m' AND ready`.
 *
 * | column  | what it is                                                                        |
 * |---------|-----------------------------------------------------------------------------------|
 * | day     | the session                                                                       |
 * | dataset | its name                                                                          |
 * | ready   | its state is available, and no check's last answer says otherwise                 |
 * | worst   | the worst outcome that a check had the last time that it was made                 |
 * | as_of   | the newest moment that one of them was judged from                                |
 * | state   | of its data; pending if no run has told one                                       |
 * | version | of its data, as the last verdict judged them                                      |
 *
 * The last answer counts check by check: a later run that looks at an old session may make some of its checks only, and
 * what the others found still stands. What is said of the run itself, which has no table, is left out.
 */
export function readySessionsView(stage: string): View {
  const { database: declared, table } = CHECK_RESULTS;
  const database = databaseName(declared, stage);
  const isGood = `outcome IN ${sqlList(GOOD)}`;
  const sql = `SELECT
  answers.day AS day,
  answers.dataset AS dataset,
  ${isTrue("answers.is_good")} AND ${isTrue("states.state = 'available'")} AS ready,
  answers.worst AS worst,
  answers.as_of AS as_of,
  coalesce(states.state, 'pending') AS state,
  states.version AS version
FROM (
  SELECT
    day,
    dataset,
    bool_and(${isTrue(`${isGood} OR (outcome = 'skipped' AND reason IN ${sqlList(HARMLESS)})`)})
      AND bool_or(${isTrue(isGood)}) AS is_good,
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
  ) AS last_answers
  WHERE age = 1
  GROUP BY day, dataset
) AS answers
LEFT JOIN (
  SELECT
    day,
    dataset,
    state,
    version,
    rank() OVER (PARTITION BY day, dataset ORDER BY sequence DESC) AS age
  FROM ${sqlTable(database, SESSION_CHANGES.table)}
) AS states ON states.day = answers.day AND states.dataset = answers.dataset AND states.age = 1`;
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
      { name: "state", type: "string" },
      { name: "version", type: "string" },
    ],
  };
}

const weights = () =>
  BY_SEVERITY.map((outcome, weight) => `WHEN ${sqlLiteral(outcome)} THEN ${weight}`).join(" ");
