/** A stage on somebody else's AWS: deployed by `sls`, asked by the SDK's clients. */
import { rmSync } from "node:fs";
import { AthenaClient, ListWorkGroupsCommand } from "@aws-sdk/client-athena";
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import {
  GetCrawlersCommand,
  GetDatabasesCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListSubscriptionsCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { serverless, serviceFolder } from "../packaging/service.ts";
import { judgedFact } from "../support/judged-fact.ts";

const athena = new AthenaClient({});
const cloudFormation = new CloudFormationClient({});
const eventBridge = new EventBridgeClient({});
export const glue = new GlueClient({});
const iam = new IAMClient({});
const lambda = new LambdaClient({});
export const s3 = new S3Client({ forcePathStyle: true });
const scheduler = new SchedulerClient({});
const sns = new SNSClient({});
const sqs = new SQSClient({});

/** What `sls` needs to find that AWS, and no other. */
const AWS = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith("AWS_")),
) as Record<string, string>;

const ACCOUNT = "000000000000";
const SERVICE = "stock-trades-partitions";

export const ownedBucket = (stage: string) => `${SERVICE}-${stage}-${ACCOUNT}`;
export const stackOf = (stage: string) => `${SERVICE}-${stage}`;

export interface Sls {
  readonly exitCode: number;
  readonly printed: string;
}

/** `sls <command> --stage <stage>`, with these datasets in place of the project's if there are any. */
export async function sls(
  command: "deploy" | "remove",
  stage: string,
  { datasets, parameters = [] }: { datasets?: readonly Dataset[]; parameters?: readonly string[] } = {},
): Promise<Sls> {
  const folder = serviceFolder(datasets);
  try {
    const words = [command, "--stage", stage, ...parameters.map((one) => `--param=${one}`)];
    return await serverless(folder, words, AWS);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same, which must end well. */
export async function slsDone(...args: Parameters<typeof sls>): Promise<void> {
  const { exitCode, printed } = await sls(...args);
  if (exitCode !== 0) throw new Error(printed);
}

/** Does a step and keeps how long it took, for the record. */
export async function timed<Answer>(step: string, work: () => Promise<Answer>): Promise<Answer> {
  const began = Date.now();
  const answer = await work();
  judgedFact(`${step}, seconds`, Math.round((Date.now() - began) / 100) / 10);
  return answer;
}

/** Where nothing tells that something has come about: asks again until it is so, at most half a minute. */
export async function until<Answer>(
  ask: () => Promise<Answer>,
  isSo: (answer: Answer) => boolean,
): Promise<Answer> {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    if (Date.now() > end) throw new Error(`half a minute later it is still ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function put(bucket: string, ...keys: readonly string[]): Promise<void> {
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "PAR1....PAR1" }));
}

/** Location of each partition, by its values: "2026-11-20/AAPL". */
export async function partitions(database: string, table: string): Promise<Readonly<Record<string, string>>> {
  const { Partitions = [] } = await glue.send(
    new GetPartitionsCommand({ DatabaseName: database, TableName: table }),
  );
  return Object.fromEntries(
    Partitions.map(({ Values = [], StorageDescriptor }) => [
      Values.join("/"),
      StorageDescriptor?.Location ?? "",
    ]),
  );
}

/** Waits until a table has as many partitions, and answers them. */
export function partitionsWhen(database: string, table: string, count: number) {
  return until(
    () => partitions(database, table),
    (found) => Object.keys(found).length >= count,
  );
}

/** Undefined if there is none of that name. */
export async function tableOf(database: string, name: string) {
  try {
    return (await glue.send(new GetTableCommand({ DatabaseName: database, Name: name }))).Table;
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === "EntityNotFoundException") return undefined;
    throw thrown;
  }
}

/** How many versions and delete markers a bucket holds, up to a page of them. */
export async function versionsIn(bucket: string): Promise<number> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  return Versions.length + DeleteMarkers.length;
}

export async function stackStatus(stage: string): Promise<string> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackOf(stage) }));
  return Stacks[0]?.StackStatus ?? "none";
}

export async function resourceTypes(stage: string): Promise<readonly string[]> {
  const { StackResources = [] } = await cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: stackOf(stage) }),
  );
  return StackResources.map(({ ResourceType }) => ResourceType ?? "");
}

export type StackTemplate = { readonly Resources: Readonly<Record<string, { readonly Type: string }>> };

export async function templateOf(stage: string): Promise<StackTemplate> {
  const { TemplateBody = "" } = await cloudFormation.send(
    new GetTemplateCommand({ StackName: stackOf(stage) }),
  );
  return JSON.parse(TemplateBody);
}

/** Updates the stack past `sls`, and answers the status in which it ends. A template beyond 51,200 bytes goes by S3. */
export async function update(stage: string, template: StackTemplate): Promise<string> {
  const [Bucket, Key] = ["templates-past-sls", `${stage}.json`];
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(template) }));
  await cloudFormation.send(
    new UpdateStackCommand({
      StackName: stackOf(stage),
      TemplateURL: `https://s3.amazonaws.com/${Bucket}/${Key}`,
      Capabilities: ["CAPABILITY_NAMED_IAM"],
    }),
  );
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await s3.send(new DeleteBucketCommand({ Bucket }));
  return await until(
    () => stackStatus(stage),
    (status) => !status.endsWith("_IN_PROGRESS"),
  );
}

