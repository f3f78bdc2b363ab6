import { describe, expect, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { functionsOf } from "../../deploy/functions.ts";
import { PIPELINE_DELIVERY } from "../../deploy/queue-delivery.ts";
import { templateOf } from "../../deploy/resources.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { strategies } from "./strategies.ts";

/** Of every strategy; empty partitions of the registered one are removed. */
const datasets = strategies.map(
  (one): DeclaredDataset => (one.strategy === "register" ? { ...one, onEmpty: "remove" } : one),
);
const deploymentOf = (stage: string, bucket: string) => readDeployment({ stage, bucket, alarmEmail: "" });
const owned = templateOf(datasets, deploymentOf("dev", ""));
const existing = templateOf(datasets, deploymentOf("prod", "lake"));

describe("a dataset whose empty partitions are removed", () => {
  test("has its removals told to a queue of their own: by S3, or by a rule of EventBridge", () => {
    expect(existing.Resources.RemovalEventsRule).toMatchObject({
      DependsOn: ["DeregisterQueuePolicy", "DeregisterParkingQueuePolicy"],
      Properties: {
        Name: "stock-trades-partitions-prod-removal-events",
        EventPattern: {
          "detail-type": ["Object Deleted"],
          detail: { object: { key: [{ prefix: "lake/trades/" }] } },
        },
        Targets: [{ Id: "deregister", Arn: { "Fn::GetAtt": ["DeregisterQueue", "Arn"] } }],
      },
    });
    expect(owned.Resources.DataBucket!.DependsOn).toContain("DeregisterQueuePolicy");
  });

  test("has a queue that waits for as long as the function may take, and three hours until it gives up", () => {
    const { functionTimeout, visibilityTimeout, maxReceiveCount } = PIPELINE_DELIVERY.deregister;
    expect(functionsOf(datasets, "dev", { empty: true, indexes: true }).deregister).toMatchObject({
      timeout: functionTimeout,
    });
    expect(visibilityTimeout).toBeGreaterThanOrEqual(6 * functionTimeout);
    expect(maxReceiveCount * visibilityTimeout).toBeGreaterThanOrEqual(3 * 3600);
    expect(owned.Resources.DeregisterQueue!.Properties).toMatchObject({
      VisibilityTimeout: visibilityTimeout,
      RedrivePolicy: {
        deadLetterTargetArn: { "Fn::GetAtt": ["DeregisterParkingQueue", "Arn"] },
        maxReceiveCount,
      },
    });
  });

  test("is not heard of while its stage is removed: what feeds the function goes before the bucket is emptied", () => {
    expect(owned.extensions).toEqual({
      DeregisterEventSourceMappingSQSDeregisterQueue: { DependsOn: ["EmptyBuckets"] },
    });
    expect(existing.extensions).toBeUndefined();
  });

  test("has a function that reads and writes no object but its own records", () => {
    const { Policies } = existing.Resources.DeregisterRole!.Properties as {
      Policies: [
        { PolicyDocument: { Statement: { Sid: string; Action: string | string[]; Resource: unknown }[] } },
      ];
    };
    const onObjects = Policies[0].PolicyDocument.Statement.filter(({ Action }) =>
      [Action].flat().some((action) => /^s3:.*Object/.test(action)),
    );
    const records = `arn:\${AWS::Partition}:s3:::lake/stock-trades-platform/reconcile`;
    expect(onObjects).toMatchObject([
      { Action: ["s3:GetObject", "s3:PutObject"], Resource: { "Fn::Sub": `${records}/deletes/prod/*` } },
      { Action: "s3:PutObject", Resource: { "Fn::Sub": `${records}/undo/prod/*` } },
    ]);
  });
});

test("where partitions are kept there is no function, no queue and no event of removals", () => {
  const { Resources, extensions } = templateOf(strategies, deploymentOf("dev", ""));
  expect(Object.keys(Resources).filter((id) => /deregister|removal/i.test(id))).toEqual([]);
  expect(JSON.stringify(Resources.DataBucket)).not.toMatch(/ObjectRemoved|LifecycleExpiration/);
  expect(extensions).toBeUndefined();
});
