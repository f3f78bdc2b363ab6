import { describe, expect, test } from "@jest/globals";
import { readScheduledRun } from "../../shared/validation/scheduled-run.ts";

describe("a scheduled run", () => {
  test("has an id of its suite and time, and judges from that time", () => {
    expect(readScheduledRun({ suite: "close", time: "2026-11-20T23:00:00Z" })).toEqual({
      suite: "close",
      runId: "close-2026-11-20T23:00:00Z",
      asOf: Date.UTC(2026, 10, 20, 23),
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
    ["a batch of SQS", { Records: [] }],
  ])("is not %s", (_, event) => {
    expect(() => readScheduledRun(event)).toThrow(
      expect.objectContaining({ code: "NOT_A_RUN", message: expect.stringContaining("a suite (close, ") }),
    );
  });
});
