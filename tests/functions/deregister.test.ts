import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { PIPELINE_DELIVERY } from "../../deploy/queue-delivery.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { datasets } from "../fixtures/datasets.ts";
import { eventBridgeBody, s3Body, s3Record, snsBody } from "../support/messages.ts";
import { TRADES } from "../support/platform.ts";
import { inBucket } from "./deployed.ts";
import {
  bundleBoth,
  type DeployedDeregisterStage,
  type DeregisterBundles,
  openDeregisterStage,
} from "./deregister-stage.ts";

/** A quarter of an hour, and what a function may take to start on a slow machine: its clock runs on meanwhile. */
const GRACE = 16 * 60_000;
const DAY = 24 * 3_600_000;
const AAPL = `${TRADES}day=2026-11-20/symbol=AAPL/`;
const MSFT = `${TRADES}day=2026-11-20/symbol=MSFT/`;

let bundles: DeregisterBundles;
let stage: DeployedDeregisterStage;

beforeAll(async () => {
  bundles = await bundleBoth(
    datasets.map((one): DeclaredDataset => (one.name === "trades" ? { ...one, onEmpty: "remove" } : one)),
  );
});

afterAll(() => bundles.remove());

beforeEach(async () => {
  stage = await openDeregisterStage(bundles);
});

afterEach(() => stage.close());

/** Nominates what is in the queue, and lets the grace period pass. */
async function afterGrace() {
  await stage.deliver();
  stage.clock.advance(GRACE);
  return stage.deliver();
}

test("a partition goes when its last object has gone, written down whole and counted; its neighbour stays", async () => {
  await stage.put(`${AAPL}a`, `${AAPL}b`, `${MSFT}a`);
  await stage.remove(`${AAPL}a`);
  expect(await afterGrace()).toEqual({ kept: 1 });
  await stage.remove(`${AAPL}b`);
  expect(await afterGrace()).toEqual({ removed: 1 });
  expect(stage.locations()).toEqual([MSFT]);
  const [record] = await stage.records("stock-trades-platform/reconcile/undo/dev/trades/");
  expect(record).toMatchObject({ version: 2, by: "deregister", dataset: "trades", keys: ["day", "symbol"] });
  expect(record!.partitions).toMatchObject([
    { values: ["2026-11-20", "AAPL"], input: { Parameters: { "registrar.key": `${AAPL}a` } } },
  ]);
  const [count] = await stage.records("stock-trades-platform/reconcile/deletes/dev/trades/");
  expect(count).toMatchObject({ deleted: 1 });
  expect(stage.queue.messages()).toEqual([]);
  expect(stage.parkingQueue.messages()).toEqual([]);
});

describe("a removal", () => {
  const record = (eventName: string) => s3Body(s3Record(`${AAPL}a`, { eventName }));
  test.each([
    ["as a notification of S3", record("ObjectRemoved:Delete")],
    ["as a delete marker", record("ObjectRemoved:DeleteMarkerCreated")],
    ["by a lifecycle rule", record("LifecycleExpiration:Delete")],
    ["by a lifecycle rule that leaves a delete marker", record("LifecycleExpiration:DeleteMarkerCreated")],
    ["wrapped by SNS", snsBody(record("ObjectRemoved:Delete"))],
    ["as an event of EventBridge", eventBridgeBody(`${AAPL}a`, "Object Deleted")],
  ])("nominates a partition %s", async (_, body) => {
    await stage.put(`${AAPL}a`);
    stage.stack.s3.store.remove(stage.bucket, `${AAPL}a`);
    stage.queue.send({ body: inBucket(body, stage.bucket) });
    expect(await afterGrace()).toEqual({ removed: 1 });
    expect(stage.locations()).toEqual([]);
  });
});

