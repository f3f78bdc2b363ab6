import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteWorkGroupCommand, UpdateWorkGroupCommand } from "@aws-sdk/client-athena";
import {
  CreatePartitionIndexCommand,
  DeleteCrawlerCommand,
  DeleteDatabaseCommand,
  DeletePartitionIndexCommand,
  DeleteTableCommand,
  GetTableCommand,
  type TableInput,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { ListPermissionsCommand } from "@aws-sdk/client-lakeformation";
import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from "@aws-sdk/client-s3";
import { ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { DeleteQueueCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "@jest/globals";
import { delivery } from "../../deploy/queue-delivery.ts";
import { clientConfig } from "../../emulator/index.ts";
import { expectedStage } from "../../operate/doctor/expected-stage.ts";
import { FAULTS, type FaultCode } from "../../operate/doctor/faults.ts";
import { conclusionOf } from "../../operate/doctor/finding.ts";
import type { StageReader } from "../../operate/doctor/port.ts";
import { ABSENT, read } from "../../operate/doctor/probe-result.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { withFolder } from "../cli/run.ts";
import { strategies } from "../deploy/strategies.ts";
import { datasets } from "../fixtures/datasets.ts";
import { packageService } from "../packaging/packaged.ts";
import { textOf } from "../repository/sources.ts";
import { readAwsCall, sendAwsCall } from "../support/aws-cli.ts";
import { standingInForJq } from "../support/jq.ts";
import { runScript, type Stand } from "../support/shell.ts";
import { NAME, OWNED_BUCKET, queueArn, type SoundStage, type StageOptions, soundStage } from "./stage.ts";

let stage: SoundStage;

afterEach(() => stage.close());

const owned: StageOptions = { owned: true };
const existing: StageOptions = { owned: false };
/** Of one dataset empty partitions are removed, and files are looked into. */
const departing: StageOptions = {
  owned: true,
  datasets: datasets.map(
    (dataset): DeclaredDataset =>
      dataset.name === "trades" ? { ...dataset, onEmpty: "remove", guard: "warn" } : dataset,
  ),
};
const everyStrategy: StageOptions = { owned: true, datasets: strategies };

test.each([
  ["that owns its bucket", owned],
  ["on an existing bucket", existing],
  ["with a dataset of every strategy", everyStrategy],
  ["with a dataset of every strategy, on an existing bucket", { ...everyStrategy, owned: false }],
  ["whose partitions go with their data, and whose files are looked into", departing],
  ["of that kind, on an existing bucket", { ...departing, owned: false }],
])("a sound stage %s has no fault, and every check says so", async (_, options) => {
  stage = await soundStage(options);
  const findings = await stage.diagnose();
  const expected = expectedStage(options.datasets ?? datasets, "dev");
  expect(findings.filter(({ status }) => status !== "ok")).toEqual([]);
  expect(new Set(findings.map(({ check }) => check))).toEqual(
    new Set([
      "identity",
      "clock",
      "bucket",
      "bucket owner",
      "files",
      "notifications",
      ...(options.owned ? [] : ["rule"]),
      "queue policy",
      "encryption",
      "visibility timeout",
      "redrive",
      "event source",
      "concurrency",
      "table",
      "projection",
      ...(expected.tables.some(({ indexKeys }) => indexKeys !== undefined) ? ["partition index"] : []),
      ...(expected.crawlers.length > 0 ? ["crawler"] : []),
      ...(expected.views.length > 0 ? ["view"] : []),
      ...(expected.workGroups.length > 0 ? ["workgroup"] : []),
      ...(expected.schedules.length > 0 ? ["schedules"] : []),
      "Lake Formation",
      "topic",
      "limits",
    ]),
  );
});

/** What happens to a sound stage. */
type Plant = (stage: SoundStage) => unknown;

const queueUrl = ({ stack }: SoundStage, name: string) => `${stack.endpoint}/${stack.accountId}/${name}`;

const queue =
  (name: string, Attributes: Readonly<Record<string, string>>): Plant =>
  (stage) =>
    stage.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl(stage, name), Attributes }));

const notifications =
  (configuration: (stage: SoundStage) => NotificationConfiguration): Plant =>
  (stage) =>
    stage.clients.s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: stage.bucket,
        NotificationConfiguration: configuration(stage),
        SkipDestinationValidation: true,
      }),
    );

const toQueue = (name: string, prefix: string) => ({
  QueueArn: queueArn(name),
  Events: ["s3:ObjectCreated:*" as const],
  Filter: { Key: { FilterRules: [{ Name: "prefix" as const, Value: prefix }] } },
});

const table =
  (database: string, name: string, change: (input: TableInput) => TableInput): Plant =>
  async ({ clients }) => {
    const found = await clients.glue.send(new GetTableCommand({ DatabaseName: database, Name: name }));
    const { PartitionKeys, StorageDescriptor, TableType, Parameters, ViewOriginalText } = found.Table!;
    const input = { Name: name, PartitionKeys, StorageDescriptor, TableType, Parameters, ViewOriginalText };
    await clients.glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput: change(input) }));
  };

const withoutQueue =
  (name: string): Plant =>
  (stage) =>
    stage.clients.sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl(stage, name) }));

