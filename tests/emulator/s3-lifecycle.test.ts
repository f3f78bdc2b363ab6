/** Objects that expire by the lifecycle of their bucket, and what is told of it. */
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { clientConfig, type Emulator, startEmulator, VirtualClock } from "../../emulator/index.ts";

const BUCKET = "lake";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let clock: VirtualClock;
let emulator: Emulator;
let s3: S3Client;

beforeEach(async () => {
  clock = new VirtualClock(Date.UTC(2026, 10, 20, 10, 30));
  emulator = await startEmulator({ clock });
  s3 = new S3Client({ ...clientConfig(emulator), maxAttempts: 1 });
  emulator.s3.store.createBucket(BUCKET);
});

afterEach(async () => {
  s3.destroy();
  await emulator.close();
});

const rule = (change: Partial<LifecycleRule> = {}): LifecycleRule => ({
  ID: "old",
  Status: "Enabled",
  Filter: { Prefix: "raw/" },
  Expiration: { Days: 3 },
  ...change,
});

const setLifecycle = (...Rules: LifecycleRule[]) =>
  s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket: BUCKET, LifecycleConfiguration: { Rules } }));

const setVersioning = (Status: "Enabled" | "Suspended") =>
  s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status } }));

const keys = () => emulator.s3.store.list(BUCKET).map(({ key }) => key);

/** What a queue and EventBridge hear from now on. */
async function listen() {
  const queue = emulator.sqs.create("removals");
  const heard: Record<string, unknown>[] = [];
  emulator.s3.onEventBridge((event) => heard.push(event));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration: {
        QueueConfigurations: [
          { QueueArn: queue.arn, Events: ["s3:ObjectRemoved:*"] },
          { QueueArn: queue.arn, Events: ["s3:LifecycleExpiration:*"] },
        ],
        EventBridgeConfiguration: {},
      },
    }),
  );
  queue.purge();
  const records = () => queue.messages().flatMap(({ body }) => JSON.parse(body).Records);
  return { heard, records };
}

test("an object expires at the midnight that follows its days, and one outside of the prefix stays", async () => {
  await setLifecycle(rule());
  emulator.s3.put(BUCKET, "raw/a", "x");
  emulator.s3.put(BUCKET, "other/a", "x");
  // 10:30 on the 20th and three days, rounded up: 0:00 on the 24th.
  clock.advance(3 * DAY + 13 * HOUR);
  expect(keys()).toEqual(["other/a", "raw/a"]);
  clock.advance(HOUR);
  expect(keys()).toEqual(["other/a"]);
});

test("a lifecycle holds for what is there already, each day anew, and until another one is put", async () => {
  emulator.s3.put(BUCKET, "raw/a", "x");
  clock.advance(10 * DAY);
  await setLifecycle(rule());
  emulator.s3.put(BUCKET, "raw/b", "x");
  clock.advance(DAY);
  expect(keys()).toEqual(["raw/b"]);
  await setLifecycle(rule({ Status: "Disabled" }));
  clock.advance(10 * DAY);
  expect(keys()).toEqual(["raw/b"]);
});

test("nothing expires once the emulator is closed", async () => {
  await setLifecycle(rule());
  emulator.s3.put(BUCKET, "raw/a", "x");
  emulator.s3.close();
  clock.advance(10 * DAY);
  expect(keys()).toEqual(["raw/a"]);
});

