import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { delivery } from "../../deploy/queue-delivery.ts";
import {
  clientConfig,
  createLambda,
  type Message,
  type Queue,
  sqsRecord,
  VirtualClock,
} from "../../emulator/index.ts";
import { bundleRegister } from "../../local/functions.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import { datasets } from "../fixtures/datasets.ts";
import { s3Body } from "../support/messages.ts";

/** The register function as packaging makes it, once per test file. */
export async function bundleOnce(): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "register-"));
  const file = join(folder, "register.mjs");
  await bundleRegister(file, datasets);
  return { file, remove: () => rm(folder, { recursive: true }) };
}

/** What an invocation said of itself, and what it returned. */
export interface InvocationResult {
  /** Outcomes of messages and how often each, from the line that the function logs. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Bodies of the messages that come again. */
  readonly returned: readonly string[];
  readonly milliseconds: number;
}

export interface DeployedStage {
  readonly platform: Platform;
  readonly clock: VirtualClock;
  readonly bucket: string;
  readonly queue: Queue;
  readonly parkingQueue: Queue;
  /** Lines of the function's log, parsed. */
  readonly log: readonly Record<string, unknown>[];
  /** Puts an object; S3 notifies the queue. */
  put(key: string): Promise<void>;
  /** Sends the notification of an object that nobody put. */
  announce(...keys: string[]): void;
  /** One delivery of up to `limit` visible messages, as Lambda's poller makes it. */
  deliver(limit?: number): Promise<InvocationResult>;
  /** Waits until what was returned is visible again. */
  waitForReturned(): void;
  /** `database.table ["values"] location`, sorted. */
  inGlue(): string[];
  /** Body and attributes of what is parked. */
  parked(): { readonly body: string; readonly attributes: Readonly<Record<string, string | undefined>> }[];
  /** Requests of an operation that reached the stack since the last call of this function with it. */
  requests(operation: string): number;
  close(): Promise<void>;
}

/** A stage in the local stack whose queue is polled by the test itself, by a clock that the test moves. */
export async function openStage(
  bundleFile: string,
  { timeoutMs = delivery.functionTimeout * 1000 } = {},
): Promise<DeployedStage> {
  const clock = new VirtualClock();
  const log: Record<string, unknown>[] = [];
  const onLog = (line: string) => {
    if (line.startsWith("{")) log.push(JSON.parse(line));
  };
  const platform = await startPlatform({ clock, datasets, bundleFile, pageSize: 3 });
  await platform.events.close();
  const { emulator: stack, bucket, parkingQueueUrl, registerQueueUrl, lookQueueUrl = "" } = platform;
  const register = createLambda({
    file: bundleFile,
    functionName: "register",
    timeoutMs,
    env: {
      ...stack.env,
      STAGE: platform.stage,
      BUCKET: bucket,
      PARKING_QUEUE_URL: parkingQueueUrl,
      LOOK_QUEUE_URL: lookQueueUrl,
    },
    onLog,
  });
  const queue = stack.sqs.byUrl(registerQueueUrl);
  const parkingQueue = stack.sqs.byUrl(parkingQueueUrl);
  // S3 says that it can notify: the message is none of the test's.
  queue.purge();
  const s3 = new S3Client({ ...clientConfig(stack), forcePathStyle: true });
  const counted = new Map<string, number>();

  return {
    platform,
    clock,
    bucket,
    queue,
    parkingQueue,
    log,
    async put(key) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: "PAR1" }));
    },
    announce(...keys) {
      for (const key of keys) queue.send({ body: inBucket(s3Body(key), bucket) });
    },
    async deliver(limit = delivery.batchSize) {
      const messages = queue.receive(limit);
      const before = log.length;
      const started = performance.now();
      const answer = await register.invoke({
        Records: messages.map((message) => sqsRecord(message, queue.arn, stack.region)),
      });
      const milliseconds = performance.now() - started;
      const failed = failedIds(answer);
      const returned = messages.filter(({ id }) => failed.has(id));
      queue.delete(...messages.filter((message) => !returned.includes(message)).map(receiptOf));
      const done = log.slice(before).find(({ message }) => message === "batch done");
      const outcomes = (done?.outcomes ?? {}) as Record<string, number>;
      return { outcomes, returned: returned.map(({ body }) => body), milliseconds };
    },
    waitForReturned() {
      clock.advance(delivery.visibilityTimeout * 1000);
    },
    inGlue() {
      return [...stack.glue.store.databases]
        .flatMap(([database, { tables }]) =>
          [...tables].flatMap(([table, { partitions }]) =>
            [...partitions.values()].map(({ record }) => {
              return `${database}.${table} ${JSON.stringify(record.Values)} ${record.StorageDescriptor?.Location}`;
            }),
          ),
        )
        .sort();
    },
    parked() {
      return parkingQueue.messages().map(({ body, attributes }) => {
        const texts = Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue]);
        return { body, attributes: Object.fromEntries(texts) };
      });
    },
    requests(operation) {
      const all = stack.requests.filter((request) => `${request.service}.${request.operation}` === operation);
      const fresh = all.length - (counted.get(operation) ?? 0);
      counted.set(operation, all.length);
      return fresh;
    },
    async close() {
      s3.destroy();
      await register.close();
      await platform.close();
    },
  };
}

/** The same body, of an object in another bucket than the one that tests name. */
export function inBucket(body: string, bucket: string): string {
  return body.replaceAll("stock-trades-data", bucket);
}

function receiptOf({ receiptHandle }: Message): string {
  return receiptHandle ?? "";
}

function failedIds(answer: unknown): ReadonlySet<string> {
  const { batchItemFailures } = answer as { batchItemFailures: { itemIdentifier: string }[] };
  return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
}
