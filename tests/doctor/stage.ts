/** A stage without faults: what the local stack speaks is deployed there, over the wire; the rest is in an account of our own. */

import { CreateBucketCommand, PutBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import type { Resources } from "../../deploy/cloudformation.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { delivery } from "../../deploy/queue-delivery.ts";
import { templateOf } from "../../deploy/resources.ts";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.ts";
import { carryOut } from "../../local/deployment.ts";
import { clientsOf, type ResourceClients } from "../../local/resource-type.ts";
import { accountReader } from "../../operate/doctor/account-reader-adapter.ts";
import { catalogReader } from "../../operate/doctor/catalog-reader-adapter.ts";
import { deliveryReader } from "../../operate/doctor/delivery-reader-adapter.ts";
import { diagnose } from "../../operate/doctor/diagnosis.ts";
import type { Expected } from "../../operate/doctor/expected.ts";
import { expectedStage } from "../../operate/doctor/expected-stage.ts";
import type { DoctorFinding } from "../../operate/doctor/finding.ts";
import { inspect } from "../../operate/doctor/inspection.ts";
import type { StageReader } from "../../operate/doctor/port.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { exporting } from "../cli/run.ts";
import { datasets as shipped } from "../fixtures/datasets.ts";
import { type Account, emptyAccount, type Stubs, standFor } from "./control-plane.ts";

export const EXISTING_BUCKET = "lake";
export const OWNED_BUCKET = "stock-trades-partitions-dev-000000000000";
export const NAME = "stock-trades-partitions-dev";

const PLACE = { partition: "aws", account: "000000000000", region: "us-east-1" };

export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

export interface SoundStage {
  readonly stack: Emulator;
  readonly bucket: string;
  /** Of the local stack, not stubbed. */
  readonly clients: ResourceClients;
  /** What the services hold that the local stack does not speak. */
  readonly account: Account;
  readonly stubs: Stubs;
  /** What is seen otherwise than the stack and the stubs have it. */
  sees: Partial<StageReader>;
  diagnose(): Promise<readonly DoctorFinding[]>;
  close(): Promise<void>;
}

export interface StageOptions extends EmulatorOptions {
  /** Does the stage own its bucket? Else EventBridge brings the events of another. */
  readonly owned: boolean;
  readonly datasets?: readonly DeclaredDataset[];
}

export async function soundStage({
  owned,
  datasets = shipped,
  ...options
}: StageOptions): Promise<SoundStage> {
  const input = { stage: "dev", bucket: owned ? "" : EXISTING_BUCKET, alarmEmail: "" };
  const { Resources } = templateOf(datasets, readDeployment(input));
  // An index is there as soon as it is asked for.
  const stack = await startEmulator({ glue: { indexMs: 0 }, ...options });
  const clients = clientsOf(stack);
  const isSpoken = ([, { Type }]: [string, { readonly Type: string }]) => Type !== "AWS::Events::Rule";
  await carryOut(stack, Object.fromEntries(Object.entries(Resources).filter(isSpoken)));
  if (!owned) {
    await clients.s3.send(new CreateBucketCommand({ Bucket: EXISTING_BUCKET }));
    await clients.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: EXISTING_BUCKET,
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      }),
    );
  }
  for (const { database, name, crawler, prefix, keys } of expectedStage(datasets, "dev").tables) {
    // As its crawler would have made it.
    if (crawler === undefined) continue;
    stack.glue.store.createTable(database, {
      Name: name,
      TableType: "EXTERNAL_TABLE",
      PartitionKeys: keys.map((key) => ({ Name: key, Type: "string" })),
      StorageDescriptor: {
        Location: `s3://${owned ? OWNED_BUCKET : EXISTING_BUCKET}/${prefix}`,
        SerdeInfo: { SerializationLibrary: PARQUET },
      },
    });
  }
  const bucket = owned ? OWNED_BUCKET : EXISTING_BUCKET;
  const expected = expectedStage(datasets, "dev");
  const account = soundAccount(expected, bucket, Resources);
  const stubs = standFor(account);
  const restore = exporting(stack.env);
  const stage: SoundStage = {
    stack,
    bucket,
    clients,
    account,
    stubs,
    sees: {},
    async diagnose() {
      const reader = { ...accountReader(), ...catalogReader(), ...deliveryReader() };
      return diagnose(await inspect(expected, { ...reader, ...stage.sees }));
    },
    async close() {
      for (const stub of Object.values(stubs)) stub.restore();
      restore();
      await stack.close();
    },
  };
  return stage;
}

const PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

/** As the template has it, and with a subscriber for every topic. */
function soundAccount(expected: Expected, bucket: string, resources: Resources): Account {
  const account = emptyAccount();
  const { schedules, functions } = expected.wantedAt({
    ...PLACE,
    bucket,
    owned: bucket === OWNED_BUCKET,
  });
  for (const { functionName, queueName } of expected.pipelines) {
    const { batchSize, window, concurrency } = functions.get(functionName)!.source;
    account.functions.set(functionName, {
      timeout: delivery.functionTimeout,
      variables: { BUCKET: bucket },
      reserved: undefined,
    });
    account.mappings.push({
      UUID: `mapping-of-${functionName}`,
      FunctionArn: functionName,
      EventSourceArn: queueArn(queueName),
      State: "Enabled",
      BatchSize: batchSize,
      MaximumBatchingWindowInSeconds: window,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: concurrency },
    });
  }
  for (const { Type, Properties } of Object.values(resources)) {
    if (Type !== "AWS::Events::Rule") continue;
    const { queueName, parkingName } = expected.pipelines.find(({ rules }) =>
      rules.some(({ name }) => name === Properties.Name),
    )!;
    account.rules.set(String(Properties.Name), {
      state: "ENABLED",
      pattern: JSON.stringify(Properties.EventPattern),
      targets: [{ Id: "queue", Arn: queueArn(queueName), DeadLetterConfig: { Arn: queueArn(parkingName) } }],
    });
  }
  for (const { group, names } of expected.schedules) {
    const made = names.map((Name) => ({
      ...schedules.get(`${group}/${Name}`)!,
      Name,
      State: "ENABLED" as const,
    }));
    account.schedules.set(group, made);
  }
  for (const name of expected.topics) {
    account.topics.set(`arn:aws:sns:us-east-1:000000000000:${name}`, { confirmed: 1, pending: 0 });
  }
  for (const { database, name } of expected.tables) {
    account.grants.push({
      principal: "IAM_ALLOWED_PRINCIPALS",
      permissions: ["ALL"],
      resource: { Table: { DatabaseName: database, Name: name } },
    });
  }
  return account;
}
