/** The main job, end to end: objects are PUT, events flow, partitions are registered or crawled, queries see the rows. */

import { readFile } from "node:fs/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import { clientConfig } from "../../emulator/index.ts";
import type { ParkedMessage } from "../../operate/queues/port.ts";
import { sqsQueues } from "../../operate/queues/sqs-queues-adapter.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { readArrivals } from "../../shared/events/arrivals.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { METRICS } from "../../shared/runtime/metric-names.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { inParallel } from "../../shared/runtime/parallel.ts";
import { count, quoted } from "../../shared/runtime/text.ts";
import type { Platform } from "../platform.ts";
import { type AthenaAnswer, athenaOf } from "./athena.ts";
import { type CrawlerReport, reportCrawlers } from "./crawls.ts";
import type { DatasetCount, FunctionLog, Percentiles } from "./function-log.ts";

/** An object that waits to be uploaded. */
export interface Upload {
  readonly dataset: Dataset;
  readonly key: string;
  /** The local file. */
  readonly path: string;
}

export interface UploadBatch {
  readonly uploads: readonly Upload[];
  /** What they are: "of trades". */
  readonly label: string;
}

/** What a demonstration uploads, and what it asks afterwards. */
export interface Itinerary {
  readonly uploads: AsyncIterable<UploadBatch>;
  readonly questions: readonly Question[];
}

export interface Question {
  readonly title: string;
  readonly dataset: Dataset;
  /** Trino SQL; the database is the dataset's. */
  readonly sql: string;
}

export interface Journey {
  readonly endpoint: string;
  readonly bucket: string;
  readonly datasets: readonly DatasetReport[];
  /** From S3's event to Glue's acceptance, over all new partitions; undefined if none was registered. */
  readonly putToRegistered: Percentiles | undefined;
  /** From S3's event until a later crawl was seen to have succeeded; undefined if nothing was crawled. */
  readonly eventToCovered: Percentiles | undefined;
  /** Empty if nothing was crawled. */
  readonly crawlers: readonly CrawlerReport[];
  /** What the functions asked of Glue, by operation. */
  readonly glueCalls: Readonly<Record<string, number>>;
  readonly parked: readonly ParkedReport[];
  readonly answers: readonly (AthenaAnswer & { readonly title: string })[];
}

export interface DatasetReport {
  readonly dataset: string;
  readonly table: string;
  readonly objects: number;
  readonly partitions: number;
  /** Of the table as it is now, in order. */
  readonly keys: readonly string[];
  readonly columns: number;
  /** As Athena counts them. */
  readonly rows: number;
}

export interface ParkedReport {
  readonly key: string;
  readonly outcome: string;
  readonly reason: string;
}

/** Told as it happens. */
export interface Witness {
  /** A step is done; what it came to. */
  done(text: string): void;
  /** What goes on. */
  doing(text: string): void;
}

const UPLOADS_AT_ONCE = 16;
/** Parked messages that a demonstration looks at. */
const PARKED_READ = 100;

/** Uploads, waits until every event is dealt with, asks Athena, and tells what came of it. */
export async function travel(
  platform: Platform,
  { uploads, questions }: Itinerary,
  log: FunctionLog,
  witness: Witness,
): Promise<Journey> {
  const uploaded = await deliver(platform, uploads, log, witness);
  const glueCalls = callsOfGlue(platform); // before Athena asks for partitions, too
  const parked = await readParked(platform);
  complainOfCrawlers(parked);
  const crawlers = platform.crawl === undefined ? [] : await reportCrawlers(platform, datasetsOf(uploaded));
  witness.doing("Athena counts rows");
  const datasets = await reportDatasets(platform, uploaded);
  const partitions = datasets.reduce((sum, one) => sum + one.partitions, 0);
  witness.done(`${count(partitions, "partition")} in Glue, ${count(parked.length, "message")} parked`);
  const answers = await ask(platform, questions);
  const rows = datasets.reduce((sum, one) => sum + one.rows, 0);
  witness.done(`Athena sees ${count(rows, "row")}`);
  const { bucket, emulator } = platform;
  return {
    endpoint: emulator.endpoint,
    bucket,
    datasets,
    putToRegistered: log.latency(METRICS.PutToRegistered),
    eventToCovered: log.latency(METRICS.EventToCovered),
    crawlers,
    glueCalls,
    parked,
    answers,
  };
}

/** Uploads, and waits until everything is done that the uploads ask for. */
export async function deliver(
  platform: Platform,
  batches: AsyncIterable<UploadBatch>,
  log: FunctionLog,
  witness: Witness,
): Promise<Upload[]> {
  const uploaded: Upload[] = [];
  for await (const batch of batches) {
    await upload(platform, batch, witness);
    uploaded.push(...batch.uploads);
    witness.done(`${count(batch.uploads.length, "object")} ${batch.label} PUT into S3`);
  }
  await settle(platform, log, witness);
  return uploaded;
}

