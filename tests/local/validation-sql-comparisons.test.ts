import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { scansOf } from "../../emulator/sql.ts";
import type { CheckQuery } from "../../shared/quality/ask.ts";
import type { CheckId } from "../../shared/quality/checks/index.ts";
import type { MeasuredFinding } from "../../shared/quality/finding.ts";
import type { BarRows } from "../../shared/quality/kinds/bars.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { comparisons } from "../../shared/quality/rows/comparisons.ts";
import { drillDowns } from "../../shared/quality/rows/drill-down.ts";
import { rowScan } from "../../shared/quality/rows/scan.ts";
import { instead, ONE } from "./planted-defects.ts";
import {
  bars,
  createMarket,
  features,
  fractionalBars,
  fractionalTrades,
  type Market,
  rowSession,
  scan,
  trades,
  troubles,
} from "./validation-sql-market.ts";

let market: Market;

beforeAll(async () => {
  market = await createMarket();
});

afterAll(() => market.close());

const compared = async (check: CheckId, queries: readonly CheckQuery[]) =>
  (await market.ask(queries[0]!)).findings.filter((finding) => finding.check === check) as MeasuredFinding[];

describe("tables are reconciled:", () => {
  const [EQUAL, NEARLY, DIFFERENT, ALONE] = ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04"] as const;
  const ofDays = (dataset: DeclaredDataset, days: readonly string[]) => ({
    dataset,
    held: { value: new Set(days) },
  });

  test("bars with their trades", async () => {
    await market.bars(EQUAL);
    await market.bars(NEARLY, instead("volume", "103"));
    await market.bars(DIFFERENT, instead("volume", "200"));
    await market.bars(ALONE, "FROM good WHERE symbol <> 'SPY'");
    const days = [EQUAL, NEARLY, DIFFERENT, ALONE];
    for (const day of days) await market.trades(day);
    const { queries, findings } = comparisons(bars, "prod", days.map(rowSession), [ofDays(trades, days)]);
    expect(findings).toEqual([]);
    const scans = await scansOf(queries[0]!.sql, market.lake.glue, "db");
    expect(scans).toEqual(
      new Map([
        ["db.trades", 1],
        ["db.bars_5m", 1],
      ]),
    );
    const found = await compared("reconcile.bars_trades", queries);
    expect(found.map(({ day, value, samples }) => [day, value, samples])).toEqual([
      [EQUAL, 0, []],
      [NEARLY, 0, []],
      [DIFFERENT, 0.25, [{ symbol: "AAPL", volume_of_trades: 7800, volume_of_bars: 7900 }]],
      [ALONE, 0.25, [{ symbol: "SPY", volume_of_trades: 7800, volume_of_bars: 0 }]],
    ]);
  });

  test("volumes that are no sum, or whose sum is larger than a whole number can be", async () => {
    const largest = instead("volume", "9223372036854775807", "symbol = 'AAPL' AND slot < 2");
    const [huge, odd] = ["2026-06-11", "2026-06-12"];
    await market.bars(huge, largest);
    await market.trades(huge);
    const whole = comparisons(bars, "prod", [rowSession(huge)], [ofDays(trades, [huge])]);
    expect(await compared("reconcile.bars_trades", whole.queries)).toMatchObject([
      { value: 0.25, samples: [{ symbol: "AAPL", volume_of_trades: 7800, volume_of_bars: 2 ** 64 }] },
    ]);
    await market.bars(odd, instead("volume", "'NaN'::DOUBLE"), fractionalBars);
    await market.trades(odd, instead("size", "'Infinity'::DOUBLE", "symbol = 'SPY'"), fractionalTrades);
    const { queries } = comparisons(
      fractionalBars,
      "prod",
      [rowSession(odd)],
      [ofDays(fractionalTrades, [odd])],
    );
    const [found] = await compared("reconcile.bars_trades", queries);
    expect(found!.value).toBe(0.5);
    expect(new Set(found!.samples)).toEqual(
      new Set([
        { symbol: "AAPL", volume_of_trades: 7800, volume_of_bars: null },
        { symbol: "SPY", volume_of_trades: null, volume_of_bars: 7800 },
      ]),
    );
  });

  test("features with their bars", async () => {
    const [without, beyond] = ["2026-06-05", "2026-06-08"];
    await market.bars(without);
    await market.features(without, `FROM good WHERE NOT (${ONE})`);
    await market.bars(beyond, `FROM good WHERE NOT (${ONE})`);
    await market.features(beyond);
    await market.features(EQUAL);
    const days = [EQUAL, without, beyond];
    const { queries } = comparisons(features, "prod", days.map(rowSession), [ofDays(bars, days)]);
    const scans = await scansOf(queries[0]!.sql, market.lake.glue, "db");
    expect([...scans.values()]).toEqual([1, 1]);
    const found = (await market.ask(queries[0]!)).findings as MeasuredFinding[];
    const sample = (day: string, lacks: string) => ({
      symbol: "AAPL",
      bar_start: `${day} 13:35:00.000`,
      lacks,
    });
    expect(found.map(({ day, value, samples }) => [day, value, samples])).toEqual([
      [EQUAL, 0, []],
      [without, 1, [sample(without, "features")]],
      [beyond, 1, [sample(beyond, "bar")]],
    ]);
  });

  test("no table with nothing", async () => {
    const day = "2026-06-10";
    const none = comparisons(bars, "prod", [rowSession(day)], [ofDays(trades, [])]);
    expect(none.queries).toEqual([]);
    expect(none.findings).toEqual([
      expect.objectContaining({
        check: "reconcile.bars_trades",
        day,
        outcome: "no_data",
        reason: "missing_partition",
      }),
    ]);
    await market.bars(day, "FROM good WHERE FALSE");
    await market.trades(day, "FROM good WHERE FALSE");
    const { queries } = comparisons(bars, "prod", [rowSession(day)], [ofDays(trades, [day])]);
    expect((await market.ask(queries[0]!)).findings).toEqual([
      expect.objectContaining({ check: "reconcile.bars_trades", day, outcome: "no_data", reason: "no_rows" }),
    ]);
  });
});

