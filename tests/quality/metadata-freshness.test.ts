import { describe, expect, test } from "@jest/globals";
import { CHECKS } from "../../shared/quality/checks/index.ts";
import type { MeasuredFinding } from "../../shared/quality/finding.ts";
import { outcomeOf } from "../../shared/quality/outcome.ts";
import type { ValidatedDataset } from "../../shared/quality/snapshot.ts";
import {
  bars,
  NOW,
  resultsOf,
  SESSIONS,
  type SnapshotWorld,
  snapshotOf,
  told,
  trades,
  withQuality,
} from "../support/snapshots.ts";

const DENIED = { outcome: "error", reason: "source_unavailable", message: "ACCESS_DENIED: no" } as const;
const upTo = (day: string) => SESSIONS.filter((session) => session <= day);
const between = (from: string, to: string) => ({ from, to });
const UNREVIEWED =
  '"2031-01-02" is outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31';

describe("freshness.session", () => {
  const behind = (newest: string, sessions: string, due: string) =>
    `the newest day, ${newest}, of bars_5m is ${sessions} behind ${due}, the last that is due`;
  const fresh = (newest: string, due: string) =>
    `the newest day, ${newest}, of bars_5m is not behind ${due}, the last session that is due`;

  // XNYS closes at 21:00 UTC in winter, at 18:00 on the half day of 2025-11-28; bars are due an hour later.
  test.each<[string, string, string, string]>([
    [
      "before the session opens",
      "2025-11-26T12:00:00Z",
      "2025-11-25",
      `pass - 2025-11-25: ${fresh("2025-11-25", "2025-11-25")}`,
    ],
    [
      "while it is open",
      "2025-11-26T18:00:00Z",
      "2025-11-25",
      `pass - 2025-11-25: ${fresh("2025-11-25", "2025-11-25")}`,
    ],
    [
      "right after the close",
      "2025-11-26T21:29:59Z",
      "2025-11-25",
      `pass - 2025-11-25: ${fresh("2025-11-25", "2025-11-25")}`,
    ],
    [
      "when half of the time is over",
      "2025-11-26T21:30:00Z",
      "2025-11-25",
      "warn - 2025-11-25: bars_5m has nothing of 2025-11-26, and more than half of the time until it is due at 2025-11-26T22:00:00Z is over",
    ],
    [
      "when it came before",
      "2025-11-26T21:30:00Z",
      "2025-11-26",
      `pass - 2025-11-25: ${fresh("2025-11-26", "2025-11-25")}`,
    ],
    [
      "a second before it is due",
      "2025-11-26T21:59:59Z",
      "2025-11-26",
      `pass - 2025-11-25: ${fresh("2025-11-26", "2025-11-25")}`,
    ],
    [
      "when it is due",
      "2025-11-26T22:00:00Z",
      "2025-11-25",
      `fail - 2025-11-26: ${behind("2025-11-25", "1 session", "2025-11-26")}`,
    ],
    [
      "when it is due and there",
      "2025-11-26T22:00:00Z",
      "2025-11-26",
      `pass - 2025-11-26: ${fresh("2025-11-26", "2025-11-26")}`,
    ],
    [
      "on Thanksgiving",
      "2025-11-27T23:00:00Z",
      "2025-11-26",
      `pass - 2025-11-26: ${fresh("2025-11-26", "2025-11-26")}; XNYS is closed today (Thanksgiving Day)`,
    ],
    [
      "on Thanksgiving, of the day before",
      "2025-11-27T23:00:00Z",
      "2025-11-25",
      `fail - 2025-11-26: ${behind("2025-11-25", "1 session", "2025-11-26")}`,
    ],
    [
      "on the half day, before it is due",
      "2025-11-28T18:29:00Z",
      "2025-11-26",
      `pass - 2025-11-26: ${fresh("2025-11-26", "2025-11-26")}`,
    ],
    [
      "on the half day, when half of the time is over",
      "2025-11-28T18:30:00Z",
      "2025-11-26",
      "warn - 2025-11-26: bars_5m has nothing of 2025-11-28, and more than half of the time until it is due at 2025-11-28T19:00:00Z is over",
    ],
    [
      "on the half day, an hour after its early close",
      "2025-11-28T19:00:00Z",
      "2025-11-26",
      `fail - 2025-11-28: ${behind("2025-11-26", "1 session", "2025-11-28")}`,
    ],
    [
      "on the weekend, a holiday and a weekend after the newest day",
      "2025-11-30T12:00:00Z",
      "2025-11-26",
      `fail - 2025-11-28: ${behind("2025-11-26", "1 session", "2025-11-28")}`,
    ],
    [
      "on the weekend",
      "2025-11-30T12:00:00Z",
      "2025-11-28",
      `pass - 2025-11-28: ${fresh("2025-11-28", "2025-11-28")}; XNYS is closed today (weekend)`,
    ],
    [
      "on Monday morning",
      "2025-12-01T12:00:00Z",
      "2025-11-28",
      `pass - 2025-11-28: ${fresh("2025-11-28", "2025-11-28")}`,
    ],
    [
      "a week later",
      "2025-11-26T22:00:00Z",
      "2025-11-19",
      `fail - 2025-11-26: ${behind("2025-11-19", "5 sessions", "2025-11-26")}`,
    ],
    // 13:00 in New York is 17:00 UTC in summer.
    [
      "on summer's half day, before it is due",
      "2025-07-03T17:59:59Z",
      "2025-07-03",
      `pass - 2025-07-02: ${fresh("2025-07-03", "2025-07-02")}`,
    ],
    [
      "on summer's half day, when it is due",
      "2025-07-03T18:00:00Z",
      "2025-07-02",
      `fail - 2025-07-03: ${behind("2025-07-02", "1 session", "2025-07-03")}`,
    ],
    [
      "on New Year's Day",
      "2026-01-01T23:00:00Z",
      "2025-12-31",
      `pass - 2025-12-31: ${fresh("2025-12-31", "2025-12-31")}; XNYS is closed today (New Year's Day)`,
    ],
    [
      "in the year's first session",
      "2026-01-02T18:00:00Z",
      "2025-12-31",
      `pass - 2025-12-31: ${fresh("2025-12-31", "2025-12-31")}`,
    ],
    [
      "when the year's first session is due",
      "2026-01-02T22:00:00Z",
      "2025-12-31",
      `fail - 2026-01-02: ${behind("2025-12-31", "1 session", "2026-01-02")}`,
    ],
    [
      "when it is there",
      "2026-01-02T22:00:00Z",
      "2026-01-02",
      `pass - 2026-01-02: ${fresh("2026-01-02", "2026-01-02")}`,
    ],
  ])("%s (%s), the newest day being %s", (_, now, newest, line) => {
    expect(told("freshness.session", snapshotOf(bars, { now, glue: [newest] }))).toEqual([line]);
  });

  test("has nothing to say of a table without partitions", () => {
    expect(told("freshness.session", snapshotOf(bars, { glue: [] }))).toEqual([
      "no_data missing_partition -: stock_trades_curated_dev.bars_5m has no partitions",
    ]);
  });

  test.each<[string, SnapshotWorld, string]>([
    [
      "of days asked for that Glue lacks, says how many are due",
      { days: between("2025-11-24", "2025-12-01"), glue: [], held: { isEmpty: false } },
      "fail - 2025-11-28: no day of bars_5m is 4 sessions behind 2025-11-28, the last that is due",
    ],
    [
      "of older days, says that the last due session is not among them",
      { days: between("2025-11-24", "2025-11-26") },
      "skipped not_applicable -: the last session that is due, 2025-11-28, is not among the days looked at",
    ],
    [
      "says nothing of a session after the days that were looked at",
      { days: between("2025-11-24", "2025-11-25"), glue: ["2025-11-25"], now: "2025-11-26T21:45:00Z" },
      `pass - 2025-11-25: ${fresh("2025-11-25", "2025-11-25")}`,
    ],
    [
      "of a day that is not due yet, says that the last due one is not among them",
      { days: between("2025-11-28", "2025-11-28"), glue: ["2025-11-28"], now: "2025-11-28T18:30:00Z" },
      "skipped not_applicable -: the last session that is due, 2025-11-26, is not among the days looked at",
    ],
    [
      "is skipped in years that nobody reviewed",
      { days: between("2031-01-02", "2031-01-02") },
      `skipped unreviewed_year -: ${UNREVIEWED}`,
    ],
    [
      "is skipped when nobody knows the last due session",
      { days: between("2000-01-03", "2000-01-03"), now: "2000-01-03T12:00:00Z" },
      'skipped unreviewed_year -: "1999-12-31" is outside the years that the calendar XNYS was reviewed for, 2000-01-01 to 2027-12-31',
    ],
    [
      "is an error when Glue does not answer",
      { snapshot: { partitions: DENIED } },
      "error source_unavailable -: ACCESS_DENIED: no",
    ],
    [
      "is skipped where Athena computes the partitions",
      { table: { projected: true } },
      "skipped not_applicable -: stock_trades_curated_dev.bars_5m has projection.enabled=true: Athena computes its partitions",
    ],
    [
      "is skipped for a table whose first session is not due",
      { now: "2025-11-28T18:30:00Z", glue: ["2025-11-28"], held: { oldestDay: "2025-11-28" } },
      "skipped not_applicable -: the first day of bars_5m is 2025-11-28",
    ],
  ])("the check %s", (_, world, line) => {
    expect(told("freshness.session", snapshotOf(bars, world))).toEqual([line]);
  });

  test("a dataset that has ended does not grow late", () => {
    const keys = [{ name: "day", kind: "day", until: "2025-11-25" }] as const;
    expect(told("freshness.session", snapshotOf({ ...bars, keys }, { glue: upTo("2025-11-25") }))).toEqual([
      "skipped not_applicable -: bars_5m ended on 2025-11-25",
    ]);
    const soon = snapshotOf({ ...bars, keys }, { now: "2025-11-26T21:45:00Z", glue: upTo("2025-11-25") });
    expect(told("freshness.session", soon)).toEqual([
      `pass - 2025-11-25: ${fresh("2025-11-25", "2025-11-25")}`,
    ]);
  });

  test.each([
    // The session of the 25th closes at 21:00 UTC and is due at 14:00 of the 26th: half of that time ends at 05:30.
    ["2025-11-26T05:29:00Z", "2025-11-24", "pass"],
    ["2025-11-26T05:30:00Z", "2025-11-24", "warn"],
    ["2025-11-26T13:59:00Z", "2025-11-24", "warn"],
    ["2025-11-26T14:00:00Z", "2025-11-24", "fail"],
    // The session of the 26th is due on the 28th at nine: the 27th has none.
    ["2025-11-28T13:59:00Z", "2025-11-25", "warn"],
    ["2025-11-28T14:00:00Z", "2025-11-25", "fail"],
  ])("due by nine o'clock of the next session: at %s the newest day %s: %s", (now, newest, outcome) => {
    const dataset = withQuality(bars, { sla: { at: "09:00", on: "next session" } });
    const [result] = resultsOf(
      "freshness.session",
      snapshotOf(dataset, { now, glue: ["2025-11-21", newest] }),
    );
    expect([result!.outcome, result!.value]).toEqual([outcome, { pass: 0, warn: 0.5, fail: 1 }[outcome]]);
  });

  test("a daily dataset has holidays, too, and days in its words", () => {
    const daily = withQuality(bars, { calendar: "daily" });
    const snapshot = snapshotOf(daily, { now: "2025-11-28T12:00:00Z", glue: ["2025-11-26"] });
    expect(told("freshness.session", snapshot)).toEqual([
      `fail - 2025-11-27: ${behind("2025-11-26", "1 day", "2025-11-27")}`,
    ]);
  });
});

