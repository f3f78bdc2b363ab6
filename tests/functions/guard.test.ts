import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { bundle } from "../../deploy/bundle.ts";
import { delivery } from "../../deploy/queue-delivery.ts";
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
import type { GuardMode } from "../../shared/datasets/guard-mode.ts";
import { datasets as fixture } from "../fixtures/datasets.ts";
import { parquetWriter } from "../support/duckdb-parquet.ts";
import { TRADES } from "../support/platform.ts";

const guarded = (guard: GuardMode) =>
  fixture.map((dataset) => (dataset.name === "trades" ? { ...dataset, guard } : dataset));

const folder = mkdtempSync(join(tmpdir(), "guard-"));
const fileOf = (name: string, mode: GuardMode) => join(folder, `${name}-${mode}.mjs`);
const MODES = ["warn", "enforce"] as const;

let good: Buffer;
let bad: Buffer;
/** Of a footer that does not fit into 64 KB. */
let wide: Buffer;

beforeAll(async () => {
  const entry = (name: string) => fileURLToPath(new URL(`../../functions/${name}.ts`, import.meta.url));
  for (const mode of MODES) {
    for (const name of ["register", "guard"]) await bundle(entry(name), fileOf(name, mode), guarded(mode));
  }
  const duckdb = await parquetWriter();
  good = await duckdb.write("SELECT 1::BIGINT AS trade_id, 1.5::DOUBLE AS price");
  bad = await duckdb.write("SELECT 1::BIGINT AS trade_id, '1.5' AS price");
  const others = Array.from({ length: 3000 }, (_, index) => `${index} AS other_${index}`);
  wide = await duckdb.write(`SELECT '1.5' AS price, ${others.join(", ")}`);
  await duckdb.close();
});
afterAll(() => rm(folder, { recursive: true }));

let stack: Emulator;
let clock: VirtualClock;
let s3: S3Client;
let stage: Stage;
let running: Lambda[] = [];

interface Stage {
  readonly bucket: string;
  readonly events: Queue;
  readonly checks: Queue;
  readonly parking: Queue;
  readonly register: Lambda;
  readonly guard: Lambda;
}

async function openStage(mode: (typeof MODES)[number]): Promise<void> {
  const deployed = await deployStage(stack, "dev", guarded(mode));
  const {
    bucket,
    registerQueueUrl,
    parkingQueueUrl,
    guardQueueUrl = "",
    lookQueueUrl = "",
    guardParkingQueueUrl = "",
  } = deployed;
  const start = (name: string, env: Readonly<Record<string, string>>) => {
    const lambda = createLambda({
      file: fileOf(name, mode),
      functionName: name,
      timeoutMs: delivery.functionTimeout * 1000,
      clock,
      env: { ...stack.env, STAGE: "dev", BUCKET: bucket, ...env },
      onLog: () => {},
    });
    running.push(lambda);
    return lambda;
  };
  stage = {
    bucket,
    events: stack.sqs.byUrl(registerQueueUrl),
    checks: stack.sqs.byUrl(guardQueueUrl),
    parking: stack.sqs.byUrl(guardParkingQueueUrl),
    register: start("register", {
      PARKING_QUEUE_URL: parkingQueueUrl,
      GUARD_QUEUE_URL: guardQueueUrl,
      LOOK_QUEUE_URL: lookQueueUrl,
    }),
    guard: start("guard", { PARKING_QUEUE_URL: guardParkingQueueUrl }),
  };
  // S3 says that it can notify: the message is none of the test's.
  stage.events.purge();
}

beforeEach(async () => {
  clock = new VirtualClock();
  stack = await startEmulator({ clock });
  s3 = new S3Client({ ...clientConfig(stack), forcePathStyle: true });
});

afterEach(async () => {
  s3.destroy();
  await Promise.all(running.map((lambda) => lambda.close()));
  running = [];
  await stack.close();
});

const key = (symbol: string) => `${TRADES}day=2026-11-20/symbol=${symbol}/part-0.parquet`;

const put = (symbol: string, Body: Uint8Array | string) =>
  s3.send(new PutObjectCommand({ Bucket: stage.bucket, Key: key(symbol), Body }));

/** One delivery of all visible messages of a queue. Answers how many came back. */
async function deliver(queue: Queue, lambda: Lambda): Promise<number> {
  const messages = queue.receive(100);
  if (messages.length === 0) return 0;
  const Records = messages.map((message) => sqsRecord(message, queue.arn, stack.region));
  const answer = (await lambda.invoke({ Records })) as { batchItemFailures: { itemIdentifier: string }[] };
  const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  queue.delete(
    ...messages.filter(({ id }) => !failed.has(id)).map(({ receiptHandle = "" }) => receiptHandle),
  );
  return failed.size;
}

const register = () => deliver(stage.events, stage.register);
const guard = () => deliver(stage.checks, stage.guard);

