import { CRAWL_DEFAULTS, type Dataset } from "../shared/datasets/dataset.ts";
import { METRICS, METRICS_NAMESPACE } from "../shared/runtime/metric-names.ts";
import { SERVICE } from "../shared/runtime/names.ts";
import {
  type AlarmDefinition,
  DAY,
  HOUR,
  MINUTE,
  metric,
  ofLambda,
  ofQueue,
  once,
} from "./alarm-definition.ts";
import { pascalCase } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import type { EventPipeline } from "./event-pipelines.ts";
import { rulesOf } from "./event-rules.ts";

/** The alarms on one function and its queues. Those of all but the register function have its name before theirs. */
export function pipelineAlarms(
  pipeline: EventPipeline,
  { stage, ownsBucket }: Deployment,
): readonly AlarmDefinition[] {
  const definitions = [
    ...onQueues(pipeline),
    ...onFailures(pipeline, stage),
    ...(pipeline.consumer === "deregister" ? [] : [OWN[pipeline.consumer](pipeline, stage)]),
    ...onFunction(pipeline),
    // Nothing is undeliverable where no rule delivers.
    ...(ownsBucket || pipeline.datasets.length === 0 ? [] : [undeliverable(pipeline)]),
  ];
  const { consumer } = pipeline;
  if (consumer === "register") return definitions;
  return definitions.map((definition) => ({
    ...definition,
    id: `${pascalCase(consumer)}${definition.id}`,
    name: `${consumer}-${definition.name}`,
  }));
}

const onQueues = ({ consumer, queue, parking }: EventPipeline): readonly AlarmDefinition[] => [
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

const PARKING = {
  register: "parking queue",
  crawl: "crawl parking queue",
  guard: "guard parking queue",
  deregister: "deregister parking queue",
  look: "look parking queue",
} as const;

/**
 * Minutes. Crawl requests and nominations may be held back for 15 (SQS API: DelaySeconds), and AWS leaves open whether a message ages meanwhile.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const BACKLOG = { register: 15, crawl: 30, deregister: 45, guard: 15, look: 15 } as const;

function onFailures(pipeline: EventPipeline, stage: string): readonly AlarmDefinition[] {
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
  crawl: "Crawl requests could not be sent, or messages not be parked, for 15 minutes. They are retried.",
  guard: "Files could not be read, or their partitions not be registered, for 15 minutes. They are retried.",
  look: "Sessions could not be looked at, or changes of their states not be told, for 15 minutes. They are retried.",
  deregister:
    "Removals have failed for 15 minutes; S3 or Glue refuses or does not answer. They are retried; nothing is lost.",
} as const;

const conflict = (pipeline: EventPipeline, stage: string): AlarmDefinition => ({
  id: "ConflictAlarm",
  name: "conflict",
  meaning: "A partition exists in Glue and points elsewhere than its objects are; nothing was overwritten.",
  metrics: [own(pipeline, stage, METRICS.ConflictingPartitions)],
  ...once,
});

/**
 * Two hours beyond the longest pause that a dataset wants between its crawls. A crawl request comes back within
 * 15 minutes, so of the periods in which one waits none is empty.
 */
const overdue = (pipeline: EventPipeline, stage: string): AlarmDefinition => ({
  id: "OverdueAlarm",
  name: "overdue",
  meaning:
    "Objects have waited for a crawl two hours longer than planned: crawls fail, never end or wait too long.",
  metrics: [own(pipeline, stage, METRICS.CrawlRequestAge)],
  statistic: "Maximum",
  period: 30 * MINUTE,
  periods: 1,
  above: (2 * HOUR + longestPause(pipeline.datasets)) * 1000,
});

/** Seconds. */
const longestPause = (datasets: readonly Dataset[]) =>
  Math.max(...datasets.map(({ crawl }) => crawl?.minimumInterval ?? CRAWL_DEFAULTS.minimumInterval));

const unfit = (pipeline: EventPipeline, stage: string): AlarmDefinition => ({
  id: "UnfitAlarm",
  name: "unfit",
  meaning: "A file was read that queries of its table fail on or read wrongly.",
  metrics: [own(pipeline, stage, METRICS.UnfitFiles)],
  ...once,
});

/** What the deregister function must not do waits in its parking queue, which has an alarm. */
const heldBack = (pipeline: EventPipeline, stage: string): AlarmDefinition => ({
  id: "HeldBackAlarm",
  name: "held-back",
  meaning:
    "Sessions stay withdrawn until tomorrow: the looks of the day, or the bytes that verdicts may scan, are spent.",
  metrics: [own(pipeline, stage, METRICS.HeldBack)],
  ...once,
});

const OWN = { register: conflict, crawl: overdue, guard: unfit, look: heldBack } as const;

const onFunction = (pipeline: EventPipeline): readonly AlarmDefinition[] => [
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

const undeliverable = (pipeline: EventPipeline): AlarmDefinition => ({
  id: "UndeliverableAlarm",
  name: "undeliverable",
  meaning: `EventBridge could deliver an event neither to the ${pipeline.consumer} nor to the ${PARKING[pipeline.consumer]}: it is lost.`,
  metrics: rulesOf(pipeline).map(({ name }) =>
    metric("AWS/Events", "InvocationsFailedToBeSentToDlq", { RuleName: name }),
  ),
  ...once,
});

/** A total that one function emits; all emit under the same names. */
const own = ({ consumer }: EventPipeline, stage: string, name: string) =>
  metric(METRICS_NAMESPACE, name, { service: SERVICE, stage, function: consumer });

const ofFunction = ({ functionName }: EventPipeline, name: string) => ofLambda(functionName, name);
