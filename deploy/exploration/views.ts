/** The views that a stage offers for looking around and for dashboards, as its datasets have it. */

import { dayAsSql } from "../../shared/athena/day-sql.ts";
import { sqlIdentifier, sqlLiteral, sqlTable } from "../../shared/athena/sql.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { tellsHour } from "../../shared/datasets/date-pattern.ts";
import { typeOfKey } from "../../shared/datasets/key-type.ts";
import { dayKeysOf, hasDay } from "../../shared/datasets/partition-day.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { SESSION_CHANGES } from "../../shared/sessions/table.ts";
import { readySessionsView } from "./ready-sessions.ts";
import { sessionHistoryView } from "./session-history.ts";
import type { View } from "./view-definition.ts";

/** Sessions that a dashboard of the last week shows. */
const RECENT = 5;
/** Sessions whose volume is told: a month of trading. */
const MONTH = 21;

/** Every view of a stage; those about the platform as a whole are beside the results of checks. */
export function viewsOf(datasets: readonly Dataset[], stage: string): View[] {
  const shown = datasets.filter(isShown);
  const [hasResults, hasChanges] = [CHECK_RESULTS, SESSION_CHANGES].map((table) =>
    datasets.some(({ name }) => name === table.name),
  );
  return [
    ...shown.flatMap((dataset) => [
      newestSessions(dataset, stage, 1, `${dataset.name}_latest_session`),
      newestSessions(dataset, stage, RECENT, `${dataset.name}_last_${RECENT}_sessions`),
    ]),
    ...(hasResults && hasChanges ? [readySessionsView(stage)] : []),
    ...(hasChanges ? [sessionHistoryView(stage)] : []),
    ...(hasResults && shown.length > 0 ? [partitionCalendar(shown, stage), dataVolume(shown, stage)] : []),
  ];
}

/**
 * Is there a list of its sessions, and do we know its columns? Athena lists no partitions of a projected table, and a
 * crawled one has the columns that its crawler finds. What checks found has views of its own.
 */
export function isShown(dataset: Dataset): boolean {
  const { name, strategy, columns } = dataset;
  return strategy === "register" && hasDay(dataset) && columns.length > 0 && !OWN.includes(name);
}

/** What the product writes itself. */
const OWN: readonly string[] = [CHECK_RESULTS.name, SESSION_CHANGES.name];

export const tableOf = ({ database, table }: Dataset, stage: string): string =>
  sqlTable(databaseName(database, stage), table);

const partitionsOf = ({ database, table }: Dataset, stage: string): string =>
  sqlTable(databaseName(database, stage), `${table}$partitions`);

/** Has a day many values of its key, one for each hour? */
export const isManyADay = (dataset: Dataset): boolean => dayKeysOf(dataset).some(tellsHour);

/**
 * FROM the table, of the newest sessions alone, by the partitions that Glue has, which costs no scan. Trino hands the days
 * on to the scan as a dynamic filter; without one it would read every partition, and the workgroup's limit would end the
 * query.
 */
export function fromNewest(dataset: Dataset, stage: string, sessions: number): string {
  const names = dayKeysOf(dataset).map(({ name }) => sqlIdentifier(name));
  const from = `FROM ${tableOf(dataset, stage)}`;
  const partitions = `FROM ${partitionsOf(dataset, stage)}`;
  const [name, ...others] = names;
  const day = dayAsSql(dataset);
  if (isManyADay(dataset)) {
    return `${from}
WHERE ${name} IN (
  SELECT ${name} ${partitions}
  WHERE ${day} IN (SELECT ${day} ${partitions} GROUP BY 1 ORDER BY 1 DESC LIMIT ${sessions})
)`;
  }
  if (others.length === 0) {
    return `${from}
WHERE ${name} IN (
  SELECT ${name} ${partitions} GROUP BY ${name} ORDER BY ${name} DESC LIMIT ${sessions}
)`;
  }
  const parts = names.map((part, at) => [part, `newest_${at + 1}`] as const);
  return `${from}
JOIN (
  SELECT ${parts.map(([part, alias]) => `${part} AS ${alias}`).join(", ")}
  ${partitions}
  GROUP BY ${names.join(", ")}, ${day}
  ORDER BY ${day} DESC
  LIMIT ${sessions}
) AS newest ON ${parts.map(([part, alias]) => `${part} = ${alias}`).join(" AND ")}`;
}

/** All columns of the newest sessions. */
function newestSessions(dataset: Dataset, stage: string, sessions: number, name: string): View {
  const { database, columns, keys } = dataset;
  const all = [...columns, ...keys.map((key) => ({ name: key.name, type: typeOfKey(key) }))];
  return {
    database: databaseName(database, stage),
    name,
    sql: `SELECT
  ${all.map((column) => sqlIdentifier(column.name)).join(",\n  ")}
${fromNewest(dataset, stage, sessions)}`,
    columns: all.map((column) => ({ name: column.name, type: column.type })),
  };
}

/** What Glue has of every session: `dataset`, `day`, `partitions`. No row of data is read. */
function partitionCalendar(datasets: readonly Dataset[], stage: string): View {
  const selects = datasets.map(
    (dataset) => `SELECT
  ${varchar(dataset.name)} AS dataset,
  ${dayAsSql(dataset)} AS day,
  count(*) AS partitions
FROM ${partitionsOf(dataset, stage)}
GROUP BY ${dayAsSql(dataset)}`,
  );
  return {
    database: databaseName(CHECK_RESULTS.database, stage),
    name: "partition_calendar",
    sql: selects.join("\nUNION ALL\n"),
    columns: [
      { name: "dataset", type: "string" },
      { name: "day", type: "string" },
      { name: "partitions", type: "bigint" },
    ],
  };
}

/** Rows of the last sessions: `dataset`, `day`, `rows_of_day`. No column is read, only how many rows the files have. */
function dataVolume(datasets: readonly Dataset[], stage: string): View {
  const selects = datasets.map(
    (dataset) => `SELECT
  ${varchar(dataset.name)} AS dataset,
  ${dayAsSql(dataset)} AS day,
  count(*) AS rows_of_day
${fromNewest(dataset, stage, MONTH)}
GROUP BY ${dayAsSql(dataset)}`,
  );
  return {
    database: databaseName(CHECK_RESULTS.database, stage),
    name: "data_volume",
    sql: selects.join("\nUNION ALL\n"),
    columns: [
      { name: "dataset", type: "string" },
      { name: "day", type: "string" },
      { name: "rows_of_day", type: "bigint" },
    ],
  };
}

/** A literal is as wide as its text, and would make the view's column varchar(6). */
const varchar = (text: string) => `CAST(${sqlLiteral(text)} AS varchar)`;
