/** A first run of validation over a table of the user's own, on the local platform. */
import { AthenaClient } from "@aws-sdk/client-athena";
import { clientConfig } from "../../emulator/index.ts";
import { athenaQueries } from "../../shared/athena/athena-adapter.ts";
import { dayAsSql } from "../../shared/athena/day-sql.ts";
import { sqlIdentifier, sqlList } from "../../shared/athena/sql.ts";
import { dayOfNumber, numberOfDay } from "../../shared/calendar/day-number.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { renderReport } from "../../shared/quality/report/page.ts";
import type { RunDocument } from "../../shared/quality/result.ts";
import { isValidated } from "../../shared/quality/snapshot.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { athenaOf } from "../demo/athena.ts";
import { look, portsOf } from "../demo/validation.ts";
import type { Platform } from "../platform.ts";
import { profileSql, promiseOf } from "./promises.ts";

/** Days that are checked, */
const DAYS = 5;
/** and those before them that their rows are compared with. */
const DAYS_BEFORE = 20;

const ABOUT =
  "A first set of checks, of copies on a local stack; commands are for a stage of which this dataset is declared.";

export interface FirstChecks {
  /** With what it may promise. */
  readonly dataset: DeclaredDataset;
  readonly document: RunDocument;
  /** The page of the run, HTML. */
  readonly page: string;
}

/** Rows by day. */
function countSql(dataset: DeclaredDataset, days: readonly string[]): string {
  const day = dayAsSql(dataset);
  return `SELECT ${day}, count(*) FROM ${sqlIdentifier(dataset.table)} WHERE ${day} IN ${sqlList(days)} GROUP BY 1`;
}

/** Judged as of the morning after the newest day, however old that is. Undefined if checks cannot be made: no key is a day. */
export async function firstChecks(
  platform: Platform,
  dataset: DeclaredDataset,
  days: readonly string[],
): Promise<FirstChecks | undefined> {
  const sql = profileSql(dataset);
  const newest = days.at(-1);
  if (sql === undefined || newest === undefined) return undefined;
  const database = databaseName(dataset.database, platform.stage);
  const athena = athenaOf(platform.emulator);
  const { rows } = await athena(sql, database);
  const before = days.slice(0, -DAYS).slice(-DAYS_BEFORE);
  const counts = before.length === 0 ? [] : (await athena(countSql(dataset, before), database)).rows;
  const promised = { ...dataset, quality: promiseOf(dataset, rows[0]!, days) };
  const wanted = {
    asOf: `${dayOfNumber(numberOfDay(newest) + 1)}T08:00:00Z`,
    days: { from: days.at(-DAYS) ?? days[0]!, to: newest },
    datasets: [promised],
    counted: counts.map(([day, count]) => ({ dataset: dataset.name, day: day!, rowsPerSlot: Number(count) })),
  };
  // Nothing was promised when the platform was deployed, so there is no workgroup of validation.
  const queries = athenaQueries({ workGroup: "primary" }, new AthenaClient(clientConfig(platform.emulator)));
  const document = await look(platform, wanted, { ...portsOf(platform), queries });
  const page = renderReport(
    { ...document, notes: [...document.notes, ABOUT] },
    { datasets: [promised].filter(isValidated) },
  );
  return { dataset: promised, document, page };
}