describe("what is told", () => {
  test("of a bucket without versions: a deletion that S3 itself made", async () => {
    const { heard, records } = await listen();
    await setLifecycle(rule());
    emulator.s3.put(BUCKET, "raw/day=1/a", "x");
    heard.length = 0;
    clock.advance(4 * DAY);
    expect(records()).toMatchObject([
      {
        eventName: "LifecycleExpiration:Delete",
        eventTime: "2026-11-24T00:00:00.000Z",
        userIdentity: { principalId: "s3.amazonaws.com" },
        s3: { object: { key: "raw/day%3D1/a" } },
      },
    ]);
    expect(heard).toMatchObject([
      {
        "detail-type": "Object Deleted",
        detail: {
          object: { key: "raw/day=1/a" },
          requester: "s3.amazonaws.com",
          reason: "Lifecycle Expiration",
          "deletion-type": "Permanently Deleted",
        },
      },
    ]);
  });

  test("of a bucket with versions: a delete marker, once", async () => {
    const { heard, records } = await listen();
    await setVersioning("Enabled");
    await setLifecycle(rule());
    emulator.s3.put(BUCKET, "raw/a", "x");
    heard.length = 0;
    clock.advance(6 * DAY);
    expect(records().map(({ eventName }) => eventName)).toEqual(["LifecycleExpiration:DeleteMarkerCreated"]);
    expect(heard).toMatchObject([
      { detail: { reason: "Lifecycle Expiration", "deletion-type": "Delete Marker Created" } },
    ]);
    expect(keys()).toEqual([]);
  });

  test("of a removal by hand in a bucket with versions: a delete marker, also of nothing; of a version its deletion", async () => {
    const { heard, records } = await listen();
    await setVersioning("Enabled");
    const Bucket = BUCKET;
    emulator.s3.put(BUCKET, "a", "x");
    emulator.s3.put(BUCKET, "b", "x");
    const answer = await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    expect(answer.DeleteMarker).toBe(true);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "never there" }));
    const Objects = [{ Key: "b", VersionId: "null" }];
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(records().map(({ eventName }) => eventName)).toEqual([
      "ObjectRemoved:DeleteMarkerCreated",
      "ObjectRemoved:DeleteMarkerCreated",
      "ObjectRemoved:Delete",
    ]);
    expect(heard.at(-2)).toMatchObject({
      detail: { reason: "DeleteObject", "deletion-type": "Delete Marker Created" },
    });
    expect(keys()).toEqual([]);
  });
});

test("a lifecycle is given back as it was put", async () => {
  const Rules = [rule(), rule({ ID: "all", Filter: { Prefix: "" }, Status: "Disabled" })];
  await setLifecycle(...Rules);
  const answer = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: BUCKET }));
  expect(answer.Rules).toEqual(Rules);
});

test("a bucket that has no lifecycle says so", async () => {
  await expect(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: BUCKET }))).rejects.toMatchObject(
    {
      name: "NoSuchLifecycleConfiguration",
      $metadata: { httpStatusCode: 404 },
    },
  );
});

test.each<[string, LifecycleRule[], string]>([
  ["no rule", [], "MalformedXML"],
  ["a rule without an action", [rule({ Expiration: undefined })], "InvalidRequest"],
  ["a rule without a filter", [rule({ Filter: undefined })], "MalformedXML"],
  ["a status that is none", [rule({ Status: "On" as "Enabled" })], "MalformedXML"],
  ["no days", [rule({ Expiration: { Days: 0 } })], "InvalidArgument"],
  ["one ID twice", [rule(), rule()], "InvalidArgument"],
  ["an ID of 256 characters", [rule({ ID: "x".repeat(256) })], "InvalidArgument"],
  [
    "what it lacks: an action",
    [rule({ Expiration: undefined, NoncurrentVersionExpiration: { NoncurrentDays: 1 } })],
    "NotImplemented",
  ],
  ["what it lacks: a date", [rule({ Expiration: { Date: new Date(0) } })], "NotImplemented"],
  ["what it lacks: tags", [rule({ Filter: { Tag: { Key: "a", Value: "b" } } })], "NotImplemented"],
])("a lifecycle is refused: %s", async (_, rules, name) => {
  await expect(setLifecycle(...rules)).rejects.toMatchObject({ name });
});

test("versioning that is suspended is refused by name", async () => {
  await expect(setVersioning("Suspended")).rejects.toThrow("the emulator has no versioning Suspended");
});

test("a bucket has no versioning until it is enabled", async () => {
  const status = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status;
  expect(await status()).toBeUndefined();
  await setVersioning("Enabled");
  expect(await status()).toBe("Enabled");
});