/** The local S3 deletes no bucket: this one tells nobody, and is not found until somebody makes it. */
const withoutBucket: Plant = async (stage) => {
  await notifications(() => ({}))(stage);
  const gone = { kind: "error", code: "NoSuchBucket", status: 404 } as const;
  missingBucket = ["GetBucketLocation", "GetBucketNotificationConfiguration"].map((operation) =>
    stage.stack.faults.add({ operation: `S3.${operation}`, ...gone }),
  );
};

let missingBucket: (() => void)[] = [];

const dropped =
  (database: string, name: string): Plant =>
  ({ clients }) =>
    clients.glue.send(new DeleteTableCommand({ DatabaseName: database, Name: name }));

const WORKGROUP = `${NAME}-validation`;

const workGroup =
  (update: Omit<UpdateWorkGroupCommand["input"], "WorkGroup">): Plant =>
  ({ clients }) =>
    clients.athena.send(new UpdateWorkGroupCommand({ WorkGroup: WORKGROUP, ...update }));

/** What feeds a function. */
const fed =
  (change: EventSourceMappingConfiguration, functionName = REGISTER): Plant =>
  ({ account }) =>
    Object.assign(account.mappings.find(({ FunctionArn }) => FunctionArn === functionName)!, change);

const unfed =
  (functionName: string): Plant =>
  ({ account }) => {
    const of = account.mappings.findIndex(({ FunctionArn }) => FunctionArn === functionName);
    account.mappings.splice(of, 1);
  };

/** Lake Formation decides about the trades. */
const granted =
  (...grants: readonly (readonly [role: string, ...permissions: string[]])[]): Plant =>
  ({ account }) => {
    const resource = { Table: { DatabaseName: RAW, Name: "trades" } };
    account.grants = [
      ...account.grants.filter((grant) => grant.resource.Table?.Name !== "trades"),
      ...grants.map(([role, ...permissions]) => ({ principal: roleArn(role), permissions, resource })),
    ];
  };

/** What Lake Formation wants of who makes partitions. */
const MAKES = ["ALTER", "DESCRIBE", "INSERT"];

const roleArn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

const both =
  (...plants: readonly Plant[]): Plant =>
  async (stage) => {
    for (const plant of plants) await plant(stage);
  };

const key =
  (enabled: boolean, policy: object): Plant =>
  async (stage) => {
    await queue(REGISTER, { KmsMasterKeyId: "alias/queues" })(stage);
    stage.account.keys.set("alias/queues", { id: "k", arn: KEY, enabled, policy });
  };

