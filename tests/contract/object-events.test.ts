/**
 * An existing bucket, whose events a rule of EventBridge brings. moto's events differ from AWS's: `time` is a number
 * (so no partition is stamped with it), and `sequencer` is always the same. That moto's keys are raw, as ours
 * expects them, says that its authors read AWS as we do; AWS's text is silent.
 */

import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { eventPipelinesOf } from "../../deploy/event-pipelines.ts";
import { objectEvents } from "../../deploy/object-events.ts";
import { registerQueueName } from "../../shared/runtime/names.ts";
import { datasets } from "../fixtures/datasets.ts";
import {
  type ContractStage,
  datasetNamed,
  endpoint,
  parkingQueueArn,
  queueArn,
  REGION,
  s3,
  startStage,
} from "./stage.ts";

const Bucket = "example-existing-bucket";
const trades = datasetNamed("trades").prefix;
let stage: ContractStage;

beforeAll(async () => {
  stage = await startStage("rules", () => Bucket);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  const deployment = readDeployment({ stage: stage.name, bucket: Bucket, alarmEmail: "" });
  const { Targets, EventPattern, ...rule } = objectEvents(eventPipelinesOf(datasets, stage.name), deployment)
    .ObjectEventsRule!.Properties;
  await callEventBridge("PutRule", { ...rule, EventPattern: JSON.stringify(EventPattern) });
  const [target] = Targets as [{ Id: string }];
  await callEventBridge("PutTargets", {
    Rule: rule.Name,
    Targets: [
      {
        ...target,
        Arn: queueArn(registerQueueName(stage.name)),
        DeadLetterConfig: { Arn: parkingQueueArn(stage.name) },
      },
    ],
  });
  await stage.poll();
});

afterAll(() => stage.close());

test("an object that the rule reports is registered under its raw key", async () => {
  const key = `${trades}day=2026-11-20/symbol=BRK.B/part 0+1 100%25 ü.parquet`;
  await stage.put(key);
  const messages = await stage.take();
  expect(messages.map(({ Body }) => JSON.parse(Body!))).toMatchObject([
    { source: "aws.s3", "detail-type": "Object Created", detail: { object: { key } } },
  ]);
  expect(await stage.deliver(messages)).toMatchObject({ outcomes: { registered: 1 }, returned: [] });
  expect(await stage.partitionsOf("trades")).toMatchObject([
    {
      Values: ["2026-11-20", "BRK.B"],
      StorageDescriptor: { Location: `s3://${Bucket}/${trades}day=2026-11-20/symbol=BRK.B/` },
      Parameters: { "registrar.key": key },
    },
  ]);
});

test("a removal is reported by no rule, and changes nothing", async () => {
  const key = `${trades}day=2026-11-23/symbol=A/part-0.parquet`;
  await stage.put(key);
  await stage.poll();
  const before = await stage.partitionsOf("trades");
  await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
  expect(await stage.poll()).toEqual({ outcomes: {}, glueCalls: 0, returned: [] });
  expect(await stage.partitionsOf("trades")).toEqual(before);
});

test("what cannot be placed is parked with the event as it came", async () => {
  await stage.put(`${trades}day=20261120/symbol=A/part-0.parquet`);
  const messages = await stage.take();
  expect(await stage.deliver(messages)).toMatchObject({ outcomes: { unplaceable: 1 }, returned: [] });
  expect(await stage.parked()).toMatchObject([
    { body: messages[0]!.Body, attributes: { outcome: "unplaceable", dataset: "trades" } },
  ]);
});

test("the rule reports neither other prefixes nor other buckets", async () => {
  await stage.put("stock-trades-platform/raw/quotes/day=2026-11-20/part-0.parquet");
  await stage.put("day=2026-11-20/symbol=A/part-0.parquet");
  expect(await stage.take()).toEqual([]);
});

/** Two calls of the same JSON protocol that Glue speaks; a client of their own would be one more dependency. */
async function callEventBridge(action: "PutRule" | "PutTargets", input: object): Promise<void> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSEvents.${action}`,
      // moto checks no signature, but reads from it which service and Region is meant.
      authorization: `AWS4-HMAC-SHA256 Credential=contract/20261120/${REGION}/events/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`);
}
