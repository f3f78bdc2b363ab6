import { describe, expect, test } from "@jest/globals";
import type { CrawlRequest } from "../../shared/crawl/crawl-request.ts";
import type { CrawlRun } from "../../shared/crawl/port.ts";
import {
  debounceDelay,
  delayUntil,
  failuresOf,
  isCovered,
  needsHistory,
  recheckDelay,
  SKEW,
  startsAt,
} from "../../shared/crawl/timing.ts";
import { bars, features } from "../support/crawl-datasets.ts";

/** A crawl request through second 100 that has waited since second 105. */
const request = { through: 100_000, since: 105_000 } as CrawlRequest;

/** "succeeded at second 7" → a run. */
const run = (status: CrawlRun["status"], second: number): CrawlRun => ({
  status,
  startedAt: second * 1000,
  reason: undefined,
});

describe("a crawl request", () => {
  test.each([
    ["by a crawl that began later by more than the clocks may differ", [run("succeeded", 106)], true],
    ["not by one that began within that", [run("succeeded", 105)], false],
    ["not by one that failed", [run("failed", 106)], false],
    ["not by one that was stopped", [run("stopped", 106)], false],
    ["not by one that runs", [run("running", 106)], false],
    ["by an earlier one, though the last failed", [run("failed", 300), run("succeeded", 200)], true],
    ["not before there was any", [], false],
  ])("is covered %s", (_, runs, covered) => {
    expect(SKEW).toBe(5000);
    expect(isCovered(request, runs)).toBe(covered);
  });
});

describe("the history", () => {
  test.each([
    ["not when the last run succeeded", run("succeeded", 200), false],
    ["not before the first run", undefined, false],
    ["not when the last run began before the event", run("failed", 99), false],
    ["not when the last run began with the event", run("failed", 100), false],
    ["when the last run failed after the event", run("failed", 101), true],
    ["when the last run was stopped after the event", run("stopped", 101), true],
  ])("is asked for %s", (_, last, needed) => {
    expect(needsHistory([request], { state: "READY", last })).toBe(needed);
  });

  test("is asked for when it tells of one of several crawl requests", () => {
    const later = { ...request, through: 300_000 };
    expect(needsHistory([later, request], { state: "READY", last: run("failed", 200) })).toBe(true);
  });
});

describe("failures count", () => {
  const count = (...runs: CrawlRun[]) => failuresOf(request, runs).length;

  test("while the crawl request waited, in a row, latest first", () => {
    const runs = [run("failed", 200), run("stopped", 400), run("failed", 300)];
    expect(failuresOf(request, runs)).toEqual([run("stopped", 400), run("failed", 300), run("failed", 200)]);
  });

  test("not from before the crawl request was made", () => {
    expect(count(run("failed", 104), run("failed", 105), run("failed", 106))).toBe(1);
  });

  test("not from before a success", () => {
    expect(count(run("failed", 200), run("failed", 300), run("succeeded", 350), run("failed", 400))).toBe(1);
  });

  test("not while they run", () => {
    expect(count(run("running", 400), run("failed", 300))).toBe(1);
  });
});

describe("the next crawl", () => {
  test.each([
    ["as soon as it counts as later than the event, before the first", undefined, 105_001],
    ["the minimum interval after the last one began", run("succeeded", 50), 650_000],
    ["so too after one that failed", run("failed", 50), 650_000],
  ])("may begin %s", (_, last, expected) => {
    expect(startsAt(request, { state: "READY", last }, bars)).toBe(expected);
  });

  test("may begin no sooner than both allow", () => {
    const late = { ...request, through: 900_000 };
    expect(startsAt(late, { state: "READY", last: run("succeeded", 50) }, bars)).toBe(905_001);
  });

  test("may begin ten minutes after the last, unless the dataset says otherwise", () => {
    expect(startsAt(request, { state: "READY", last: run("succeeded", 100) }, features)).toBe(700_000);
  });
});

describe("a crawl request comes again", () => {
  test("after the debounce time, twice the skew and a second, when it is new", () => {
    expect(debounceDelay(bars)).toBe(60 + 11);
    expect(debounceDelay({ ...bars, crawl: { debounceSeconds: 600 } })).toBeLessThanOrEqual(900);
  });

  test.each([
    [0, 30],
    [1, 60],
    [29_999, 31],
    [30_000, 30],
  ])("at a moment that crawl requests of other times share: at %i ms after %i s", (now, seconds) => {
    expect(recheckDelay(bars, now)).toBe(seconds);
  });

  test("sooner when the dataset debounces for less, never at once", () => {
    expect(recheckDelay({ ...bars, crawl: { debounceSeconds: 1 } }, 0)).toBe(1);
    expect(recheckDelay({ ...bars, crawl: { debounceSeconds: 600 } }, 0)).toBe(30);
  });

  test.each([
    [5_000, 5],
    [5_001, 6],
    [-1, 1],
    [3_600_000, 900],
  ])("%i ms ahead: within what SQS can hold back, %i s", (ahead, seconds) => {
    expect(delayUntil(1000 + ahead, 1000)).toBe(seconds);
  });
});
