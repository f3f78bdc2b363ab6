import { PutObjectCommand } from "@aws-sdk/client-s3";
import { filterValue } from "../../../deploy/notifications.ts";
import { readArrivals } from "../../../shared/events/arrivals.ts";
import type { AutomaticCheck, CheckAnswer } from "../check.ts";
import { type LiveQueue, makeBucket, makeQueue, makeRule, nextMessage, notify } from "../resources.ts";
import type { LiveWorld } from "../world.ts";

/** Everything that encodings treat in different ways. */
const ODD_KEY = "raw/day=2026-11-20/city=S\u00e3o Paulo/a+b%2Bc/part-0.parquet";

/** A new notification configuration may take some five minutes. */
const PATIENCE = 420;

/** Does the product read the key out of what S3 sends? */
async function sendAndRead(
  world: LiveWorld,
  bucket: string,
  queue: LiveQueue,
  key: string,
): Promise<CheckAnswer> {
  const put = () => world.clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: "PAR1" }));
  const body = await world.until(PATIENCE, async () => {
    // Again and again: the first ones may come before the configuration is in force.
    await put();
    return nextMessage(world, queue, 20, (text) => keysIn(text).length > 0);
  });
  if (body === undefined) return { holds: false, saw: `no event of ${key} came within ${PATIENCE} s` };
  const written = /"key":"([^"]*)"/.exec(body)?.[1] ?? body;
  return { holds: keysIn(body).includes(key), saw: `the key ${key} was sent as ${written}` };
}

const keysIn = (body: string) =>
  readArrivals(body).flatMap((arrival) => ("key" in arrival ? [arrival.key] : []));

const toQueue = (queue: LiveQueue, prefix: string) => ({
  QueueConfigurations: [
    {
      QueueArn: queue.arn,
      Events: ["s3:ObjectCreated:*" as const],
      Filter: { Key: { FilterRules: [{ Name: "prefix" as const, Value: filterValue(prefix) }] } },
    },
  ],
});

const S3_TO_SQS = [
  "s3:CreateBucket",
  "s3:PutBucketNotification",
  "s3:PutObject",
  "sqs:CreateQueue",
  "sqs:ReceiveMessage",
];

export const events: readonly AutomaticCheck[] = [
  {
    id: "notification-keys",
    assumption: "keys in S3's notifications are form-encoded, whether `/` is written as it is or as %2F",
    reliesOn: ["shared/events/arrivals.ts"],
    calls: S3_TO_SQS,
    cost: 0.01,
    async run(world) {
      const bucket = await makeBucket(world);
      const queue = await makeQueue(world, "s3.amazonaws.com");
      await notify(world, bucket, toQueue(queue, "raw/"));
      return sendAndRead(world, bucket, queue, ODD_KEY);
    },
  },
  {
    id: "notification-filters",
    assumption:
      "a notification's prefix is compared with the form-encoded key: `=` in a filter is written %3D",
    reliesOn: ["deploy/notifications.ts"],
    calls: S3_TO_SQS,
    cost: 0.01,
    async run(world) {
      const bucket = await makeBucket(world);
      const queue = await makeQueue(world, "s3.amazonaws.com");
      await notify(world, bucket, toQueue(queue, "kind=raw/"));
      return sendAndRead(world, bucket, queue, "kind=raw/part-0.parquet");
    },
  },
  {
    id: "eventbridge-keys",
    assumption: "keys in S3's events on EventBridge are raw",
    reliesOn: ["shared/events/arrivals.ts"],
    calls: ["events:PutRule", "events:PutTargets", ...S3_TO_SQS],
    cost: 0.01,
    async run(world) {
      const bucket = await makeBucket(world);
      const queue = await makeQueue(world, "events.amazonaws.com");
      await makeRule(world, bucket, queue);
      await notify(world, bucket, { EventBridgeConfiguration: {} });
      return sendAndRead(world, bucket, queue, ODD_KEY);
    },
  },
];
