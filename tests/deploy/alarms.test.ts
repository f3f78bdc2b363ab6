import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { readDeployment } from "../../deploy/deployment.ts";
import { delivery } from "../../deploy/queue-delivery.ts";
import { templateOf } from "../../deploy/resources.ts";
import type { CrawlReport } from "../../shared/crawl/apply.ts";
import { crawlTelemetry } from "../../shared/crawl/telemetry.ts";
import type { LookReport } from "../../shared/looks/apply.ts";
import { lookTelemetry } from "../../shared/looks/telemetry.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import type { CheckResult, RunDocument } from "../../shared/quality/result.ts";
import { summaryOf } from "../../shared/quality/summary.ts";
import { validateTelemetry } from "../../shared/quality/telemetry.ts";
import type { DatasetRunReport } from "../../shared/reconcile/dataset-run.ts";
import type { DatasetMessage } from "../../shared/reconcile/run-message.ts";
import { reconcileTelemetry } from "../../shared/reconcile/telemetry.ts";
import type { Report } from "../../shared/register/report.ts";
import { registerTelemetry } from "../../shared/register/telemetry.ts";
import { METRICS_NAMESPACE } from "../../shared/runtime/metric-names.ts";
import { strategies } from "./strategies.ts";

const deployment = readDeployment({
  stage: "prod",
  bucket: "market-data-lake",
  alarmEmail: "ops@example.com",
});
const [trades, ...others] = strategies;
const promising: DeclaredDataset = { ...trades!, quality: { calendar: "XNYS", sla: { afterClose: 30 } } };
const prod = templateOf([promising, ...others], deployment);

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

interface Alarm {
  readonly AlarmName: string;
  readonly AlarmActions: readonly unknown[];
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly TreatMissingData: string;
  readonly Period?: number;
  readonly Metrics?: readonly {
    readonly MetricStat?: { readonly Metric: Metric; readonly Period: number };
  }[];
}

const alarmsIn = ({ Resources }: typeof prod) =>
  Object.values(Resources)
    .filter(({ Type }) => Type === "AWS::CloudWatch::Alarm")
    .map(({ Properties }) => Properties as unknown as Alarm & Metric);

const shortName = ({ AlarmName }: Alarm) => AlarmName.replace("stock-trades-partitions-prod-", "");

const alarms = alarmsIn(prod);
const alarmNamed = (name: string) => alarms.find((alarm) => shortName(alarm) === name)!;

function watchedBy(alarm: Alarm & Metric): readonly Metric[] {
  if (alarm.Metrics === undefined) return [alarm];
  return alarm.Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
}

const watched = alarms.flatMap(watchedBy);
const asText = ({ Namespace, MetricName, Dimensions }: Metric) =>
  [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort()].join(" ");

