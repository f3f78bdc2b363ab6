/** The functions, as they are packaged, at work on the local stack: every call of theirs is recorded. */

import { mkdtempSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { indexedDatasets } from "../../deploy/partition-indexes.ts";
import { stackIdAt } from "../../deploy/template-references.ts";
import { startEmulator, VirtualClock } from "../../emulator/index.ts";
import { writeMarket } from "../../local/demo/market.ts";
import { SEED } from "../../local/demo/trading-day.ts";
import { deployStage } from "../../local/deployment.ts";
import { isGuarded } from "../../shared/datasets/guard-mode.ts";
import { folderOf } from "../../shared/datasets/placing.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import {
  crawlFunctionName,
  databaseName,
  deregisterFunctionName,
  emptyFunctionName,
  guardFunctionName,
  indexesFunctionName,
  lookFunctionName,
  reconcileFunctionName,
  registerFunctionName,
  validateFunctionName,
} from "../../shared/runtime/names.ts";
import { type LakeContents, type Located, requestsOf } from "./authorisation.ts";
import {
  ANSWERS,
  DAY,
  NEXT_DAY,
  type RecordedStage,
  receive,
  recorded,
  requestOf,
  STAGE,
} from "./recorded.ts";
import type { WireCall } from "./recorder.ts";
import { deregister, reconcile } from "./removal-journeys.ts";
import { type AccessRequest, distinct } from "./request.ts";
import { look, validate } from "./session-journeys.ts";

export interface Recording {
  /** Name of a role → what was asked of IAM for it, each request once. */
  readonly requests: ReadonlyMap<string, readonly AccessRequest[]>;
  /** One object of each table's partitions. */
  readonly lake: LakeContents;
}

/** Registers, reads files, removes, reconciles, validates, looks and empties; or, with datasets that are crawled, crawls. */
export async function recordJourneys(datasets: readonly DeclaredDataset[]): Promise<Recording> {
  const clock = new VirtualClock();
  const stack = await startEmulator({ clock });
  const folder = mkdtempSync(join(tmpdir(), "iam-"));
  try {
    const deployed = await deployStage(stack, STAGE, datasets);
    const stage: RecordedStage = { stack, clock, folder, datasets, deployed };
    await fill(stage);
    const crawls = deployed.crawlQueueUrl !== undefined;
    const journeys = crawls ? CRAWLING : REGISTERING;
    const calls: [role: string, calls: readonly WireCall[]][] = [];
    // Fixed before the objects go.
    const lake = snapshot(stage);
    for (const [role, journey] of journeys) calls.push([role, await journey(stage)]);
    return {
      lake,
      requests: new Map(calls.map(([role, made]) => [role, distinct(requestsOf(made, lake))])),
    };
  } finally {
    await stack.close();
    await rm(folder, { recursive: true });
  }
}

const REGISTERING = [
  [registerFunctionName(STAGE), register],
  [guardFunctionName(STAGE), guard],
  [deregisterFunctionName(STAGE), deregister],
  [reconcileFunctionName(STAGE), reconcile],
  [validateFunctionName(STAGE), validate],
  [lookFunctionName(STAGE), look],
  [indexesFunctionName(STAGE), indexes],
  [emptyFunctionName(STAGE), empty],
] as const;

const CRAWLING = [[crawlFunctionName(STAGE), crawl]] as const;

/**
 * Two sessions of the demonstration's market, a row of results, for each queue an object that nothing can use, and for
 * the guard a file that is no Parquet and one that is gone when it looks.
 */
async function fill({ stack, folder, datasets, deployed: { bucket } }: RecordedStage): Promise<void> {
  for await (const uploads of writeMarket(join(folder, "market"), SEED, datasets)) {
    for (const { key, path } of uploads) stack.s3.put(bucket, key, await readFile(path));
  }
  for (const { prefix, keys } of datasets) {
    const values = keys.map(({ name }) => `${name}=${name === "day" ? DAY : "X"}`).join("/");
    if (!stack.s3.store.list(bucket).some(({ key }) => key.startsWith(prefix))) {
      stack.s3.put(bucket, `${prefix}${values}/part-0.parquet`, "PAR1");
    }
    stack.s3.put(bucket, `${prefix}day=2025-11-31/part-0.parquet`, "PAR1");
  }
  for (const dataset of datasets.filter(isGuarded)) {
    const [broken, gone] = ["BROKEN", "GONE"].map((symbol) => folderOf(dataset, [NEXT_DAY, symbol]));
    stack.s3.put(bucket, `${broken}part-0.parquet`, "PAR1");
    stack.s3.put(bucket, `${gone}part-0.parquet`, "PAR1");
    stack.s3.remove(bucket, `${gone}part-0.parquet`);
  }
}

/**
 * New partitions; then the same messages once more in a container that remembers nothing, so that Glue says what is
 * there already; and what nothing can use.
 */