/** Its policy lets S3 in. */
const OPEN_KEY = { Statement: [{ Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" }] };

/** Whether S3 is in that organisation is for IAM to know. */
const CONDITIONED = {
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: ["sqs:SendMessage", "kms:*"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceOrgID": "o-1" } },
    },
  ],
};

const sees =
  (seen: Partial<StageReader>): Plant =>
  (stage) => {
    stage.sees = seen;
  };

const KEY = "arn:aws:kms:us-east-1:000000000000:key/k";
const REGISTER = `${NAME}-register`;
const PARKING = `${NAME}-parking`;
const DEREGISTER = `${NAME}-deregister`;
const GUARD = `${NAME}-guard`;
const RECONCILE = `${NAME}-reconcile`;
/** Fed by a queue, besides the register function. */
const OTHERS = [DEREGISTER, GUARD, RECONCILE];
const REMOVING = new Set([DEREGISTER, RECONCILE]);
const RULE = `${NAME}-object-events`;
const REMOVALS = `${NAME}-removal-events`;
const RAW = "stock_trades_raw_dev";
const TRADES = "stock-trades-platform/raw/trades/";
const BARS = "stock-trades-platform/curated/bars_5m/";
const CRAWLER = `${NAME}-crawler-quotes`;
const ALARMS = `${NAME}-alarms`;
const topicArn = `arn:aws:sns:us-east-1:000000000000:${ALARMS}`;
const SCHEDULES = `${NAME}-validate-schedules`;

const TRADES_TABLE = { DatabaseName: RAW, TableName: "trades" };

const withoutIndex: Plant = ({ clients }) =>
  clients.glue.send(new DeletePartitionIndexCommand({ ...TRADES_TABLE, IndexName: "registrar" }));

/** By the same keys, under a name of somebody else's. */
const withFailedIndex: Plant = ({ stack, clients }) => {
  stack.glue.faults.indexFails("by-hand", "INVALID_PARTITION_TYPE_DATA_ERROR");
  const PartitionIndex = { IndexName: "by-hand", Keys: ["day", "symbol"] };
  return clients.glue.send(new CreatePartitionIndexCommand({ ...TRADES_TABLE, PartitionIndex }));
};

interface Row {
  readonly code: FaultCode;
  readonly where: string;
  /** Part of the command that mends it. */
  readonly fix: string;
  readonly on: StageOptions;
  readonly plant: Plant;
  /** What is found once the command is carried out; or why it cannot be, here. */
  readonly then: readonly FaultCode[] | string;
}

const row = (
  code: FaultCode,
  where: string,
  fix: string,
  on: StageOptions,
  plant: Plant,
  then: Row["then"] = [],
): Row => ({ code, where, fix, on, plant, then });

/** One table whose columns, which its views repeat, take nearly all that a template may have. */
const wide: readonly DeclaredDataset[] = [
  {
    ...strategies[0]!,
    columns: Array.from({ length: 3_320 }, (_, index) => ({ name: `feature_${index}`, type: "double" })),
  },
];

const ROWS: readonly Row[] = [
  row(
    "CLOCK_SKEWED",
    "this machine",
    "timedatectl",
    owned,
    sees({
      identity: async () =>
        read({ arn: "arn:aws:iam::1:user/x", account: "1", region: "us-east-1", clockSkew: -360_000 }),
    }),
    "sets the clock of this machine",
  ),
  row(
    "BUCKET_REGION",
    "lake",
    "region: eu-west-1 in serverless.yml",
    existing,
    sees({
      bucket: async () => read("eu-west-1"),
    }),
    "deploys to AWS; tests/repository/commands.test.ts reads the words",
  ),
  row(
    "BUCKET_FOREIGN",
    "lake",
    "aws events put-permission",
    existing,
    sees({ isBucketOf: async () => read(false) }),
    "the bucket's owner forwards the events",
  ),
  row(
    "TABLE_LINK",
    `${RAW}.trades`,
    "glue delete-table",
    owned,
    ({ stack }) => {
      const { record } = stack.glue.store.table(RAW, "trades");
      const target = { CatalogId: "111111111111", DatabaseName: "lake", Name: "trades" };
      Object.assign(record, { TargetTable: target, PartitionKeys: [], StorageDescriptor: {} });
    },
    ["INDEX_MISSING"],
  ),
  row(
    "TABLE_FOREIGN",
    `${RAW}.trades`,
    "aws glue get-database",
    owned,
    ({ stack }) => {
      Object.assign(stack.glue.store.table(RAW, "trades").record, {
        CatalogId: "111111111111",
        DatabaseName: "lake",
      });
    },
    "shows whose database it is",
  ),
  ...[
    "_delta_log/00000000000000000000.json",
    ".hoodie/20261120.commit",
    "metadata/00000-x.metadata.json",
  ].map((key) =>
    row(
      "TABLE_OPEN_FORMAT",
      "trades",
      "make a table of",
      owned,
      ({ stack, bucket }) => {
        stack.s3.put(bucket, TRADES + key, "{}");
      },
      "only a person knows which tool reads it",
    ),
  ),
  row(
    "BUCKET_MISSING",
    "lake",
    "below params: in serverless.yml",
    existing,
    withoutBucket,
    "only a person knows which bucket was meant",
  ),
  row("BUCKET_MISSING", OWNED_BUCKET, "aws s3api create-bucket", owned, withoutBucket),
  row(
    "NOTIFICATION_MISSING",
    `${NAME}-000000000000`,
    `"Value":"${TRADES}"`,
    owned,
    notifications(() => ({
      QueueConfigurations: [
        toQueue(REGISTER, "stock-trades-platform/curated/"),
        toQueue(REGISTER, "stock-trades-platform/quality/"),
      ],
    })),
  ),
  row(
    "EVENTBRIDGE_OFF",
    "lake",
    ".EventBridgeConfiguration = {}",
    existing,
    notifications(() => ({})),
  ),
  row(
    "NOTIFICATION_SHARED",
    "lake",
    "get-bucket-notification-configuration",
    existing,
    notifications(() => ({
      EventBridgeConfiguration: {},
      QueueConfigurations: [toQueue("somebody-elses", "stock-trades-platform/raw/")],
    })),
    ["NOTIFICATION_SHARED"], // the command shows whom to ask
  ),
  row(
    "NOTIFICATION_TWICE",
    "lake",
    "select(.QueueArn | endswith",
    existing,
    notifications(() => ({
      EventBridgeConfiguration: {},
      QueueConfigurations: [toQueue(REGISTER, TRADES)],
    })),
  ),
  row("NOTIFICATION_MISSING", OWNED_BUCKET, '"s3:LifecycleExpiration:*"', departing, async (stage) => {
    const command = new GetBucketNotificationConfigurationCommand({ Bucket: stage.bucket });
    const { QueueConfigurations = [] } = await stage.clients.s3.send(command);
    const left = QueueConfigurations.filter(
      ({ Events = [] }) => !Events.includes("s3:LifecycleExpiration:*"),
    );
    await notifications(() => ({ QueueConfigurations: left }))(stage);
  }),
  row(
    "RULE_BLIND",
    REMOVALS,
    `aws events put-rule --name ${REMOVALS}`,
    { ...departing, owned: false },
    ({ account }) => {
      const rule = account.rules.get(REMOVALS)!;
      rule.pattern = rule.pattern.replace("Object Deleted", "Object Created");
    },
  ),
  row("RULE_MISSING", RULE, "aws events put-rule", existing, ({ account }) => account.rules.delete(RULE)),
  row("RULE_DISABLED", RULE, `aws events enable-rule --name ${RULE}`, existing, ({ account }) => {
    account.rules.get(RULE)!.state = "DISABLED";
  }),
  row("RULE_BLIND", RULE, `aws events put-rule --name ${RULE}`, existing, ({ account }) => {
    const rule = account.rules.get(RULE)!;
    rule.pattern = rule.pattern.replace(TRADES, "elsewhere/");
  }),
  row("RULE_TARGET", RULE, queueArn(REGISTER), existing, ({ account }) => {
    account.rules.get(RULE)!.targets = [{ Id: "x", Arn: queueArn("other") }];
  }),
  row("RULE_DROPS", RULE, "DeadLetterConfig", existing, ({ account }) => {
    account.rules.get(RULE)!.targets = [{ Id: "x", Arn: queueArn(REGISTER) }];
  }),
  row("QUEUE_MISSING", PARKING, `create-queue --queue-name ${PARKING}`, owned, withoutQueue(PARKING)),
  row("QUEUE_MISSING", PARKING, `create-queue --queue-name ${PARKING}`, existing, withoutQueue(PARKING)),
  row("QUEUE_MISSING", REGISTER, `create-queue --queue-name ${REGISTER}`, existing, withoutQueue(REGISTER)),
  row("QUEUE_POLICY", REGISTER, "aws sqs set-queue-attributes", owned, queue(REGISTER, { Policy: "" })),
  row(
    "QUEUE_KEY",
    REGISTER,
    '"SqsManagedSseEnabled":"true"',
    owned,
    queue(REGISTER, { KmsMasterKeyId: "alias/aws/sqs" }),
  ),
  row("QUEUE_KEY", REGISTER, "aws kms enable-key", owned, key(false, OPEN_KEY)),
  row("QUEUE_KEY", REGISTER, '"SqsManagedSseEnabled":"true"', owned, key(true, { Statement: [] })),
  row(
    "VISIBILITY_SHORT",
    REGISTER,
    `"VisibilityTimeout":"${delivery.visibilityTimeout}"`,
    owned,
    queue(REGISTER, {
      VisibilityTimeout: String(delivery.visibilityTimeout - 1),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(PARKING), maxReceiveCount: 60 }),
    }),
  ),
  row("REDRIVE_MISSING", REGISTER, '\\"maxReceiveCount\\":60', owned, queue(REGISTER, { RedrivePolicy: "" })),
  row(
    "REDRIVE_ELSEWHERE",
    REGISTER,
    queueArn(PARKING),
    owned,
    queue(REGISTER, {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("attic"), maxReceiveCount: 60 }),
    }),
  ),
  row(
    "REDRIVE_HASTY",
    REGISTER,
    '\\"maxReceiveCount\\":60',
    owned,
    queue(REGISTER, {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(PARKING), maxReceiveCount: 5 }),
    }),
  ),
  row(
    "PARKING_SHORT",
    REGISTER,
    '"MessageRetentionPeriod":"1209600"',
    owned,
    queue(PARKING, { MessageRetentionPeriod: "345600" }),
  ),
  row("FUNCTION_MISSING", REGISTER, "npx sls package --stage dev", owned, ({ account }) =>
    account.functions.delete(REGISTER),
  ),
  row("FUNCTION_MISSING", REGISTER, "npx sls package --stage dev", existing, ({ account }) =>
    account.functions.delete(REGISTER),
  ),
  row(
    "FUNCTION_MISSING",
    REGISTER,
    "GUARD_QUEUE_URL",
    departing,
    ({ account }) => account.functions.delete(REGISTER),
    "the live list, which is packaged here, has no such dataset",
  ),
  row("MAPPING_MISSING", REGISTER, "aws lambda create-event-source-mapping", owned, unfed(REGISTER)),
  ...OTHERS.flatMap((name) => [
    row("MAPPING_MISSING", name, `--function-name ${name}`, departing, unfed(name)),
    row("MAPPING_DISABLED", name, "--enabled", departing, fed({ State: "Disabled" }, name)),
  ]),
  row("MAPPING_BATCH", REGISTER, "--batch-size 3000", owned, fed({ BatchSize: 10 })),
  row("MAPPING_BATCH", DEREGISTER, "--batch-size 1000", departing, fed({ BatchSize: 10 }, DEREGISTER)),
  row("MAPPING_BATCH", GUARD, "--batch-size 100", departing, fed({ BatchSize: 3000 }, GUARD)),
  row("MAPPING_BATCH", RECONCILE, "--batch-size 1", departing, fed({ BatchSize: 10 }, RECONCILE)),
  row(
    "MAPPING_UNBOUNDED",
    RECONCILE,
    "--scaling-config MaximumConcurrency=2",
    owned,
    fed({ ScalingConfig: undefined }, RECONCILE),
  ),
  row("CONCURRENCY_RESERVED", DEREGISTER, "delete-function-concurrency", departing, ({ account }) => {
    account.functions.get(DEREGISTER)!.reserved = 0;
  }),
  row("MAPPING_DISABLED", REGISTER, "--enabled", owned, fed({ State: "Disabled" })),
  row(
    "MAPPING_ALL_OR_NOTHING",
    REGISTER,
    "--function-response-types ReportBatchItemFailures",
    owned,
    fed({ FunctionResponseTypes: [] }),
  ),
  row(
    "MAPPING_UNBOUNDED",
    REGISTER,
    "--scaling-config MaximumConcurrency=5",
    owned,
    fed({ ScalingConfig: undefined }),
  ),
  row("CONCURRENCY_RESERVED", REGISTER, "aws lambda delete-function-concurrency", owned, ({ account }) => {
    account.functions.get(REGISTER)!.reserved = 0;
  }),
  row("CONCURRENCY_SCARCE", "the account", "request-service-quota-increase", owned, ({ account }) => {
    account.unreserved = 5;
  }),
  row("TABLE_MISSING", `${RAW}.trades`, "aws glue create-table", owned, dropped(RAW, "trades"), [
    "INDEX_MISSING",
  ]),
  row("TABLE_MISSING", `${RAW}.trades`, "aws glue create-table", existing, dropped(RAW, "trades"), [
    "INDEX_MISSING",
  ]),
  row("TABLE_MISSING", "raw_dev.ticks", "projection.enabled", everyStrategy, dropped("raw_dev", "ticks")),
  row(
    "TABLE_NOT_CRAWLED",
    "raw_dev.quotes",
    "aws glue start-crawler --name",
    everyStrategy,
    dropped("raw_dev", "quotes"),
    "tests/local/crawler-deployment.test.ts runs the crawler",
  ),
  row("CRAWLER_MISSING", CRAWLER, "aws glue create-crawler", everyStrategy, ({ clients }) =>
    clients.glue.send(new DeleteCrawlerCommand({ Name: CRAWLER })),
  ),
  row(
    "TABLE_KEYS",
    `${RAW}.trades`,
    "aws glue delete-table",
    owned,
    table(RAW, "trades", (input) => ({
      ...input,
      PartitionKeys: [{ Name: "day", Type: "string" }],
    })),
    ["INDEX_MISSING"],
  ),
  row(
    "TABLE_LOCATION",
    `${RAW}.trades`,
    `.StorageDescriptor.Location = "s3://${NAME}-000000000000/${TRADES}"`,
    owned,
    table(RAW, "trades", (input) => ({
      ...input,
      StorageDescriptor: { ...input.StorageDescriptor, Location: `s3://${NAME}-000000000000/${BARS}` },
    })),
  ),
  row(
    "TABLE_FORMAT",
    `${RAW}.trades`,
    "ParquetHiveSerDe",
    owned,
    table(RAW, "trades", (input) => ({
      ...input,
      StorageDescriptor: {
        ...input.StorageDescriptor,
        SerdeInfo: { SerializationLibrary: "org.apache.hadoop.hive.serde2.OpenCSVSerde" },
      },
    })),
  ),
  row(
    "TABLE_PROJECTED",
    `${RAW}.trades`,
    '.Parameters["projection.enabled"] = "false"',
    owned,
    table(RAW, "trades", (input) => ({
      ...input,
      Parameters: { ...input.Parameters, "projection.enabled": "TRUE" },
    })),
  ),
  row(
    "TABLE_NOT_PROJECTED",
    "raw_dev.ticks",
    '"projection.enabled":"true"',
    everyStrategy,
    table("raw_dev", "ticks", (input) => ({
      ...input,
      Parameters: {},
    })),
  ),
  row(
    "PROJECTION_DIFFERS",
    "raw_dev.ticks",
    'del(.["storage.location.template"])',
    everyStrategy,
    table("raw_dev", "ticks", (input) => ({
      ...input,
      Parameters: { ...input.Parameters, "storage.location.template": `s3://lake/\${day}/` },
    })),
  ),
  row("INDEX_MISSING", `${RAW}.trades`, "aws glue create-partition-index", owned, withoutIndex),
  row(
    "INDEX_CREATING",
    `${RAW}.trades`,
    "aws glue get-partition-indexes",
    { ...owned, glue: { indexMs: 3_600_000 } },
    () => {},
    "waits for Glue",
  ),
  row(
    "INDEX_FAILED",
    `${RAW}.trades`,
    "aws glue delete-partition-index",
    owned,
    both(withoutIndex, withFailedIndex),
    ["INDEX_MISSING"],
  ),
  row(
    "PARTITION_FILTERING_OFF",
    `${RAW}.trades`,
    '.Parameters["partition_filtering.enabled"] = "true"',
    owned,
    table(RAW, "trades", (input) => ({ ...input, Parameters: { EXTERNAL: "TRUE" } })),
  ),
  row(
    "VIEW_MISSING",
    "stock_trades_quality_dev.ready_sessions",
    "aws glue create-table",
    owned,
    dropped("stock_trades_quality_dev", "ready_sessions"),
  ),
  row(
    "VIEW_STALE",
    "stock_trades_quality_dev.ready_sessions",
    "aws glue update-table",
    owned,
    table("stock_trades_quality_dev", "ready_sessions", (input) => ({
      ...input,
      ViewOriginalText: "/* Presto View: e30= */",
    })),
  ),
  row(
    "LAKE_GRANT_MISSING",
    `${RAW}.trades`,
    `role/${REGISTER} --permissions ALTER INSERT --resource`,
    owned,
    granted([REGISTER, "DESCRIBE"], [RECONCILE, ...MAKES], [`${NAME}-validate`, "SELECT", "DESCRIBE"]),
  ),
  ...[REGISTER, ...OTHERS].map((role) =>
    row(
      "LAKE_GRANT_MISSING",
      `${RAW}.trades`,
      `role/${role} --permissions ALTER ${REMOVING.has(role) ? "DELETE " : ""}DESCRIBE INSERT --resource`,
      departing,
      granted(
        ...[REGISTER, ...OTHERS]
          .filter((other) => other !== role)
          .map((other) => [other, ...MAKES, ...(REMOVING.has(other) ? ["DELETE"] : [])] as const),
        [`${NAME}-validate`, "SELECT", "DESCRIBE"],
      ),
    ),
  ),
  row(
    "LAKE_LOCATION_MISSING",
    "locations",
    "--permissions DATA_LOCATION_ACCESS",
    owned,
    both(
      granted([REGISTER, ...MAKES], [RECONCILE, ...MAKES], [`${NAME}-validate`, "SELECT", "DESCRIBE"]),
      ({ account, bucket }) => {
        const arn = `arn:aws:s3:::${bucket}/${TRADES}`;
        account.lakeLocations.push(arn);
        account.grants.push({
          principal: roleArn(RECONCILE),
          permissions: ["DATA_LOCATION_ACCESS"],
          resource: { DataLocation: { ResourceArn: arn } },
        });
      },
    ),
  ),
  row("WORKGROUP_MISSING", WORKGROUP, "aws athena create-work-group", owned, ({ clients }) =>
    clients.athena.send(new DeleteWorkGroupCommand({ WorkGroup: WORKGROUP, RecursiveDeleteOption: true })),
  ),
  row("WORKGROUP_DISABLED", WORKGROUP, "--state ENABLED", owned, workGroup({ State: "DISABLED" })),
  row(
    "WORKGROUP_NOT_ENFORCED",
    WORKGROUP,
    '"EnforceWorkGroupConfiguration":true',
    owned,
    workGroup({ ConfigurationUpdates: { EnforceWorkGroupConfiguration: false } }),
  ),
  row(
    "WORKGROUP_NO_CUTOFF",
    WORKGROUP,
    '"BytesScannedCutoffPerQuery":',
    owned,
    workGroup({ ConfigurationUpdates: { RemoveBytesScannedCutoffPerQuery: true } }),
  ),
  row(
    "WORKGROUP_NO_RESULTS",
    WORKGROUP,
    "ManagedQueryResultsConfigurationUpdates",
    owned,
    workGroup({ ConfigurationUpdates: { ManagedQueryResultsConfigurationUpdates: { Enabled: false } } }),
  ),
  row("WORKGROUP_MISSING", `${NAME}-bi`, "OutputLocation", owned, ({ clients }) =>
    clients.athena.send(new DeleteWorkGroupCommand({ WorkGroup: `${NAME}-bi`, RecursiveDeleteOption: true })),
  ),
  row("WORKGROUP_NO_RESULTS", `${NAME}-bi`, "OutputLocation", owned, ({ clients }) =>
    clients.athena.send(
      new UpdateWorkGroupCommand({
        WorkGroup: `${NAME}-bi`,
        ConfigurationUpdates: { ResultConfigurationUpdates: { RemoveOutputLocation: true } },
      }),
    ),
  ),
  row(
    "WORKGROUP_ENGINE",
    WORKGROUP,
    '"SelectedEngineVersion":"Athena engine version 3"',
    owned,
    sees({
      workGroup: async (name) =>
        read({
          enabled: true,
          enforced: true,
          cutoff: 10_000_000,
          engine: `Athena engine version ${name === WORKGROUP ? 2 : 3}`,
          keepsResults: true,
        }),
    }),
    "the local Athena has one engine; the request is the one of the other rows",
  ),
  row("SCHEDULE_MISSING", SCHEDULES, "aws scheduler create-schedule-group", owned, ({ account }) =>
    account.schedules.delete(SCHEDULES),
  ),
  row("SCHEDULE_MISSING", SCHEDULES, "aws scheduler create-schedule --cli", owned, ({ account }) =>
    account.schedules.get(SCHEDULES)!.pop(),
  ),
  row("SCHEDULE_DISABLED", SCHEDULES, "aws scheduler update-schedule", owned, ({ account }) => {
    account.schedules.get(SCHEDULES)![0]!.State = "DISABLED";
  }),
  row(
    "TOPIC_MISSING",
    ALARMS,
    "aws sns create-topic",
    owned,
    ({ account }) => account.topics.delete(topicArn),
    ["TOPIC_UNHEARD"], // nobody knows who had subscribed
  ),
  row(
    "TOPIC_UNCONFIRMED",
    ALARMS,
    "aws sns subscribe",
    owned,
    ({ account }) => account.topics.set(topicArn, { confirmed: 0, pending: 1 }),
    "whoever gets the mail has to confirm",
  ),
  row(
    "TOPIC_UNHEARD",
    ALARMS,
    "aws sns subscribe",
    owned,
    ({ account }) => account.topics.set(topicArn, { confirmed: 0, pending: 0 }),
    ["TOPIC_UNCONFIRMED"],
  ),
  row(
    "LIMIT_NEAR",
    "dev",
    "fewer datasets",
    { owned: true, datasets: wide },
    () => {},
    "a person decides what to leave out",
  ),
];

