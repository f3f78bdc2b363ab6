/**
 * A bucket that reports to the queue by itself. moto's notifications differ from S3's: the keys encode "/" too
 * (%2F), eventTime is local time without a zone, there is no sequencer, and they are in the queue before the PUT
 * is answered.
 */

import {
  BatchCreatePartitionCommand,
  CreateTableCommand,
  DeleteTableCommand,
  type TableInput,
} from "@aws-sdk/client-glue";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { chunked } from "../../shared/runtime/parallel.ts";
import { addressOf, type ContractStage, datasetNamed, glue, s3, sqs, startStage } from "./stage.ts";

let stage: ContractStage;
const trades = datasetNamed("trades").prefix;
const bars = datasetNamed("bars_5m").prefix;

const place = (path: string) => `s3://${stage.bucket}/${trades}${path}`;

beforeAll(async () => {
  stage = await startStage("contract");
  await stage.poll();
});

afterEach(async () => {
  // A test that leaves something behind would be found out by the next one; it says so itself.
  expect(await stage.take()).toEqual([]);
  expect(await stage.parked()).toEqual([]);
});

afterAll(() => stage.close());

/** Values and Location of the trades partitions of a day. */
async function locationsOf(day: string): Promise<Record<string, string>> {
  const found = await stage.partitionsOf("trades", `day = '${day}'`);
  return Object.fromEntries(
    found.map(({ Values, StorageDescriptor }) => [Values!.join("/"), StorageDescriptor!.Location!]),
  );
}

test("a new object's partition is in Glue, made like its table and stamped with where it came from", async () => {
  const key = `${trades}day=2026-11-20/symbol=BRK.B/part-0000.parquet`;
  await stage.put(key);
  expect(await stage.poll()).toEqual({ outcomes: { registered: 1 }, glueCalls: 3, returned: [] });
  const [partition, ...others] = await stage.partitionsOf("trades", "day = '2026-11-20'");
  const { StorageDescriptor } = await stage.tableOf("trades");
  expect(others).toEqual([]);
  expect(partition).toMatchObject({
    Values: ["2026-11-20", "BRK.B"],
    StorageDescriptor: { ...StorageDescriptor, Location: place("day=2026-11-20/symbol=BRK.B/") },
    Parameters: {
      "registrar.key": key,
      "registrar.event_time": expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      "registrar.registered_at": expect.stringMatching(/Z$/),
      "registrar.columns": expect.stringMatching(/^1:[0-9a-f]{16}$/),
    },
  });
  expect(StorageDescriptor?.Columns?.length).toBeGreaterThan(0);
});

test.each([
  ["day=2026-11-21/symbol=BF-A/part 0000+1.parquet", "BF-A", "day=2026-11-21/symbol=BF-A/"],
  ["day=2026-11-21/symbol=A/100%25 %ü€𝛼.parquet", "A", "day=2026-11-21/symbol=A/"],
  ["day=2026-11-21/symbol=B/a=b&c;d/~!$'()*,@[].parquet", "B", "day=2026-11-21/symbol=B/"],
  ["day=2026-11-21/symbol=C/no-extension", "C", "day=2026-11-21/symbol=C/"],
  ["symbol=D/day=2026-11-21/swapped.parquet", "D", "symbol=D/day=2026-11-21/"],
  ["Day=2026-11-21/SYMBOL=E/upper.parquet", "E", "Day=2026-11-21/SYMBOL=E/"],
  ["day=2026%2D11%2D21/symbol=F%2EG/escaped.parquet", "F.G", "day=2026%2D11%2D21/symbol=F%2EG/"],
])("the key %s keeps its literal Location through notification and queue", async (path, symbol, location) => {
  await stage.put(trades + path);
  expect(await stage.poll()).toMatchObject({ outcomes: { registered: 1 }, returned: [] });
  expect(await locationsOf("2026-11-21")).toMatchObject({ [`2026-11-21/${symbol}`]: place(location) });
  const found = await stage.partitionsOf("trades", "day = '2026-11-21'");
  expect(found.map(({ Parameters }) => Parameters?.["registrar.key"])).toContain(trades + path);
});