async function register(stage: RecordedStage): Promise<readonly WireCall[]> {
  const { deployed } = stage;
  const event = receive(stage, deployed.registerQueueUrl);
  const name = registerFunctionName(STAGE);
  const { parkingQueueUrl, guardQueueUrl, lookQueueUrl } = deployed;
  const settings = {
    PARKING_QUEUE_URL: parkingQueueUrl,
    ...(guardQueueUrl === undefined ? {} : { GUARD_QUEUE_URL: guardQueueUrl }),
    ...(lookQueueUrl === undefined ? {} : { LOOK_QUEUE_URL: lookQueueUrl }),
  };
  return recorded(stage, { name, settings }, async (start) => {
    await (await start()).invoke(event);
    await (await start()).invoke(event);
  });
}

/** Reads what the register function asked for: files that fit, one that does not, and one that is gone. */
async function guard(stage: RecordedStage): Promise<readonly WireCall[]> {
  const { guardQueueUrl, guardParkingQueueUrl = "" } = stage.deployed;
  if (guardQueueUrl === undefined) return [];
  const event = receive(stage, guardQueueUrl);
  const settings = { PARKING_QUEUE_URL: guardParkingQueueUrl };
  return recorded(stage, { name: guardFunctionName(STAGE), settings }, async (start) => {
    await (await start()).invoke(event);
    // Once more, when the partitions are there.
    await (await start()).invoke(event);
  });
}

/** Starts crawlers, waits with crawl requests until the crawls have succeeded, and parks what nothing can use. */
async function crawl(stage: RecordedStage): Promise<readonly WireCall[]> {
  const { clock, deployed } = stage;
  const { crawlQueueUrl = "", crawlParkingQueueUrl = "" } = deployed;
  const name = crawlFunctionName(STAGE);
  const settings = {
    PARKING_QUEUE_URL: crawlParkingQueueUrl,
    CRAWL_QUEUE_URL: crawlQueueUrl,
    LOOK_QUEUE_URL: deployed.lookQueueUrl ?? "",
  };
  return recorded(stage, { name, settings }, async (start) => {
    const lambda = await start();
    const queue = stage.stack.sqs.byUrl(crawlQueueUrl);
    for (let minutes = 0; minutes < CRAWL_MINUTES && queue.messages().length > 0; minutes++) {
      const event = receive(stage, crawlQueueUrl);
      if (event.Records.length > 0) await lambda.invoke(event);
      clock.advance(60_000);
    }
  });
}

/** Of the stack's clock; a crawl takes one or two. */
const CRAWL_MINUTES = 30;

/** What CloudFormation asks when the stack is made, of every table that the template names. */
async function indexes(stage: RecordedStage): Promise<readonly WireCall[]> {
  const Tables = indexedDatasets(stage.datasets).map(({ database, table, keys }) => ({
    Database: databaseName(database, STAGE),
    Table: table,
    Keys: keys.map(({ name }) => name),
  }));
  return recorded(stage, { name: indexesFunctionName(STAGE), settings: {} }, async (start) => {
    await (await start()).invoke(requestOf(stage, "PartitionIndexes", "Create", { Tables }));
  });
}

/** What CloudFormation asks when the stack is removed, of every bucket that it made. It is answered at an address that CloudFormation has signed. */
async function empty(stage: RecordedStage): Promise<readonly WireCall[]> {
  const { stack } = stage;
  const doomed = stack.s3.store
    .buckets()
    .map(({ name }) => name)
    .filter((name) => name !== ANSWERS);
  for (const bucket of doomed) stack.s3.store.put(bucket, "left-behind", Buffer.from("x"));
  return recorded(stage, { name: emptyFunctionName(STAGE), settings: {} }, async (start) => {
    stack.stacks.put(stackIdAt(stack), { status: "DELETE_IN_PROGRESS" });
    const Buckets = doomed.map((bucket) => `arn:aws:s3:::${bucket}`);
    await (await start()).invoke(requestOf(stage, "EmptyBuckets", "Delete", { Buckets }));
  });
}

function snapshot({ stack, datasets, deployed: { bucket } }: RecordedStage): LakeContents {
  const objects = stack.s3.store.list(bucket).map(({ key }) => key);
  const located = new Map(
    datasets.map((dataset) => {
      const { database, table, prefix } = dataset;
      return [`${databaseName(database, STAGE)}.${table}`, lastFolder(bucket, prefix, objects)] as const;
    }),
  );
  return { partitions: (database, table) => located.get(`${database}.${table}`) ?? [] };
}

/** The last folder of a day below a dataset's prefix that holds an object of a real day. */
function lastFolder(bucket: string, prefix: string, objects: readonly string[]): Located[] {
  const key = objects.findLast((candidate) => candidate.startsWith(`${prefix}day=${DAY}/`));
  return key === undefined ? [] : [{ bucket, prefix: key.slice(0, key.lastIndexOf("/") + 1), key }];
}