function named(name: string): Error {
  return Object.assign(new Error("refused"), { name });
}

test.each(ROWS)("$code of $where is found, alone, and $fix mends it", async ({ on, plant, ...row }) => {
  stage = await soundStage(on);
  await plant(stage);
  const found = await faults();
  expect(found).toEqual([
    {
      check: expect.any(String),
      where: row.where,
      status: FAULTS[row.code],
      code: row.code,
      what: expect.any(String),
      fix: expect.stringContaining(row.fix),
    },
  ]);
  if (typeof row.then === "string") return;
  await carryOut(found[0]!.fix!);
  expect((await faults()).map(({ code }) => code)).toEqual(row.then);
});

const faults = async () => (await stage.diagnose()).filter(({ status }) => status !== "ok");

test("a stage of which much was deleted is whole again after the commands, in the order in which they are told", async () => {
  stage = await soundStage(existing);
  await both(
    ({ clients }) => clients.glue.send(new DeleteDatabaseCommand({ Name: RAW })),
    withoutQueue(REGISTER),
    withoutQueue(PARKING),
    ({ account }) => account.rules.clear(),
    ({ account }) => account.functions.clear(),
    ({ account }) => account.schedules.clear(),
    ({ account }) => account.mappings.splice(0),
  )(stage);
  for (let round = 0; round < 2; round += 1) {
    for (const { fix } of await faults()) await carryOut(fix!);
  }
  expect(await faults()).toEqual([]);
});

