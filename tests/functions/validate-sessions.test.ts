import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { scansOf } from "../../emulator/sql.ts";
import { look } from "../../local/demo/validation.ts";
import type { RunDocument } from "../../shared/quality/result.ts";
import {
  BOTH_DAYS,
  bytesOf,
  executedOn,
  FRIDAY,
  labelOf,
  openMarket,
  skippedFor,
  troublesIn,
  type ValidatedMarket,
  WEDNESDAY,
} from "./validated-market.ts";

/** Trades are due 30 minutes after the close, bars 60, features 90. Friday closes at 18:00 UTC. */
const DUE_ON_FRIDAY = [
  ["trades", "2025-11-28T18:30:00.000Z"],
  ["bars_5m", "2025-11-28T19:00:00.000Z"],
  ["ml_features_5m", "2025-11-28T19:30:00.000Z"],
] as const;
const NOON = "TIMESTAMP '2025-11-28 16:15:00'";

let market: ValidatedMarket;
let thanksgiving: RunDocument;
let aboutThanksgiving: RunDocument;
let beforeAnyIsDue: RunDocument;
let onceTradesAreDue: RunDocument;
let inTheSession: RunDocument;
let evening: RunDocument;
let executedBefore: number;
let clean: RunDocument;

/** The story of a long weekend, told once: what arrived when, and what a run then said. */
beforeAll(async () => {
  market = await openMarket();
  const { arrive, platform } = market;
  await arrive([WEDNESDAY]);
  thanksgiving = await look(platform, { asOf: "2025-11-27T23:00:00Z" });
  const days = { from: "2025-11-27", to: "2025-11-27" };
  aboutThanksgiving = await look(platform, { asOf: "2025-11-28T12:00:00Z", days });
  beforeAnyIsDue = await look(platform, { asOf: "2025-11-28T18:20:00Z" });
  onceTradesAreDue = await look(platform, { asOf: "2025-11-28T18:45:00Z" });
  await arrive(
    [FRIDAY],
    [
      { dataset: "trades", sql: `DELETE FROM written WHERE ts >= ${NOON}` },
      { dataset: "bars_5m", sql: `DELETE FROM written WHERE bar_start >= ${NOON}` },
      { dataset: "ml_features_5m", sql: `DELETE FROM written WHERE bar_start >= ${NOON}` },
    ],
  );
  inTheSession = await look(platform, { asOf: "2025-11-28T16:21:30Z", suite: "intraday" });
  await arrive([FRIDAY]);
  evening = await look(platform, { asOf: "2025-11-28T23:00:00Z" });
  executedBefore = (await executedOn(platform)).length;
  clean = await look(platform, { asOf: "2025-11-28T23:00:01Z", days: BOTH_DAYS });
}, 120_000);

afterAll(() => market.close());

/** What is said of the session of Friday, by outcome and reason. */
const ofFriday = ({ results }: RunDocument, dataset: string) =>
  results.filter((result) => result.dataset === dataset && result.day === FRIDAY.day);

