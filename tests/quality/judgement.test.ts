import { describe, expect, test } from "@jest/globals";
import { CHECK_IDS, CHECKS } from "../../shared/quality/checks/index.ts";
import type { CheckFinding } from "../../shared/quality/finding.ts";
import { judge as judgeSubject, rowLimitsOf, subjectOf, THE_RUN } from "../../shared/quality/judgement.ts";
import { type CheckOutcome, OUTCOMES, outcomeOf, worstOf } from "../../shared/quality/outcome.ts";
import type { DeclaredDataset, Quality } from "../../shared/quality/quality.ts";
import { summaryOf } from "../../shared/quality/summary.ts";
import { datasets } from "../fixtures/datasets.ts";

const bars = datasets.find(({ name }) => name === "bars_5m")!;
const judgement = { stage: "dev", suite: "close", runId: "run", today: "2026-11-20" } as const;
const judge = (finding: CheckFinding, dataset: DeclaredDataset, how: typeof judgement) =>
  judgeSubject(finding, subjectOf(dataset, "dev"), how);
const withQuality = (change: Partial<Quality>): DeclaredDataset => ({
  ...bars,
  quality: { ...bars.quality!, ...change },
});

const missing: CheckFinding = {
  check: "complete.bars",
  day: "2026-11-20",
  value: 2,
  measured: 76,
  expected: 78,
  message: "2 of 78 bars are missing",
  samples: [{ symbol: "AAPL", missing: 2 }],
};

describe("a value is judged", () => {
  test.each([
    [0, 0, 0, "pass"],
    [1, 0, 0, "fail"],
    [1, 0, null, "warn"],
    [1, null, null, "pass"],
    [1, null, 1, "pass"],
    [0.5, 0.4, 0.7, "warn"],
    [0.7, 0.4, 0.7, "warn"],
    [0.71, 0.4, 0.7, "fail"],
    [Number.NaN, 0.4, 0.7, "fail"],
    [Number.NaN, 0.4, null, "warn"],
    [Number.POSITIVE_INFINITY, 0, 1, "fail"],
  ])("%p with warn %p and fail %p: %s", (value, warn, fail, outcome) => {
    expect(outcomeOf(value, { warn, fail })).toBe(outcome);
  });

  test("by thresholds that could be met, in every check", () => {
    for (const id of CHECK_IDS) {
      const { warn, fail } = CHECKS[id].thresholds;
      expect([id, warn === null || fail === null || warn <= fail]).toEqual([id, true]);
    }
  });

  test("by the dataset's thresholds where it has any", () => {
    const { quality } = withQuality({ checks: { "complete.bars": { fail: 5 }, "null.value": "off" } });
    expect(rowLimitsOf("complete.bars", quality)).toEqual({ warn: 0, fail: 5 });
    expect(rowLimitsOf("null.value", quality)).toEqual(CHECKS["null.value"].thresholds);
    expect(rowLimitsOf("unique.key", undefined)).toEqual(CHECKS["unique.key"].thresholds);
  });
});

describe("a result", () => {
  const statistics = {
    queryId: "q1",
    bytesScanned: 10_485_760,
    costUsd: 0.00005,
    queueMs: 1,
    planningMs: 2,
    engineMs: 3,
    totalMs: 6,
    reused: false,
  };

  test("tells everything there is to tell", () => {
    const evidence = { sql: "SELECT 1", statistics };
    expect(judge({ ...missing, evidence }, bars, judgement)).toEqual({
      checkId: "complete.bars",
      dataset: "bars_5m",
      table: "stock_trades_curated_dev.bars_5m",
      day: "2026-11-20",
      symbol: null,
      outcome: "fail",
      value: 2,
      unit: "bars",
      measured: 76,
      expected: 78,
      warn: 0,
      fail: 0,
      message: "2 of 78 bars are missing",
      reason: null,
      dueAt: null,
      acknowledged: null,
      samples: [{ symbol: "AAPL", missing: 2 }],
      sql: "SELECT 1",
      queryId: "q1",
      scannedBytes: 10_485_760,
      costUsd: 0.00005,
      engineMs: 3,
      reproduce: "./registrar validate --dataset bars_5m --day 2026-11-20 --suite close --stage dev",
    });
  });

  test("has the same keys when there was nothing to measure", () => {
    const skipped = judge(
      {
        check: "partition.present",
        day: null,
        outcome: "skipped",
        reason: "sla_not_reached",
        dueAt: Date.UTC(2026, 10, 20, 22),
        message: "due at 17:00 in New York",
      },
      bars,
      judgement,
    );
    expect(Object.keys(skipped)).toEqual(Object.keys(judge(missing, bars, judgement)));
    expect(skipped).toMatchObject({ outcome: "skipped", value: null, dueAt: "2026-11-20T22:00:00.000Z" });
    expect(skipped.reproduce).toBe("./registrar validate --dataset bars_5m --suite close --stage dev");
  });
});