describe("alarms", () => {
  const OF_BOTH = ["parked", "parked-expiring", "backlog", "failed", "retries-running-out"];
  const OF_BOTH_TOO = ["errors", "throttles", "undeliverable"];
  const ofRegister = [...OF_BOTH, "conflict", ...OF_BOTH_TOO];
  const ofCrawl = [...OF_BOTH, "overdue", ...OF_BOTH_TOO].map((name) => `crawl-${name}`);

  const ofValidation = [
    "checks-failed",
    "checks-not-evaluated",
    "validate-errors",
    "validate-throttles",
    "validate-missed",
    "validate-failed",
    "validate-backlog",
    "validation-cost",
  ];
  const ofLooks = [...OF_BOTH, "held-back", "errors", "throttles"].map((name) => `look-${name}`);

  const ofReconciles = [
    "drift-left",
    "reconcile-cut-short",
    "reconcile-failed",
    "reconcile-errors",
    "reconcile-backlog",
  ];

  test("have these names, and one topic to speak to", () => {
    const all = [...ofRegister, ...ofCrawl, ...ofLooks, ...ofValidation, ...ofReconciles];
    expect(alarms.map(shortName)).toEqual(all);
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: "AlarmTopic" }]);
    expect(prod.Resources.AlarmSubscription?.Properties).toMatchObject({ Endpoint: "ops@example.com" });
  });

  test("are those of registering and reconciling alone where nothing is crawled and nothing promised", () => {
    const alone = alarmsIn(templateOf([trades!], deployment)).map(shortName);
    expect(alone).toEqual([...ofRegister, ...ofReconciles]);
    const names = alarmsIn(templateOf([promising], deployment)).map(shortName);
    expect(names).toEqual([...ofRegister, ...ofLooks, ...ofValidation, ...ofReconciles]);
  });

  test("watch metrics of AWS on resources of this stack", () => {
    const ofAws = watched.filter(({ Namespace }) => Namespace !== METRICS_NAMESPACE).map(asText);
    const stage = "stock-trades-partitions-prod";
    expect(new Set(ofAws)).toEqual(
      new Set([
        `AWS/SQS ApproximateNumberOfMessagesVisible QueueName=${stage}-parking`,
        `AWS/SQS ApproximateAgeOfOldestMessage QueueName=${stage}-parking`,
        `AWS/SQS ApproximateAgeOfOldestMessage QueueName=${stage}-register`,
        `AWS/Lambda Errors FunctionName=${stage}-register`,
        `AWS/Lambda Throttles FunctionName=${stage}-register`,
        `AWS/Events InvocationsFailedToBeSentToDlq RuleName=${stage}-object-events`,
        `AWS/SQS ApproximateNumberOfMessagesVisible QueueName=${stage}-crawl-parking`,
        `AWS/SQS ApproximateAgeOfOldestMessage QueueName=${stage}-crawl-parking`,
        `AWS/SQS ApproximateAgeOfOldestMessage QueueName=${stage}-crawl`,
        `AWS/Lambda Errors FunctionName=${stage}-crawl`,
        `AWS/Lambda Throttles FunctionName=${stage}-crawl`,
        `AWS/Events InvocationsFailedToBeSentToDlq RuleName=${stage}-crawl-events`,
        `AWS/Lambda Errors FunctionName=${stage}-validate`,
        `AWS/Lambda Throttles FunctionName=${stage}-validate`,
        `AWS/Lambda AsyncEventsDropped FunctionName=${stage}-validate`,
        `AWS/Scheduler InvocationDroppedCount ScheduleGroup=${stage}-validate-schedules`,
        `AWS/SQS ApproximateAgeOfOldestMessage QueueName=${stage}-validate`,
        `AWS/SQS ApproximateNumberOfMessagesVisible QueueName=${stage}-validate-dead-letters`,
        `AWS/SQS ApproximateNumberOfMessagesVisible QueueName=${stage}-look-parking`,
        `AWS/SQS ApproximateAgeOfOldestMessage QueueName=${stage}-look-parking`,
        `AWS/SQS ApproximateAgeOfOldestMessage QueueName=${stage}-look`,
        `AWS/Lambda Errors FunctionName=${stage}-look`,
        `AWS/Lambda Throttles FunctionName=${stage}-look`,
        `AWS/Scheduler InvocationDroppedCount ScheduleGroup=${stage}-look-schedules`,
        `AWS/Lambda Errors FunctionName=${stage}-reconcile`,
        `AWS/SQS ApproximateAgeOfOldestMessage QueueName=${stage}-reconcile`,
        `AWS/SQS ApproximateNumberOfMessagesVisible QueueName=${stage}-reconcile-dead-letters`,
        `AWS/Scheduler InvocationDroppedCount ScheduleGroup=${stage}-reconcile-schedules`,
      ]),
    );
  });

  test.each(["retries-running-out", "crawl-retries-running-out"])("%s warns before they are", (name) => {
    const alarm = alarmNamed(name);
    const period = alarm.Metrics!.find(({ MetricStat }) => MetricStat)!.MetricStat!.Period;
    expect(alarm.EvaluationPeriods * period).toBeLessThan(delivery.tolerableOutage);
    // Shorter, and a period of an outage could be empty: a message that fails comes back after its timeout.
    expect(period).toBeGreaterThan(delivery.visibilityTimeout + delivery.batchWindow);
  });

  test("leave crawl requests their time: held back for 15 minutes, and as long as the slowest dataset wants", () => {
    const HELD_BACK = 15 * 60;
    expect(alarmNamed("crawl-backlog").Threshold).toBeGreaterThan(HELD_BACK);
    const slowest = 3600; // bars_5m; the others have the default
    expect(alarmNamed("crawl-overdue")).toMatchObject({ Statistic: "Maximum", EvaluationPeriods: 1 });
    expect(alarmNamed("crawl-overdue").Threshold).toBe((2 * 3600 + slowest) * 1000);
    // Shorter, and a period in which a crawl request waits could be empty, which is no alarm.
    expect(alarmNamed("crawl-overdue").Period).toBeGreaterThan(HELD_BACK);
  });

  test("stay quiet when nothing happens: SQS and Lambda then send no data at all", () => {
    const untilNextRun = ["checks-failed", "checks-not-evaluated", "drift-left", "reconcile-cut-short"];
    for (const alarm of alarms) {
      const lasting = untilNextRun.includes(shortName(alarm));
      const expected = lasting ? "ignore" : "notBreaching";
      expect([shortName(alarm), alarm.TreatMissingData]).toEqual([shortName(alarm), expected]);
    }
  });

  test("are the only ones that the topic admits, by TLS", () => {
    const { PolicyDocument } = prod.Resources.AlarmTopicPolicy!.Properties as {
      PolicyDocument: { Statement: unknown };
    };
    const own = (name: string) => ({
      "Fn::Sub": `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:${name}`,
    });
    expect(PolicyDocument.Statement).toMatchObject([
      {
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": alarms.map(({ AlarmName }) => own(AlarmName)) } },
      },
      { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ]);
  });
});

