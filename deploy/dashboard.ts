import { METRICS, RECONCILE_METRICS, RUN_METRICS } from "../shared/runtime/metric-names.ts";
import { dashboardName, SERVICE } from "../shared/runtime/names.ts";
import type { Watched } from "./alarms.ts";
import { alarmArnText } from "./arns.ts";
import { type Resource, type Resources, sub } from "./cloudformation.ts";
import { graph, ofQueue, own, type Widget } from "./dashboard-widgets.ts";
import type { Deployment } from "./deployment.ts";
import type { EventPipeline } from "./event-pipelines.ts";
import type { Validation } from "./validation-settings.ts";

/** What there is to show. */
export interface Shown extends Watched {
  /** The alarms' resources; others are passed over. */
  readonly alarms: Resources;
}

/** One page that answers: is anything wrong, do partitions come, how late, is the data good, what does it cost? */
export function dashboard(shown: Shown, deployment: Deployment): Resource {
  return {
    Type: "AWS::CloudWatch::Dashboard",
    Properties: {
      DashboardName: dashboardName(deployment.stage),
      DashboardBody: sub(JSON.stringify({ widgets: laidOut(rowsOf(shown, deployment)) })),
    },
  };
}

/** A row of widgets, which share its width. */
interface Row {
  /** In units of the grid, of which CloudWatch has 24 across. */
  readonly height: number;
  readonly widgets: readonly Widget[];
}

const GRID = 24;
const MINUTES_5 = 300;
const HOUR = 3600;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function laidOut(rows: readonly Row[]): object[] {
  let y = 0;
  return rows.flatMap(({ height, widgets }) => {
    const width = Math.floor(GRID / widgets.length);
    const placed = widgets.map((widget, index) => ({ ...widget, x: index * width, y, width, height }));
    y += height;
    return placed;
  });
}

function rowsOf(
  { pipelines, validation, reconciles, alarms }: Shown,
  deployment: Deployment,
): readonly Row[] {
  const { stage } = deployment;
  const functions = [...pipelines, validation, reconciles].flatMap((one) => one?.functionName ?? []);
  return [
    { height: 2, widgets: [introduction(deployment)] },
    { height: 4, widgets: [alarmStates(alarms)] },
    { height: 6, widgets: pipelines.map((pipeline) => outcomes(pipeline, stage)) },
    {
      height: 6,
      widgets: [...pipelines.flatMap((pipeline) => latency(pipeline, stage)), waiting(pipelines, stage)],
    },
    ...(validation === undefined ? [] : [quality(validation, stage)]),
    ...(reconciles === undefined ? [] : [drift(stage)]),
    { height: 6, widgets: lambdas(functions) },
  ];
}

const drift = (stage: string): Row => ({
  height: 6,
  widgets: [
    graph(
      "Glue against S3, partitions that differ",
      [RECONCILE_METRICS.Drift, RECONCILE_METRICS.DriftLeft].map((name) => [
        ...own(stage, "reconcile", name),
        { label: name },
      ]),
      { stat: "Maximum", period: HOUR },
    ),
  ],
});

const introduction = ({ stage, runbook }: Deployment): Widget => ({
  type: "text",
  properties: {
    markdown: `**${SERVICE}**, stage ${stage}. What each alarm means and what to do: ${
      runbook === undefined ? "`docs/operations.md`" : `[the runbook](${runbook})`
    }.`,
  },
});

function alarmStates(resources: Resources): Widget {
  const names = Object.values(resources)
    .filter(({ Type }) => Type === "AWS::CloudWatch::Alarm")
    .map(({ Properties }) => String(Properties.AlarmName));
  return { type: "alarm", properties: { title: "Alarms", alarms: names.map(alarmArnText) } };
}

const OUTCOMES = {
  register: [
    "Registered",
    "AlreadyThere",
    "Ignored",
    "Conflict",
    "Unplaceable",
    "Malformed",
    "Rejected",
    "Failed",
  ],
  crawl: [
    "Covered",
    "CrawlStarted",
    "Waiting",
    "Ignored",
    "Uncrawlable",
    "Unplaceable",
    "Malformed",
    "Failed",
  ],
  guard: [
    "Checked",
    "Registered",
    "AlreadyThere",
    "Reported",
    "Unfit",
    "Ignored",
    "Conflict",
    "Rejected",
    "Unplaceable",
    "Malformed",
    "Failed",
  ],
  look: ["LookedAt", "Waiting", "Ignored", "Reported", "Unreadable", "Malformed", "Failed"],
  deregister: ["Removed", "Kept", "Waiting", "Ignored", "Registered", "Unremovable", "Malformed", "Failed"],
} as const;

