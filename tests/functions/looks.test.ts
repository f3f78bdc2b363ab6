/** A file of a judged session is replaced: withdrawn, judged again by itself, and told, by the packaged functions. */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { bundle } from "../../deploy/bundle.ts";
import {
  clientConfig,
  createLambda,
  type Lambda,
  type Queue,
  sqsRecord,
  VirtualClock,
} from "../../emulator/index.ts";
import { writeLookRequest } from "../../shared/look-requests/look-request.ts";
import type { SessionChangedDetail } from "../../shared/sessions/change-event.ts";
import { sessionRecordKey } from "../../shared/sessions/keys.ts";
import { datasets } from "../fixtures/datasets.ts";
import { FRIDAY, openMarket, type ValidatedMarket, WEDNESDAY } from "./validated-market.ts";

/** Small files and derived data that arrive together with their source are not what this is about. */
const LIST = datasets.map((dataset) =>
  dataset.quality === undefined
    ? dataset
    : {
        ...dataset,
        quality: { ...dataset.quality, checks: { "files.small": "off", "derived.stale": "off" } as const },
      },
);
const BARS = { dataset: "bars_5m", day: FRIDAY.day };

let folder: string;
let market: ValidatedMarket;
let validate: Lambda;
let look: Lambda;
let told: Queue;
/** The look function's. */
const clock = new VirtualClock(Date.parse("2025-11-28T23:40:00Z"));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "looks-"));
  market = await openMarket();
  const { bucket, emulator, stage, lookEvents, ...queues } = market.platform;
  // The test decides when somebody looks.
  lookEvents!.isEnabled = false;
  const { qualityTopicArn = "", lookQueueUrl = "", lookParkingQueueUrl = "", validateQueueUrl = "" } = queues;
  const start = async (name: string, env: Readonly<Record<string, string>>, more = {}) => {
    const file = join(folder, `${name}.mjs`);
    await bundle(fileURLToPath(new URL(`../../functions/${name}.ts`, import.meta.url)), file, LIST);
    const own = { STAGE: stage, BUCKET: bucket, LOOK_QUEUE_URL: lookQueueUrl, EVENT_BUS: "default" };
    return createLambda({
      file,
      functionName: name,
      timeoutMs: 900_000,
      env: { ...emulator.env, ...own, ...env },
      ...more,
    });
  };
  validate = await start("validate", { QUALITY_TOPIC_ARN: qualityTopicArn });
  look = await start(
    "look",
    { PARKING_QUEUE_URL: lookParkingQueueUrl, VALIDATE_QUEUE_URL: validateQueueUrl },
    { clock },
  );
  told = emulator.sqs.create("told");
  const events = new EventBridgeClient(clientConfig(emulator));
  const pattern = {
    source: ["stock-trades-partitions"],
    detail: { dataset: ["bars_5m"], session: [FRIDAY.day] },
  };
  await events.send(new PutRuleCommand({ Name: "told", EventPattern: JSON.stringify(pattern) }));
  await events.send(new PutTargetsCommand({ Rule: "told", Targets: [{ Id: "queue", Arn: told.arn }] }));
  events.destroy();
  await market.arrive([WEDNESDAY, FRIDAY]);
}, 120_000);

afterAll(async () => {
  await Promise.all([look.close(), validate.close()]);
  await market.close();
  await rm(folder, { recursive: true });
});

const queueOf = (name: "look" | "validate" | "look-parking") =>
  market.platform.emulator.sqs.get(`stock-trades-partitions-dev-${name}`);

/** Takes all that waits in a queue, delayed or not, and gives it to a function as one batch. */
async function deliver(name: "look" | "validate", lambda: Lambda): Promise<number> {
  const queue = queueOf(name);
  const messages = queue.messages();
  queue.purge();
  const Records = messages.map((message) => sqsRecord(message, queue.arn, market.platform.emulator.region));
  const batches = name === "validate" ? Records.map((record) => [record]) : [Records];
  for (const batch of batches) if (batch.length > 0) await lambda.invoke({ Records: batch });
  return messages.length;
}

/** What was told since the last call, in order. */
function details(): readonly SessionChangedDetail[] {
  const messages = told.messages();
  told.purge();
  return messages.map(({ body }) => JSON.parse(body).detail as SessionChangedDetail);
}

/** Each once: a slow machine lets the sweeper tell an event again, which it may. */
const heard = () => [...new Set(details().map(({ sequence, state }) => `${sequence} ${state}`))];

