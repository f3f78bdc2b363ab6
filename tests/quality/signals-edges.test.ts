import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { snsSubscribers } from "../../shared/quality/notifications/sns-subscribers-adapter.ts";
import type { CheckResult } from "../../shared/quality/result.ts";
import { validateTelemetry } from "../../shared/quality/telemetry.ts";
import { METRIC_DIMENSIONS, RUN_METRICS } from "../../shared/runtime/metric-names.ts";
import { dimensionsOf, type Line, linesOf, measured } from "../support/log-lines.ts";
import { resultOf, runOf } from "../support/runs.ts";

const never = new AbortController().signal;
const notification = {
  subject: "[dev] bars_5m",
  text: "New",
  attributes: { outcome: "fail", suite: "close" },
};

describe("SNS", () => {
  const sns = mockClient(SNSClient);
  const subscribers = snsSubscribers("arn:aws:sns:us-east-1:1:checks", sns as unknown as SNSClient);

  test("is given a notification with attributes to filter by", async () => {
    sns.reset();
    sns.on(PublishCommand).resolves({ MessageId: "m" });
    await subscribers.notify(notification, never);
    expect(sns.commandCalls(PublishCommand).map(({ args }) => args[0].input)).toEqual([
      {
        TopicArn: "arn:aws:sns:us-east-1:1:checks",
        Subject: "[dev] bars_5m",
        Message: "New",
        MessageAttributes: {
          outcome: { DataType: "String", StringValue: "fail" },
          suite: { DataType: "String", StringValue: "close" },
        },
      },
    ]);
  });

  test("that refuses is an error of ours, which names the topic", async () => {
    sns.reset();
    sns.on(PublishCommand).rejects(Object.assign(new Error("no"), { name: "AuthorizationErrorException" }));
    await expect(subscribers.notify(notification, never)).rejects.toMatchObject({
      code: "NOTIFICATION_REFUSED",
      retryable: true,
      message: "Publish arn:aws:sns:us-east-1:1:checks: AuthorizationErrorException: no",
    });
  });
});

describe("the metrics of a run", () => {
  const told = (results: readonly CheckResult[]) =>
    linesOf(() => validateTelemetry("dev").tell(runOf(results), 4200));
  const lines = told([
    resultOf({ outcome: "fail", value: 2, symbol: "SPY" }),
    resultOf({ outcome: "fail", value: 3, symbol: "QQQ" }),
    resultOf({ checkId: "freshness.session", value: 0 }),
    resultOf({ checkId: "unique.key", outcome: "skipped", value: null }),
    resultOf({ dataset: "trades", checkId: "freshness.session", outcome: "fail", value: 1 }),
    resultOf({ dataset: "trades", checkId: "unique.key", outcome: "no_data", value: null }),
    resultOf({ dataset: "trades", checkId: "null.key", outcome: "error", value: null }),
    resultOf({ dataset: "trades", checkId: "value.domain", outcome: "fail", value: Number.NaN }),
    resultOf({ dataset: "quiet" }),
    resultOf({ dataset: "run", table: "", checkId: "cost.budget", day: null, outcome: "fail", value: 2 }),
  ]);

  /** "dataset check suite" of a line's dimensions, and the metrics that it holds. */
  const values = (all: readonly Line[]) =>
    measured(all).map((line) => {
      const dimensions = [line.dataset, line.check, line.suite].filter((part) => part !== undefined);
      const named = Object.values(RUN_METRICS).filter((name) => line[name] !== undefined);
      return [dimensions.join(" "), Object.fromEntries(named.map((name) => [name, line[name]]))];
    });

  test("are totals, those of datasets, and those of checks that are not well", () => {
    expect(values(lines)).toEqual([
      ["", { ScannedBytes: 20_971_520, CostUsd: 0.0001, RunDuration: 4200 }],
      ["close", { ChecksFailed: 6, ChecksNotEvaluated: 1, RunDuration: 4200 }],
      ["bars_5m", { ChecksFailed: 2, ChecksNotEvaluated: 0, CheckOutcome: 4, FreshnessSessions: 0 }],
      ["bars_5m complete.bars", { CheckOutcome: 4, CheckValue: 3 }],
      ["trades", { ChecksFailed: 3, ChecksNotEvaluated: 1, CheckOutcome: 5, FreshnessSessions: 1 }],
      ["trades freshness.session", { CheckOutcome: 4, CheckValue: 1 }],
      ["trades unique.key", { CheckOutcome: 3 }],
      ["trades null.key", { CheckOutcome: 5 }],
      ["trades value.domain", { CheckOutcome: 4 }],
      ["quiet", { ChecksFailed: 0, ChecksNotEvaluated: 0, CheckOutcome: 0 }],
    ]);
  });

  test("have the dimensions that alarms and dashboards look for", () => {
    const { total, perSuite, perDataset, perCheck } = METRIC_DIMENSIONS;
    const known = [total, perSuite, perDataset, perCheck].map((names) => names.toSorted().join());
    const used = measured(lines).map((line) => dimensionsOf(line).join());
    expect(new Set(used)).toEqual(new Set(known));
    for (const line of measured(lines)) expect(line).toMatchObject({ stage: "dev", function: "validate" });
  });

  test("know every metric", () => {
    const emitted = values(lines).flatMap(([, found]) => Object.keys(found!));
    expect(new Set(emitted)).toEqual(new Set(Object.values(RUN_METRICS)));
  });

  test("go with a line for each of the first twenty results in trouble, and one for the run", () => {
    const results = Array.from({ length: 30 }, (_, at) =>
      resultOf({ outcome: "fail", symbol: `S${at}`, message: "a\nb", sql: "SELECT 1" }),
    );
    const logged = told([resultOf(), resultOf({ outcome: "warn" }), ...results]).filter(
      ({ level }) => level !== undefined,
    );
    const [first] = logged;
    expect(logged).toHaveLength(21);
    expect(first).toMatchObject({
      level: "WARN",
      message: "check in trouble",
      checkId: "complete.bars",
      symbol: "S0",
      detail: "a\\u000ab",
    });
    expect(first).not.toHaveProperty("sql");
    expect(logged.at(-1)).toMatchObject({
      level: "INFO",
      message: "run done",
      fail: 30,
      warn: 1,
      worst: "fail",
    });
  });
});
