import { describe, expect, test } from "@jest/globals";
import type { CrawlReport } from "../../shared/crawl/apply.ts";
import { crawlTelemetry } from "../../shared/crawl/telemetry.ts";
import type { MessageResult } from "../../shared/events/batch.ts";
import { OUTCOMES_BY_PRECEDENCE, type Outcome } from "../../shared/events/outcome.ts";
import type { Report } from "../../shared/register/report.ts";
import { registerTelemetry } from "../../shared/register/telemetry.ts";
import { METRIC_DIMENSIONS, METRICS, METRICS_NAMESPACE } from "../../shared/runtime/metric-names.ts";
import { dimensionsOf, type Line, linesOf, measured } from "../support/log-lines.ts";

const nothing: Report = { results: [], registered: [], conflicts: [], glueCalls: 0 };

/** The lines that telling a report writes, to either stream. */
const told = (report: Partial<Report>) =>
  linesOf(() => registerTelemetry("dev").tell({ ...nothing, ...report }));

/** Sum of a metric over the lines of a dataset, or over the totals. */
function sum(lines: Line[], metric: string, dataset?: string): number {
  return measured(lines)
    .filter((line) => line.dataset === dataset)
    .flatMap((line) => line[metric] ?? [])
    .reduce((total: number, value) => total + Number(value), 0);
}

const ending = (id: string, outcome: Outcome, dataset?: string): MessageResult => ({ id, outcome, dataset });
const unplaceable = (reason: string): Outcome => ({ kind: "unplaceable", reason });

describe("metrics", () => {
  const lines = told({
    results: [
      ending("m1", { kind: "registered" }, "trades"),
      ending("m2", { kind: "registered" }, "bars_5m"),
      ending("m3", unplaceable("no day"), "trades"),
      ending("m4", { kind: "malformed", reason: "no JSON" }),
    ],
    registered: [
      { dataset: "trades", latency: 2500 },
      { dataset: "bars_5m", latency: undefined },
    ],
    conflicts: [{ dataset: "trades", reason: "elsewhere" }],
    glueCalls: 3,
  });

  test("come in total and by dataset, under the dimensions that the alarms watch", () => {
    expect(measured(lines).map((line) => [line.dataset, dimensionsOf(line)])).toEqual(
      measured(lines).map(({ dataset }) => [
        dataset,
        [...(dataset === undefined ? METRIC_DIMENSIONS.total : METRIC_DIMENSIONS.perDataset)].sort(),
      ]),
    );
    expect(new Set(measured(lines).map(({ dataset }) => dataset))).toEqual(
      new Set([undefined, "trades", "bars_5m"]),
    );
    for (const { _aws, stage } of measured(lines)) {
      expect([_aws!.CloudWatchMetrics[0]!.Namespace, stage]).toEqual([METRICS_NAMESPACE, "dev"]);
    }
  });

  test("count messages by outcome", () => {
    expect(sum(lines, METRICS.Registered)).toBe(2);
    expect(sum(lines, METRICS.Registered, "trades")).toBe(1);
    expect(sum(lines, METRICS.Unplaceable, "trades")).toBe(1);
    expect(sum(lines, METRICS.Unplaceable, "bars_5m")).toBe(0);
    expect(sum(lines, METRICS.Malformed)).toBe(1);
    expect(sum(lines, METRICS.Parked)).toBe(2);
  });

  test("tell the batch, its calls, its conflicting partitions and its latency", () => {
    expect(sum(lines, METRICS.BatchSize)).toBe(4);
    expect(sum(lines, METRICS.GlueCalls)).toBe(3);
    expect(sum(lines, METRICS.ConflictingPartitions)).toBe(1);
    expect(sum(lines, METRICS.PutToRegistered)).toBe(2500);
    expect(sum(lines, METRICS.PutToRegistered, "trades")).toBe(2500);
  });

  test("know every outcome", () => {
    const kinds = OUTCOMES_BY_PRECEDENCE.map((kind, index) =>
      ending(`m${index}`, { kind, reason: "", code: "THROTTLED", retryable: true } as Outcome),
    );
    const { BatchSize, GlueCalls, ConflictingPartitions, Parked, PartitionsRemoved, ...rest } = METRICS;
    const { PutToRegistered, EventToCovered, CrawlRequestAge, UnfitFiles, FilesRead, ...others } = rest;
    const { Looks, VerdictsAsked, HeldBack, WriteToWithdrawn, ...outcomes } = others;
    const lines = told({ results: kinds });
    for (const metric of Object.values(outcomes)) expect([metric, sum(lines, metric)]).toEqual([metric, 1]);
  });

  // F26. A line takes 100 values of a metric; Powertools flushes there by itself and forgets the dimension.
  test("keep every latency of a large batch, under its dataset", () => {
    const registered = Array.from({ length: 1050 }, () => ({ dataset: "trades", latency: 2 }));
    const lines = told({ results: [ending("m1", { kind: "registered" }, "trades")], registered });
    expect(sum(lines, METRICS.PutToRegistered, "trades")).toBe(2100);
    expect(sum(lines, METRICS.PutToRegistered)).toBe(2100);
    for (const line of measured(lines)) {
      expect([line[METRICS.PutToRegistered] ?? []].flat().length).toBeLessThanOrEqual(100);
    }
  });
});