describe("metrics of our own that alarms watch", () => {
  const lines: string[] = [];

  beforeEach(() => {
    lines.length = 0;
    // Powertools then writes through the console that the test can listen to, but only if told that it shall.
    process.env.POWERTOOLS_DEV = "true";
    process.env.POWERTOOLS_METRICS_DISABLED = "false";
    for (const level of ["log", "info", "warn"] as const) {
      jest.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line)));
    }
  });

  afterEach(() => {
    delete process.env.POWERTOOLS_DEV;
    delete process.env.POWERTOOLS_METRICS_DISABLED;
    jest.restoreAllMocks();
  });

  test("are emitted by the functions, above the threshold, under the very same names", () => {
    registerTelemetry("prod").tell(trouble);
    crawlTelemetry("prod").tell(crawlTrouble);
    lookTelemetry("prod").tell(lookTrouble);
    validateTelemetry("prod").tell(runTrouble, 60_000);
    reconcileTelemetry("prod").ended(reconciled, driftLeft);
    const emitted = lines.flatMap(emfSeries);
    for (const alarm of alarms) {
      for (const metric of watchedBy(alarm)) {
        if (metric.Namespace !== METRICS_NAMESPACE) continue;
        const series = emitted.find(({ name }) => name === asText(metric));
        expect({ metric: asText(metric), value: series?.value }).toEqual({
          metric: asText(metric),
          value: expect.any(Number),
        });
        expect(series!.value).toBeGreaterThan(alarm.Threshold);
      }
    }
    expect(watched.filter(({ Namespace }) => Namespace === METRICS_NAMESPACE).length).toBeGreaterThan(0);
  });

  test("are not touched by a run in an open session, which could clear what the run after the close has set", () => {
    validateTelemetry("prod").tell({ ...runTrouble, suite: "intraday" }, 60_000);
    const emitted = lines.flatMap(emfSeries).map(({ name }) => name);
    const lasting = alarms.filter(({ TreatMissingData }) => TreatMissingData === "ignore");
    const verdicts = lasting.flatMap(watchedBy);
    expect(verdicts.map(({ MetricName }) => MetricName)).toEqual([
      "ChecksFailed",
      "ChecksNotEvaluated",
      "DriftLeft",
      "ReconcileCutShort",
    ]);
    expect(verdicts.map(asText).filter((name) => emitted.includes(name))).toEqual([]);
  });
});