describe("what was not traded is not missing:", () => {
  const held = (...days: readonly string[]) => [{ dataset: trades, held: { value: new Set(days) } }];
  const look = async (days: readonly string[], dataset = bars) => {
    const rowSessions = days.map(rowSession);
    const { queries } = comparisons(dataset, "prod", rowSessions, held(...days));
    const found = (await market.ask(queries[0]!)).findings as MeasuredFinding[];
    const missing = found.filter(({ check }) => check === "complete.bars");
    const details = drillDowns(dataset, "prod", rowSessions, missing, held(...days));
    const gaps = await Promise.all(details.map(async (query) => (await market.ask(query)).findings));
    return { found, troubles: troubles(dataset, found), gaps: gaps.flat() as MeasuredFinding[] };
  };
  const QUIET = "symbol = 'AAPL' AND slot IN (1, 2, 40)";

  test("a slot without a trade has no bar, and that is right", async () => {
    const day = "2026-08-03";
    await market.trades(day, `FROM good WHERE NOT (${QUIET})`);
    await market.bars(day, `FROM good WHERE NOT (${QUIET})`);
    const { found, troubles, gaps } = await look([day]);
    expect(troubles).toEqual({});
    expect(found.find(({ check }) => check === "complete.bars")).toMatchObject({
      value: 0,
      measured: 231,
      expected: 231,
    });
    expect(gaps.flatMap(({ samples }) => samples)).toEqual([]);
  });

  test("nor is a symbol that did not trade, be it without bars or with bars of no volume", async () => {
    const [without, empty] = ["2026-08-04", "2026-08-05"];
    for (const day of [without, empty]) await market.trades(day, "FROM good WHERE symbol <> 'SPY'");
    await market.bars(without, "FROM good WHERE symbol <> 'SPY'");
    const none = "CASE WHEN symbol = 'SPY' THEN 0 ELSE";
    await market.bars(
      empty,
      `SELECT * REPLACE (${none} volume END AS volume, ${none} trade_count END AS trade_count) FROM good`,
    );
    expect((await look([without, empty])).troubles).toEqual({});
  });

  test("but a slot with a trade and without a bar is, and is named", async () => {
    const [day, half] = ["2026-08-06", "2025-11-28"];
    await market.trades(half);
    await market.bars(half);
    await market.trades(day, "FROM good WHERE NOT (symbol = 'AAPL' AND slot = 2)");
    await market.bars(day, `FROM good WHERE NOT (${QUIET}) AND NOT (symbol = 'SPY' AND slot = 77)`);
    const { found, gaps } = await look([half, day]);
    expect(found.filter(({ check }) => check === "complete.bars")).toMatchObject([
      { day: half, value: 0, expected: 126 },
      {
        day,
        value: 3,
        message: "3 of 233 bars for which core symbols have trades are missing: AAPL 2, SPY 1",
        samples: [
          { symbol: "AAPL", missing: 2 },
          { symbol: "SPY", missing: 1 },
        ],
      },
    ]);
    const at = (time: string) => `${day}T${time}:00.000`;
    expect(gaps.find((one) => one.day === day)!.samples).toEqual([
      { symbol: "AAPL", first_missing: at("13:35"), last_missing: at("13:35"), missing: 1 },
      { symbol: "AAPL", first_missing: at("16:50"), last_missing: at("16:50"), missing: 1 },
      { symbol: "SPY", first_missing: at("19:55"), last_missing: at("19:55"), missing: 1 },
    ]);
  });

  test("the print at the close is in the last bar, or in none", async () => {
    const [inNone, inLast, wrong] = ["2026-08-07", "2026-08-10", "2026-08-11"];
    const atClose = `FROM good UNION ALL SELECT * REPLACE (trade_id + 9 AS trade_id, 1000 AS size,
      ts::DATE + INTERVAL 20 HOUR AS ts) FROM good WHERE slot = 77 AND trade_id % 2 = 0`;
    for (const day of [inNone, inLast, wrong]) await market.trades(day, atClose);
    const last = (volume: number) =>
      `SELECT * REPLACE (CASE WHEN slot = 77 THEN ${volume} ELSE volume END AS volume,
        CASE WHEN slot = 77 THEN 3 ELSE trade_count END AS trade_count) FROM good`;
    await market.bars(inNone);
    await market.bars(inLast, last(1100));
    await market.bars(wrong, last(600));
    const { found } = await look([inNone, inLast, wrong]);
    const values = found.filter(({ check }) => check === "reconcile.bars_trades").map(({ value }) => value);
    expect(values).toEqual([0, 0, 1]);
    expect(troubles(trades, (await market.ask(scan(trades, [inNone]))).findings)).toEqual({});
  });

  test("and without volume and number of trades only slots are compared", async () => {
    const { volume: _, trades: __, ...rows } = bars.quality!.rows as BarRows;
    const bare: DeclaredDataset = { ...bars, quality: { ...bars.quality!, rows } };
    const { found } = await look(["2026-08-06"], bare);
    expect(found.map(({ check, value }) => [check, value])).toEqual([["complete.bars", 3]]);
    expect(scan(bare, ["2026-08-06"]).checks).not.toContain("value.domain");
    expect((await market.ask(scan(bare, ["2026-08-06"]))).findings.map(({ check }) => check)).toContain(
      "null.value",
    );
  });
});

