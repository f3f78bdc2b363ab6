import { DeleteWorkGroupCommand, UpdateWorkGroupCommand } from "@aws-sdk/client-athena";
import { DeleteCrawlerCommand } from "@aws-sdk/client-glue";
import { GetBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import { delivery } from "../../deploy/queue-delivery.ts";
import type { FaultCode } from "../../operate/doctor/faults.ts";
import { read } from "../../operate/doctor/probe-result.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { strategies } from "../deploy/strategies.ts";
import { datasets } from "../fixtures/datasets.ts";
import {
  both,
  dropped,
  type FaultPlant,
  fed,
  granted,
  key,
  notifications,
  OPEN_KEY,
  PARKING,
  queue,
  RAW,
  REGISTER,
  roleArn,
  sees,
  table,
  toQueue,
  unfed,
  WORKGROUP,
  withFailedIndex,
  withoutBucket,
  withoutIndex,
  withoutQueue,
  workGroup,
} from "./plants.ts";
import { NAME, OWNED_BUCKET, queueArn, type StageOptions } from "./stage.ts";

/** The stages that faults are planted in. */
export const owned: StageOptions = { owned: true };
export const existing: StageOptions = { owned: false };
/** Of one dataset empty partitions are removed, and files are looked into. */
export const departing: StageOptions = {
  owned: true,
  datasets: datasets.map(
    (dataset): DeclaredDataset =>
      dataset.name === "trades" ? { ...dataset, onEmpty: "remove", guard: "warn" } : dataset,
  ),
};
export const everyStrategy: StageOptions = { owned: true, datasets: strategies };

/** What Lake Formation wants of who makes partitions. */
const MAKES = ["ALTER", "DESCRIBE", "INSERT"];
const DEREGISTER = `${NAME}-deregister`;
const GUARD = `${NAME}-guard`;
export const RECONCILE = `${NAME}-reconcile`;
/** Fed by a queue, besides the register function. */
const OTHERS = [DEREGISTER, GUARD, RECONCILE];
const REMOVING = new Set([DEREGISTER, RECONCILE]);
const RULE = `${NAME}-object-events`;
const REMOVALS = `${NAME}-removal-events`;
const TRADES = "stock-trades-platform/raw/trades/";
const BARS = "stock-trades-platform/curated/bars_5m/";
const CRAWLER = `${NAME}-crawler-quotes`;
const ALARMS = `${NAME}-alarms`;
const topicArn = `arn:aws:sns:us-east-1:000000000000:${ALARMS}`;
export const SCHEDULES = `${NAME}-validate-schedules`;
export const NIGHTLY_LOOKS = `${NAME}-look-schedules`;
const LOOK = `${NAME}-look`;
const VALIDATE = `${NAME}-validate`;

/** What roles need that make no partitions. */
const READERS = [
  [VALIDATE, "SELECT", "DESCRIBE"],
  [LOOK, "DESCRIBE"],
] as const;

interface Row {
  readonly code: FaultCode;
  readonly where: string;
  /** Part of the command that mends it. */
  readonly fix: string;
  readonly on: StageOptions;
  readonly plant: FaultPlant;
  /** What is found once the command is carried out; or why it cannot be, here. */
  readonly then: readonly FaultCode[] | string;
}

const row = (
  code: FaultCode,
  where: string,
  fix: string,
  on: StageOptions,
  plant: FaultPlant,
  then: Row["then"] = [],
): Row => ({ code, where, fix, on, plant, then });

/** One table whose columns, which its views repeat, take nearly all that a template may have. */
const wide: readonly DeclaredDataset[] = [
  {
    ...strategies[0]!,
    columns: Array.from({ length: 3_320 }, (_, index) => ({ name: `feature_${index}`, type: "double" })),
  },
];

/** Every fault that can be planted, with the command that mends it. */
export const PLANTED: readonly Row[] = [
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
  ...[LOOK, VALIDATE].map((name) =>
    row("MAPPING_MISSING", name, `--function-name ${name}`, owned, unfed(name)),
  ),
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
    "TABLE_COLUMNS",
    `${RAW}.trades`,
    '.StorageDescriptor.Columns += [{"Name":"price"',
    owned,
    table(RAW, "trades", (input) => ({
      ...input,
      StorageDescriptor: {
        ...input.StorageDescriptor,
        Columns: input.StorageDescriptor?.Columns?.filter(({ Name }) => Name !== "price"),
      },
    })),
  ),
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
    "TABLE_KEYS",
    "stock_trades_curated_dev.bars_5m",
    "aws glue delete-table",
    owned,
    table("stock_trades_curated_dev", "bars_5m", (input) => ({
      ...input,
      PartitionKeys: [{ Name: "day", Type: "date" }],
    })),
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
    granted([REGISTER, "DESCRIBE"], [RECONCILE, ...MAKES], ...READERS),
  ),
  row(
    "LAKE_GRANT_MISSING",
    `${RAW}.trades`,
    `role/${LOOK} --permissions DESCRIBE --resource`,
    owned,
    granted([REGISTER, ...MAKES], [RECONCILE, ...MAKES], READERS[0]),
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
        ...READERS,
      ),
    ),
  ),
  row(
    "LAKE_LOCATION_MISSING",
    "locations",
    "--permissions DATA_LOCATION_ACCESS",
    owned,
    both(granted([REGISTER, ...MAKES], [RECONCILE, ...MAKES], ...READERS), ({ account, bucket }) => {
      const arn = `arn:aws:s3:::${bucket}/${TRADES}`;
      account.lakeLocations.push(arn);
      account.grants.push({
        principal: roleArn(RECONCILE),
        permissions: ["DATA_LOCATION_ACCESS"],
        resource: { DataLocation: { ResourceArn: arn } },
      });
    }),
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
  ...[SCHEDULES, NIGHTLY_LOOKS].flatMap((group) => [
    row("SCHEDULE_MISSING", group, "aws scheduler create-schedule --cli", owned, ({ account }) =>
      account.schedules.get(group)!.pop(),
    ),
    row("SCHEDULE_DISABLED", group, "aws scheduler update-schedule", owned, ({ account }) => {
      account.schedules.get(group)![0]!.State = "DISABLED";
    }),
  ]),
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
