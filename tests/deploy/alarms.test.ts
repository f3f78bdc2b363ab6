import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { delivery } from "../../deploy/delivery.ts";
import { readDeployment } from "../../deploy/deployment.ts";
import { templateOf } from "../../deploy/resources.ts";
import { datasets } from "../../shared/datasets.ts";
import { METRICS_NAMESPACE } from "../../shared/metric-names.ts";
import type { Report } from "../../shared/registrar.ts";
import { registerTelemetry } from "../../shared/telemetry.ts";

const prod = templateOf(
  datasets,
  readDeployment({ stage: "prod", bucket: "market-data-lake", alarmEmail: "ops@example.com" }),
);

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
  readonly Metrics?: readonly {
    readonly MetricStat?: { readonly Metric: Metric; readonly Period: number };
  }[];
}

const alarms = Object.values(prod.Resources)
  .filter(({ Type }) => Type === "AWS::CloudWatch::Alarm")
  .map(({ Properties }) => Properties as unknown as Alarm & Metric);

function watchedBy(alarm: Alarm & Metric): readonly Metric[] {
  if (alarm.Metrics === undefined) return [alarm];
  return alarm.Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
}

const watched = alarms.flatMap(watchedBy);
const asText = ({ Namespace, MetricName, Dimensions }: Metric) =>
  [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort()].join(" ");

describe("alarms", () => {
  test("have these names, and one topic to speak to", () => {
    const names = alarms.map(({ AlarmName }) => AlarmName.replace("stock-trades-partitions-prod-", ""));
    expect(names).toEqual([
      "parked",
      "parked-expiring",
      "backlog",
      "failed",
      "retries-running-out",
      "conflict",
      "errors",
      "throttles",
      "undeliverable",
    ]);
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: "AlarmTopic" }]);
    expect(prod.Resources.AlarmSubscription?.Properties).toMatchObject({ Endpoint: "ops@example.com" });
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
      ]),
    );
  });

  test("warn of exhausted retries before they are", () => {
    const alarm = alarms.find(({ AlarmName }) => AlarmName.endsWith("retries-running-out"))!;
    const period = alarm.Metrics!.find(({ MetricStat }) => MetricStat)!.MetricStat!.Period;
    expect(alarm.EvaluationPeriods * period).toBeLessThan(delivery.patience);
    // Shorter, and a period of an outage could be empty: a message that fails comes back after its timeout.
    expect(period).toBeGreaterThan(delivery.visibilityTimeout + delivery.batchWindow);
  });

  test("stay quiet when nothing happens: SQS and Lambda then send no data at all", () => {
    expect(new Set(alarms.map(({ TreatMissingData }) => TreatMissingData))).toEqual(
      new Set(["notBreaching"]),
    );
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
});

/** A batch with one failure and one conflict: each alarm on our own metrics has a reason to fire. */
const trouble: Report = {
  endings: [
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
