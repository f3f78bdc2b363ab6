/** A job replaces a file of a session that was found ready: withdrawn, judged again as it is now, and told each time. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { readLookRequest, writeLookRequest } from "../../shared/look-requests/look-request.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { EVENT_DETAIL_TYPE, type SessionChangedDetail } from "../../shared/sessions/change-event.ts";
import type { Platform } from "../platform.ts";
import type { FunctionLog } from "./function-log.ts";
import { deliver, type Upload, type Witness } from "./journey.ts";
import { lookingOn } from "./looking.ts";
import { SESSIONS } from "./market.ts";
import { MARKET } from "./market-datasets.ts";
import { judgeAsked } from "./validation.ts";

/** What was replaced, and what became of its session. */
export interface WithdrawalReport {
  readonly dataset: string;
  /** YYYY-MM-DD */
  readonly session: string;
  readonly what: string;
  /** The object that was written over. */
  readonly key: string;
  /** All events on the bus about that session, oldest first. */
  readonly told: readonly SessionChangedDetail[];
}

const BARS = MARKET.find(({ name }) => name === "bars_5m")!;
const { day: SESSION } = SESSIONS.at(-1)!;
const LOST = "META";

/** Replaces the file, and does what follows without its waits: half a minute until the look, and three until the verdict. */
export async function replaceJudged(
  platform: Platform,
  log: FunctionLog,
  witness: Witness,
): Promise<WithdrawalReport> {
  const upload = await withoutSymbol(platform.emulator.dataDir);
  await deliver(platform, alone(upload), log, witness);
  const { look, again, verdicts } = lookingOn(platform);
  await look(requestsOf(platform));
  witness.done(`${BARS.name} of ${SESSION} is withdrawn: ${lastOf(platform).state}`);
  await look(again.map(({ request }) => writeLookRequest(request)));
  for (const asked of verdicts) await judgeAsked(platform, asked);
  const { state, checks } = lastOf(platform);
  witness.done(`judged again: ${state}, as it lacks ${LOST} (${Object.keys(checks).join(", ")})`);
  const what = `a job writes the bars of ${SESSION} again, and forgets ${LOST}`;
  return { dataset: BARS.name, session: SESSION, what, key: upload.key, told: toldOf(platform) };
}

/** The session's file, written anew without one of its symbols. */
async function withoutSymbol(dataDir: string): Promise<Upload> {
  const folder = join(dataDir, "market", BARS.name, `day=${SESSION}`);
  const [name] = await readdir(folder);
  const path = join(dataDir, "replaced.parquet");
  const quoted = (file: string) => `'${file.replaceAll("'", "''")}'`;
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run(
      `COPY (SELECT * EXCLUDE (day) FROM read_parquet(${quoted(join(folder, name!))}, hive_partitioning = true)
       WHERE symbol <> '${LOST}') TO ${quoted(path)} (FORMAT PARQUET)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return { dataset: BARS, key: `${BARS.prefix}day=${SESSION}/${name}`, path };
}

async function* alone(upload: Upload) {
  yield { uploads: [upload], label: `of ${BARS.name}, which takes the place of one of ${SESSION},` };
}

/** What the register function has asked of the look function about the session, as it waits in the queue. */
function requestsOf({ emulator, lookQueueUrl = "" }: Platform): string[] {
  const bodies = emulator.sqs
    .byUrl(lookQueueUrl)
    .messages()
    .map(({ body }) => body);
  const ours = bodies.filter((body) => {
    const request = readLookRequest(body);
    return typeof request === "object" && request.dataset === BARS.name && request.day === SESSION;
  });
  if (ours.length > 0) return ours;
  throw new RegistrarError("LOOK_NOT_ASKED", `nobody has asked for a look at ${BARS.name} of ${SESSION}`);
}

/** Each change once: on a slow machine the stage's own look comes to it as well, and both tell. */
function toldOf({ emulator }: Platform): SessionChangedDetail[] {
  const told = emulator.events.put
    .filter((event) => event["detail-type"] === EVENT_DETAIL_TYPE)
    .map(({ detail }) => detail as unknown as SessionChangedDetail)
    .filter(({ dataset, session }) => dataset === BARS.name && session === SESSION);
  const bySequence = new Map(told.map((change) => [change.sequence, change]));
  return [...bySequence.values()].sort((one, other) => one.sequence - other.sequence);
}

const lastOf = (platform: Platform) => toldOf(platform).at(-1)!;
