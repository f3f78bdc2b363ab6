/**
 * What AWS does in a role's name, or at a queue's or topic's door. None of it passes by the local stack's wire, so it is
 * told here, each with the page of AWS that says so.
 */
import { eventPipelinesOf } from "../../deploy/event-pipelines.ts";
import { rulesOf } from "../../deploy/event-rules.ts";
import { indexedDatasets } from "../../deploy/partition-indexes.ts";
import { reconcilerOf } from "../../deploy/reconcile-settings.ts";
import { validationOf } from "../../deploy/validation-settings.ts";
import { crawlTarget, type Dataset } from "../../shared/datasets/dataset.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import {
  alarmTopicName,
  crawlerName,
  databaseName,
  emptyFunctionName,
  indexesFunctionName,
  lookQueueName,
  reconcileScheduleName,
  validateFunctionName,
  validateScheduleName,
} from "../../shared/runtime/names.ts";
import { type LakeContents, onDatabase, onTable, readBy } from "./authorisation.ts";
import type { AccessRequest } from "./request.ts";
import { ACCOUNT, arnOf } from "./template.ts";

export interface Doing {
  /** Name of the role that AWS acts for; or the service that comes by itself. */
  readonly by: string;
  readonly requests: readonly AccessRequest[];
}

export interface Site {
  readonly stage: string;
  readonly bucket: string;
  readonly ownsBucket: boolean;
  readonly datasets: readonly DeclaredDataset[];
  readonly lake: LakeContents;
}

export function doneByAws(site: Site): Doing[] {
  const { stage, datasets, ownsBucket } = site;
  const pipelines = eventPipelinesOf(datasets, stage);
  const validation = validationOf(datasets, stage);
  const reconciles = reconcilerOf(datasets, stage);
  const functions = [
    ...pipelines.map(({ functionName }) => functionName),
    ...(validation === undefined ? [] : [validateFunctionName(stage)]),
    ...(reconciles === undefined ? [] : [reconciles.functionName]),
    ...(ownsBucket ? [emptyFunctionName(stage)] : []),
    ...(indexedDatasets(datasets).length > 0 ? [indexesFunctionName(stage)] : []),
  ];
  return [
    ...functions.map((name): Doing => ({ by: name, requests: logging(name) })),
    ...pipelines.map(
      ({ functionName, queue }): Doing => ({ by: functionName, requests: polling(queue.name) }),
    ),
    ...(validation === undefined
      ? []
      : [
          { by: validateFunctionName(stage), requests: tellingOfFailure(stage) },
          { by: validateFunctionName(stage), requests: polling(validation.queue.name) },
          { by: validation.lookScheduleGroup, requests: sending(lookQueueName(stage)) },
          { by: validateScheduleName(stage), requests: invoking(stage) },
        ]),
    ...(reconciles === undefined
      ? []
      : [
          { by: reconciles.functionName, requests: polling(reconciles.queue.name) },
          { by: reconciles.scheduleGroup, requests: sending(reconciles.queue.name) },
        ]),
    ...datasets
      .filter(({ strategy }) => strategy === "crawl")
      .map((dataset): Doing => ({ by: crawlerName(stage, dataset.name), requests: crawling(dataset, site) })),
    ...functions.map((name): Doing => ({ by: "lambda.amazonaws.com", requests: [taking(name)] })),
    ...trusted(site),
    ...delivered(site),
  ];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
function logging(functionName: string): AccessRequest[] {
  const group = `log-group:/aws/lambda/${functionName}`;
  const stream = "log-stream:2026/11/20/[$LATEST]0a1b2c3d4e5f";
  return ["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({
    action,
    resource: arnOf("logs", action === "logs:CreateLogStream" ? `${group}:*` : `${group}:${stream}`),
  }));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const polling = (queue: string): AccessRequest[] =>
  ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"].map((action) => ({
    action,
    resource: arnOf("sqs", queue),
  }));

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const tellingOfFailure = (stage: string): AccessRequest[] => [
  { action: "sns:Publish", resource: arnOf("sns", alarmTopicName(stage)) },
];

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html */
const invoking = (stage: string): AccessRequest[] => [
  { action: "lambda:InvokeFunction", resource: arnOf("lambda", `function:${validateFunctionName(stage)}`) },
];

/** The same page. */
const sending = (queue: string): AccessRequest[] => [
  { action: "sqs:SendMessage", resource: arnOf("sqs", queue) },
];

