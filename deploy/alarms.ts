import { CRAWL_DEFAULTS, type Dataset } from "../shared/datasets/dataset.ts";
import type { CheckSuite } from "../shared/quality/result.ts";
import { METRICS, METRICS_NAMESPACE, type MetricName, RUN_METRICS } from "../shared/runtime/metric-names.ts";
import { alarmTopicName, resourceName, SERVICE } from "../shared/runtime/names.ts";
import { accountId, alarmArn } from "./arns.ts";
import { type Resource, type Resources, ref } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import type { EventPipeline } from "./event-pipelines.ts";
import { subscription, topic, topicPolicy } from "./topics.ts";
import { validation as numbers, type Validation } from "./validation.ts";

/**
 * The alarms, each with its meaning in one line, and the topic they all speak to.
 *
 * Missing data never sets off an alarm: SQS sends nothing about a queue that was idle for six hours, Lambda and the functions
 * nothing about invocations that did not happen, and a platform without new objects is quiet, not broken.
 *
 * There is no alarm of its own for messages that SQS moved to the parking queue because their retries are
 * exhausted. SQS counts such moves in no metric (NumberOfMessagesSent leaves them out), and to infer them, as
 * growth of the queue that our own Parked metric does not explain, compares samples with sums that fall into
 * different minutes: it would cry wolf. Instead "retries-running-out" fires an hour before the first such move,
 * whatever its cause, and "parked" fires at the move itself.
 */
export function alarms(
  pipelines: readonly EventPipeline[],
  validation: Validation | undefined,
  deployment: Deployment,
): Resources {
  const { stage, alarmEmail } = deployment;
  const definitions = [
    ...pipelines.flatMap((pipeline) => definitionsFor(pipeline, deployment)),
    ...(validation === undefined ? [] : onValidation(validation, stage)),
  ];
  return {
    AlarmTopic: topic(alarmTopicName(stage)),
    AlarmTopicPolicy: topicPolicy("AlarmTopic", [acceptFromAlarms(stage, definitions)]),
    ...(alarmEmail === undefined ? {} : { AlarmSubscription: subscription("AlarmTopic", alarmEmail) }),
    ...Object.fromEntries(definitions.map((definition) => [definition.id, alarm(stage, definition)])),
  };
}

interface Definition {
  readonly id: string;
  readonly name: string;
  readonly meaning: string;
  /** One metric, or a sum of several. */
  readonly metrics: readonly Metric[];
  readonly statistic: "Sum" | "Maximum";
  /** Seconds. */
  readonly period: number;
  /** How many periods in a row. */
  readonly periods: number;
  readonly above: number;
  /**
   * Does the last value count until the next one comes? Otherwise nothing is nothing wrong. For what is judged once a
   * day, and does not heal because nobody looks.
   */
  readonly lasting?: boolean;
}

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const once = { statistic: "Sum", period: 5 * MINUTE, periods: 1, above: 0 } as const;

/** The alarms on one function and its queues. Those of the crawl function have its name before theirs. */
function definitionsFor(pipeline: EventPipeline, { stage, ownsBucket }: Deployment): readonly Definition[] {
  const definitions = [
    ...onQueues(pipeline),
    ...onFailures(pipeline, stage),
    ...(pipeline.consumer === "register" ? [conflict(pipeline, stage)] : [overdue(pipeline, stage)]),
    ...onFunction(pipeline),
    // Nothing is undeliverable where no rule delivers.
    ...(ownsBucket || pipeline.datasets.length === 0 ? [] : [undeliverable(pipeline)]),
  ];
  if (pipeline.consumer === "register") return definitions;
  return definitions.map((definition) => ({
    ...definition,
    id: `Crawl${definition.id}`,
    name: `crawl-${definition.name}`,
  }));
}

const onQueues = ({ consumer, queue, parking }: EventPipeline): readonly Definition[] => [
  {
    id: "ParkedAlarm",
    name: "parked",
    meaning: `Messages wait in the ${PARKING[consumer]} for a person; it clears when they are replayed or deleted.`,
    metrics: [ofQueue(parking.name, "ApproximateNumberOfMessagesVisible")],
    statistic: "Maximum",
    period: MINUTE,
    periods: 1,
    above: 0,
  },
  {
    // Not blind to a message that somebody looked at: SQS leaves out what was received more than three times,
    // but then "parked" is still on.
    id: "ParkedExpiringAlarm",
    name: "parked-expiring",
    meaning: "A parked message is 10 days old; SQS deletes it when it is 14.",
    metrics: [ofQueue(parking.name, "ApproximateAgeOfOldestMessage")],
    statistic: "Maximum",
    period: 5 * MINUTE,
    periods: 1,
    above: 10 * DAY,
  },
  {
    // What is received and returned again and again drops out of this metric after three times; that is the
    // business of "retries-running-out".
    id: "BacklogAlarm",
    name: "backlog",
    meaning: `Messages have waited ${BACKLOG[consumer]} minutes without being read: the function is off or cannot keep up.`,
    metrics: [ofQueue(queue.name, "ApproximateAgeOfOldestMessage")],
    statistic: "Maximum",
    period: MINUTE,
    periods: 1,
    above: BACKLOG[consumer] * MINUTE,
  },
];