describe("prices and features that nobody could know are not missing:", () => {
  test("those of a bar that says that there was no trade", async () => {
    const day = "2026-08-12";
    const quiet = "symbol = 'AAPL' AND slot BETWEEN 10 AND 20";
    const replaced = ["open", "high", "low", "close"].map(
      (price) => `CASE WHEN ${quiet} THEN NULL ELSE ${price} END AS ${price}`,
    );
    const none = (name: string) => `CASE WHEN ${quiet} THEN 0 ELSE ${name} END AS ${name}`;
    await market.bars(
      day,
      `SELECT * REPLACE (${[...replaced, none("volume"), none("trade_count")].join(", ")}) FROM good`,
    );
    expect(troubles(bars, (await market.ask(scan(bars, [day]))).findings)).toEqual({});
  });

  test("features of a symbol whose first bar is late", async () => {
    const day = "2026-08-13";
    // Listed at 11:30: its bars begin with slot 24, and its warm-up with them.
    const late = ["ret_5m", "ret_30m", "volatility_30m", "volume_zscore", "rsi_14"].map(
      (name) => `CASE WHEN symbol = 'MSFT' AND slot < 38 THEN NULL ELSE ${name} END AS ${name}`,
    );
    await market.features(
      day,
      `SELECT * REPLACE (${late.join(", ")}) FROM good WHERE symbol <> 'MSFT' OR slot >= 24`,
    );
    const { findings } = await market.ask(scan(features, [day]));
    expect(findings.find(({ check }) => check === "null.value")).toMatchObject({
      value: 0,
      message: "no value of 232 rows after the warm-up is NULL",
    });
  });

  test("a feature has one value in the first bars of a session, and may", async () => {
    const day = "2026-08-14";
    await market.features(day, "SELECT * REPLACE (7e0 AS ret_5m) FROM good WHERE slot < 3");
    const { session } = rowSession(day);
    const look = async (until: number) => {
      const { queries } = rowScan(features, "prod", [{ session, until }]);
      const { findings } = await market.ask(queries[0]!);
      return (findings.find(({ check }) => check === "feature.health") as MeasuredFinding).value;
    };
    expect(await look(session.open + 3 * 300_000)).toBe(0);
    expect(await look(session.close)).toBe(1);
  });
});

