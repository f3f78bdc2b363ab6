/** A stage that is sound: what the local stack speaks is deployed there, over the wire; the rest answers from stubs. */
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-eventbridge";
import { KMSClient } from "@aws-sdk/client-kms";
import {
  LakeFormationClient,
  ListPermissionsCommand,
  ListResourcesCommand,
} from "@aws-sdk/client-lakeformation";
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expectedStage } from "../../cli/doctor/expected-stage.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { carryOut } from "../../local/deployment.ts";
import { type Stack, type StackOptions, startStack } from "../../local/stack.ts";
import { type Clients, clientsOf } from "../../local/template-resources.ts";
import { accountInstruments } from "../../shared/aws/account-instruments.ts";
import { catalogInstruments } from "../../shared/aws/catalog-instruments.ts";
import { deliveryInstruments } from "../../shared/aws/delivery-instruments.ts";
import type { Dataset } from "../../shared/dataset.ts";
import { datasets as shipped } from "../../shared/datasets.ts";
import { diagnose } from "../../shared/doctor/diagnosis.ts";
import { examine } from "../../shared/doctor/examination.ts";
import type { Instruments } from "../../shared/doctor/facts.ts";
import type { Finding } from "../../shared/doctor/finding.ts";
import { exporting } from "../cli/run.ts";

export const EXISTING_BUCKET = "lake";
export const OWNED_BUCKET = "stock-trades-partitions-dev-000000000000";
export const NAME = "stock-trades-partitions-dev";

export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** What feeds a function, as ListEventSourceMappings tells it. */
export const mapping = (name: string) => ({
  UUID: `mapping-of-${name}`,
  EventSourceArn: queueArn(name),
  State: "Enabled",
  MaximumBatchingWindowInSeconds: 1,
  FunctionResponseTypes: ["ReportBatchItemFailures" as const],
  ScalingConfig: { MaximumConcurrency: 5 },
});

export interface SoundStage {
  readonly stack: Stack;
  readonly bucket: string;
  /** Of the local stack, not stubbed. */
  readonly clients: Clients;
  /** Of the rule for register datasets, as the template has it. */
  readonly rule: { readonly EventPattern: string; readonly Targets: readonly object[] };
  readonly stubs: ReturnType<typeof stubsOf>;
  /** What is seen otherwise than the stack and the stubs have it. */
  sees: Partial<Instruments>;
  diagnose(): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

export interface StageOptions extends StackOptions {
  /** Does the stage own its bucket? Else EventBridge brings the events of another. */
  readonly owned: boolean;
  readonly datasets?: readonly Dataset[];
}

export async function soundStage({
  owned,
  datasets = shipped,
  ...options
}: StageOptions): Promise<SoundStage> {
  const input = { stage: "dev", bucket: owned ? "" : EXISTING_BUCKET, alarmEmail: "" };
  const { Resources } = templateOf(datasets, readDeployment(input));
  const stack = await startStack(options);
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
  const rules = Object.values(Resources).filter(({ Type }) => Type === "AWS::Events::Rule");
  const restore = exporting(stack.env);
  const expected = expectedStage(datasets, "dev");
  const patterns = new Map(rules.map(({ Properties: { Name, EventPattern } }) => [Name, EventPattern]));
  const ruleOf = (name: string) => ({
    EventPattern: JSON.stringify(patterns.get(name)),
    Targets: expected.intakes
      .filter(({ ruleName }) => ruleName === name)
      .map(({ queueName, parkingName }) => ({
        Id: "queue",
        Arn: queueArn(queueName),
        DeadLetterConfig: { Arn: queueArn(parkingName) },
      })),
  });
  const bucket = owned ? OWNED_BUCKET : EXISTING_BUCKET;
  const stubs = stubsOf();
  stubs.sts
    .on(GetCallerIdentityCommand)
    .resolves({ Arn: "arn:aws:iam::000000000000:user/op", Account: "000000000000" });
  stubs.lambda
    .on(GetFunctionConfigurationCommand)
    .resolves({ Timeout: 30, Environment: { Variables: { BUCKET: bucket } } })
    .on(GetFunctionConcurrencyCommand)
    .resolves({})
    .on(ListEventSourceMappingsCommand)
    .callsFake(({ FunctionName }) => ({ EventSourceMappings: [mapping(FunctionName)] }))
    .on(GetAccountSettingsCommand)
    .resolves({ AccountLimit: { UnreservedConcurrentExecutions: 1000 } });
  stubs.events
    .on(DescribeRuleCommand)
    .callsFake(({ Name }) => {
      if (!patterns.has(Name)) throw new ResourceNotFoundException({ message: "no rule", $metadata: {} });
      return { State: "ENABLED", EventPattern: ruleOf(Name).EventPattern };
    })
    .on(ListTargetsByRuleCommand)
    .callsFake(({ Rule }) => ({ Targets: ruleOf(Rule).Targets }));
  stubs.scheduler.on(ListSchedulesCommand).resolves({
    Schedules: expected.schedules?.names.map((Name) => ({ Name, State: "ENABLED" })) ?? [],
  });
  stubs.sns.on(GetTopicAttributesCommand).resolves({ Attributes: { SubscriptionsConfirmed: "1" } });
  stubs.lake
    .on(ListPermissionsCommand)
    .resolves({
      PrincipalResourcePermissions: [
        { Principal: { DataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" }, Permissions: ["ALL"] },
      ],
    })
    .on(ListResourcesCommand)
    .resolves({});
  const stage: SoundStage = {
    stack,
    bucket,
    clients,
    rule: ruleOf(`${NAME}-object-events`),
    stubs,
    sees: {},
    async diagnose() {
      const instruments = { ...accountInstruments(), ...catalogInstruments(), ...deliveryInstruments() };
      return diagnose(await examine(expected, { ...instruments, ...stage.sees }));
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

const stubsOf = () => ({
  sts: mockClient(STSClient),
  lambda: mockClient(LambdaClient),
  events: mockClient(EventBridgeClient),
  scheduler: mockClient(SchedulerClient),
  sns: mockClient(SNSClient),
  lake: mockClient(LakeFormationClient),
  kms: mockClient(KMSClient),
});