const PARKING = { register: "parking queue", crawl: "crawl parking queue" } as const;

/**
 * Minutes. A due may be held back for 15 (SQS API: DelaySeconds), and AWS leaves open whether a message ages meanwhile.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const BACKLOG = { register: 15, crawl: 30 } as const;

function onFailures(pipeline: EventPipeline, stage: string): readonly Definition[] {
  const failed = own(pipeline, stage, METRICS.Failed);
  return [
    {
      // One throttled call that heals at the next delivery is no news; three periods in a row are an outage. A
      // message returns every visibility timeout, some three minutes, so no period of an outage is empty.
      id: "FailedAlarm",
      name: "failed",
      meaning: FAILED[pipeline.consumer],
      metrics: [failed],
      statistic: "Sum",
      period: 5 * MINUTE,
      periods: 3,
      above: 0,
    },
    {
      // All that counts as a receive without a deletion: returned by the function, crash, throttled invocation.
      id: "RetriesRunningOutAlarm",
      name: "retries-running-out",
      meaning: `Messages have been coming back for 2 hours; after 3 they move to the ${PARKING[pipeline.consumer]}.`,
      metrics: [failed, ofFunction(pipeline, "Errors"), ofFunction(pipeline, "Throttles")],
      statistic: "Sum",
      period: 5 * MINUTE,
      periods: 24,
      above: 0,
    },
  ];
}

const FAILED = {
  register: "Registrations have failed for 15 minutes; Glue refuses or does not answer. They are retried.",
  crawl: "Dues could not be sent, or messages not be parked, for 15 minutes. They are retried.",
} as const;

const conflict = (pipeline: EventPipeline, stage: string): Definition => ({
  id: "ConflictAlarm",
  name: "conflict",
  meaning: "A partition exists in Glue and points elsewhere than its objects are; nothing was overwritten.",
  metrics: [own(pipeline, stage, METRICS.ConflictingPartitions)],
  ...once,
});

/**
 * Two hours beyond the longest pause that a dataset wants between its crawls. A due comes back within 15 minutes, so of
 * the periods in which one waits none is empty.
 */
const overdue = (pipeline: EventPipeline, stage: string): Definition => ({
  id: "OverdueAlarm",
  name: "overdue",
  meaning:
    "Objects have waited for a crawl two hours longer than planned: crawls fail, never end or wait too long.",
  metrics: [own(pipeline, stage, METRICS.DueAge)],
  statistic: "Maximum",
  period: 30 * MINUTE,
  periods: 1,
  above: (2 * HOUR + longestPause(pipeline.datasets)) * 1000,
});

/** Seconds. */
const longestPause = (datasets: readonly Dataset[]) =>
  Math.max(...datasets.map(({ crawl }) => crawl?.minimumInterval ?? CRAWL_DEFAULTS.minimumInterval));

const onFunction = (pipeline: EventPipeline): readonly Definition[] => [
  {
    id: "ErrorsAlarm",
    name: "errors",
    meaning: `The ${pipeline.consumer} function crashed or timed out; it answers for every message, so this is a defect.`,
    metrics: [ofFunction(pipeline, "Errors")],
    ...once,
  },
  {
    id: "ThrottlesAlarm",
    name: "throttles",
    meaning: `Lambda refused to start the ${pipeline.consumer} function: the account's concurrency is used up.`,
    metrics: [ofFunction(pipeline, "Throttles")],
    ...once,
  },
];

/**
 * No alarm tells that no run *began*, beyond what Scheduler says it gave up: absence is a fact only after the longest
 * pause between runs, a weekend, and a new stage, which has not run yet, would begin with an alarm. None tells what a
 * run in an open session found, either: the run after the close judges the same rows, and until then subscribers of the
 * quality topic know.
 */