describe("freshness.pipeline", () => {
  const line = (
    world: SnapshotWorld,
    source: SnapshotWorld | undefined = {},
    dataset: ValidatedDataset = bars,
  ) => {
    const snapshot = snapshotOf(dataset, world);
    const origin = {
      ...source,
      ...(world.days && { days: world.days }),
      ...(world.now && { now: world.now }),
    };
    return told("freshness.pipeline", snapshot, [snapshot, snapshotOf(trades, withSymbols(origin))]);
  };
  const withSymbols = (world: SnapshotWorld): SnapshotWorld => ({
    ...world,
    glue: (world.glue ?? SESSIONS).map((day) => [String(day), "SPY"]),
  });

  test.each<[string, SnapshotWorld, SnapshotWorld, string]>([
    [
      "passes with all sessions of its source",
      {},
      {},
      "pass - 2025-11-28: bars_5m has all 20 sessions that trades has",
    ],
    [
      "warns of one that lacks",
      { glue: SESSIONS.filter((day) => day !== "2025-11-20") },
      {},
      "warn - 2025-11-28: bars_5m lacks 1 of 20 sessions that trades has: 2025-11-20",
    ],
    [
      "fails for two",
      { glue: upTo("2025-11-25") },
      {},
      "fail - 2025-11-28: bars_5m lacks 2 of 20 sessions that trades has: 2025-11-26, 2025-11-28",
    ],
    [
      "asks for no session that its source lacks",
      { glue: upTo("2025-11-26") },
      { glue: upTo("2025-11-26") },
      "pass - 2025-11-26: bars_5m has all 19 sessions that trades has",
    ],
    [
      "asks for no session that is not due",
      { glue: upTo("2025-11-26"), now: "2025-11-28T18:59:59Z" },
      {},
      "pass - 2025-11-26: bars_5m has all 19 sessions that trades has",
    ],
    [
      "asks for it from that moment on",
      { glue: upTo("2025-11-26"), now: "2025-11-28T19:00:00Z" },
      {},
      "warn - 2025-11-28: bars_5m lacks 1 of 20 sessions that trades has: 2025-11-28",
    ],
    [
      "has no data when its source lacks all that are due",
      { days: between("2025-11-28", "2025-11-28"), glue: ["2025-11-28"] },
      { glue: [], held: { isEmpty: false } },
      "no_data missing_partition -: trades has no session of which bars_5m is due",
    ],
    [
      "is skipped while nothing is due",
      {
        days: between("2025-11-28", "2025-11-28"),
        glue: [],
        held: { isEmpty: false },
        now: "2025-11-28T18:45:00Z",
      },
      { glue: ["2025-11-28"] },
      "skipped not_applicable -: trades has no session of which bars_5m is due",
    ],
    [
      "is skipped before it is due, also when its source is late",
      {
        days: between("2025-11-28", "2025-11-28"),
        glue: [],
        held: { isEmpty: false },
        now: "2025-11-28T18:45:00Z",
      },
      { glue: [], held: { isEmpty: false } },
      "skipped not_applicable -: trades has no session of which bars_5m is due",
    ],
    [
      "has no data when its source has no partitions",
      {},
      { glue: [] },
      "no_data missing_partition -: stock_trades_raw_dev.trades has no partitions",
    ],
    [
      "has no data when it has none itself",
      { glue: [] },
      {},
      "no_data missing_partition -: stock_trades_curated_dev.bars_5m has no partitions",
    ],
    [
      "is an error when its source cannot be read",
      {},
      { snapshot: { partitions: DENIED } },
      "error source_unavailable -: ACCESS_DENIED: no",
    ],
    [
      "is an error when it cannot be read itself",
      { snapshot: { partitions: DENIED } },
      {},
      "error source_unavailable -: ACCESS_DENIED: no",
    ],
    [
      "is skipped on a holiday",
      { days: between("2025-11-27", "2025-11-27"), glue: [], held: { isEmpty: false } },
      {},
      "skipped market_closed -: XNYS is closed on 2025-11-27 (Thanksgiving Day); the last session is 2025-11-26",
    ],
    [
      "is skipped in years that nobody reviewed",
      { days: between("2031-01-02", "2031-01-02") },
      {},
      `skipped unreviewed_year -: ${UNREVIEWED}`,
    ],
    [
      "lacks nothing of the time before its first day",
      { glue: ["2025-11-26", "2025-11-28"], held: { oldestDay: "2025-11-26" } },
      {},
      "pass - 2025-11-28: bars_5m has all 2 sessions that trades has",
    ],
  ])("the check %s", (_, world, source, text) => {
    expect(line(world, source)).toEqual([text]);
  });

  test("lacks nothing outside of the days that its key allows", () => {
    const keys = [{ name: "day", kind: "day", from: "2025-11-24", until: "2025-11-26" }] as const;
    const glue = ["2025-11-24", "2025-11-25", "2025-11-26"];
    expect(line({ glue }, {}, { ...bars, keys })).toEqual([
      "pass - 2025-11-26: bars_5m has all 3 sessions that trades has",
    ]);
  });

  test("waits until its source is due, too", () => {
    const slow = withQuality(trades, { sla: { afterClose: 180 } });
    const snapshot = snapshotOf(bars, { glue: upTo("2025-11-26"), now: NOW });
    const source = snapshotOf(slow, withSymbols({ now: NOW }));
    expect(told("freshness.pipeline", snapshot, [snapshot, source])).toEqual([
      "pass - 2025-11-26: bars_5m has all 19 sessions that trades has",
    ]);
  });

  test("shows the days that lack, and counts both sides", () => {
    const snapshot = snapshotOf(bars, { glue: upTo("2025-11-25") });
    const [result] = resultsOf("freshness.pipeline", snapshot, [
      snapshot,
      snapshotOf(trades, withSymbols({})),
    ]);
    expect(result).toMatchObject({
      value: 2,
      measured: 18,
      expected: 20,
      samples: [{ day: "2025-11-26" }, { day: "2025-11-28" }],
    });
  });

  test("is skipped when its source is not looked at", () => {
    expect(told("freshness.pipeline", snapshotOf(bars))).toEqual([
      "skipped not_applicable -: trades, from which bars_5m is made, is not looked at",
    ]);
  });

  test("says nothing of a dataset that is made from no other", () => {
    expect(told("freshness.pipeline", snapshotOf(trades, withSymbols({})))).toEqual([]);
  });
});