describe("the crawl function's", () => {
  const idle: CrawlReport = { results: [], crawlsStarted: 0, covered: [], ages: [], glueCalls: 0 };
  const toldOf = (report: Partial<CrawlReport>) =>
    linesOf(() => crawlTelemetry("dev").tell({ ...idle, ...report }));
  const lines = toldOf({
    results: [ending("m1", { kind: "covered" }, "bars_5m"), ending("m2", { kind: "covered" }, "quotes")],
    crawlsStarted: 1,
    covered: [
      { dataset: "bars_5m", latency: 2500 },
      { dataset: "bars_5m", latency: undefined },
      { dataset: "quotes", latency: 500 },
    ],
    ages: [3000, 7000, 5000],
    glueCalls: 4,
  });

  test("metrics tell its calls, the oldest crawl request, and how long objects waited, each under its dataset", () => {
    expect(sum(lines, METRICS.GlueCalls)).toBe(4);
    expect(sum(lines, METRICS.CrawlRequestAge)).toBe(7000);
    expect(sum(lines, METRICS.EventToCovered)).toBe(3000);
    expect(sum(lines, METRICS.EventToCovered, "bars_5m")).toBe(2500);
    expect(sum(lines, METRICS.EventToCovered, "quotes")).toBe(500);
    expect(sum(lines, METRICS.Covered, "quotes")).toBe(1);
    expect(new Set(measured(lines).map((line) => line.function))).toEqual(new Set(["crawl"]));
  });

  test("metrics tell no age when nothing waits for a crawl", () => {
    const quiet = measured(toldOf({}));
    expect(quiet.flatMap(({ _aws }) => _aws!.CloudWatchMetrics[0]!.Metrics.map(({ Name }) => Name))).toEqual([
      METRICS.BatchSize,
      METRICS.Parked,
      METRICS.GlueCalls,
    ]);
  });

  test("log sums the batch up in one line", () => {
    expect(lines.filter(({ message }) => message === "batch done")).toMatchObject([
      { crawlsStarted: 1, requestsCovered: 3, requestsWaiting: 3, glueCalls: 4, outcomes: { covered: 2 } },
    ]);
  });

  test("log tells of what waits because AWS refused, and of nothing else that waits", () => {
    const waiting = { kind: "waiting", reason: "THROTTLED it is" } as const;
    const troubles = toldOf({
      results: [
        ending("m1", { ...waiting, code: "THROTTLED" }),
        ending("m2", { ...waiting, reason: "RUNNING" }),
      ],
    }).filter(({ message }) => message === "messages in trouble");
    expect(troubles).toMatchObject([{ outcome: "waiting", code: "THROTTLED", firstMessageId: "m1" }]);
    expect(troubles[0]).not.toHaveProperty("dataset");
  });
});

describe("the log", () => {
  const troubles = (results: MessageResult[]) =>
    told({ results }).filter(({ message }) => message === "messages in trouble");

  test("tells each trouble once, with how many messages have it and the first of them", () => {
    const same = unplaceable("no day");
    const lines = troubles([
      ending("m1", same, "trades"),
      ending("m2", same, "trades"),
      ending("m3", same, "bars_5m"),
    ]);
    expect(lines).toMatchObject([
      {
        outcome: "unplaceable",
        reason: "no day",
        dataset: "trades",
        firstMessageId: "m1",
        messages: 2,
        stage: "dev",
      },
      { outcome: "unplaceable", reason: "no day", dataset: "bars_5m", firstMessageId: "m3", messages: 1 },
    ]);
  });

  test("tells the code of a failure", () => {
    const failed: Outcome = { kind: "failed", code: "THROTTLED", retryable: true, reason: "slow down" };
    expect(troubles([ending("m1", failed)])).toMatchObject([{ outcome: "failed", code: "THROTTLED" }]);
  });

  test("tells what is wrong with a file that held nothing back", () => {
    const reported: Outcome = { kind: "reported", reason: "column price is string" };
    expect(troubles([ending("m1", reported)])).toMatchObject([
      { outcome: "reported", reason: "column price is string" },
    ]);
  });

  test("tells nothing of what went well", () => {
    expect(
      troubles([ending("m1", { kind: "registered" }), ending("m2", { kind: "ignored", reason: "x" })]),
    ).toEqual([]);
  });

  test("stays short in a batch of three thousand troubles", () => {
    const results = Array.from({ length: 3000 }, (_, index) =>
      ending(`m${index}`, unplaceable(`key ${index}`)),
    );
    expect(troubles(results)).toHaveLength(20);
  });

  test("sums the batch up in one line", () => {
    const lines = told({
      results: [ending("m1", { kind: "registered" }), ending("m2", { kind: "registered" })],
      registered: [{ dataset: "trades", latency: 1 }],
      glueCalls: 2,
    });
    expect(lines.filter(({ message }) => message === "batch done")).toMatchObject([
      { messages: 2, outcomes: { registered: 2 }, partitionsRegistered: 1, conflicts: 0, glueCalls: 2 },
    ]);
  });
});
