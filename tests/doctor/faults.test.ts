import { execFileSync } from "node:child_process";
import { DeleteWorkGroupCommand, UpdateWorkGroupCommand } from "@aws-sdk/client-athena";
import { DescribeRuleCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import {
  DeleteTableCommand,
  GetTableCommand,
  type TableInput,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { DescribeKeyCommand, GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import { ListPermissionsCommand, ListResourcesCommand } from "@aws-sdk/client-lakeformation";
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  ListEventSourceMappingsCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda";
import {
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from "@aws-sdk/client-s3";
import { ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { DeleteQueueCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "@jest/globals";
import { expectedStage } from "../../cli/doctor/expected-stage.ts";
import { datasets } from "../../shared/datasets.ts";
import type { Instruments } from "../../shared/doctor/facts.ts";
import { FAULTS, type FaultCode } from "../../shared/doctor/faults.ts";
import { conclusionOf } from "../../shared/doctor/finding.ts";
import { ABSENT, read } from "../../shared/doctor/reading.ts";
import { strategies } from "../deploy/strategies.ts";
import { textOf } from "../repository/sources.ts";
import { mapping, NAME, queueArn, type SoundStage, type StageOptions, soundStage } from "./stage.ts";

let stage: SoundStage;

afterEach(() => stage.close());

const owned: StageOptions = { owned: true };
const existing: StageOptions = { owned: false };
const everyStrategy: StageOptions = { owned: true, datasets: strategies };

test.each([
  ["that owns its bucket", owned],
  ["on an existing bucket", existing],
  ["with a dataset of every strategy", everyStrategy],
  ["with a dataset of every strategy, on an existing bucket", { ...everyStrategy, owned: false }],
])("a sound stage %s has no fault, and every check says so", async (_, options) => {
  stage = await soundStage(options);
  const findings = await stage.diagnose();
  const expected = expectedStage(options.datasets ?? datasets, "dev");
  expect(findings.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
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
      ...(expected.views.length > 0 ? ["view"] : []),
      ...(expected.workGroups.length > 0 ? ["workgroup"] : []),
      ...(expected.schedules === undefined ? [] : ["schedules"]),
      "Lake Formation",
      "topic",
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

const dropped =
  (database: string, name: string): Plant =>
  ({ clients }) =>
    clients.glue.send(new DeleteTableCommand({ DatabaseName: database, Name: name }));

const WORKGROUP = `${NAME}-validation`;

const workGroup =
  (update: Omit<UpdateWorkGroupCommand["input"], "WorkGroup">): Plant =>
  ({ clients }) =>
    clients.athena.send(new UpdateWorkGroupCommand({ WorkGroup: WORKGROUP, ...update }));

const fed =
  (change: object): Plant =>
  ({ stubs }) =>
    stubs.lambda
      .on(ListEventSourceMappingsCommand)
      .resolves({ EventSourceMappings: [{ ...mapping(`${NAME}-register`), ...change }] });

const granted =
  (
    ...grants: readonly (readonly [
      role: string,
      ...permissions: ("SELECT" | "DESCRIBE" | "ALTER" | "INSERT")[],
    ])[]
  ): Plant =>
  ({ stubs }) =>
    stubs.lake
      .on(ListPermissionsCommand, { Resource: { Table: { DatabaseName: RAW, Name: "trades" } } })
      .resolves({
        PrincipalResourcePermissions: grants.map(([role, ...Permissions]) => ({
          Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::000000000000:role/${role}` },
          Permissions,
        })),
      });

const both =
  (...plants: readonly Plant[]): Plant =>
  async (stage) => {
    for (const plant of plants) await plant(stage);
  };

const key =
  (metadata: object, policy: object): Plant =>
  async (stage) => {
    await queue(REGISTER, { KmsMasterKeyId: "alias/queues" })(stage);
    stage.stubs.kms
      .on(DescribeKeyCommand)
      .resolves({ KeyMetadata: { KeyId: "k", Arn: KEY, KeyManager: "CUSTOMER", Enabled: true, ...metadata } })
      .on(GetKeyPolicyCommand)
      .resolves({ Policy: JSON.stringify(policy) });
  };

const sees =
  (seen: Partial<Instruments>): Plant =>
  (stage) => {
    stage.sees = seen;
  };

const KEY = "arn:aws:kms:us-east-1:000000000000:key/k";
const REGISTER = `${NAME}-register`;
const PARKING = `${NAME}-parking`;
const RULE = `${NAME}-object-events`;
const RAW = "stock_trades_raw_dev";
const TRADES = "stock-trades-platform/raw/trades/";
const BARS = "stock-trades-platform/curated/bars_5m/";
const SCHEDULES = `${NAME}-validate-schedules`;

interface Row {
  readonly code: FaultCode;
  readonly where: string;
  /** Part of the command that mends it. */
  readonly fix: string;
  readonly on: StageOptions;
  readonly plant: Plant;
}

const row = (code: FaultCode, where: string, fix: string, on: StageOptions, plant: Plant): Row => ({
  code,
  where,
  fix,
  on,
  plant,
});

const DEPLOY = "npx sls deploy --stage dev";

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
  ),
  row(
    "BUCKET_REGION",
    "lake",
    "region: eu-west-1 in serverless.yml",
    existing,
    sees({
      bucket: async () => read("eu-west-1"),
    }),
  ),
  row(
    "BUCKET_FOREIGN",
    "lake",
    "aws events put-permission",
    existing,
    sees({ isBucketOf: async () => read(false) }),
  ),
  row("TABLE_LINK", `${RAW}.trades`, "glue delete-table", owned, ({ stack }) => {
    const { record } = stack.glue.store.table(RAW, "trades");
    const target = { CatalogId: "111111111111", DatabaseName: "lake", Name: "trades" };
    Object.assign(record, { TargetTable: target, PartitionKeys: [], StorageDescriptor: {} });
  }),
  row("TABLE_FOREIGN", `${RAW}.trades`, "aws glue get-database", owned, ({ stack }) => {
    Object.assign(stack.glue.store.table(RAW, "trades").record, {
      CatalogId: "111111111111",
      DatabaseName: "lake",
    });
  }),
  ...[
    "_delta_log/00000000000000000000.json",
    ".hoodie/20261120.commit",
    "metadata/00000-x.metadata.json",
  ].map((key) =>
    row("TABLE_OPEN_FORMAT", "trades", "make a table of", owned, ({ stack, bucket }) => {
      stack.s3.put(bucket, TRADES + key, "{}");
    }),
  ),
  row("BUCKET_MISSING", "lake", `${DEPLOY} --param="bucket=<name>"`, existing, ({ stack }) => {
    const gone = { kind: "error", code: "NoSuchBucket", status: 404 } as const;
    stack.faults.add({ operation: "S3.GetBucketLocation", ...gone });
    stack.faults.add({ operation: "S3.GetBucketNotificationConfiguration", ...gone });
  }),
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
  row("RULE_MISSING", RULE, DEPLOY, existing, ({ stubs }) =>
    stubs.events.on(DescribeRuleCommand).rejects(named("ResourceNotFoundException")),
  ),
  row("RULE_DISABLED", RULE, `aws events enable-rule --name ${RULE}`, existing, ({ stubs, rule }) =>
    stubs.events.on(DescribeRuleCommand).resolves({ ...rule, State: "DISABLED" }),
  ),
  row("RULE_BLIND", RULE, `aws events put-rule --name ${RULE}`, existing, ({ stubs, rule }) =>
    stubs.events
      .on(DescribeRuleCommand)
      .resolves({ State: "ENABLED", EventPattern: rule.EventPattern.replace(TRADES, "elsewhere/") }),
  ),
  row("RULE_TARGET", RULE, queueArn(REGISTER), existing, ({ stubs }) =>
    stubs.events.on(ListTargetsByRuleCommand).resolves({ Targets: [{ Id: "x", Arn: queueArn("other") }] }),
  ),
  row("RULE_DROPS", RULE, "DeadLetterConfig", existing, ({ stubs }) =>
    stubs.events.on(ListTargetsByRuleCommand).resolves({ Targets: [{ Id: "x", Arn: queueArn(REGISTER) }] }),
  ),
  row("QUEUE_MISSING", PARKING, DEPLOY, owned, (stage) =>
    stage.clients.sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl(stage, PARKING) })),
  ),
  row("QUEUE_POLICY", REGISTER, "aws sqs set-queue-attributes", owned, queue(REGISTER, { Policy: "" })),
  row(
    "QUEUE_KEY",
    REGISTER,
    '"SqsManagedSseEnabled":"true"',
    owned,
    queue(REGISTER, { KmsMasterKeyId: "alias/aws/sqs" }),
  ),
  row("QUEUE_KEY", REGISTER, "aws kms enable-key", owned, key({ Enabled: false }, {})),
  row("QUEUE_KEY", REGISTER, '"SqsManagedSseEnabled":"true"', owned, key({}, { Statement: [] })),
  row(
    "VISIBILITY_SHORT",
    REGISTER,
    '"VisibilityTimeout":"181"',
    owned,
    queue(REGISTER, {
      VisibilityTimeout: "180",
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
  row("FUNCTION_MISSING", REGISTER, DEPLOY, owned, ({ stubs }) =>
    stubs.lambda
      .on(GetFunctionConfigurationCommand)
      .rejects(new ResourceNotFoundException({ message: "", $metadata: {} })),
  ),
  row("MAPPING_MISSING", REGISTER, DEPLOY, owned, fed({ EventSourceArn: queueArn("other") })),
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
  row("CONCURRENCY_RESERVED", REGISTER, "aws lambda delete-function-concurrency", owned, ({ stubs }) =>
    stubs.lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 }),
  ),
  row("CONCURRENCY_SCARCE", "the account", "request-service-quota-increase", owned, ({ stubs }) =>
    stubs.lambda
      .on(GetAccountSettingsCommand)
      .resolves({ AccountLimit: { UnreservedConcurrentExecutions: 5 } }),
  ),
  row("TABLE_MISSING", `${RAW}.trades`, DEPLOY, owned, dropped(RAW, "trades")),
  row(
    "TABLE_NOT_CRAWLED",
    "raw_dev.quotes",
    "aws glue start-crawler --name",
    everyStrategy,
    dropped("raw_dev", "quotes"),
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
  row(
    "VIEW_MISSING",
    "stock_trades_quality_dev.ready_sessions",
    DEPLOY,
    owned,
    dropped("stock_trades_quality_dev", "ready_sessions"),
  ),
  row(
    "VIEW_STALE",
    "stock_trades_quality_dev.ready_sessions",
    DEPLOY,
    owned,
    table("stock_trades_quality_dev", "ready_sessions", (input) => ({
      ...input,
      ViewOriginalText: "/* Presto View: e30= */",
    })),
  ),
  row(
    "LAKE_GRANT_MISSING",
    `${RAW}.trades`,
    `role/${NAME}-register --permissions ALTER INSERT --resource`,
    owned,
    both(
      ({ stubs }) =>
        stubs.lake
          .on(ListPermissionsCommand, { Resource: { Table: { DatabaseName: RAW, TableWildcard: {} } } })
          .resolves({}),
      granted([`${NAME}-register`, "DESCRIBE"], [`${NAME}-validate`, "SELECT", "DESCRIBE"]),
    ),
  ),
  row(
    "LAKE_LOCATION_MISSING",
    "locations",
    "--permissions DATA_LOCATION_ACCESS",
    owned,
    both(
      ({ stubs }) =>
        stubs.lake
          .on(ListPermissionsCommand, { Resource: { Table: { DatabaseName: RAW, TableWildcard: {} } } })
          .resolves({}),
      granted(
        [`${NAME}-register`, "DESCRIBE", "ALTER", "INSERT"],
        [`${NAME}-validate`, "SELECT", "DESCRIBE"],
      ),
      ({ stubs, bucket }) => {
        const ResourceArn = `arn:aws:s3:::${bucket}/${TRADES}`;
        stubs.lake.on(ListResourcesCommand).resolves({ ResourceInfoList: [{ ResourceArn }] });
        stubs.lake.on(ListPermissionsCommand, { Resource: { DataLocation: { ResourceArn } } }).resolves({});
      },
    ),
  ),
  row("WORKGROUP_MISSING", WORKGROUP, DEPLOY, owned, ({ clients }) =>
    clients.athena.send(new DeleteWorkGroupCommand({ WorkGroup: WORKGROUP, RecursiveDeleteOption: true })),
  ),
  row("WORKGROUP_DISABLED", WORKGROUP, "--state ENABLED", owned, workGroup({ State: "DISABLED" })),
  row(
    "WORKGROUP_NOT_ENFORCED",
    WORKGROUP,
    "EnforceWorkGroupConfiguration=true",
    owned,
    workGroup({ ConfigurationUpdates: { EnforceWorkGroupConfiguration: false } }),
  ),
  row(
    "WORKGROUP_NO_CUTOFF",
    WORKGROUP,
    "BytesScannedCutoffPerQuery=",
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
  row(
    "WORKGROUP_ENGINE",
    WORKGROUP,
    "SelectedEngineVersion=Athena engine version 3",
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
  ),
  row("SCHEDULE_MISSING", SCHEDULES, DEPLOY, owned, ({ stubs }) =>
    stubs.scheduler.on(ListSchedulesCommand).rejects(named("ResourceNotFoundException")),
  ),
  row("SCHEDULE_DISABLED", SCHEDULES, "aws scheduler update-schedule", owned, async ({ stubs }) => {
    const { names = [] } = expectedStage(datasets, "dev").schedules ?? {};
    const Schedules = names.map((Name, at) => ({ Name, State: at === 0 ? "DISABLED" : "ENABLED" }) as const);
    stubs.scheduler.on(ListSchedulesCommand).resolves({ Schedules });
  }),
  row("TOPIC_MISSING", `${NAME}-alarms`, DEPLOY, owned, ({ stubs }) =>
    stubs.sns.on(GetTopicAttributesCommand, alarmTopic).rejects(named("NotFoundException")),
  ),
  row("TOPIC_UNCONFIRMED", `${NAME}-alarms`, "aws sns subscribe", owned, ({ stubs }) =>
    stubs.sns
      .on(GetTopicAttributesCommand, alarmTopic)
      .resolves({ Attributes: { SubscriptionsConfirmed: "0", SubscriptionsPending: "1" } }),
  ),
  row("TOPIC_UNHEARD", `${NAME}-alarms`, "aws sns subscribe", owned, ({ stubs }) =>
    stubs.sns.on(GetTopicAttributesCommand, alarmTopic).resolves({ Attributes: {} }),
  ),
];

const alarmTopic = { TopicArn: `arn:aws:sns:us-east-1:000000000000:${NAME}-alarms` };

function named(name: string): Error {
  return Object.assign(new Error("refused"), { name });
}

test.each(ROWS)(
  "$code of $where is found, alone and with what mends it",
  async ({ code, where, fix, on, plant }) => {
    stage = await soundStage(on);
    await plant(stage);
    const findings = await stage.diagnose();
    const wrong = findings.filter(({ verdict }) => verdict !== "ok");
    expect(wrong).toEqual([
      {
        check: expect.any(String),
        where,
        verdict: FAULTS[code],
        code,
        what: expect.any(String),
        fix: expect.stringContaining(fix),
      },
    ]);
  },
);

test.each(
  ROWS.filter(({ fix, where }) => /set-queue-attributes|"|maxReceive/.test(fix) && where === REGISTER),
)("what mends $code does: $fix", async ({ on, plant }) => {
  stage = await soundStage(on);
  await plant(stage);
  const [fault] = (await stage.diagnose()).filter(({ verdict }) => verdict !== "ok");
  const words = wordsOf(fault!.fix!);
  expect(words.slice(0, 3)).toEqual(["sqs", "set-queue-attributes", "--queue-url"]);
  const Attributes = JSON.parse(words[words.indexOf("--attributes") + 1]!);
  await stage.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: words[3], Attributes }));
  expect((await stage.diagnose()).filter(({ verdict }) => verdict !== "ok")).toEqual([]);
});

/** The words that a shell hands to `aws`. */
function wordsOf(command: string): readonly string[] {
  const script = `aws() { for word; do printf '%s\\0' "$word"; done; }; ${command}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

test("a stage that is not there is one finding, not one for each of its parts", async () => {
  stage = await soundStage(owned);
  stage.sees = {
    lambda: async () => ABSENT,
    mappings: async () => ABSENT,
    queue: async () => ABSENT,
    table: async () => ABSENT,
  };
  expect((await stage.diagnose()).filter(({ verdict }) => verdict !== "ok")).toMatchObject([
    { code: "STAGE_MISSING", where: "dev", what: expect.stringContaining("us-east-1") },
  ]);
});

test("in the mode of Lake Formation, grants by name and on all tables count together", async () => {
  stage = await soundStage(owned);
  const wildcard = { Resource: { Table: { DatabaseName: RAW, TableWildcard: {} } } };
  await granted([`${NAME}-register`, "ALTER", "INSERT"], [`${NAME}-validate`, "SELECT"])(stage);
  stage.stubs.lake.on(ListPermissionsCommand, wildcard).resolves({
    PrincipalResourcePermissions: [`${NAME}-register`, `${NAME}-validate`].map((role) => ({
      Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::000000000000:role/${role}` },
      Permissions: ["DESCRIBE"],
    })),
  });
  const findings = await stage.diagnose();
  expect(
    findings.filter(({ where, check }) => where === `${RAW}.trades` && check === "Lake Formation"),
  ).toEqual([
    expect.objectContaining({ verdict: "ok", what: expect.stringContaining("Lake Formation decides") }),
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
  const of = (verdict: string, list = findings) => list.filter((one) => one.verdict === verdict);
  expect(new Set(of("unknown").map(({ check, what, fix }) => [check, what, fix].join("; ")))).toEqual(
    new Set([
      ...["queue policy", "encryption", "visibility timeout", "redrive"].map(
        (check) =>
          `${check}; not allowed to look: AccessDenied: no; allow sqs:GetQueueUrl and sqs:GetQueueAttributes to whoever runs this`,
      ),
      "Lake Formation; not allowed to look: AccessDeniedException: refused; allow lakeformation:ListPermissions to whoever runs this",
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
  expect(identity).toMatchObject({ verdict: "fail", code: "NO_CREDENTIALS" });
  expect(new Set(rest.map(({ verdict }) => verdict))).toEqual(new Set(["unknown"]));
  expect(conclusionOf([identity!, ...rest])).toBe("unseen");
});

test("every fault is planted here, and has a heading in docs/doctor.md", () => {
  const elsewhere: readonly FaultCode[] = ["NO_CREDENTIALS", "STAGE_MISSING"];
  const planted = new Set([...ROWS.map(({ code }) => code), ...elsewhere]);
  expect([...planted].sort()).toEqual(Object.keys(FAULTS).sort());
  const headings = [...textOf("docs/doctor.md").matchAll(/^### ([A-Z_]+)$/gm)].map(([, code]) => code);
  expect(headings).toEqual(Object.keys(FAULTS));
});