test("a finding about the run itself is of no table", () => {
  const overspent: CheckFinding = {
    check: "cost.budget",
    day: null,
    value: 1.2,
    message: "120 % of the budget",
  };
  expect(judgeSubject(overspent, THE_RUN, judgement)).toMatchObject({
    dataset: "run",
    table: "",
    outcome: "fail",
    reproduce: "./registrar validate --suite close --stage dev",
  });
});

describe("an acknowledged incident", () => {
  const acknowledging = (change: object) => {
    const one = {
      check: "complete.bars",
      day: "2026-11-20",
      until: "2026-11-30",
      reason: "the feed was down",
    } as const;
    return judge(missing, withQuality({ acknowledged: [{ ...one, ...change }] }), judgement);
  };

  test("warns, and stays visible", () => {
    expect(acknowledging({})).toMatchObject({
      outcome: "warn",
      acknowledged: "the feed was down (until 2026-11-30)",
    });
  });

  test.each([
    ["of another session", { day: "2026-11-19" }],
    ["of another check", { check: "unique.key" }],
    ["whose time is over", { until: "2026-11-19" }],
  ])("%s changes nothing", (_, change) => {
    expect(acknowledging(change)).toMatchObject({ outcome: "fail", acknowledged: null });
  });

  test("of a table is one without a day, and says nothing of sessions", () => {
    const known = { until: "2026-11-30", reason: "old folders stay" } as const;
    const acknowledged = [{ check: "partition.drift", ...known }] as const;
    const dataset = withQuality({ acknowledged });
    const drifted = { ...missing, check: "partition.drift" } as const;
    expect(judge({ ...drifted, day: null }, dataset, judgement)).toMatchObject({
      outcome: "warn",
      acknowledged: "old folders stay (until 2026-11-30)",
    });
    expect(judge(drifted, dataset, judgement)).toMatchObject({ outcome: "fail", acknowledged: null });
  });

  test("does not make a pass worse", () => {
    const acknowledged = [
      { check: "complete.bars", day: "2026-11-20", until: "2026-11-30", reason: "x" },
    ] as const;
    expect(judge({ ...missing, value: 0 }, withQuality({ acknowledged }), judgement)).toMatchObject({
      outcome: "pass",
      acknowledged: null,
    });
  });
});

describe("a run", () => {
  test.each([
    [[], "pass"],
    [["pass", "skipped"], "skipped"],
    [["skipped", "warn"], "warn"],
    [["warn", "no_data"], "no_data"],
    [["no_data", "fail"], "fail"],
    [["fail", "error", "pass"], "error"],
  ] as [CheckOutcome[], CheckOutcome][])("of %j is as bad as its worst result: %s", (outcomes, worst) => {
    expect(worstOf(outcomes)).toBe(worst);
  });

  test("counts all of its results", () => {
    const results = [judge(missing, bars, judgement), judge({ ...missing, value: 0 }, bars, judgement)];
    expect(summaryOf(results, { queries: 2, bytesScanned: 5, costUsd: 1 })).toEqual({
      ...Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])),
      pass: 1,
      fail: 1,
      worst: "fail",
      queries: 2,
      scannedBytes: 5,
      costUsd: 1,
    });
  });
});