/** What a function answers; throws what it threw. */
export async function invoke(name: string, payload: object): Promise<unknown> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }),
  );
  const answer = Buffer.from(Payload ?? []).toString();
  if (FunctionError !== undefined) throw new Error(answer);
  return JSON.parse(answer);
}

/** What a service without a client here answers to a listing: `monitoring` by a form, `logs` by JSON. */
async function listed(service: string, headers: Readonly<Record<string, string>>, body: string) {
  const scope = `test/20260101/us-east-1/${service}/aws4_request`;
  const answer = await fetch(process.env.AWS_ENDPOINT_URL!, {
    method: "POST",
    headers: {
      ...headers,
      Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

const ALARM_OR_DASHBOARD = /<(?:AlarmName|DashboardName)>(.*?)</g;
const LOG_GROUP = /"logGroupName": ?"(.*?)"/g;

async function watched(): Promise<string[]> {
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  const json = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "Logs_20140328.DescribeLogGroups",
  };
  const texts = [
    ...["DescribeAlarms", "ListDashboards"].map((action) =>
      listed("monitoring", form, `Action=${action}&Version=2010-08-01`),
    ),
    listed("logs", json, "{}"),
  ];
  const found = (await Promise.all(texts)).join("\n");
  return [ALARM_OR_DASHBOARD, LOG_GROUP].flatMap((name) => [...found.matchAll(name)].map((one) => one[1]!));
}

/** Everything whose name carries the stage, of every service that the template uses. */
export async function leftOf(stage: string): Promise<readonly string[]> {
  const databases = (await glue.send(new GetDatabasesCommand({}))).DatabaseList ?? [];
  const tables = await Promise.all(
    databases.map(async ({ Name }) => {
      const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: Name! }));
      return TableList.map((table) => `${Name}.${table.Name}`);
    }),
  );
  const names = [
    ...databases.map(({ Name }) => Name),
    ...tables.flat(),
    ...((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name),
    ...((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []),
    ...((await sns.send(new ListTopicsCommand({}))).Topics ?? []).map(({ TopicArn }) => TopicArn),
    ...((await lambda.send(new ListFunctionsCommand({}))).Functions ?? []).map(
      ({ FunctionName }) => FunctionName,
    ),
    ...((await iam.send(new ListRolesCommand({}))).Roles ?? []).map(({ RoleName }) => RoleName),
    ...((await athena.send(new ListWorkGroupsCommand({}))).WorkGroups ?? []).map(({ Name }) => Name),
    ...((await scheduler.send(new ListSchedulesCommand({}))).Schedules ?? []).map(({ Name }) => Name),
    ...((await glue.send(new GetCrawlersCommand({}))).Crawlers ?? []).map(({ Name }) => Name),
    ...((await eventBridge.send(new ListRulesCommand({}))).Rules ?? []).map(({ Name }) => Name),
    ...((await lambda.send(new ListEventSourceMappingsCommand({}))).EventSourceMappings ?? []).map(
      ({ EventSourceArn }) => EventSourceArn,
    ),
    ...((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions ?? []).map(
      ({ TopicArn }) => TopicArn,
    ),
    ...(await watched()),
  ];
  const own = new RegExp(`[-_]${stage}(?![a-z0-9])`);
  return names.filter((name) => name !== undefined).filter((name) => own.test(name));
}