test("a table keyed by day alone gets the day, whatever folders lie below", async () => {
  await stage.put(`${bars}day=2026-11-20/symbol=AAPL/part-0.parquet`);
  await stage.put(`${bars}day=2026-11-20/symbol=MSFT/part-0.parquet`);
  expect(await stage.poll()).toMatchObject({ outcomes: { registered: 2 }, returned: [] });
  const found = await stage.partitionsOf("bars_5m");
  expect(found.map(({ Values, StorageDescriptor }) => [Values, StorageDescriptor?.Location])).toEqual([
    [["2026-11-20"], `s3://${stage.bucket}/${bars}day=2026-11-20/`],
  ]);
});

test("a partition that somebody else made, in the right place, is already there and stays as it was", async () => {
  // As a crawler writes it: without the slash.
  await createByHand("2026-11-23", "AAPL", place("day=2026-11-23/symbol=AAPL"));
  const before = await stage.partitionsOf("trades", "day = '2026-11-23'");
  await stage.put(`${trades}day=2026-11-23/symbol=AAPL/part-0.parquet`);
  expect(await stage.poll()).toMatchObject({ outcomes: { "already there": 1 }, returned: [] });
  expect(await stage.partitionsOf("trades", "day = '2026-11-23'")).toEqual(before);
});

test("a partition that points elsewhere is a conflict: parked, and nothing is overwritten", async () => {
  await createByHand("2026-11-24", "AAPL", "s3://elsewhere/aapl/");
  const before = await stage.partitionsOf("trades", "day = '2026-11-24'");
  await stage.put(`${trades}day=2026-11-24/symbol=AAPL/part-0.parquet`);
  const [message] = await stage.take();
  expect(await stage.deliver([message!])).toMatchObject({ outcomes: { conflict: 1 }, returned: [] });
  expect(await stage.parked()).toEqual([
    {
      body: message!.Body,
      attributes: {
        outcome: "conflict",
        dataset: "trades",
        reason: expect.stringContaining(
          `points to "s3://elsewhere/aapl/", this object lies under "${place("day=2026-11-24/symbol=AAPL/")}"`,
        ),
        "first-seen": message!.Attributes!.SentTimestamp,
      },
    },
  ]);
  expect(await stage.partitionsOf("trades", "day = '2026-11-24'")).toEqual(before);
});

test("of two places for the same values in one batch, the one in key order is registered", async () => {
  await stage.put(`${trades}symbol=AAPL/day=2026-11-25/part-0.parquet`);
  await stage.put(`${trades}day=2026-11-25/symbol=AAPL/part-0.parquet`);
  expect(await stage.poll()).toMatchObject({ outcomes: { registered: 1, conflict: 1 }, returned: [] });
  expect(await locationsOf("2026-11-25")).toEqual({
    "2026-11-25/AAPL": place("day=2026-11-25/symbol=AAPL/"),
  });
  expect(await stage.parked()).toMatchObject([{ body: expect.stringContaining("symbol%3DAAPL%2Fday%3D") }]);
});

test("the test event that S3 sends when notifications are set is ignored", async () => {
  const { $metadata: _, ...NotificationConfiguration } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: stage.bucket }),
  );
  await s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket: stage.bucket, NotificationConfiguration }),
  );
  const messages = await stage.take();
  expect(messages.map(({ Body }) => JSON.parse(Body!))).toMatchObject([{ Event: "s3:TestEvent" }]);
  expect(await stage.deliver(messages)).toEqual({ outcomes: { ignored: 1 }, glueCalls: 0, returned: [] });
});

test("what is no data leaves no trace in Glue", async () => {
  await stage.put(`${trades}day=2026-11-26/symbol=AAPL/_SUCCESS`, "");
  await stage.put(`${trades}day=2026-11-26/symbol=AAPL/`, "");
  await stage.put(`${trades}day=2026-11-26_$folder$`, "");
  await stage.put(`${trades}_temporary/0/day=2026-11-26/symbol=AAPL/part-0.parquet`);
  await stage.put(`${trades}day=2026-11-26/symbol=AAPL/part-0.parquet.crc`);
  await stage.put(`${trades}day=2026-11-26/symbol=AAPL/empty.parquet`, "");
  expect(await stage.poll()).toEqual({ outcomes: { ignored: 6 }, glueCalls: 0, returned: [] });
  expect(await locationsOf("2026-11-26")).toEqual({});
});

test("an object elsewhere in the bucket is nobody's event", async () => {
  await stage.put("somewhere-else/day=2026-11-26/symbol=AAPL/part-0.parquet");
  expect(await stage.take()).toEqual([]);
});