const outcomes = ({ consumer }: EventPipeline, stage: string): Widget =>
  graph(
    `Messages of ${consumer}, by outcome`,
    OUTCOMES[consumer].map((name) => [...own(stage, consumer, METRICS[name]), { label: METRICS[name] }]),
    { stat: "Sum", period: MINUTES_5, stacked: true },
  );

const LATENCIES = {
  register: { title: "From put to registered", metric: METRICS.PutToRegistered },
  crawl: { title: "From event to crawled", metric: METRICS.EventToCovered },
  guard: { title: "From put to registered, of what was held back", metric: METRICS.PutToRegistered },
  look: { title: "From write to withdrawn verdict", metric: METRICS.WriteToWithdrawn },
} as const;

/** Nobody waits for a removal. */
function latency({ consumer }: EventPipeline, stage: string): Widget[] {
  if (consumer === "deregister") return [];
  const { title, metric } = LATENCIES[consumer];
  const series = ["p50", "p99"].map((stat) => [...own(stage, consumer, metric), { stat, label: stat }]);
  return [graph(title, series, { period: MINUTES_5 })];
}

/** What waits, and for how long. Counts are on the left, ages in seconds on the right, crawl requests in milliseconds there, too. */
function waiting(pipelines: readonly EventPipeline[], stage: string): Widget {
  const series = pipelines.flatMap(({ consumer, queue, parking }) => [
    [
      ...ofQueue(parking.name, "ApproximateNumberOfMessagesVisible"),
      { label: `parked (${consumer})`, stat: "Maximum" },
    ],
    [
      ...ofQueue(queue.name, "ApproximateNumberOfMessagesVisible"),
      { label: `backlog (${consumer})`, stat: "Maximum" },
    ],
    [
      ...ofQueue(queue.name, "ApproximateAgeOfOldestMessage"),
      { label: `age of backlog in s (${consumer})`, stat: "Maximum", yAxis: "right" },
    ],
    ...(consumer === "crawl"
      ? [
          [
            ...own(stage, consumer, METRICS.CrawlRequestAge),
            { label: "age of crawl requests in ms", stat: "Maximum", yAxis: "right" },
          ],
        ]
      : []),
  ]);
  return graph("Waiting", series, { period: MINUTES_5 });
}

function quality({ validated }: Validation, stage: string): Row {
  const names = validated.map(({ name }) => name);
  const freshness = names.map((name) => [
    ...own(stage, "validate", RUN_METRICS.FreshnessSessions, { dataset: name }),
    { label: name },
  ]);
  const failed = names.map((name) => [
    ...own(stage, "validate", RUN_METRICS.ChecksFailed, { dataset: name }),
    { label: `failed: ${name}` },
  ]);
  const notEvaluated = [
    ...own(stage, "validate", RUN_METRICS.ChecksNotEvaluated, { suite: "close" }),
    { label: "not evaluated", color: "#7f7f7f" },
  ];
  const cost = [
    [...own(stage, "validate", RUN_METRICS.ScannedBytes), { label: "bytes scanned" }],
    [...own(stage, "validate", RUN_METRICS.CostUsd), { label: "USD", yAxis: "right" }],
  ];
  return {
    height: 6,
    widgets: [
      graph("Sessions that are due and missing", freshness, { stat: "Maximum", period: HOUR }),
      graph("Checks", [...failed, notEvaluated], { stat: "Maximum", period: HOUR }),
      graph("What validation scans and costs", cost, { stat: "Sum", period: HOUR }),
    ],
  };
}

function lambdas(functions: readonly string[]): Widget[] {
  const series = (metrics: readonly string[], stat: string) =>
    functions.flatMap((name) =>
      metrics.map((metric) => [
        "AWS/Lambda",
        metric,
        "FunctionName",
        name,
        { label: `${metric} ${name.split("-").at(-1)}`, stat },
      ]),
    );
  return [
    graph("Errors and throttles", series(["Errors", "Throttles"], "Sum"), { period: MINUTES_5 }),
    graph("Duration, p99", series(["Duration"], "p99"), { period: MINUTES_5 }),
  ];
}