describe("a price is compared with the session before:", () => {
  // A Friday, and the sessions after it.
  const [BEFORE, SPLIT, EARNINGS] = ["2026-08-21", "2026-08-24", "2026-08-25"] as const;
  const times = (factor: string) =>
    `SELECT * REPLACE (${["open", "high", "low", "close"].map((name) => `${name} * ${factor} AS ${name}`).join(", ")}) FROM good`;
  const outlier = async (...days: readonly string[]) =>
    (await market.ask(scan(bars, days))).findings.find(
      ({ check, day }) => check === "outlier.return" && day === days.at(-1),
    ) as MeasuredFinding;

  beforeAll(async () => {
    await market.bars(BEFORE);
    await market.bars(SPLIT, times("(CASE WHEN symbol = 'AAPL' THEN 0.5e0 ELSE 1 END)"));
    await market.bars(
      EARNINGS,
      times("(CASE WHEN symbol = 'MSFT' THEN 1.15e0 WHEN symbol = 'AAPL' THEN 0.5e0 ELSE 1 END)"),
    );
  });

  test("a split is seen, also when its session alone is looked at", async () => {
    const found = { value: 1, samples: [{ symbol: "AAPL" }] };
    expect(await outlier(SPLIT)).toMatchObject(found);
    expect(await outlier(BEFORE, SPLIT)).toMatchObject(found);
  });

  test("and what earnings do to a price overnight is not told", async () => {
    expect(await outlier(EARNINGS)).toMatchObject({ value: 0 });
  });

  test("nor anything of a symbol that was not there in the session before", async () => {
    const [first, second] = ["2026-08-27", "2026-08-28"];
    await market.bars("2026-08-26", times("4e0"));
    await market.bars(first, "FROM good WHERE symbol <> 'AAPL'");
    await market.bars(second);
    expect(await outlier("2026-08-26", first, second)).toMatchObject({ value: 0 });
  });

  test("an open session is not: its first bar is compared once, after the close", () => {
    const { session } = rowSession(SPLIT);
    const { queries } = rowScan(bars, "prod", [{ session, until: session.open + 300_000 }]);
    expect(queries[0]!.sql).not.toContain(BEFORE);
    expect(scan(trades, [SPLIT]).sql).not.toContain(BEFORE);
  });
});