describe("sound data", () => {
  test("pass every check; only baselines need more sessions than there are", () => {
    expect(troublesIn(clean.results)).toEqual(
      ["bars_5m", "ml_features_5m", "trades"].flatMap((dataset) =>
        [WEDNESDAY, FRIDAY].map(({ day }) => `${dataset} complete.rows ${day} skipped insufficient_history`),
      ),
    );
    expect(clean.summary).toMatchObject({ pass: 99, skipped: 6, worst: "skipped" });
  });

  test("have cells for all of their sessions, and nothing is missing in one", () => {
    const cells = clean.coverage.map(({ day, state }) => `${day} ${state}`);
    expect([...new Set(cells)].sort()).toEqual([
      "2025-11-26 present",
      "2025-11-27 closed",
      "2025-11-28 present",
    ]);
    const counted = clean.coverage.filter(({ symbol, share }) => symbol === "SPY" && share === 1);
    expect(counted.map(({ dataset, day }) => `${dataset} ${day}`)).toHaveLength(6);
  });

  test("cost one query for the rows of a table, one for each pair, and one for what earlier runs have found", async () => {
    const executed = (await executedOn(market.platform)).slice(executedBefore);
    expect(executed.map(labelOf).sort()).toEqual([
      "bars_5m: reconcile.bars_trades of 2025-11-26 to 2025-11-28",
      "bars_5m: rows of 2025-11-26 to 2025-11-28",
      "earlier results of trades, bars_5m, ml_features_5m before 2025-11-28",
      "ml_features_5m: reconcile.features_bars of 2025-11-26 to 2025-11-28",
      "ml_features_5m: rows of 2025-11-26 to 2025-11-28",
      "trades: rows of 2025-11-26 to 2025-11-28",
    ]);
    expect(bytesOf(executed)).toBe(clean.summary.scannedBytes);
    const { store } = market.platform.emulator.glue;
    const scans = await Promise.all(executed.map(({ Query }) => scansOf(Query!, store)));
    const planned = scans.map((tables) =>
      [...tables].map(([table, times]) => `${table} × ${times}`).join(", "),
    );
    expect(planned.sort()).toEqual([
      "stock_trades_curated_dev.bars_5m × 1",
      "stock_trades_curated_dev.ml_features_5m × 1",
      "stock_trades_curated_dev.ml_features_5m × 1, stock_trades_curated_dev.bars_5m × 1",
      "stock_trades_quality_dev.check_results × 1",
      "stock_trades_raw_dev.trades × 1",
      "stock_trades_raw_dev.trades × 1, stock_trades_curated_dev.bars_5m × 1",
    ]);
  });

  test("are read by one query for all checks of a table's rows", () => {
    const compared = new Set(
      clean.results.filter(({ checkId }) => checkId.startsWith("reconcile.")).map(({ queryId }) => queryId),
    );
    // Which bars are missing, the comparison with the trades says as well, and knows better.
    const missing = clean.results.filter(({ checkId }) => checkId === "complete.bars");
    expect(missing.map(({ queryId }) => compared.has(queryId))).toEqual([true, true]);
    const queries = new Map<string, Set<string>>();
    for (const { dataset, queryId } of clean.results) {
      if (queryId === null || compared.has(queryId)) continue;
      queries.set(dataset, (queries.get(dataset) ?? new Set()).add(queryId));
    }
    expect([...queries].map(([dataset, ids]) => [dataset, ids.size])).toEqual([
      ["trades", 1],
      ["bars_5m", 1],
      ["ml_features_5m", 1],
    ]);
  });
});

describe("on Thanksgiving", () => {
  test("Wednesday is looked at again, and all is well", () => {
    expect(thanksgiving.notes).toEqual(["XNYS is closed (Thanksgiving Day); the last session is 2025-11-26"]);
    expect(thanksgiving.sessions.at(-1)).toMatchObject({ day: "2025-11-26", bars: 78, early: false });
    expect(thanksgiving.summary).toMatchObject({ warn: 0, fail: 0, no_data: 0, error: 0, worst: "skipped" });
    // The tables begin on Wednesday, so that the 19 sessions before it are none of theirs.
    expect(skippedFor(thanksgiving.results)).toEqual(["insufficient_history", "not_applicable"]);
  });

  test("nothing is behind: freshness counts sessions", () => {
    const freshness = thanksgiving.results.filter(({ checkId }) => checkId === "freshness.session");
    expect(freshness.map(({ value, message }) => `${value} ${message}`)).toEqual(
      ["trades", "bars_5m", "ml_features_5m"].map(
        (dataset) =>
          `0 the newest day, 2025-11-26, of ${dataset} is not behind 2025-11-26, the last session that is due; XNYS is closed today (Thanksgiving Day)`,
      ),
    );
  });

  test("somebody who asks about that very day hears that it is none, and no query is asked", () => {
    expect(aboutThanksgiving.notes).toEqual([
      "XNYS is closed on 2025-11-27 (Thanksgiving Day); the last session is 2025-11-26",
    ]);
    expect(aboutThanksgiving.sessions).toEqual([]);
    expect(aboutThanksgiving.summary).toMatchObject({ warn: 0, fail: 0, no_data: 0, error: 0, queries: 0 });
    expect(skippedFor(aboutThanksgiving.results)).toEqual(["market_closed", "not_applicable"]);
  });
});

