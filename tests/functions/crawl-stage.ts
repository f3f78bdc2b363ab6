import { mkdtempSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DeleteCrawlerCommand, GlueClient, StartCrawlerCommand } from "@aws-sdk/client-glue";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DuckDBInstance } from "@duckdb/node-api";
import { bundle } from "../../deploy/bundle.ts";
import { delivery } from "../../deploy/queue-delivery.ts";
import {
  clientConfig,
  createLambda,
  type Emulator,
  type Message,
  type Queue,
  sqsRecord,
  startEmulator,
  VirtualClock,
} from "../../emulator/index.ts";
import { deployStage } from "../../local/deployment.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";

/** How long a crawl takes on the stage's clock. */
export const CRAWL_MS = 120_000;

export interface CrawlStage {
  readonly stack: Emulator;
  readonly clock: VirtualClock;
  readonly bucket: string;
  readonly queue: Queue;
  readonly parkingQueue: Queue;
  readonly log: readonly Record<string, unknown>[];
  /** Puts a Parquet file of one bar, or any other content; S3 notifies the queue. */
  put(key: string, content?: string): Promise<void>;
  /** One delivery of all visible messages. Answers their outcomes, as the function logs them. */
  deliver(): Promise<Record<string, number>>;
  /** Moves the clock on and delivers whenever a message is visible, until the queue is empty or the time is over. */
  drain(minutes: number): Promise<Record<string, number>>;
  /** Values of the partitions of a table, sorted; undefined when there is no such table. */
  partitions(database: string, table: string): string[] | undefined;
  /** Crawls that the function started. */
  crawls(): number;
  /** Somebody else starts a crawler. */
  startByHand(crawler: string): Promise<void>;
  deleteCrawler(crawler: string): Promise<void>;
  close(): Promise<void>;
}

/** What the stages of a test file share: the function's bundle, and a Parquet file to put. */
export interface CrawlBundle {
  readonly datasets: readonly DeclaredDataset[];
  readonly file: string;
  readonly parquet: string;
  remove(): Promise<void>;
}

/** The crawl function as packaging makes it, once per test file. */
export async function bundleCrawl(datasets: readonly DeclaredDataset[]): Promise<CrawlBundle> {
  const folder = mkdtempSync(join(tmpdir(), "crawl-"));
  const [file, parquet] = [join(folder, "crawl.mjs"), join(folder, "bar.parquet")];
  const entry = fileURLToPath(new URL("../../functions/crawl.ts", import.meta.url));
  await Promise.all([bundle(entry, file, datasets), writeBar(parquet)]);
  return { datasets, file, parquet, remove: () => rm(folder, { recursive: true }) };
}

/** A stage whose crawl function is the packaged bundle, and whose time is the test's, the function's clock included. */
export async function openCrawlStage({ datasets, file, parquet }: CrawlBundle): Promise<CrawlStage> {
  const clock = new VirtualClock();
  const stack = await startEmulator({ clock, glue: { crawlMs: CRAWL_MS } });
  const deployed = await deployStage(stack, "dev", datasets);
  const { bucket, crawlQueueUrl = "", crawlParkingQueueUrl = "" } = deployed;
  const log: Record<string, unknown>[] = [];
  const lambda = createLambda({
    file,
    functionName: "crawl",
    timeoutMs: delivery.functionTimeout * 1000,
    clock,
    env: {
      ...stack.env,
      STAGE: "dev",
      BUCKET: bucket,
      PARKING_QUEUE_URL: crawlParkingQueueUrl,
      CRAWL_QUEUE_URL: crawlQueueUrl,
      LOOK_QUEUE_URL: deployed.lookQueueUrl ?? "",
    },
    onLog: (line) => {
      if (line.startsWith("{")) log.push(JSON.parse(line));
    },
  });
  const queue = stack.sqs.byUrl(crawlQueueUrl);
  const parkingQueue = stack.sqs.byUrl(crawlParkingQueueUrl);
  // S3 says that it can notify: the message is none of the test's.
  queue.purge();
  const s3 = new S3Client({ ...clientConfig(stack), forcePathStyle: true });

  const glue = new GlueClient(clientConfig(stack));
  let byHand = 0;

  const deliver = async (): Promise<Record<string, number>> => {
    const messages = queue.receive(delivery.batchSize);
    if (messages.length === 0) return {};
    const before = log.length;
    const Records = messages.map((message) => sqsRecord(message, queue.arn, stack.region));
    const { batchItemFailures } = (await lambda.invoke({ Records })) as {
      batchItemFailures: { itemIdentifier: string }[];
    };
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    queue.delete(...messages.filter(({ id }) => !failed.has(id)).map(receiptOf));
    const done = log.slice(before).find(({ message }) => message === "batch done");
    return (done?.outcomes ?? {}) as Record<string, number>;
  };

  return {
    stack,
    clock,
    bucket,
    queue,
    parkingQueue,
    log,
    deliver,
    async put(key, content) {
      const Body = content ?? (await readFile(parquet));
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
    },
    async drain(minutes) {
      const outcomes: Record<string, number> = {};
      for (let left = minutes * 60; left > 0 && queue.messages().length > 0; left--) {
        for (const [kind, count] of Object.entries(await deliver())) {
          outcomes[kind] = (outcomes[kind] ?? 0) + count;
        }
        clock.advance(1000);
      }
      return outcomes;
    },
    partitions(database, table) {
      const held = stack.glue.store.databases.get(database)?.tables.get(table);
      if (held === undefined) return undefined;
      return [...held.partitions.values()].map(({ record }) => record.Values.join("/")).sort();
    },
    crawls() {
      const started = stack.requests.filter(({ operation, status }) => {
        return operation === "StartCrawler" && status === 200;
      });
      return started.length - byHand;
    },
    async startByHand(crawler) {
      byHand++;
      await glue.send(new StartCrawlerCommand({ Name: crawler }));
    },
    async deleteCrawler(crawler) {
      await glue.send(new DeleteCrawlerCommand({ Name: crawler }));
    },
    async close() {
      s3.destroy();
      glue.destroy();
      await lambda.close();
      await stack.close();
    },
  };
}

function receiptOf({ receiptHandle }: Message): string {
  return receiptHandle ?? "";
}

async function writeBar(file: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT 'AAPL' AS symbol, TIMESTAMP '2026-11-20 14:30:00' AS bar_start, 1.5::DOUBLE AS open)
       TO '${file}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
}
