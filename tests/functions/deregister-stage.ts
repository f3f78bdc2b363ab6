import { mkdtempSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  DeleteObjectsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { bundle } from "../../deploy/bundle.ts";
import { PIPELINE_DELIVERY } from "../../deploy/queue-delivery.ts";
import {
  clientConfig,
  createLambda,
  type Emulator,
  type Lambda,
  type Queue,
  sqsRecord,
  startEmulator,
  VirtualClock,
} from "../../emulator/index.ts";
import { deployStage } from "../../local/deployment.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";

export interface DeregisterBundles {
  readonly datasets: readonly DeclaredDataset[];
  readonly register: string;
  readonly deregister: string;
  remove(): Promise<void>;
}

/** Both functions as packaging makes them, once per test file. */
export async function bundleBoth(datasets: readonly DeclaredDataset[]): Promise<DeregisterBundles> {
  const folder = mkdtempSync(join(tmpdir(), "deregister-"));
  const make = async (name: string) => {
    const file = join(folder, `${name}.mjs`);
    await bundle(fileURLToPath(new URL(`../../functions/${name}.ts`, import.meta.url)), file, datasets);
    return file;
  };
  const [register, deregister] = await Promise.all([make("register"), make("deregister")]);
  return { datasets, register, deregister, remove: () => rm(folder, { recursive: true }) };
}

/** A stage in the local stack whose two functions are the packaged bundles, and whose time is the test's. */
export class DeployedDeregisterStage {
  readonly stack: Emulator;
  readonly clock: VirtualClock;
  readonly bucket: string;
  readonly queue: Queue;
  readonly parkingQueue: Queue;
  readonly log: Record<string, unknown>[];
  readonly #registerQueue: Queue;
  readonly #register: Lambda;
  readonly #deregister: Lambda;
  readonly #s3: S3Client;

  constructor(
    stack: Emulator,
    clock: VirtualClock,
    { bucket, registerQueueUrl, deregisterQueueUrl = "", deregisterParkingQueueUrl = "" }: Deployed,
    functions: {
      readonly register: Lambda;
      readonly deregister: Lambda;
      readonly log: Record<string, unknown>[];
    },
  ) {
    this.stack = stack;
    this.clock = clock;
    this.bucket = bucket;
    this.queue = stack.sqs.byUrl(deregisterQueueUrl);
    this.parkingQueue = stack.sqs.byUrl(deregisterParkingQueueUrl);
    this.#registerQueue = stack.sqs.byUrl(registerQueueUrl);
    this.#register = functions.register;
    this.#deregister = functions.deregister;
    this.log = functions.log;
    this.#s3 = new S3Client({ ...clientConfig(stack), forcePathStyle: true });
    // S3 says that it can notify: these messages are none of the test's.
    this.queue.purge();
    this.#registerQueue.purge();
  }

  /** Objects appear, and the register function has heard of them. */
  async put(...keys: string[]): Promise<void> {
    for (const Key of keys) {
      await this.#s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body: "PAR1" }));
    }
    await deliverTo(this.#register, this.#registerQueue, this.stack, "register");
  }

  /** Objects go, and S3 tells the queue. */
  async remove(...keys: string[]): Promise<void> {
    for (let start = 0; start < keys.length; start += 1000) {
      const Objects = keys.slice(start, start + 1000).map((Key) => ({ Key }));
      await this.#s3.send(new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects } }));
    }
  }

  /** Objects below a prefix expire by a rule of the bucket. */
  async expireAfter(Days: number, Prefix: string): Promise<void> {
    const Rules = [{ Status: "Enabled" as const, Filter: { Prefix }, Expiration: { Days } }];
    const LifecycleConfiguration = { Rules };
    await this.#s3.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket: this.bucket, LifecycleConfiguration }),
    );
  }

  /** One delivery of all visible messages to the deregister function. Answers their outcomes, as it logs them. */
  async deliver(): Promise<Record<string, number>> {
    const before = this.log.length;
    await deliverTo(this.#deregister, this.queue, this.stack, "deregister");
    const done = this.log.slice(before).find(({ message }) => message === "batch done");
    return (done?.outcomes ?? {}) as Record<string, number>;
  }

  /** Locations below the bucket of all partitions that Glue holds, sorted. */
  locations(): string[] {
    return [...this.stack.glue.store.databases.values()]
      .flatMap(({ tables }) => [...tables.values()])
      .flatMap(({ partitions }) => [...partitions.values()])
      .map(({ record }) => record.StorageDescriptor?.Location?.replace(`s3://${this.bucket}/`, "") ?? "")
      .sort();
  }

  /** Objects below a prefix, parsed as JSON. */
  async records(prefix: string): Promise<Record<string, unknown>[]> {
    const keys = this.stack.s3.store.list(this.bucket, prefix).map(({ key }) => key);
    const texts = keys.map((key) => readFile(this.stack.s3.store.localPath(this.bucket, key), "utf8"));
    return (await Promise.all(texts)).map((text) => JSON.parse(text));
  }

  /** Requests that were answered with success, by their operation. */
  calls(operation: string): number {
    return this.stack.requests.filter((one) => one.operation === operation && one.status === 200).length;
  }

  async close(): Promise<void> {
    this.#s3.destroy();
    await Promise.all([this.#register.close(), this.#deregister.close()]);
    await this.stack.close();
  }
}

type Deployed = Awaited<ReturnType<typeof deployStage>>;

export async function openDeregisterStage(bundles: DeregisterBundles): Promise<DeployedDeregisterStage> {
  const clock = new VirtualClock();
  const stack = await startEmulator({ clock });
  const deployed = await deployStage(stack, "dev", bundles.datasets);
  const log: Record<string, unknown>[] = [];
  const run = (functionName: "register" | "deregister", settings: Record<string, string>) =>
    createLambda({
      file: bundles[functionName],
      functionName,
      timeoutMs: PIPELINE_DELIVERY[functionName].functionTimeout * 1000,
      clock,
      env: { ...stack.env, STAGE: "dev", BUCKET: deployed.bucket, ...settings },
      onLog: (line) => {
        if (line.startsWith("{")) log.push(JSON.parse(line));
      },
    });
  const {
    parkingQueueUrl,
    lookQueueUrl = "",
    deregisterQueueUrl = "",
    deregisterParkingQueueUrl = "",
  } = deployed;
  const register = run("register", { PARKING_QUEUE_URL: parkingQueueUrl, LOOK_QUEUE_URL: lookQueueUrl });
  const deregister = run("deregister", {
    PARKING_QUEUE_URL: deregisterParkingQueueUrl,
    DEREGISTER_QUEUE_URL: deregisterQueueUrl,
  });
  return new DeployedDeregisterStage(stack, clock, deployed, { register, deregister, log });
}

async function deliverTo(
  lambda: Lambda,
  queue: Queue,
  { region }: Emulator,
  consumer: "register" | "deregister",
): Promise<void> {
  const messages = queue.receive(PIPELINE_DELIVERY[consumer].batchSize);
  if (messages.length === 0) return;
  const Records = messages.map((message) => sqsRecord(message, queue.arn, region));
  const answer = (await lambda.invoke({ Records })) as { batchItemFailures: { itemIdentifier: string }[] };
  const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  queue.delete(
    ...messages.filter(({ id }) => !failed.has(id)).map(({ receiptHandle }) => receiptHandle ?? ""),
  );
}