/** Judged by the newest row that lies in the half day's hours, 14:30 to 18:00 UTC, up to an instant of it. */
describe("freshness.event", () => {
  const session = snapshotOf(bars).window.expected.at(-1)!;
  const { close } = session;
  const open = Date.parse("2025-11-28T16:00:00Z");

  test.each<[string, ValidatedDataset, string | null, number, string, string]>([
    [
      "of bars, the last of which ends at the close",
      bars,
      "17:55:00",
      close,
      "pass 0",
      "the newest row is of 17:55:00 UTC, 0 minutes short of 18:00:00 UTC",
    ],
    [
      "of bars, two of which lack at the end",
      bars,
      "17:45:00",
      close,
      "pass 10",
      "the newest row is of 17:45:00 UTC, 10 minutes short of 18:00:00 UTC",
    ],
    [
      "of bars, three of which lack",
      bars,
      "17:40:00",
      close,
      "warn 15",
      "the newest row is of 17:40:00 UTC, 15 minutes short of 18:00:00 UTC",
    ],
    [
      "half an hour late",
      bars,
      "17:25:00",
      close,
      "warn 30",
      "the newest row is of 17:25:00 UTC, 30 minutes short of 18:00:00 UTC",
    ],
    [
      "later than half an hour",
      bars,
      "17:20:00",
      close,
      "fail 35",
      "the newest row is of 17:20:00 UTC, 35 minutes short of 18:00:00 UTC",
    ],
    [
      "of trades, which reach no further than themselves",
      trades,
      "17:55:00",
      close,
      "pass 5",
      "the newest row is of 17:55:00 UTC, 5 minutes short of 18:00:00 UTC",
    ],
    [
      "of trades, with seconds",
      trades,
      "17:46:15",
      close,
      "warn 13.75",
      "the newest row is of 17:46:15 UTC, 13.75 minutes short of 18:00:00 UTC",
    ],
    [
      "while the session is open",
      bars,
      "15:55:00",
      open,
      "pass 0",
      "the newest row is of 15:55:00 UTC, 0 minutes short of 16:00:00 UTC",
    ],
    [
      "newer than the moment that is judged",
      bars,
      "16:10:00",
      open,
      "pass 0",
      "the newest row is of 16:10:00 UTC, 0 minutes short of 16:00:00 UTC",
    ],
    [
      "where no row is in the hours",
      bars,
      null,
      close,
      "fail 210",
      "no row lies in the 210 minutes of the session",
    ],
  ])("judges the newest event %s", (_, dataset, newest, until, outcome, message) => {
    const { find } = CHECKS["freshness.event"].scan!(dataset.quality.rows!)!;
    const cells = { newest: newest && `2025-11-28 ${newest}` };
    const found = find({
      rowSession: { session, until },
      cells,
      rowCount: 1,
      slots: 42,
      filled: new Map(),
      history: [],
    });
    const { value } = found as MeasuredFinding;
    expect(`${outcomeOf(value, CHECKS["freshness.event"].thresholds)} ${value}`).toBe(outcome);
    expect(found.message).toBe(message);
  });
});
