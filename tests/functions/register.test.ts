import {
  CreatePartitionCommand,
  DeletePartitionCommand,
  DeleteTableCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { delivery } from "../../deploy/queue-delivery.ts";
import { clientConfig } from "../../emulator/index.ts";
import { sqsQueues } from "../../operate/queues/sqs-queues-adapter.ts";
import { eventBridgeBody, s3Body, s3Record, snsBody } from "../support/messages.ts";
import { BARS, FEATURES, TRADES } from "../support/platform.ts";
import { bundleOnce, type DeployedStage, inBucket, openStage } from "./deployed.ts";

let bundle: Awaited<ReturnType<typeof bundleOnce>>;
let stage: DeployedStage;
let opened: DeployedStage[];

beforeAll(async () => {
  bundle = await bundleOnce();
});

afterAll(() => bundle.remove());

beforeEach(async () => {
  opened = [];
  stage = await open();
});

afterEach(async () => {
  for (const one of opened) await one.close();
});

async function open(options: { timeoutMs?: number } = {}): Promise<DeployedStage> {
  const one = await openStage(bundle.file, options);
  opened.push(one);
  return one;
}

const folder = (symbol: string) => `${TRADES}day=2026-11-20/symbol=${symbol}/`;
const object = (symbol: string) => `${folder(symbol)}part-0000.parquet`;
const symbols = (count: number) => Array.from({ length: count }, (_, index) => `S${index}`);
const inGlue = (symbol: string) =>
  `stock_trades_raw_dev.trades ["2026-11-20","${symbol}"] s3://${stage.bucket}/${folder(symbol)}`;
const CREATE = "AWSGlue.BatchCreatePartition";

/** Puts a partition into Glue as somebody else would. */
async function putPartition(symbol: string, location: string): Promise<void> {
  const glue = new GlueClient(clientConfig(stage.platform.emulator));
  const PartitionInput = { Values: ["2026-11-20", symbol], StorageDescriptor: { Location: location } };
  const command = { DatabaseName: "stock_trades_raw_dev", TableName: "trades", PartitionInput };
  await glue.send(new CreatePartitionCommand(command));
  glue.destroy();
}

describe("an object put", () => {
  test("has its partition in Glue, made like its table, stamped with where it came from", async () => {
    await stage.put(object("BRK.B"));
    expect(await stage.deliver()).toMatchObject({ outcomes: { registered: 1 }, returned: [] });
    expect(stage.inGlue()).toEqual([inGlue("BRK.B")]);
    const { record: table, partitions } = stage.platform.emulator.glue.store.table(
      "stock_trades_raw_dev",
      "trades",
    );
    const [{ record } = { record: undefined }] = partitions.values();
    expect(record?.StorageDescriptor).toEqual({
      ...table.StorageDescriptor,
      Location: `s3://${stage.bucket}/${folder("BRK.B")}`,
    });
    expect(record?.Parameters).toEqual({
      "registrar.key": object("BRK.B"),
      "registrar.event_time": "2026-11-20T14:30:00.000Z",
      "registrar.registered_at": expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      "registrar.columns": expect.stringMatching(/^1:[0-9a-f]{16}$/),
    });
    expect(stage.queue.messages()).toEqual([]);
  });

  // F14, F15: from the key, through S3's encoding, to Glue.
  test("under an odd key keeps its literal Location", async () => {
    const odd = `${FEATURES}day=2026-11-20/run=21%3A05 a+b é/part 1.parquet`;
    await stage.put(odd);
    await stage.put(`${TRADES}Symbol=BF%2DA/DAY=2026-11-20/a`);
    await stage.deliver();
    expect(stage.inGlue()).toEqual([
      `stock_trades_curated_dev.ml_features_5m ["2026-11-20"] s3://${stage.bucket}/${FEATURES}day=2026-11-20/`,
      `stock_trades_raw_dev.trades ["2026-11-20","BF-A"] s3://${stage.bucket}/${TRADES}Symbol=BF%2DA/DAY=2026-11-20/`,
    ]);
  });

  test("is announced through SNS or EventBridge as well", async () => {
    const bodies = [snsBody(s3Body(object("A"))), eventBridgeBody(object("B"))];
    for (const body of bodies) stage.queue.send({ body: inBucket(body, stage.bucket) });
    expect(await stage.deliver()).toMatchObject({ outcomes: { registered: 2 } });
    expect(stage.inGlue()).toEqual([inGlue("A"), inGlue("B")]);
  });
});

test("a partition that exists where it should is already there", async () => {
  await putPartition("AAPL", `s3://${stage.bucket}/${folder("AAPL").slice(0, -1)}`);
  stage.announce(object("AAPL"));
  expect(await stage.deliver()).toMatchObject({ outcomes: { "already there": 1 }, returned: [] });
  expect(stage.parked()).toEqual([]);
});

// F6
test("a partition that points elsewhere is a conflict: parked, told, and left as it is", async () => {
  await putPartition("AAPL", "s3://elsewhere/");
  stage.announce(object("AAPL"), object("MSFT"));
  expect(await stage.deliver()).toMatchObject({ outcomes: { conflict: 1, registered: 1 }, returned: [] });
  expect(stage.inGlue()).toEqual([
    'stock_trades_raw_dev.trades ["2026-11-20","AAPL"] s3://elsewhere/',
    inGlue("MSFT"),
  ]);
  expect(stage.parked()).toMatchObject([
    {
      attributes: {
        outcome: "conflict",
        dataset: "trades",
        reason: expect.stringContaining('points to "s3://elsewhere/"'),
      },
    },
  ]);
  expect(stage.log).toContainEqual(expect.objectContaining({ ConflictingPartitions: 1 }));
});

// F19
test("what is no data is ignored, and costs nothing", async () => {
  const bodies = [
    JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent" }),
    s3Body(folder("AAPL")),
    s3Body(`${folder("AAPL")}_SUCCESS`),
    s3Body(`${TRADES}day=2026-11-20_$folder$`),
    s3Body(`${TRADES}day=2026-11-20/_temporary/0/symbol=AAPL/a.parquet`),
    s3Body(`${object("AAPL")}.crc`),
    s3Body(s3Record(object("AAPL"), { size: 0 })),
    s3Body("elsewhere/a.parquet"),
    s3Body(s3Record(object("AAPL"), { bucket: "other" })),
    s3Body(s3Record(object("AAPL"), { eventName: "ObjectRemoved:Delete" })),
    s3Body(s3Record(object("AAPL"), { eventName: "ObjectTagging:Put" })),
  ];
  for (const body of bodies) stage.queue.send({ body: inBucket(body, stage.bucket) });
  expect(await stage.deliver()).toMatchObject({ outcomes: { ignored: bodies.length }, returned: [] });
  expect([stage.inGlue(), stage.parked(), stage.requests("AWSGlue.GetTable")]).toEqual([[], [], 0]);
});

// F1, F2
test("what cannot be used is parked as it came, with why, whose and since when", async () => {
  const bodies = [
    "registered day=2026-11-20",
    inBucket(s3Body(`${TRADES}day=2026-02-30/symbol=AAPL/a`), stage.bucket),
  ];
  for (const body of bodies) stage.queue.send({ body });
  stage.announce(object("AAPL"));
  const sent = String(stage.clock.now());
  expect(await stage.deliver()).toMatchObject({
    outcomes: { malformed: 1, unplaceable: 1, registered: 1 },
    returned: [],
  });
  expect(stage.parked()).toEqual([
    {
      body: bodies[0],
      attributes: {
        outcome: "malformed",
        reason: expect.stringMatching(/^the body is not a JSON object; expected an S3 event/),
        "first-seen": sent,
      },
    },
    {
      body: bodies[1],
      attributes: {
        outcome: "unplaceable",
        reason: expect.stringMatching(/^day is "2026-02-30": expected a calendar day/),
        "first-seen": sent,
        dataset: "trades",
      },
    },
  ]);
  expect(stage.queue.messages()).toEqual([]);
});

// F1
test("a partition that Glue refuses with its whole batch is parked alone", async () => {
  stage.platform.emulator.glue.faults.rejectItem(["2026-11-20", "S77"], "InvalidInputException", "odd");
  stage.announce(...symbols(150).map(object));
  expect(await stage.deliver()).toMatchObject({ outcomes: { registered: 149, rejected: 1 }, returned: [] });
  expect(stage.inGlue()).toHaveLength(149);
  expect(stage.parked()).toMatchObject([
    { attributes: { outcome: "rejected INVALID_INPUT", reason: expect.stringContaining('"S77"') } },
  ]);
});

// F10
test("a partition that Glue names in Errors is the only one that does not count as registered", async () => {
  stage.platform.emulator.glue.faults.itemError({
    item: ["2026-11-20", "S1"],
    code: "ResourceNumberLimitExceededException",
    message: "full",
  });
  stage.announce(...symbols(3).map(object));
  const { outcomes, returned } = await stage.deliver();
  expect(outcomes).toEqual({ registered: 2, failed: 1 });
  expect(returned).toEqual([inBucket(s3Body(object("S1")), stage.bucket)]);
  stage.waitForReturned();
  expect(await stage.deliver()).toMatchObject({ outcomes: { registered: 1 } });
});

describe("a failure of Glue", () => {
  test.each([
    ["throttling", { kind: "throttle" }, "THROTTLED"],
    ["no access", { kind: "error", code: "AccessDeniedException", status: 400 }, "ACCESS_DENIED"],
    [
      "an account limit",
      { kind: "error", code: "ResourceNumberLimitExceededException", status: 400 },
      "LIMIT_EXCEEDED",
    ],
    ["its own error", { kind: "error" }, "UNAVAILABLE"],
  ] as const)(
    "(%s) returns the messages, parks none, and all is well when it is over",
    async (_, fault, code) => {
      const end = stage.platform.emulator.faults.add({ operation: CREATE, ...fault });
      stage.announce(object("AAPL"), object("MSFT"), `${TRADES}_SUCCESS`);
      const { outcomes, returned } = await stage.deliver();
      expect(outcomes).toEqual({ failed: 2, ignored: 1 });
      expect(returned).toHaveLength(2);
      expect(stage.log).toContainEqual(expect.objectContaining({ outcome: "failed", code, messages: 2 }));
      expect(stage.parked()).toEqual([]);
      end();
      stage.waitForReturned();
      expect(await stage.deliver()).toMatchObject({ outcomes: { registered: 2 }, returned: [] });
      expect(stage.inGlue()).toEqual([inGlue("AAPL"), inGlue("MSFT")]);
    },
  );

  // F13
  test.each(["timeout-after-commit", "disconnect-after-commit"] as const)(
    "(%s) is seen through: the partitions are ours",
    async (kind) => {
      stage.platform.emulator.faults.add({ operation: CREATE, kind, times: 1 });
      stage.announce(...symbols(120).map(object));
      expect(await stage.deliver()).toMatchObject({ outcomes: { registered: 120 }, returned: [] });
      expect(stage.inGlue()).toHaveLength(120);
    },
  );

  // F11
  test("(keys left unprocessed) is seen through", async () => {
    for (const symbol of symbols(5)) await putPartition(symbol, `s3://${stage.bucket}/${folder(symbol)}`);
    stage.platform.emulator.glue.faults.unprocessedKeys(4);
    stage.announce(...symbols(5).map(object));
    expect(await stage.deliver()).toMatchObject({ outcomes: { "already there": 5 }, returned: [] });
  });

  test("(no answer at all) ends before the function's timeout, and fails its own messages only", async () => {
    const hurried = await open({ timeoutMs: 5_000 });
    hurried.platform.emulator.faults.add({ operation: CREATE, kind: "no-answer", times: 1 });
    hurried.announce(object("AAPL"));
    hurried.queue.send({ body: "not JSON" });
    const { outcomes, returned, milliseconds } = await hurried.deliver();
    expect(outcomes).toEqual({ failed: 1, malformed: 1 });
    expect(returned).toEqual([inBucket(s3Body(object("AAPL")), hurried.bucket)]);
    expect(milliseconds).toBeLessThan(4_500);
    expect(hurried.log).toContainEqual(expect.objectContaining({ outcome: "failed", code: "DEADLINE" }));
    expect(hurried.parked()).toHaveLength(1);
    hurried.waitForReturned();
    expect(await hurried.deliver()).toMatchObject({ outcomes: { registered: 1 } });
  });

  test("(a missing table) fails the messages of that table only", async () => {
    const glue = new GlueClient(clientConfig(stage.platform.emulator));
    await glue.send(new DeleteTableCommand({ DatabaseName: "stock_trades_raw_dev", Name: "trades" }));
    glue.destroy();
    stage.announce(object("AAPL"), `${BARS}day=2026-11-20/a`);
    const { outcomes, returned } = await stage.deliver();
    expect(outcomes).toEqual({ failed: 1, registered: 1 });
    expect(returned).toEqual([inBucket(s3Body(object("AAPL")), stage.bucket)]);
  });
});

test("a partition that somebody dropped is registered by the next object, whatever the function remembers", async () => {
  stage.announce(object("AAPL"), object("MSFT"));
  await stage.deliver();
  const glue = new GlueClient(clientConfig(stage.platform.emulator));
  await glue.send(
    new DeletePartitionCommand({
      DatabaseName: "stock_trades_raw_dev",
      TableName: "trades",
      PartitionValues: ["2026-11-20", "AAPL"],
    }),
  );
  glue.destroy();
  stage.announce(object("AAPL"), object("MSFT"));
  expect(await stage.deliver()).toMatchObject({ outcomes: { registered: 1, "already there": 1 } });
  expect(stage.inGlue()).toEqual([inGlue("AAPL"), inGlue("MSFT")]);
});

test("a batch that is too large for one call (HTTP 413) is registered in halves", async () => {
  stage.platform.emulator.faults.add({
    operation: CREATE,
    kind: "error",
    code: "RequestTooLarge",
    status: 413,
    times: 1,
  });
  stage.announce(...symbols(20).map(object));
  expect(await stage.deliver()).toMatchObject({ outcomes: { registered: 20 }, returned: [] });
  expect(stage.requests(CREATE)).toBe(3);
});

describe("a failure of the parking queue", () => {
  test("returns the message, and it is parked when the queue is back; a session that is going to be looked at needs no queue", async () => {
    stage.announce(object("MSFT"));
    await stage.deliver();
    const end = stage.platform.emulator.faults.add({
      operation: "AmazonSQS.SendMessageBatch",
      kind: "error",
    });
    stage.queue.send({ body: "not JSON" });
    stage.announce(object("AAPL"));
    const { outcomes, returned } = await stage.deliver();
    expect(outcomes).toEqual({ failed: 1, registered: 1 });
    expect(returned).toEqual(["not JSON"]);
    end();
    stage.waitForReturned();
    expect(await stage.deliver()).toMatchObject({ outcomes: { malformed: 1 }, returned: [] });
    expect(stage.parked()).toMatchObject([{ body: "not JSON", attributes: { outcome: "malformed" } }]);
  });
});

test("an outage longer than the retries ends in the parking queue, as retries exhausted", async () => {
  stage.platform.emulator.faults.add({
    operation: "AWSGlue.GetTable",
    kind: "error",
    code: "AccessDeniedException",
    status: 400,
  });
  stage.announce(object("AAPL"));
  const started = stage.clock.now();
  for (let receive = 0; receive < delivery.maxReceiveCount; receive++) {
    expect((await stage.deliver()).returned).toHaveLength(1);
    stage.waitForReturned();
  }
  expect(stage.clock.now() - started).toBeGreaterThanOrEqual(delivery.tolerableOutage * 1000);
  expect(stage.queue.receive(1)).toEqual([]);
  const sqs = new SQSClient(clientConfig(stage.platform.emulator));
  const parked = [];
  for await (const message of sqsQueues(sqs).receive(stage.platform.parkingQueueUrl, 1, 30))
    parked.push(message);
  sqs.destroy();
  expect(parked).toMatchObject([
    {
      body: inBucket(s3Body(object("AAPL")), stage.bucket),
      reason: "retries exhausted",
      outcome: "failed",
      firstSeen: started,
    },
  ]);
});

describe("calls", () => {
  test("250 new partitions cost three BatchCreatePartition between two GetTable; known ones one BatchGetPartition", async () => {
    const keys = symbols(250).map(object);
    stage.announce(...keys);
    expect(await stage.deliver()).toMatchObject({ outcomes: { registered: 250 } });
    const operations = ["GetTable", "BatchCreatePartition", "BatchGetPartition"].map(
      (name) => `AWSGlue.${name}`,
    );
    expect(operations.map(stage.requests)).toEqual([2, 3, 0]);
    stage.announce(...keys);
    expect(await stage.deliver()).toMatchObject({ outcomes: { "already there": 250 } });
    expect(operations.map(stage.requests)).toEqual([0, 0, 1]);
  });

  test("1,500 known partitions cost no write and two reads, and one more for keys left unprocessed", async () => {
    const keys = symbols(1500).map(object);
    stage.announce(...keys);
    await stage.deliver();
    const operations = ["GetTable", "BatchCreatePartition", "BatchGetPartition"].map(
      (name) => `AWSGlue.${name}`,
    );
    operations.map(stage.requests);
    for (const [unprocessed, reads] of [
      [0, 2],
      [400, 3],
    ] as const) {
      stage.platform.emulator.glue.faults.unprocessedKeys(unprocessed);
      stage.announce(...keys);
      expect(await stage.deliver()).toMatchObject({ outcomes: { "already there": 1500 } });
      expect(operations.map(stage.requests)).toEqual([0, 0, reads]);
    }
  });

  test("a full batch of new partitions is registered within the function's timeout", async () => {
    stage.announce(...symbols(3000).map(object));
    const { outcomes, milliseconds } = await stage.deliver();
    expect(outcomes).toEqual({ registered: 3000 });
    expect(stage.requests(CREATE)).toBe(30);
    expect(milliseconds).toBeLessThan(delivery.functionTimeout * 1000);
  });

  test("a full batch of malformed messages is parked within the function's timeout", async () => {
    for (let index = 0; index < 3000; index++) stage.queue.send({ body: `not JSON ${index}` });
    const { outcomes, milliseconds } = await stage.deliver();
    expect(outcomes).toEqual({ malformed: 3000 });
    expect(new Set(stage.parked().map(({ body }) => body)).size).toBe(3000);
    expect(stage.requests("AmazonSQS.SendMessageBatch")).toBe(300);
    expect(milliseconds).toBeLessThan(delivery.functionTimeout * 1000);
  });
});

test("an invocation by anything but SQS throws, and says what the function takes", async () => {
  const event = JSON.parse(eventBridgeBody(object("AAPL")));
  await expect(stage.platform.register.invoke(event)).rejects.toMatchObject({
    message: expect.stringContaining("expected an SQS batch"),
  });
});
