/** The second half of the demonstration: sound sessions are validated, then ones with planted defects. */

import { writePage } from "../../operate/report-file.ts";
import type { CheckResult, Summary } from "../../shared/quality/result.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { count } from "../../shared/runtime/text.ts";
import type { Platform } from "../platform.ts";
import { athenaOf } from "./athena.ts";
import { type Discovery, discoveriesIn, FLAWED_SESSIONS, flawedDays } from "./defects.ts";
import type { FunctionLog } from "./function-log.ts";
import { deliver, type Witness } from "./journey.ts";
import { SESSIONS } from "./market.ts";
import { MARKET } from "./market-datasets.ts";
import { keep, look, lookToKeep } from "./validation.ts";
import { replaceJudged, type WithdrawalReport } from "./withdrawal.ts";

/** What validation found before and after the defects. */
export interface QualityReport {
  readonly sound: Summary;
  readonly flawed: Summary;
  readonly discoveries: readonly Discovery[];
  /** Results that nothing which was planted explains. */
  readonly others: readonly CheckResult[];
  /** What Athena answers about sessions that downstream jobs may use. */
  readonly sessions: readonly ReadySession[];
  /** A file of a ready session is replaced. */
  readonly withdrawal: WithdrawalReport;
  /** The page's file. */
  readonly report: string;
}

export interface ReadySession {
  readonly dataset: string;
  readonly day: string;
  readonly ready: boolean;
  readonly worst: string;
}

/** When the features of the last session are due, and half an hour more. */
const AFTER_SOUND = "2025-11-28T20:00:00Z";
const AFTER_FLAWED = "2025-12-02T23:00:00Z";
const READY = `SELECT dataset, day, ready, worst FROM ready_sessions
WHERE dataset <> '' ORDER BY dataset, day`;

/**
 * Validates, plants, validates again, stores that run as the function would, and writes its page into a file. Then a file of a
 * ready session is replaced.
 */
export async function inspect(
  platform: Platform,
  report: string,
  log: FunctionLog,
  witness: Witness,
): Promise<QualityReport> {
  const from = SESSIONS[0]!.day;
  witness.doing("checking the rows of three tables");
  const sound = await look(platform, {
    asOf: AFTER_SOUND,
    days: { from, to: SESSIONS.at(-1)!.day },
  });
  witness.done(`validated ${count(SESSIONS.length, "session")}: ${sound.summary.pass} checks pass`);
  await deliver(platform, flawedDays(platform.emulator.dataDir, MARKET), log, witness);
  witness.doing("checking the rows of three tables again");
  const looked = await lookToKeep(platform, {
    asOf: AFTER_FLAWED,
    days: { from, to: FLAWED_SESSIONS.at(-1)!.day },
  });
  const { document: flawed } = looked;
  const { discoveries, others } = discoveriesIn(flawed.results);
  const found = discoveries.filter((discovery) => discovery.found !== undefined);
  witness.done(`validated again: ${found.length} of ${count(discoveries.length, "planted defect")} found`);
  witness.doing("storing results, which are a table as well");
  await writePage(report, await keep(platform, looked));
  const { summary } = flawed;
  const sessions = await readySessions(platform);
  witness.done("results are stored, registered and read back");
  const withdrawal = await replaceJudged(platform, log, witness);
  return { sound: sound.summary, flawed: summary, discoveries, others, sessions, withdrawal, report };
}

async function readySessions({ emulator, stage }: Platform): Promise<ReadySession[]> {
  const { rows } = await athenaOf(emulator)(READY, databaseName(CHECK_RESULTS.database, stage));
  return rows.map(([dataset, day, ready, worst]) => {
    return { dataset: dataset!, day: day!, ready: ready === "true", worst: worst! };
  });
}