/** A batch with one failure and one conflict: each alarm on our own metrics has a reason to fire. */
const trouble: Report = {
  results: [
    {
      id: "1",
      dataset: "trades",
      outcome: { kind: "failed", code: "THROTTLED", retryable: true, reason: "Rate exceeded" },
    },
    { id: "2", dataset: "bars_5m", outcome: { kind: "conflict", reason: "it points elsewhere" } },
  ],
  registered: [],
  conflicts: [{ dataset: "bars_5m", reason: "it points elsewhere" }],
  glueCalls: 2,
};

/** A session that could not be looked at, and one for which the day's budget left nothing. */
const lookTrouble: LookReport = {
  results: [
    {
      id: "4",
      dataset: "trades",
      outcome: { kind: "failed", code: "STORE_REFUSED", retryable: true, reason: "slow down" },
    },
  ],
  looks: 1,
  changed: [],
  verdictsAsked: 0,
  heldBack: 1,
  withdrawnAfter: [],
};

/** A crawl request that waits for a day, and one that could not be sent again. */
const crawlTrouble: CrawlReport = {
  results: [
    {
      id: "3",
      dataset: "quotes",
      outcome: { kind: "failed", code: "CRAWL_REQUEST_NOT_SENT", retryable: true, reason: "SQS is down" },
    },
  ],
  crawlsStarted: 0,
  covered: [],
  ages: [86_400_000],
  glueCalls: 1,
};

const result: CheckResult = {
  checkId: "partition.present",
  dataset: "trades",
  table: "stock_trades_raw.trades",
  day: null,
  symbol: null,
  outcome: "fail",
  value: 1,
  unit: "sessions",
  measured: null,
  expected: null,
  warn: 0,
  fail: 0,
  message: "2026-11-20 is missing",
  reason: null,
  dueAt: null,
  acknowledged: null,
  samples: [],
  sql: null,
  queryId: null,
  scannedBytes: null,
  costUsd: null,
  engineMs: null,
  reproduce: "./registrar validate",
};

/** A run that found something, could not look at something else, and scanned too much. */
const results: readonly CheckResult[] = [
  result,
  { ...result, checkId: "complete.rows", outcome: "error", value: null, reason: "query_failed" },
];
const runTrouble: RunDocument = {
  schemaVersion: 1,
  runId: "close-2026-11-20T23:00:00Z",
  stage: "prod",
  suite: "close",
  asOf: "2026-11-20T23:00:00.000Z",
  sessions: [],
  notes: [],
  summary: summaryOf(results, { queries: 1, bytesScanned: 1e12, costUsd: 5 }),
  results,
  coverage: [],
  latencies: [],
};

/** The series that CloudWatch makes of a log line in the embedded metric format: one for each dimension set. */
function emfSeries(line: string): { readonly name: string; readonly value: number }[] {
  const record = JSON.parse(line);
  const directives: readonly Directive[] = record._aws?.CloudWatchMetrics ?? [];
  return directives.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => ({
        name: asText({
          Namespace,
          MetricName: Name,
          Dimensions: names.map((name) => ({ Name: name, Value: record[name] })),
        }),
        value: Number(record[Name]),
      })),
    ),
  );
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

const reconciled: DatasetMessage = { kind: "dataset", cadence: "nightly", at: 0, dataset: "trades", part: 0 };

/** Partitions that no reconcile may put right, found by one that was cut short. */
const driftLeft: DatasetRunReport = {
  found: {
    partitions: 9,
    objects: 9,
    matched: 7,
    counts: {
      ...{ missing: 0, orphaned: 1, elsewhere: 1, outside: 0, unplaceable: 0, nonData: 0, foreign: 0 },
      ...{ stale: 0, differing: 0 },
    },
    findings: [],
    repaired: { registered: 0, removed: 0, capped: 1, left: 1, lines: ["one"] },
    columns: undefined,
  },
  calls: 20_000,
  undo: null,
  checkpointDefect: null,
  end: "calls",
};
