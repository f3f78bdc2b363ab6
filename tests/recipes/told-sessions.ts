/** Sessions whose states the product keeps in the emulator's S3, and tells on its EventBridge. */
import { fileURLToPath } from "node:url";
import {
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { clientConfig, type Emulator, startEmulator } from "../../emulator/index.ts";
import { VersionFold } from "../../shared/sessions/data-version.ts";
import { tellOnBus } from "../../shared/sessions/event-bus-adapter.ts";
import type { SessionName } from "../../shared/sessions/keys.ts";
import type { SessionChange } from "../../shared/sessions/session-record.ts";
import { nextRecord } from "../../shared/sessions/session-state.ts";
import type { CheckMark } from "../../shared/sessions/session-verdict.ts";
import { type SessionPorts, updateSession } from "../../shared/sessions/update-session.ts";
import { s3Records } from "../../shared/store/s3-records-adapter.ts";
import { environmentFolder } from "../clients/process.ts";

/** What a run finds, besides that all is well. */
export interface JudgedAs {
  /** Default true: nothing was written within the correction window. */
  readonly isFinal?: boolean;
  readonly marks?: Readonly<Record<string, CheckMark>>;
}

export interface ToldSessions {
  readonly emulator: Emulator;
  readonly bucket: string;
  /** A job writes a session, and somebody looks. */
  written(dataset: string, day: string, bytes: string): Promise<void>;
  /** A run reads a session that holds these bytes, and judges it. */
  judged(dataset: string, day: string, bytes: string, as?: JudgedAs): Promise<void>;
  /** Every change that was told is told again, the newest first. */
  tellAllAgain(): Promise<void>;
  /** Makes a rule of the emulator's bus. */
  putRule(rule: RecipeRule): Promise<void>;
  close(): Promise<void>;
}

/** A rule of a template, as it was deployed. */
export interface RecipeRule {
  readonly name: string;
  readonly pattern: string;
  readonly targets: readonly Target[];
}

const never = new AbortController().signal;

export async function openToldSessions(stage: string): Promise<ToldSessions> {
  const emulator = await startEmulator();
  const bucket = "lake";
  const [s3, events] = [new S3Client(clientConfig(emulator)), new EventBridgeClient(clientConfig(emulator))];
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const tell = tellOnBus(stage, "default", events);
  const told: [SessionName, SessionChange][] = [];
  const ports: SessionPorts = {
    records: s3Records(s3),
    async tell(name, change, signal) {
      await tell(name, change, signal);
      told.push([name, change]);
    },
  };
  let looks = 0;

  async function look(dataset: string, day: string, bytes: string, as?: JudgedAs): Promise<void> {
    const now = Date.parse(`${day}T23:40:00Z`) + ++looks * 1000;
    const fold = new VersionFold();
    fold.add({ key: dataset, size: bytes.length, etag: bytes, modified: `${day}T21:00:00Z` });
    const { version } = fold;
    const run = as && {
      asOf: new Date(now).toISOString(),
      runId: `run-${looks}`,
      before: version,
      findings: { isWhole: true, passed: ["unique.key"], marks: as.marks ?? {} },
    };
    const objects = { version, uncovered: 0, elsewhere: 0, example: undefined };
    const seen = {
      dataset,
      day,
      objects,
      isDue: true,
      isFinal: as?.isFinal ?? true,
      now,
      ...(run && { run }),
    };
    await updateSession({ dataset, day }, bucket, async (old) => nextRecord(old, seen), ports, never);
  }

  return {
    emulator,
    bucket,
    written: (dataset, day, bytes) => look(dataset, day, bytes),
    judged: (dataset, day, bytes, as = {}) => look(dataset, day, bytes, as),
    async tellAllAgain() {
      for (const [name, change] of told.toReversed()) await tell(name, change, never);
    },
    async putRule({ name, pattern, targets }) {
      await events.send(new PutRuleCommand({ Name: name, EventPattern: pattern }));
      await events.send(new PutTargetsCommand({ Rule: name, Targets: [...targets] }));
    },
    async close() {
      s3.destroy();
      events.destroy();
      await emulator.close();
    },
  };
}

/** What a recipe's process has in its environment. */
export function recipeEnv({ emulator, bucket }: ToldSessions, software: string): Record<string, string> {
  const folder = environmentFolder(software);
  return {
    ...emulator.env,
    PATH: `${folder}bin:${process.env.PATH}`,
    HOME: folder,
    PYTHONPATH: fileURLToPath(new URL("../clients/", import.meta.url)),
    PYTHONDONTWRITEBYTECODE: "1",
    SESSIONS_BUCKET: bucket,
  };
}

/** A file of docs/recipes/. */
export const recipe = (file: string) => fileURLToPath(new URL(`../../docs/recipes/${file}`, import.meta.url));