test("the runbook's way to switch EventBridge on does, and keeps what others have in the document", async () => {
  stage = await soundStage(existing);
  // S3 asks every destination that the document names, so it has to be there.
  await notifications(() => ({ QueueConfigurations: [toQueue(PARKING, "elsewhere/")] }))(stage);
  const [, script] = /^```sh\n(bucket=<name>\n[\s\S]*?)^```$/m.exec(textOf("docs/operations.md"))!;
  await carryOut(script!.replace("<name>", stage.bucket));
  expect(await faults()).toEqual([]);
  const command = new GetBucketNotificationConfigurationCommand({ Bucket: stage.bucket });
  expect(await stage.clients.s3.send(command)).toMatchObject({ QueueConfigurations: [{}] });
});

test.each([`${NAME}-reconcile-schedules`, SCHEDULES])(
  "the runbook's way to switch schedules of %s off does, and keeps the rest of them",
  async (group) => {
    stage = await soundStage(owned);
    const [schedule] = stage.account.schedules.get(group)!;
    const before = { ...schedule };
    const [, script] = /^```sh\n(aws scheduler get-schedule [\s\S]*?)^```$/m.exec(
      textOf("docs/operations.md"),
    )!;
    await carryOut(script!.replaceAll("<group>", group).replaceAll("<schedule>", schedule!.Name));
    const changed = stage.account.schedules.get(group)!.find(({ Name }) => Name === schedule!.Name);
    expect(changed).toEqual({ ...before, State: "DISABLED" });
    const found = await faults();
    expect(found).toMatchObject([{ code: "SCHEDULE_DISABLED", where: group }]);
    await carryOut(found[0]!.fix!);
    expect(await faults()).toEqual([]);
  },
);