describe("on the day after, which closes early", () => {
  test.each(DUE_ON_FRIDAY)(
    "until the data of %s are due at %s, their absence is skipped, never passed",
    (dataset, dueAt) => {
      const said = ofFriday(beforeAnyIsDue, dataset);
      expect(new Set(said.map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
        new Set(["skipped sla_not_reached"]),
      );
      expect(new Set(said.map((result) => result.dueAt))).toEqual(new Set([dueAt]));
      // Every check that speaks of the session in the evening is there already.
      const checks = (results: RunDocument["results"]) => new Set(results.map(({ checkId }) => checkId));
      const ofTable = ["freshness.session", "freshness.pipeline"];
      const spoken = [...checks(ofFriday(evening, dataset))].filter((check) => !ofTable.includes(check));
      expect([...checks(said)].sort()).toEqual(spoken.sort());
    },
  );

  test("half of the time over is worth a warning, and nothing fails", () => {
    const troubled = beforeAnyIsDue.results.filter(
      ({ outcome }) => outcome !== "pass" && outcome !== "skipped",
    );
    expect(troublesIn(troubled)).toEqual(["trades freshness.session 2025-11-26 warn"]);
    expect(beforeAnyIsDue.summary.worst).toBe("warn");
  });

  test("once trades are due and missing they fail; bars and features, which are not due yet, are skipped", () => {
    const outcomes = (dataset: string) =>
      new Set(ofFriday(onceTradesAreDue, dataset).map(({ outcome }) => outcome));
    expect(outcomes("trades")).toEqual(new Set(["fail", "no_data"]));
    expect(outcomes("bars_5m")).toEqual(new Set(["skipped"]));
    expect(outcomes("ml_features_5m")).toEqual(new Set(["skipped"]));
    const failed = onceTradesAreDue.results.filter(({ outcome }) => outcome === "fail");
    expect(failed.map(({ message }) => message)).toEqual([
      "trades has no partition of 2025-11-28, which was due at 2025-11-28T18:30:00Z",
      "the newest day, 2025-11-26, of trades is 1 session behind 2025-11-28, the last that is due",
    ]);
  });

  test("an open session is judged up to its last whole bar, and not by what is still to come", () => {
    expect(troublesIn(inTheSession.results.filter(({ day }) => day === FRIDAY.day))).toEqual([
      "bars_5m complete.rows 2025-11-28 skipped insufficient_history",
      "ml_features_5m complete.rows 2025-11-28 skipped insufficient_history",
      "trades complete.rows 2025-11-28 skipped session_open",
    ]);
    const bars = ofFriday(inTheSession, "bars_5m").find(({ checkId }) => checkId === "complete.bars");
    // 21 bars from 14:30 to 16:15, of each of 8 core symbols; the bar of 16:15 has until 16:25.
    expect(bars).toMatchObject({ outcome: "pass", measured: 168, expected: 168 });
  });

  test("42 bars are all there are to have", () => {
    expect(evening.sessions.at(-1)).toMatchObject({ day: "2025-11-28", bars: 42, early: true });
    const bars = ofFriday(evening, "bars_5m").find(({ checkId }) => checkId === "complete.bars");
    expect(bars).toMatchObject({ outcome: "pass", measured: 336, expected: 336 });
    expect(evening.summary).toMatchObject({ warn: 0, fail: 0, no_data: 0, error: 0 });
  });
});