test("a removed object brings no event, and leaves its partition alone", async () => {
  const key = `${trades}day=2026-11-27/symbol=AAPL/part-0.parquet`;
  await stage.put(key);
  await stage.poll();
  await s3.send(new DeleteObjectCommand({ Bucket: stage.bucket, Key: key }));
  expect(await stage.poll()).toMatchObject({ outcomes: {}, returned: [] });
  expect(await locationsOf("2026-11-27")).toEqual({
    "2026-11-27/AAPL": place("day=2026-11-27/symbol=AAPL/"),
  });
});

test("objects that are no partition of their dataset are parked, each with its reason", async () => {
  const reasons = new Map([
    ["2026/11/28", 'found "2026"'],
    ["day=2026-02-30/symbol=AAPL", 'day is "2026-02-30": expected a calendar day'],
    ["day=2026-11-28", "found no symbol="],
    ["day=2026-11-28/symbol=a b", 'symbol is "a b"'],
    ["day=__HIVE_DEFAULT_PARTITION__/symbol=AAPL", "NULL cannot be a partition"],
  ]);
  for (const folder of reasons.keys()) await stage.put(`${trades}${folder}/part-0.parquet`);
  const messages = await stage.take();
  expect(await stage.deliver(messages)).toEqual({
    outcomes: { unplaceable: reasons.size },
    glueCalls: 0,
    returned: [],
  });
  const parked = new Map((await stage.parked()).map(({ body, attributes }) => [body, attributes]));
  expect([...parked.keys()].sort()).toEqual(messages.map(({ Body }) => Body).sort());
  for (const [body, attributes] of parked) {
    const key = decodeURIComponent(JSON.parse(body).Records[0].s3.object.key.replaceAll("+", " "));
    const folder = key.slice(trades.length, key.lastIndexOf("/"));
    const reason = expect.stringContaining(reasons.get(folder)!);
    expect(attributes).toMatchObject({ outcome: "unplaceable", dataset: "trades", reason });
  }
});

test("messages that are no S3 event are parked unchanged, more than one SendMessageBatch of them", async () => {
  const bodies = Array.from({ length: 23 }, (_, index) => `not JSON ${index} <&> "ü" \t\n`);
  for (const some of chunked(bodies, 10)) {
    const Entries = some.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: stage.registerQueueUrl, Entries }));
  }
  expect(await stage.poll()).toEqual({ outcomes: { malformed: 23 }, glueCalls: 0, returned: [] });
  const parked = await stage.parked();
  expect(parked.map(({ body }) => body).sort()).toEqual(bodies.toSorted());
  for (const { attributes } of parked) {
    expect(attributes).toEqual({
      outcome: "malformed",
      reason: expect.stringContaining("the body is not a JSON object"),
      "first-seen": expect.stringMatching(/^\d{13}$/),
    });
  }
});

test("a replayed message keeps the time at which it was first seen", async () => {
  const sent = { DataType: "String", StringValue: "1700000000000" };
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: stage.registerQueueUrl,
      MessageBody: "still not JSON",
      MessageAttributes: { "first-seen": sent },
    }),
  );
  await stage.poll();
  expect(await stage.parked()).toMatchObject([{ attributes: { "first-seen": "1700000000000" } }]);
});

test("a missing table returns its own messages and no others; they are registered once it is there", async () => {
  const { DatabaseName, TableName } = addressOf(stage.name, "ml_features_5m");
  const features = datasetNamed("ml_features_5m").prefix;
  const table = await stage.tableOf("ml_features_5m");
  await glue.send(new DeleteTableCommand({ DatabaseName, Name: TableName }));
  await stage.put(`${features}day=2026-11-30/part-0.parquet`);
  await stage.put(`${trades}day=2026-11-30/symbol=AAPL/part-0.parquet`);
  const { outcomes, returned } = await stage.poll();
  expect(outcomes).toEqual({ registered: 1, failed: 1 });
  expect(returned).toEqual([expect.stringContaining("ml_features")]);
  expect(await locationsOf("2026-11-30")).toHaveProperty(["2026-11-30/AAPL"]);
  expect(await stage.parked()).toEqual([]);

  const { Name, TableType, Parameters, PartitionKeys, StorageDescriptor } = table;
  const input = { Name, TableType, Parameters, PartitionKeys, StorageDescriptor } as TableInput;
  await glue.send(new CreateTableCommand({ DatabaseName, TableInput: input }));
  expect(await stage.poll()).toMatchObject({ outcomes: { registered: 1 }, returned: [] });
  expect(await stage.partitionsOf("ml_features_5m")).toMatchObject([{ Values: ["2026-11-30"] }]);
});

