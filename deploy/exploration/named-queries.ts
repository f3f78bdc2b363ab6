/** Queries that a stage keeps in Athena for people to begin with: generated from what the datasets declare. */

import { dayAsSql } from "../../shared/athena/day-sql.ts";
import { sqlIdentifier, sqlTable } from "../../shared/athena/sql.ts";
import { dayKeysOf } from "../../shared/datasets/partition-day.ts";
import { type BarRows, isBars } from "../../shared/quality/kinds/bars.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { SESSION_CHANGES } from "../../shared/sessions/table.ts";
import { fromNewest, isManyADay, isShown, tableOf } from "./views.ts";

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_NamedQuery.html: a name has 128 characters. */
export interface NamedQuery {
  readonly name: string;
  readonly description: string;
  /** The Glue database, of the stage. */
  readonly database: string;
  readonly sql: string;
}

/** Those of the whole platform, and with `ofEach` those of every single dataset. */
export function namedQueriesOf(
  datasets: readonly DeclaredDataset[],
  stage: string,
  ofEach = true,
): NamedQuery[] {
  const hasResults = [CHECK_RESULTS, SESSION_CHANGES].every((table) =>
    datasets.some(({ name }) => name === table.name),
  );
  const shown = datasets.filter(isShown);
  return [
    ...(ofEach ? shown : []).flatMap((dataset) => aboutDataset(dataset, stage)),
    ...(hasResults ? aboutQuality(stage) : []),
    ...(hasResults && shown.length > 0 ? aboutPlatform(stage) : []),
  ];
}

function aboutDataset(dataset: DeclaredDataset, stage: string): NamedQuery[] {
  const database = databaseName(dataset.database, stage);
  const view = (name: string) => sqlTable(database, `${dataset.name}_${name}`);
  const rows = dataset.quality?.rows;
  return [
    {
      name: `${dataset.name}: a look at the latest session`,
      description: "A hundred rows of the newest day that there is",
      database,
      sql: `SELECT * FROM ${view("latest_session")} LIMIT 100`,
    },
    {
      name: `${dataset.name}: files of the latest session`,
      description: "Objects and bytes by partition. Many small ones make every query slow",
      database,
      sql: filesOfLatest(dataset, stage),
    },
    ...(isBars(rows)
      ? [
          {
            name: `${dataset.name}: the last 5 sessions, by day`,
            description: `Open, high, low${rows.volume === undefined ? " and close" : ", close and volume"} of each symbol`,
            database,
            sql: dailyBars(rows, dayAsSql(dataset), view("last_5_sessions")),
          },
        ]
      : []),
  ];
}

/** https://docs.aws.amazon.com/athena/latest/ug/select.html: "$path" */
function filesOfLatest(dataset: DeclaredDataset, stage: string): string {
  const table = tableOf(dataset, stage);
  const keys = dataset.keys.map(({ name }) => sqlIdentifier(name)).join(", ");
  const [day, ...parts] = dayKeysOf(dataset).map(({ name }) => sqlIdentifier(name));
  const partitions = sqlTable(databaseName(dataset.database, stage), `${dataset.table}$partitions`);
  const newest = `FROM ${table}
  WHERE ${day} IN (SELECT max(${day}) FROM ${partitions})`;
  return `SELECT ${keys}, count(*) AS files, sum(bytes) AS bytes, sum(rows_of_file) AS rows_of_all
FROM (
  SELECT ${keys}, "$path", max("$file_size") AS bytes, count(*) AS rows_of_file
  ${parts.length === 0 && !isManyADay(dataset) ? newest : fromNewest(dataset, stage, 1)}
  GROUP BY ${keys}, "$path"
) AS by_file
GROUP BY ${keys}
ORDER BY ${keys}`;
}

function dailyBars(
  { symbol, time, open, high, low, close, volume }: BarRows,
  day: string,
  view: string,
): string {
  const column = sqlIdentifier;
  return `SELECT
  ${day} AS day,
  ${column(symbol)} AS symbol,
  min_by(${column(open)}, ${column(time)}) AS first_open,
  max(${column(high)}) AS highest,
  min(${column(low)}) AS lowest,
  max_by(${column(close)}, ${column(time)}) AS last_close,
${volume === undefined ? "" : `  sum(${column(volume)}) AS volume,\n`}  count(*) AS bars
FROM ${view}
GROUP BY ${day}, ${column(symbol)}
ORDER BY day DESC, symbol`;
}

function aboutQuality(stage: string): NamedQuery[] {
  const database = databaseName(CHECK_RESULTS.database, stage);
  const results = sqlTable(database, CHECK_RESULTS.table);
  return [
    {
      name: "quality: sessions that are ready",
      description: "Which sessions downstream jobs may use, newest first",
      database,
      sql: `SELECT day, dataset, ready, state, worst, as_of
FROM ${sqlTable(database, "ready_sessions")}
ORDER BY day DESC, dataset`,
    },
    {
      name: "quality: what was known of sessions",
      description: "The states of every session, and from when until when they were so; newest first",
      database,
      sql: `SELECT day, dataset, state, reason, valid_from, valid_to, version, objects, bytes
FROM ${sqlTable(database, "session_history")}
ORDER BY day DESC, dataset, sequence DESC`,
    },
    {
      name: "quality: what the latest run found",
      description: "Everything that is not a pass, worst first, with the command that shows it again",
      database,
      sql: `SELECT day, dataset, check_id, symbol, outcome, value, unit, message, reproduce
FROM ${results}
WHERE run_id = (SELECT max_by(run_id, as_of) FROM ${results} WHERE suite = 'close')
  AND outcome NOT IN ('pass', 'skipped')
ORDER BY CASE outcome WHEN 'error' THEN 1 WHEN 'fail' THEN 2 WHEN 'no_data' THEN 3 ELSE 4 END, day DESC, dataset, check_id`,
    },
    {
      name: "quality: what validation costs, by run",
      description: "Queries, bytes and dollars at list price",
      database,
      sql: `SELECT run_id, count(*) AS queries, sum(scanned_bytes) AS scanned_bytes, sum(cost_usd) AS cost_usd
FROM (
  SELECT run_id, query_id, max(scanned_bytes) AS scanned_bytes, max(cost_usd) AS cost_usd
  FROM ${results}
  WHERE query_id IS NOT NULL
  GROUP BY run_id, query_id
) AS by_query
GROUP BY run_id
ORDER BY run_id DESC
LIMIT 50`,
    },
  ];
}

function aboutPlatform(stage: string): NamedQuery[] {
  const database = databaseName(CHECK_RESULTS.database, stage);
  return [
    {
      name: "platform: partition calendar",
      description: "How many partitions every dataset has of every session. No row is read",
      database,
      sql: `SELECT day, dataset, partitions
FROM ${sqlTable(database, "partition_calendar")}
ORDER BY day DESC, dataset`,
    },
    {
      name: "platform: rows by day",
      description: "Rows of every dataset in the last 21 sessions, and how they changed. No column is read",
      database,
      sql: `SELECT
  day,
  dataset,
  rows_of_day,
  rows_of_day - lag(rows_of_day) OVER (PARTITION BY dataset ORDER BY day) AS more_than_before
FROM ${sqlTable(database, "data_volume")}
ORDER BY day DESC, dataset`,
    },
  ];
}