test("what cannot be read is not replaced: a document that others have a part in stays as it is", async () => {
  stage = await soundStage(existing);
  await notifications(() => ({ QueueConfigurations: [toQueue("somebody-elses", "elsewhere/")] }))(stage);
  const [{ fix } = { fix: undefined }] = await faults();
  const allow = stage.stack.faults.add({
    operation: "S3.GetBucketNotificationConfiguration",
    kind: "error",
    code: "AccessDenied",
    status: 403,
  });
  await expect(carryOut(fix!)).rejects.toThrow(/AccessDenied/);
  allow();
  const command = new GetBucketNotificationConfigurationCommand({ Bucket: stage.bucket });
  expect(await stage.clients.s3.send(command)).toMatchObject({ QueueConfigurations: [{}] });
});

/** In a shell whose `aws` asks the stage, and whose `sls package` is osls's. */
const carryOut = (command: string) =>
  withFolder(async (folder) => {
    const { code, stderr } = await runScript(command, folder, { aws, npx, jq: standingInForJq });
    if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr}`);
  });

const aws: Stand = async (words, folder) => {
  const call = readAwsCall(words, folder);
  if (call.operation === "request-service-quota-increase") {
    stage.account.unreserved = Number(String(call.input["desired-value"]));
  } else if (call.operation === "CreateBucket") {
    for (const make of missingBucket) make();
  } else if (!UNSPOKEN.has(call.operation)) {
    const answer = await sendAwsCall(call, clientConfig(stage.stack));
    return Object.keys(answer).length === 0 ? "" : JSON.stringify(answer);
  }
  return "";
};

/** What the local S3 does not do. */
const UNSPOKEN = new Set(["PutBucketPolicy", "PutBucketLifecycleConfiguration"]);

const npx: Stand = async (words, folder) => {
  expect(words).toEqual(["sls", "package", "--stage", "dev"]);
  const { template } = await packageService("--stage", "dev");
  mkdirSync(join(folder, ".serverless"));
  const write = (name: string, text: string) => writeFileSync(join(folder, ".serverless", name), text);
  write("cloudformation-template-update-stack.json", JSON.stringify(template));
  write("stock-trades-partitions.zip", "code");
  return "";
};

test.each([
  [
    "a queue",
    "queue policy",
    "aws sqs get-queue-attributes --queue-url",
    queue(REGISTER, { Policy: JSON.stringify(CONDITIONED) }),
  ],
  ["a key", "encryption", "aws kms get-key-policy --key-id", key(true, CONDITIONED)],
] as const)(
  "whether S3 is let in is unknown, not ok, if the policy of %s has a condition that is not judged",
  async (_, check, fix, plant: Plant) => {
    stage = await soundStage(owned);
    await plant(stage);
    expect(await faults()).toEqual([
      {
        check,
        where: REGISTER,
        status: "unknown",
        what: expect.stringContaining("conditions that are not judged here"),
        fix: expect.stringContaining(fix),
      },
    ]);
  },
);

test("a stage that is not there is one finding, not one for each of its parts", async () => {
  stage = await soundStage(owned);
  stage.sees = {
    lambda: async () => ABSENT,
    mappings: async () => ABSENT,
    queue: async () => ABSENT,
    table: async () => ABSENT,
  };
  expect((await stage.diagnose()).filter(({ status }) => status !== "ok")).toMatchObject([
    { code: "STAGE_MISSING", where: "dev", what: expect.stringContaining("us-east-1") },
  ]);
});

test("in the mode of Lake Formation, grants by name and on all tables count together", async () => {
  stage = await soundStage(owned);
  await granted(
    [REGISTER, "ALTER", "INSERT"],
    [RECONCILE, "ALTER", "INSERT"],
    [`${NAME}-validate`, "SELECT"],
  )(stage);
  for (const role of [REGISTER, RECONCILE, `${NAME}-validate`]) {
    const resource = { Table: { DatabaseName: RAW, TableWildcard: {} } };
    stage.account.grants.push({ principal: roleArn(role), permissions: ["DESCRIBE"], resource });
  }
  const findings = await stage.diagnose();
  expect(
    findings.filter(({ where, check }) => where === `${RAW}.trades` && check === "Lake Formation"),
  ).toEqual([
    expect.objectContaining({ status: "ok", what: expect.stringContaining("Lake Formation decides") }),
  ]);
});

test("what one call is refused is unknown, names the permission, and hides nothing else", async () => {
  stage = await soundStage(owned);
  const sound = await stage.diagnose();
  stage.stack.faults.add({
    operation: "AmazonSQS.GetQueueAttributes",
    kind: "error",
    code: "AccessDenied",
    message: "no",
  });
  stage.stubs.lake.on(ListPermissionsCommand).rejects(named("AccessDeniedException"));
  stage.stubs.scheduler.on(ListSchedulesCommand).rejects(named("TimeoutError"));
  const findings = await stage.diagnose();
  const of = (status: string, list = findings) => list.filter((one) => one.status === status);
  expect(new Set(of("unknown").map(({ check, what, fix }) => [check, what, fix].join("; ")))).toEqual(
    new Set([
      ...["queue policy", "encryption", "visibility timeout", "redrive"].map(
        (check) =>
          `${check}; not allowed to look: AccessDenied: no; allow sqs:GetQueueUrl and sqs:GetQueueAttributes to the caller`,
      ),
      "Lake Formation; not allowed to look: AccessDeniedException: refused; allow lakeformation:ListPermissions to the caller",
      "schedules; scheduler:ListSchedules was not answered: TimeoutError: refused; ",
    ]),
  );
  expect(of("ok")).toHaveLength(of("ok", sound).length - of("unknown").length);
  expect(findings).toHaveLength(sound.length);
});

test("credentials that have expired are the one thing to mend; everything else is unknown", async () => {
  stage = await soundStage(owned);
  stage.stack.faults.add({
    operation: "*",
    kind: "error",
    code: "ExpiredTokenException",
    message: "expired",
  });
  const expired = named("ExpiredToken");
  const { sts, lambda, events, scheduler, lake, sns } = stage.stubs;
  for (const stub of Object.values(stage.stubs)) stub.reset();
  sts.onAnyCommand().rejects(expired);
  lambda.onAnyCommand().rejects(expired);
  events.onAnyCommand().rejects(expired);
  scheduler.onAnyCommand().rejects(expired);
  lake.onAnyCommand().rejects(expired);
  sns.onAnyCommand().rejects(expired);
  const [identity, ...rest] = await stage.diagnose();
  expect(identity).toMatchObject({ status: "fail", code: "NO_CREDENTIALS" });
  expect(new Set(rest.map(({ status }) => status))).toEqual(new Set(["unknown"]));
  expect(conclusionOf([identity!, ...rest])).toBe("unknown");
});

test("every fault is planted here, and has a heading in docs/doctor.md", () => {
  const elsewhere: readonly FaultCode[] = ["NO_CREDENTIALS", "STAGE_MISSING"];
  const planted = new Set([...ROWS.map(({ code }) => code), ...elsewhere]);
  expect([...planted].sort()).toEqual(Object.keys(FAULTS).sort());
  const headings = [...textOf("docs/doctor.md").matchAll(/^### ([A-Z_]+)$/gm)].map(([, code]) => code);
  expect(headings).toEqual(Object.keys(FAULTS));
});