describe("a job that overwrites, by deleting and writing anew,", () => {
  test("leaves its partition registered if it ends within the grace period", async () => {
    await stage.put(`${AAPL}part-0`, `${AAPL}part-1`);
    await stage.remove(`${AAPL}part-0`, `${AAPL}part-1`);
    await stage.deliver();
    await stage.put(`${AAPL}part-2`);
    stage.clock.advance(GRACE);
    expect(await stage.deliver()).toEqual({ kept: 1 });
    expect(stage.locations()).toEqual([AAPL]);
    expect(stage.calls("BatchDeletePartition")).toBe(0);
  });

  test("ends with it registered if it takes longer", async () => {
    await stage.put(`${AAPL}part-0`);
    await stage.remove(`${AAPL}part-0`);
    expect(await afterGrace()).toEqual({ removed: 1 });
    await stage.put(`${AAPL}part-1`);
    expect(stage.locations()).toEqual([AAPL]);
  });
});

test("sixty partitions that go in one moment are one message, three deletes and six listings", async () => {
  const keys = Array.from({ length: 60 }, (_, index) => `${TRADES}day=2026-11-20/symbol=S${index}/a`);
  await stage.put(...keys);
  await stage.remove(...keys);
  expect(await stage.deliver()).toEqual({ waiting: 60 });
  expect(stage.queue.messages()).toHaveLength(1);
  stage.clock.advance(GRACE);
  expect(await stage.deliver()).toEqual({ removed: 1 });
  expect(stage.locations()).toEqual([]);
  expect(stage.calls("BatchDeletePartition")).toBe(3);
  expect(stage.calls("ListObjectsV2")).toBe(6);
});

test("a month that expires by the bucket's lifecycle goes, once, and what is younger stays", async () => {
  const days = Array.from({ length: 22 }, (_, index) => `2026-10-${String(index + 1).padStart(2, "0")}`);
  const folders = days.flatMap((day) =>
    Array.from({ length: 10 }, (_, index) => `${TRADES}day=${day}/symbol=S${index}/`),
  );
  await stage.put(...folders.flatMap((folder) => [`${folder}a`, `${folder}b`]));
  await stage.expireAfter(30, TRADES);
  stage.clock.advance(20 * DAY);
  await stage.put(`${AAPL}a`);
  stage.clock.advance(10 * DAY);
  expect(await stage.deliver()).toEqual({});
  // Midnight.
  stage.clock.advance(DAY / 2);
  expect(await stage.deliver()).toEqual({ waiting: 440 });
  // Of a hundred folders each.
  expect(stage.queue.messages().map(({ body }) => JSON.parse(body).folders.length)).toEqual([100, 100, 20]);
  stage.clock.advance(GRACE);
  expect(await stage.deliver()).toEqual({ removed: 3 });
  expect(stage.locations()).toEqual([AAPL]);
  const undo = await stage.records("stock-trades-platform/reconcile/undo/dev/trades/");
  expect(undo.flatMap(({ partitions }) => partitions)).toHaveLength(folders.length);
  stage.clock.advance(DAY);
  expect(await stage.deliver()).toEqual({});
  expect(stage.calls("BatchDeletePartition")).toBe(Math.ceil(folders.length / 25));
  expect(stage.parkingQueue.messages()).toEqual([]);
});

test.each([
  [
    "Glue",
    { operation: "AWSGlue.BatchDeletePartition", code: "ThrottlingException", status: 400 },
    "THROTTLED",
  ],
  ["S3", { operation: "S3.ListObjectsV2", code: "AccessDenied", status: 403 }, "STORE_REFUSED"],
])("what %s refuses comes back, and is finished once it is no longer refused", async (_, fault, code) => {
  await stage.put(`${AAPL}a`);
  await stage.remove(`${AAPL}a`);
  await stage.deliver();
  stage.clock.advance(GRACE);
  stage.stack.faults.add({ ...fault, kind: "error", times: 20 });
  expect(await stage.deliver()).toEqual({ failed: 1 });
  expect(stage.log).toContainEqual(expect.objectContaining({ message: "messages in trouble", code }));
  expect(stage.locations()).toEqual([AAPL]);
  stage.stack.faults.clear();
  stage.clock.advance(PIPELINE_DELIVERY.deregister.visibilityTimeout * 1000);
  expect(await stage.deliver()).toEqual({ removed: 1 });
  expect(stage.locations()).toEqual([]);
});

test("what is no event at all is parked with its reason", async () => {
  stage.queue.send({ body: "not JSON" });
  expect(await stage.deliver()).toEqual({ malformed: 1 });
  expect(stage.parkingQueue.messages()).toHaveLength(1);
});