function registered(): string[] {
  const { partitions } = stack.glue.store.databases.get("stock_trades_raw_dev")!.tables.get("trades")!;
  return [...partitions.values()].map(({ record }) => record.Values.join("/")).sort();
}

const parked = () =>
  stage.parking
    .messages()
    .map(({ attributes }) => [attributes.outcome?.StringValue, attributes.reason?.StringValue]);

const findings = () =>
  stack.s3.store
    .list(stage.bucket, "stock-trades-platform/quality/files/")
    .map((found) => found.key.replace(/[0-9a-f]{16}/, "…"));

describe("the packaged functions, with guard: enforce", () => {
  test("register what fits after it was read, and park what does not", async () => {
    await openStage("enforce");
    await put("AAPL", good);
    await put("MSFT", bad);
    await put("META", wide);
    await put("NVDA", "symbol,price\nNVDA,1.5\n");
    await register();
    expect(registered()).toEqual([]);
    expect(stage.checks.messages()).toHaveLength(4);
    await guard();
    expect(registered()).toEqual(["2026-11-20/AAPL"]);
    const price = "column price is string in the file and double in the table";
    expect(parked().sort()).toEqual([
      ["unfit FILE_UNFIT", `s3://${stage.bucket}/${key("META")}: ${price}`],
      ["unfit FILE_UNFIT", `s3://${stage.bucket}/${key("MSFT")}: ${price}`],
      ["unfit FILE_UNREADABLE", `s3://${stage.bucket}/${key("NVDA")}: it is text, not Parquet`],
    ]);
    // Of the file that fits, too: it lacks columns.
    expect(findings()).toEqual(Array(4).fill("stock-trades-platform/quality/files/trades/2026-11-20/….json"));
    expect(stage.checks.messages()).toEqual([]);
  });

  test("a footer that is longer than the suffix is read by a second request, for exactly the rest", async () => {
    await openStage("enforce");
    await put("META", wide);
    await register();
    await guard();
    const reads = stack.requests.filter(({ operation }) => operation === "GetObject");
    expect(reads).toHaveLength(2);
  });

  test("S3 that denies, throttles or fails brings messages back, and nothing is parked for it", async () => {
    await openStage("enforce");
    await put("AAPL", good);
    await register();
    const denials = [
      ["AccessDenied", 403],
      ["KMS.DisabledException", 400],
      ["SlowDown", 503],
    ] as const;
    for (const [code, status] of denials) {
      const end = stack.faults.add({ operation: "S3.GetObject", kind: "error", code, status, times: 3 });
      expect([code, await guard()]).toEqual([code, 1]);
      end();
      clock.advance(delivery.visibilityTimeout * 1000);
    }
    expect(parked()).toEqual([]);
    expect(await guard()).toBe(0);
    expect(registered()).toEqual(["2026-11-20/AAPL"]);
  });

  test("an object that is gone is let go, and its partition is not registered", async () => {
    await openStage("enforce");
    await put("AAPL", good);
    await register();
    await s3.send(new DeleteObjectCommand({ Bucket: stage.bucket, Key: key("AAPL") }));
    expect(await guard()).toBe(0);
    expect([registered(), parked(), stage.checks.messages()]).toEqual([[], [], []]);
  });

  test("a guard queue that is gone brings the events back", async () => {
    await openStage("enforce");
    await put("AAPL", good);
    const end = stack.faults.add({
      operation: "AmazonSQS.SendMessageBatch",
      kind: "error",
      code: "AccessDenied",
      status: 400,
      // Each call is tried three times, and looks are asked for, too.
      times: 6,
    });
    expect(await register()).toBe(1);
    end();
    clock.advance(delivery.visibilityTimeout * 1000);
    await register();
    await guard();
    expect(registered()).toEqual(["2026-11-20/AAPL"]);
  });
});

describe("the packaged functions, with guard: warn", () => {
  test("register at once, and keep what is wrong", async () => {
    await openStage("warn");
    await put("MSFT", bad);
    await register();
    expect(registered()).toEqual(["2026-11-20/MSFT"]);
    await guard();
    expect(findings()).toHaveLength(1);
    expect(parked()).toEqual([]);
  });
});

test("the register function refuses to start for guarded datasets without the queue of the guard", async () => {
  await openStage("warn");
  const lambda = createLambda({
    file: fileOf("register", "warn"),
    functionName: "register",
    timeoutMs: 10_000,
    env: {
      ...stack.env,
      STAGE: "dev",
      BUCKET: stage.bucket,
      PARKING_QUEUE_URL: `${stack.endpoint}/1/parking`,
    },
    onLog: () => {},
  });
  running.push(lambda);
  await expect(lambda.invoke({ Records: [] })).rejects.toThrow("GUARD_QUEUE_URL is not set");
});
