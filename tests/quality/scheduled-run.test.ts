import { describe, expect, test } from "@jest/globals";
import { STOPPING_MS } from "../../shared/athena/port.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import type { CheckSuite } from "../../shared/quality/result.ts";
import { endsWithin, RUN_BYTES, readScheduledRun, validatedBy } from "../../shared/quality/scheduled-run.ts";
import { datasets } from "../fixtures/datasets.ts";

describe("a scheduled run", () => {
  test("has an id of its suite and time, and judges from that time", () => {
    expect(readScheduledRun({ suite: "close", time: "2026-11-20T23:00:00Z" })).toEqual({
      suite: "close",
      runId: "close-2026-11-20T23:00:00Z",
      asOf: Date.UTC(2026, 10, 20, 23),
      mostBytes: RUN_BYTES,
    });
  });

  test("of a dataset that the look function names is a run of its own, which may scan what it says", () => {
    const run = {
      suite: "close",
      time: "2026-11-20T23:00:00Z",
      datasets: ["trades"],
      mostBytes: 100_000_000,
    };
    expect(readScheduledRun(run)).toEqual({
      suite: "close",
      runId: "close-2026-11-20T23:00:00Z-trades",
      asOf: Date.UTC(2026, 10, 20, 23),
      names: ["trades"],
      mostBytes: 100_000_000,
    });
  });

  test("of days that a person names is another run, from the same moment", () => {
    const days = { from: "2026-11-17", to: "2026-11-18" };
    expect(readScheduledRun({ suite: "close", time: "2026-11-20T23:00:00Z", days })).toEqual({
      suite: "close",
      runId: "close-2026-11-20T23:00:00Z-2026-11-17-2026-11-18",
      asOf: Date.UTC(2026, 10, 20, 23),
      days,
      mostBytes: RUN_BYTES,
    });
  });

  test("of another suite at the same time is another run", () => {
    const time = "2026-11-20T20:00:00Z";
    const ids = ["close", "intraday"].map((suite) => readScheduledRun({ suite, time }).runId);
    expect(new Set(ids).size).toBe(2);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["no time", { suite: "close" }],
    ["no suite", { time: "2026-11-20T23:00:00Z" }],
    ["an unknown suite", { suite: "weekly", time: "2026-11-20T23:00:00Z" }],
    ["a time that nobody put in", { suite: "close", time: "<aws.scheduler.scheduled-time>" }],
    ["a day that is none", { suite: "close", time: "2026-13-20T23:00:00Z" }],
    ["a time in no zone", { suite: "close", time: "2026-11-20T23:00:00" }],
    ["a single day", { suite: "close", time: "2026-11-20T23:00:00Z", days: { from: "2026-11-17" } }],
    [
      "days in the wrong order",
      { suite: "close", time: "2026-11-20T23:00:00Z", days: { from: "2026-11-18", to: "2026-11-17" } },
    ],
    [
      "a day of an open session",
      { suite: "intraday", time: "2026-11-20T20:00:00Z", days: { from: "2026-11-20", to: "2026-11-20" } },
    ],
    ["a batch of SQS", { Records: [] }],
  ])("is not %s", (_, event) => {
    expect(() => readScheduledRun(event)).toThrow(
      expect.objectContaining({ code: "NOT_A_RUN", message: expect.stringContaining("a suite (close, ") }),
    );
  });
});

describe("a suite looks at", () => {
  const [trades, bars, features, results] = datasets as readonly [Dataset, Dataset, Dataset, Dataset];
  const open: Dataset = { ...bars, quality: { ...bars.quality!, intraday: true } };
  const closed: Dataset = { ...features, quality: { ...features.quality!, intraday: false } };
  const all = [trades, open, closed, results];

  test.each<[CheckSuite, readonly Dataset[]]>([
    ["close", [trades, open, closed]],
    ["metadata", [trades, open, closed]],
    // In an open session: those alone that ask for it.
    ["intraday", [open]],
  ])("%s: what promises something, and nothing else", (suite, looked) => {
    expect(validatedBy({ suite, names: undefined }, all)).toEqual(looked);
  });
});

describe("an invocation", () => {
  /** Milliseconds that it needs to store what it found and to tell of it, and to answer. */
  const AFTERWARDS = 62_000;
  const fired = (signal: AbortSignal) =>
    new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));

  test("asks until its queries can still be stopped and its results stored", async () => {
    const { asking, storing } = endsWithin(AFTERWARDS + STOPPING_MS + 10);
    expect(asking.aborted).toBe(false);
    await fired(asking);
    expect([asking.aborted, storing.aborted]).toEqual([true, false]);
    // A query that is ended by it says that time was too short, not that somebody stopped it.
    expect((asking.reason as Error).name).toBe("TimeoutError");
  });

  test("stops keeping the states of sessions while its page can still be stored", async () => {
    const { keeping, storing } = endsWithin(12_010);
    await fired(keeping);
    expect([keeping.aborted, storing.aborted]).toEqual([true, false]);
  });

  test("that has no time left to ask stores until it can still answer", async () => {
    const { asking, storing } = endsWithin(2_010);
    await fired(storing);
    expect([asking.aborted, storing.aborted]).toEqual([true, true]);
  });
});