test("250 new partitions in one batch take three creates", async () => {
  // moto has no limit of 100 partitions a create, so only the count of calls shows that ours is kept.
  const symbols = Array.from({ length: 250 }, (_, index) => `S${index}`);
  for (const some of chunked(symbols, 25)) {
    await Promise.all(
      some.map((symbol) => stage.put(`${trades}day=2026-12-01/symbol=${symbol}/part-0.parquet`)),
    );
  }
  // Before the creates, and after them to confirm the order of its keys.
  const getTable = 2;
  await stage.restart();
  expect(await stage.poll()).toEqual({
    outcomes: { registered: 250 },
    glueCalls: getTable + 3,
    returned: [],
  });
  expect(await locationsOf("2026-12-01")).toEqual(
    Object.fromEntries(
      symbols.map((symbol) => [`2026-12-01/${symbol}`, place(`day=2026-12-01/symbol=${symbol}/`)]),
    ),
  );
}, 120_000);

test("overwritten objects and messages that come twice register once, in the same container and in a new one", async () => {
  const key = `${trades}day=2026-12-02/symbol=AAPL/part-0.parquet`;
  await stage.put(key);
  await stage.put(key, "PAR1 again");
  const messages = await stage.take();
  expect(messages).toHaveLength(2);
  // Both belong to the one partition that is registered now.
  expect(await stage.deliver([...messages, ...messages])).toMatchObject({ outcomes: { registered: 4 } });
  const before = await stage.partitionsOf("trades", "day = '2026-12-02'");
  expect(before).toHaveLength(1);

  await stage.put(key);
  expect(await stage.poll()).toEqual({ outcomes: { "already there": 1 }, glueCalls: 1, returned: [] });
  await stage.restart();
  await stage.put(key);
  expect(await stage.poll()).toEqual({ outcomes: { "already there": 1 }, glueCalls: 4, returned: [] });
  expect(await stage.partitionsOf("trades", "day = '2026-12-02'")).toEqual(before);
});

test("a copied object and an uploaded one register like any other", async () => {
  const Bucket = stage.bucket;
  await stage.put("incoming/part-0.parquet");
  const copy = `${trades}day=2026-12-03/symbol=COPY/part-0.parquet`;
  await s3.send(
    new CopyObjectCommand({ Bucket, Key: copy, CopySource: `${Bucket}/incoming/part-0.parquet` }),
  );
  const upload = { Bucket, Key: `${trades}day=2026-12-03/symbol=PARTS/part-0.parquet` };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
  const { ETag } = await s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: "PAR1" }));
  await s3.send(
    new CompleteMultipartUploadCommand({
      ...upload,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    }),
  );
  const messages = await stage.take();
  // S3 sends one event for an upload, ObjectCreated:CompleteMultipartUpload; moto sends a Put as well.
  expect(messages.map(({ Body }) => JSON.parse(Body!).Records[0].eventName).sort()).toEqual([
    "ObjectCreated:CompleteMultipartUpload",
    "ObjectCreated:Copy",
    "ObjectCreated:Put",
  ]);
  expect(await stage.deliver(messages)).toMatchObject({ outcomes: { registered: 3 }, returned: [] });
  expect(await locationsOf("2026-12-03")).toEqual({
    "2026-12-03/COPY": place("day=2026-12-03/symbol=COPY/"),
    "2026-12-03/PARTS": place("day=2026-12-03/symbol=PARTS/"),
  });
});

async function createByHand(day: string, symbol: string, Location: string): Promise<void> {
  const { StorageDescriptor } = await stage.tableOf("trades");
  const { Errors = [] } = await glue.send(
    new BatchCreatePartitionCommand({
      ...addressOf(stage.name, "trades"),
      PartitionInputList: [{ Values: [day, symbol], StorageDescriptor: { ...StorageDescriptor, Location } }],
    }),
  );
  expect(Errors).toEqual([]);
}