/** Waits until every event is dealt with, and every crawl request that came of them. */
async function settle(platform: Platform, log: FunctionLog, witness: Witness): Promise<void> {
  witness.doing("S3 events wait in SQS for the batch window to close");
  log.onBatch(({ total }) => witness.doing(`dealt with ${count(total, "message")}`));
  log.onCount((counted) => tellCrawl(counted, witness));
  await platform.quiet();
}

function tellCrawl({ dataset, metric, messages }: DatasetCount, witness: Witness): void {
  if (metric === METRICS.CrawlStarted) witness.done(`${dataset}: the crawler was started`);
  else if (metric === METRICS.Covered) witness.done(`${dataset}: covered by that crawl`);
  else
    witness.doing(
      `${dataset}: one crawl request stands for ${count(messages, "message")}, and waits for a crawl`,
    );
}

async function ask(platform: Platform, questions: readonly Question[]): Promise<Journey["answers"]> {
  const athena = athenaOf(platform.emulator);
  const answers: (AthenaAnswer & { title: string })[] = [];
  for (const { title, dataset, sql } of questions) {
    answers.push({ title, ...(await athena(sql, databaseName(dataset.database, platform.stage))) });
  }
  return answers;
}

const datasetsOf = (uploaded: readonly Upload[]) => [...new Set(uploaded.map((one) => one.dataset))];

/** Without its crawler a dataset may have no table to ask. */
function complainOfCrawlers(parked: readonly ParkedReport[]): void {
  const given = parked.find(({ outcome }) => outcome.startsWith("uncrawlable"));
  if (given !== undefined) throw new RegistrarError("CRAWLER_FAILING", given.reason);
}

/** By plain HTTP: the stack checks no signature, and the SDK would take most of the time of thousands of files. */
async function upload(
  { bucket, emulator }: Platform,
  { uploads, label }: UploadBatch,
  witness: Witness,
): Promise<void> {
  let sent = 0;
  await inParallel(uploads, UPLOADS_AT_ONCE, async ({ key, path }) => {
    const url = `${emulator.endpoint}/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
    const answer = await fetch(url, { method: "PUT", body: await readFile(path) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`PUT of ${quoted(key)} was answered with ${answer.status}: ${text}`);
    witness.doing(`uploading objects ${label}: ${++sent} of ${uploads.length}`);
  });
}

async function reportDatasets(platform: Platform, uploaded: readonly Upload[]): Promise<DatasetReport[]> {
  const athena = athenaOf(platform.emulator);
  const reports: DatasetReport[] = [];
  for (const dataset of datasetsOf(uploaded)) {
    const database = databaseName(dataset.database, platform.stage);
    const { rows } = await athena(`SELECT count(*) FROM "${dataset.table}"`, database);
    const { partitions, record } = platform.emulator.glue.store.table(database, dataset.table);
    reports.push({
      dataset: dataset.name,
      table: `${database}.${dataset.table}`,
      objects: uploaded.filter((one) => one.dataset === dataset).length,
      partitions: partitions.size,
      keys: (record.PartitionKeys ?? []).map(({ Name = "" }) => Name),
      columns: record.StorageDescriptor?.Columns?.length ?? 0,
      rows: Number(rows[0]?.[0]),
    });
  }
  return reports;
}

/** The calls a deployment makes (CreateDatabase, CreateTable) are not the functions'. */
function callsOfGlue({ emulator }: Platform): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const { service, operation } of emulator.requests) {
    const isOurs =
      service === "AWSGlue" &&
      /^(GetTable|Batch\w+Partition|GetCrawler|StartCrawler|ListCrawls)$/.test(operation);
    if (isOurs) calls[operation] = (calls[operation] ?? 0) + 1;
  }
  return calls;
}

async function readParked({
  parkingQueueUrl,
  crawlParkingQueueUrl,
  emulator,
}: Platform): Promise<ParkedReport[]> {
  const queues = sqsQueues(new SQSClient(clientConfig(emulator)));
  const messages: ParkedMessage[] = [];
  for (const url of [parkingQueueUrl, crawlParkingQueueUrl]) {
    if (url === undefined) continue;
    const found: ParkedMessage[] = [];
    for await (const message of queues.receive(url, PARKED_READ, 30)) found.push(message);
    await queues.release(url, found);
    messages.push(...found);
  }
  return messages.map(({ body, outcome, reason }) => {
    const keys = readArrivals(body).flatMap((arrival) => ("key" in arrival ? [arrival.key] : []));
    return { key: keys.join(" "), outcome, reason };
  });
}