const TABLE_CALLS = [
  "glue:GetTable",
  "glue:UpdateTable",
  "glue:GetPartition",
  "glue:GetPartitions",
  "glue:BatchGetPartition",
  "glue:CreatePartition",
  "glue:BatchCreatePartition",
  "glue:UpdatePartition",
  "glue:BatchUpdatePartition",
] as const;

/**
 * AWS lists no shorter policy than its managed one; these are the steps of a crawl: look, list, read, write the table and
 * its partitions, log. https://docs.aws.amazon.com/glue/latest/dg/crawler-prereqs.html
 */
function crawling(dataset: Dataset, { stage, lake }: Site): AccessRequest[] {
  const database = databaseName(dataset.database, stage);
  const onIt = (action: string) => onTable(action, database, dataset.table);
  const located = lake.partitions(database, dataset.table);
  return [
    ...located.flatMap((one) => readBy(one)),
    ...located.map(({ bucket }) => ({
      action: "s3:ListBucket",
      resource: `arn:aws:s3:::${bucket}`,
      context: { "s3:prefix": dataset.prefix.slice(0, -1) },
    })),
    ...onDatabase("glue:GetDatabase", database),
    ...onIt("glue:GetTables"),
    ...(crawlTarget(dataset) === "s3" ? onIt("glue:CreateTable") : []),
    ...TABLE_CALLS.flatMap(onIt),
    { action: "logs:CreateLogGroup", resource: arnOf("logs", "log-group:/aws-glue/crawlers") },
    { action: "logs:CreateLogStream", resource: arnOf("logs", "log-group:/aws-glue/crawlers:log-stream:x") },
    { action: "logs:PutLogEvents", resource: arnOf("logs", "log-group:/aws-glue/crawlers:log-stream:x") },
  ];
}

/** A service takes a role. */
const taking = (role: string, context: AccessRequest["context"] = {}): AccessRequest => ({
  action: "sts:AssumeRole",
  resource: `arn:aws:iam::${ACCOUNT}:role/${role}`,
  context,
});

function trusted({ stage, datasets }: Site): Doing[] {
  const crawled = datasets.filter(({ strategy }) => strategy === "crawl");
  const groups = [
    ...(validationOf(datasets, stage) === undefined ? [] : [validateScheduleName(stage)]),
    ...(reconcilerOf(datasets, stage) === undefined ? [] : [reconcileScheduleName(stage)]),
  ];
  const scheduleOf = (group: string) => ({
    "aws:SourceAccount": ACCOUNT,
    "aws:SourceArn": arnOf("scheduler", `schedule-group/${group}`),
  });
  return [
    ...crawled.map(
      ({ name }): Doing => ({ by: "glue.amazonaws.com", requests: [taking(crawlerName(stage, name))] }),
    ),
    ...groups.map(
      (group): Doing => ({ by: "scheduler.amazonaws.com", requests: [taking(group, scheduleOf(group))] }),
    ),
  ];
}

/**
 * S3 or EventBridge at the queues, CloudWatch at the topic of alarms.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
function delivered({ stage, datasets, ownsBucket, bucket }: Site): Doing[] {
  const send = (queue: string, source: string): AccessRequest => ({
    action: "sqs:SendMessage",
    resource: arnOf("sqs", queue),
    context: { "aws:SourceArn": source, "aws:SourceAccount": ACCOUNT },
  });
  const heard = eventPipelinesOf(datasets, stage).filter((pipeline) => pipeline.datasets.length > 0);
  const alarm = arnOf("cloudwatch", `alarm:stock-trades-partitions-${stage}-parked`);
  return [
    ...heard.map((pipeline): Doing => {
      const { queue, parking } = pipeline;
      if (ownsBucket)
        return { by: "s3.amazonaws.com", requests: [send(queue.name, `arn:aws:s3:::${bucket}`)] };
      const sources = rulesOf(pipeline).map(({ name }) => arnOf("events", `rule/${name}`));
      const requests = sources.flatMap((source) => [send(queue.name, source), send(parking.name, source)]);
      return { by: "events.amazonaws.com", requests };
    }),
    {
      by: "cloudwatch.amazonaws.com",
      requests: [
        {
          action: "sns:Publish",
          resource: arnOf("sns", alarmTopicName(stage)),
          context: { "aws:SourceArn": alarm, "aws:SourceAccount": ACCOUNT },
        },
      ],
    },
  ];
}
