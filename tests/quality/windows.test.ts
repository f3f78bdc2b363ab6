import { describe, expect, test } from "@jest/globals";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import type { CheckSuite } from "../../shared/quality/result.ts";
import { windowOf } from "../../shared/quality/windows.ts";

const xnys = calendarNamed("XNYS");
const at = (iso: string) => Date.parse(iso);
const windowAt = (iso: string, suite: CheckSuite = "close", days?: { from: string; to: string }) =>
  windowOf(xnys, { afterClose: 90 }, suite, at(iso), days);
const days = (window: ReturnType<typeof windowOf>) => window.rows.map(({ session }) => session.day);

describe("after the close", () => {
  test.each([
    ["a session once it is due", "2025-11-26T22:30:00Z", "2025-11-26", []],
    ["before a close, the session before", "2025-11-26T20:59:00Z", "2025-11-25", []],
    [
      "on Thanksgiving the session before, and it says so",
      "2025-11-27T23:00:00Z",
      "2025-11-26",
      ["XNYS is closed (Thanksgiving Day); the last session is 2025-11-26"],
    ],
    ["on the half day after, that day from 14:30 in New York on", "2025-11-28T19:30:00Z", "2025-11-28", []],
    [
      "on the weekend the half day",
      "2025-11-30T12:00:00Z",
      "2025-11-28",
      ["XNYS is closed (weekend); the last session is 2025-11-28"],
    ],
  ])("the runs look at %s", (_, now, day, notes) => {
    const window = windowAt(now);
    expect(days(window)).toEqual([day]);
    expect(window.notes).toEqual(notes);
    expect(window.rows[0]!.until).toBe(window.rows[0]!.session.close);
    expect(window.expected).toHaveLength(20);
    expect(window.expected.at(-1)!.day).toBe(day);
  });
});

test("of a session that is not due the rows come next, and those of the last one that is, again", () => {
  expect(days(windowAt("2025-11-26T22:29:59Z"))).toEqual(["2025-11-25", "2025-11-26"]);
});

test("at the end of what the calendar knows, the newest session is looked at though nobody knows when it is due", () => {
  const sla = { at: "08:00", on: "next session" } as const;
  const window = windowOf(xnys, sla, "close", at("2027-12-31T23:00:00Z"), undefined);
  expect(days(window)).toEqual(["2027-12-31"]);
});

describe("during the session", () => {
  test.each([
    ["nothing at 10:02, when the first bar's grace is not over", "2025-11-26T14:36:00Z", undefined],
    ["one bar when it can be complete", "2025-11-26T14:40:00Z", "2025-11-26T14:35:00.000Z"],
    ["all but the bar that may be on its way later", "2025-11-26T16:02:00Z", "2025-11-26T15:55:00.000Z"],
  ])("the runs look at %s", (_, now, until) => {
    const [row] = windowAt(now, "intraday").rows;
    expect(row && new Date(row.until).toISOString()).toBe(until);
  });

  test("and outside of it there is nothing to look at", () => {
    const window = windowAt("2025-11-27T16:00:00Z", "intraday");
    expect(window.rows).toEqual([]);
    expect(window.notes).toContain("XNYS: no session is open");
  });
});

test("Glue's checks alone read no rows", () => {
  expect(windowAt("2025-11-26T22:00:00Z", "metadata")).toMatchObject({ rows: [], problem: undefined });
});

describe("days that somebody asks about", () => {
  test("are all of their sessions that have closed", () => {
    const window = windowAt("2025-11-28T17:00:00Z", "close", { from: "2025-11-24", to: "2025-11-28" });
    expect(window.expected.map(({ day }) => day)).toEqual([
      "2025-11-24",
      "2025-11-25",
      "2025-11-26",
      "2025-11-28",
    ]);
    expect(days(window)).toEqual(["2025-11-24", "2025-11-25", "2025-11-26"]);
  });

  test("may be a holiday: nothing is expected, and it says why", () => {
    const window = windowAt("2025-12-01T12:00:00Z", "close", { from: "2025-11-27", to: "2025-11-27" });
    expect(window).toMatchObject({
      expected: [],
      rows: [],
      notes: ["XNYS is closed on 2025-11-27 (Thanksgiving Day); the last session is 2025-11-26"],
    });
  });

  test("may be a weekend", () => {
    const window = windowAt("2025-12-01T12:00:00Z", "close", { from: "2025-11-29", to: "2025-11-30" });
    expect(window.notes).toEqual(["XNYS has no session from 2025-11-29 to 2025-11-30"]);
  });

  test("may lie outside of what the calendar knows", () => {
    const window = windowAt("2025-12-01T12:00:00Z", "close", { from: "2031-01-02", to: "2031-01-02" });
    expect(window.expected).toEqual([]);
    expect(window.problem).toContain("2031-01-02");
  });
});