/** As the register function does, which has asked a moment ago, so that it need not. */
function askForLook(dataset: string): void {
  const now = Date.now();
  const request = { dataset, day: FRIDAY.day, purpose: "write", since: now, written: now } as const;
  queueOf("look").send({ body: writeLookRequest(request) });
}

async function lookUntilJudged(): Promise<void> {
  await deliver("look", look);
  clock.advance(5 * 60_000);
  await deliver("look", look);
  await deliver("validate", validate);
  await market.platform.quiet();
}

test("a session that was written is asked for, and available once it was judged, which is told on the bus", async () => {
  const asked = queueOf("look")
    .messages()
    .map(({ body }) => JSON.parse(body));
  expect(asked).toContainEqual(
    expect.objectContaining({ dataset: "bars_5m", session: FRIDAY.day, purpose: "write" }),
  );
  queueOf("look").purge();
  const days = { from: FRIDAY.day, to: FRIDAY.day };
  await validate.invoke({ suite: "close", time: "2025-11-28T23:00:00Z", days });
  await market.platform.quiet();
  expect(heard()).toEqual(["1 available"]);
});

test("once its files are replaced it is withdrawn, judged again as it is now, and told each time", async () => {
  await market.arrive([FRIDAY], [{ dataset: "bars_5m", sql: "DELETE FROM written WHERE symbol = 'AAPL'" }]);
  askForLook("bars_5m");
  await deliver("look", look);
  const [told] = details();
  expect(told).toMatchObject({ sequence: 2, state: "changed", change: { replaced: 1, from: told!.version } });
  clock.advance(5 * 60_000);
  await deliver("look", look);
  expect(
    queueOf("validate")
      .messages()
      .map(({ body }) => JSON.parse(body).datasets),
  ).toContainEqual(["bars_5m"]);
  await deliver("validate", validate);
  await market.platform.quiet();
  expect(heard()).toEqual(["3 pending"]);
  // The scheduled run tells of failed checks, once.
  expect(market.platform.emulator.sns.published(market.platform.qualityTopicArn!)).toEqual([]);
});

test("when the right files come back, it is available again", async () => {
  await market.arrive([FRIDAY]);
  const { emulator, bucket } = market.platform;
  askForLook("bars_5m");
  await lookUntilJudged();
  expect(heard()).toEqual(["4 changed", "5 available"]);
  expect(JSON.parse(emulator.s3.store.read(bucket, sessionRecordKey(BARS)).toString()).untold).toEqual([]);
});

test("the state of another version is parked with its reason, and the other sessions of the batch are looked at", async () => {
  const { emulator, bucket } = market.platform;
  const key = sessionRecordKey({ ...BARS, dataset: "trades" });
  const record = JSON.parse(emulator.s3.store.read(bucket, key).toString());
  emulator.s3.put(bucket, key, Buffer.from(JSON.stringify({ ...record, schemaVersion: 9 })));
  await market.arrive([FRIDAY], [{ dataset: "bars_5m", sql: "DELETE FROM written WHERE symbol = 'MSFT'" }]);
  for (const dataset of ["trades", "bars_5m"]) askForLook(dataset);
  await deliver("look", look);
  expect(heard()).toEqual(["6 changed"]);
  const [parked] = queueOf("look-parking").messages();
  expect(parked!.attributes.reason!.StringValue).toContain("schemaVersion 9");
});

test("a bus that refuses keeps the change in the state until it is told", async () => {
  const { emulator, bucket } = market.platform;
  const end = emulator.faults.add({
    operation: "AWSEvents.PutEvents",
    kind: "error",
    code: "AccessDenied",
    status: 400,
  });
  await market.arrive([FRIDAY]);
  queueOf("look").purge();
  await validate
    .invoke({ suite: "close", time: "2025-11-29T02:00:00Z", days: { from: FRIDAY.day, to: FRIDAY.day } })
    .catch((thrown) => expect(String(thrown)).toContain("EVENT_BUS_REFUSED"));
  const untold = () =>
    JSON.parse(emulator.s3.store.read(bucket, sessionRecordKey(BARS)).toString()).untold.length as number;
  expect({ heard: heard(), untold: untold() }).toEqual({ heard: [], untold: 1 });
  end();
  askForLook("bars_5m");
  await deliver("look", look);
  expect({ heard: heard(), untold: untold() }).toEqual({ heard: ["7 available"], untold: 0 });
});