const onValidation = ({ functionName, scheduleGroup }: Validation, stage: string): readonly Definition[] => [
  {
    id: "ChecksFailedAlarm",
    name: "checks-failed",
    meaning:
      "The last run after the close found data that are missing or wrong; it clears with a run that does not.",
    metrics: [ofCloseRuns(stage, RUN_METRICS.ChecksFailed)],
    ...last,
  },
  {
    id: "ChecksNotEvaluatedAlarm",
    name: "checks-not-evaluated",
    meaning:
      "The last run after the close could not make some of its checks: nobody knows what they would have found.",
    metrics: [ofCloseRuns(stage, RUN_METRICS.ChecksNotEvaluated)],
    ...last,
  },
  {
    id: "ValidateErrorsAlarm",
    name: "validate-errors",
    meaning: "A run of validation crashed or timed out; it is tried twice more, and pays for no query twice.",
    metrics: [ofLambda(functionName, "Errors")],
    ...once,
  },
  {
    id: "ValidateThrottlesAlarm",
    name: "validate-throttles",
    meaning: "Lambda refused to start the validate function: the account's concurrency is used up.",
    metrics: [ofLambda(functionName, "Throttles")],
    ...once,
  },
  {
    id: "ValidateMissedAlarm",
    name: "validate-missed",
    meaning:
      "A run of validation was given up: Scheduler could not start it, or Lambda has tried it in vain.",
    metrics: [
      metric("AWS/Scheduler", "InvocationDroppedCount", { ScheduleGroup: scheduleGroup }),
      ofLambda(functionName, "AsyncEventsDropped"),
    ],
    ...once,
  },
  {
    id: "ValidationCostAlarm",
    name: "validation-cost",
    meaning: `Validation has scanned more than ${numbers.dailyBytes / 1e9} GB within a day.`,
    metrics: [ofRuns(stage, RUN_METRICS.ScannedBytes)],
    statistic: "Sum",
    period: DAY,
    periods: 1,
    above: numbers.dailyBytes,
  },
];

/** The last run's number, be it zero: it is sent by every run. */
const last = { statistic: "Maximum", period: 5 * MINUTE, periods: 1, above: 0, lasting: true } as const;

const ofRuns = (stage: string, name: MetricName, more: Readonly<Record<string, string>> = {}) =>
  metric(METRICS_NAMESPACE, name, { service: SERVICE, stage, function: "validate", ...more });

const ofCloseRuns = (stage: string, name: MetricName) =>
  ofRuns(stage, name, { suite: "close" satisfies CheckSuite });

const undeliverable = ({ consumer, rule }: EventPipeline): Definition => ({
  id: "UndeliverableAlarm",
  name: "undeliverable",
  meaning: `EventBridge could deliver an event neither to the ${consumer} nor to the ${PARKING[consumer]}: it is lost.`,
  metrics: [metric("AWS/Events", "InvocationsFailedToBeSentToDlq", { RuleName: rule.name })],
  ...once,
});

/** A total that one function emits; both emit under the same names. */
const own = ({ consumer }: EventPipeline, stage: string, name: string) =>
  metric(METRICS_NAMESPACE, name, { service: SERVICE, stage, function: consumer });

const ofQueue = (queue: string, name: string) => metric("AWS/SQS", name, { QueueName: queue });

const ofFunction = ({ functionName }: EventPipeline, name: string) => ofLambda(functionName, name);

const ofLambda = (functionName: string, name: string) =>
  metric("AWS/Lambda", name, { FunctionName: functionName });

function metric(Namespace: string, MetricName: string, dimensions: Readonly<Record<string, string>>): Metric {
  return {
    Namespace,
    MetricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}

function alarm(stage: string, definition: Definition): Resource {
  return {
    Type: "AWS::CloudWatch::Alarm",
    Properties: {
      AlarmName: alarmName(stage, definition),
      AlarmDescription: definition.meaning,
      ...watched(definition),
      EvaluationPeriods: definition.periods,
      DatapointsToAlarm: definition.periods,
      Threshold: definition.above,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: definition.lasting ? "ignore" : "notBreaching",
      AlarmActions: [ref("AlarmTopic")],
      OKActions: [ref("AlarmTopic")],
    },
  };
}

const alarmName = (stage: string, { name }: Definition) => resourceName(stage, name);

function watched({ metrics, statistic, period }: Definition) {
  const [first, ...others] = metrics;
  if (others.length === 0) return { ...first, Statistic: statistic, Period: period };
  const parts = metrics.map((Metric, index) => ({
    Id: `m${index + 1}`,
    MetricStat: { Metric, Stat: statistic, Period: period },
    ReturnData: false,
  }));
  // A sum is missing where one of its parts is; here a part that is missing is nothing.
  const Expression = parts.map(({ Id }) => `FILL(${Id}, 0)`).join(" + ");
  return { Metrics: [{ Id: "sum", Expression, Label: "sum", ReturnData: true }, ...parts] };
}

const acceptFromAlarms = (stage: string, definitions: readonly Definition[]) => ({
  Sid: "AcceptFromAlarms",
  Effect: "Allow",
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Action: "sns:Publish",
  Resource: ref("AlarmTopic"),
  Condition: {
    ArnEquals: { "aws:SourceArn": definitions.map((one) => alarmArn(alarmName(stage, one))) },
    StringEquals: { "aws:SourceAccount": accountId },
  },
});
