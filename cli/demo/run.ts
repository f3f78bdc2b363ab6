/** The main job, end to end, on this machine: objects are PUT, events flow, partitions are registered. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { clientConfig } from "../../local/client-config.ts";
import type { Platform } from "../../local/platform.ts";
import { readArrivals } from "../../shared/arrivals.ts";
import { sqsQueues } from "../../shared/aws/sqs-queues.ts";
import type { Dataset } from "../../shared/dataset.ts";
import { databaseName } from "../../shared/names.ts";
import { inParallel } from "../../shared/parallel.ts";
import type { FunctionLog } from "./function-log.ts";
import { type MarketFile, writeMarket } from "./market.ts";

export interface DemoReport {
  readonly endpoint: string;
  readonly bucket: string;
  readonly seconds: number;
  readonly datasets: readonly DatasetReport[];
  /** Milliseconds from S3's event to Glue's acceptance, over all new partitions. */
  readonly putToRegistered: { readonly p50: number; readonly p99: number };
  /** What the register function asked of Glue, by operation. */
  readonly glueCalls: Readonly<Record<string, number>>;
  readonly parked: readonly ParkedReport[];
}

export interface DatasetReport {
  readonly dataset: string;
  readonly table: string;
  readonly objects: number;
  readonly partitions: number;
}

export interface ParkedReport {
  readonly key: string;
  readonly outcome: string;
  readonly reason: string;
}

/** Told as it happens. */
export interface DemoWitness {
  /** A step is done; what it came to. */
  done(text: string): void;
  /** What goes on. */
  doing(text: string): void;
}

const UPLOADS_AT_ONCE = 16;
const SEED = 20251126;
/** A day that is none: November has 30. Somebody's job writes it one day. */
const IMPOSSIBLE_KEY = "stock-trades-platform/raw/trades/day=2025-11-31/symbol=AAPL/part-0.parquet";

/** Writes and uploads the market, waits until every event is dealt with, and tells what came of it. */
export async function runDemo(
  platform: Platform,
  log: FunctionLog,
  witness: DemoWitness,
): Promise<DemoReport> {
  const begun = performance.now();
  const uploaded: MarketFile[] = [];
  const s3 = new S3Client(clientConfig(platform.stack));
  witness.doing("an ETL job computes trades, bars and features");
  for await (const files of writeMarket(join(platform.stack.dataDir, "market"), SEED)) {
    await upload(s3, platform, files, witness);
    uploaded.push(...files);
    witness.done(`${files.length} objects of ${files[0]!.dataset.name} PUT into S3`);
  }
  await put(s3, platform, IMPOSSIBLE_KEY, await readFile(uploaded[0]!.path));
  witness.done("1 object PUT under a day that does not exist");
  witness.doing("S3 events wait in SQS for the batch window to close");
  log.onBatch((batch) => witness.doing(`the register function has dealt with ${batch.total} messages`));
  await platform.events.idle();
  const datasets = reportDatasets(platform, uploaded);
  witness.done(`${datasets.reduce((sum, one) => sum + one.partitions, 0)} partitions registered in Glue`);
  return {
    endpoint: platform.stack.endpoint,
    bucket: platform.bucket,
    seconds: (performance.now() - begun) / 1000,
    datasets,
    putToRegistered: log.putToRegistered(),
    glueCalls: glueCalls(platform),
    parked: await parked(platform),
  };
}

async function upload(
  s3: S3Client,
  platform: Platform,
  files: readonly MarketFile[],
  witness: DemoWitness,
): Promise<void> {
  let sent = 0;
  await inParallel(files, UPLOADS_AT_ONCE, async ({ key, path, dataset }) => {
    await put(s3, platform, key, await readFile(path));
    witness.doing(`uploading ${dataset.name}: ${++sent} of ${files.length}`);
  });
}

async function put(s3: S3Client, { bucket }: Platform, key: string, body: Buffer): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
}

function reportDatasets({ stack, stage }: Platform, uploaded: readonly MarketFile[]): DatasetReport[] {
  return [...new Set(uploaded.map(({ dataset }) => dataset))].map((dataset: Dataset) => {
    const database = databaseName(dataset.database, stage);
    return {
      dataset: dataset.name,
      table: `${database}.${dataset.table}`,
      objects: uploaded.filter((file) => file.dataset === dataset).length,
      partitions: stack.glue.store.table(database, dataset.table).partitions.size,
    };
  });
}

/** The calls a deployment makes (CreateDatabase, CreateTable) are not the function's. */
function glueCalls({ stack }: Platform): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const { service, operation } of stack.requests) {
    const isOurs = service === "AWSGlue" && /^(GetTable|Batch\w+Partition)$/.test(operation);
    if (isOurs) calls[operation] = (calls[operation] ?? 0) + 1;
  }
  return calls;
}

async function parked({ parkingQueueUrl, stack }: Platform): Promise<ParkedReport[]> {
  const queues = sqsQueues(new SQSClient(clientConfig(stack)));
  const reports: ParkedReport[] = [];
  const messages = [];
  for await (const message of queues.receive(parkingQueueUrl, 100, 30)) {
    messages.push(message);
    const key = readArrivals(message.body).flatMap((arrival) => ("key" in arrival ? [arrival.key] : []));
    reports.push({ key: key.join(" "), outcome: message.outcome, reason: message.reason });
  }
  await queues.release(parkingQueueUrl, messages);
  return reports;
}
