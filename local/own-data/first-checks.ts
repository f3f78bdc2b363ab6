/** A first run of validation over a table of the user's own, on the local platform. */
import { AthenaClient } from "@aws-sdk/client-athena";
import { clientConfig } from "../../emulator/index.ts";
import { athenaQueries } from "../../shared/athena/athena-adapter.ts";
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

/** Days that are checked: those before them are what counts are compared with. */
const DAYS = 5;

export interface FirstChecks {
  /** With what it may promise. */
  readonly dataset: DeclaredDataset;
  readonly document: RunDocument;
  /** The page of the run, HTML. */
  readonly page: string;
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
  const { rows } = await athenaOf(platform.emulator)(sql, databaseName(dataset.database, platform.stage));
  const promised = { ...dataset, quality: promiseOf(dataset, rows[0]!, days) };
  const wanted = {
    asOf: `${dayOfNumber(numberOfDay(newest) + 1)}T08:00:00Z`,
    days: { from: days.at(-DAYS) ?? days[0]!, to: newest },
    datasets: [promised],
  };
  // Nothing was promised when the platform was deployed, so there is no workgroup of validation.
  const queries = athenaQueries({ workGroup: "primary" }, new AthenaClient(clientConfig(platform.emulator)));
  const document = await look(platform, wanted, { ...portsOf(platform), queries });
  const page = renderReport(document, { datasets: [promised].filter(isValidated) });
  return { dataset: promised, document, page };
}
