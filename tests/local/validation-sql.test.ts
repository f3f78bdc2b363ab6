import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { scansOf } from "../../emulator/sql.ts";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import type { CheckQuery } from "../../shared/quality/ask.ts";
import type { CheckId } from "../../shared/quality/checks/index.ts";
import type { CheckFinding, MeasuredFinding } from "../../shared/quality/finding.ts";
import { thresholdsOf } from "../../shared/quality/judgement.ts";
import type { BarRows } from "../../shared/quality/kinds/bars.ts";
import { outcomeOf } from "../../shared/quality/outcome.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import type { Coverage } from "../../shared/quality/result.ts";
import { pastQuery } from "../../shared/quality/results/past.ts";
import { RESULT_COLUMNS } from "../../shared/quality/results/table.ts";
import { countedIn } from "../../shared/quality/rows/baseline.ts";
import { comparisons } from "../../shared/quality/rows/comparisons.ts";
import { drillDowns } from "../../shared/quality/rows/drill-down.ts";
import { rowScan } from "../../shared/quality/rows/scan.ts";
import {
  bars,
  createMarket,
  features,
  fractionalBars,
  fractionalTrades,
  type Market,
  rowSession,
  trades,
} from "./validation-sql-market.ts";

/** The last day of summer time, the first of winter time, a regular session and a half day. */
const CLEAN = ["2025-10-31", "2025-11-03", "2025-11-26", "2025-11-28"];
const DEFECTIVE = calendarNamed("XNYS")
  .sessionsBetween("2026-01-05", "2026-03-31")
  .map(({ day }) => day);

/** Is it AAPL's second slot? */
const ONE = "symbol = 'AAPL' AND slot = 1";
const FIRST = "symbol = 'AAPL' AND slot = 40";
const instead = (column: string, value: string, where = FIRST) =>
  `SELECT * REPLACE (CASE WHEN ${where} THEN ${value} ELSE ${column} END AS ${column}) FROM good`;
const besides = (column: string, value: string) =>
  `FROM good UNION ALL SELECT * REPLACE (${value} AS ${column}) FROM good WHERE ${FIRST}`;

type Outcomes = Partial<Record<CheckId, "warn" | "fail">>;
/** What is wrong, the rows with it, what the checks make of it, and a part of a message or a sample. */
type Defect = readonly [name: string, select: string, outcomes: Outcomes, words: string];

const OF_BARS: readonly Defect[] = [
  [
    "a bar is missing",
    `FROM good WHERE NOT (${ONE})`,
    { "complete.bars": "fail" },
    "1 of 234 bars of core symbols are missing: AAPL 1",
  ],
  [
    "a core symbol is missing",
    "FROM good WHERE symbol <> 'SPY'",
    { "complete.symbols": "fail", "complete.bars": "fail" },
    "1 of 3 core symbols are missing: SPY",
  ],
  ["another symbol is missing", "FROM good WHERE symbol <> 'BRK.B'", {}, "0 of 3 core symbols are missing"],
  [
    "a bar is there twice",
    `FROM good UNION ALL FROM good WHERE ${FIRST}`,
    { "unique.key": "fail" },
    "1 of 313 rows repeat the symbol and bar_start of another",
  ],
  [
    "high is below low",
    instead("high", "low - 1"),
    { "ohlc.invariant": "fail" },
    "1 of 312 rows have a high",
  ],
  [
    "low is above open",
    instead("low", "open + 5e-1"),
    { "ohlc.invariant": "fail" },
    "1 of 312 rows have a high",
  ],
  [
    "a close is not a number",
    instead("close", "'NaN'::DOUBLE"),
    { "ohlc.invariant": "fail" },
    "1 of 312 rows have a high",
  ],
  [
    "a high is infinite",
    instead("high", "'Infinity'::DOUBLE"),
    { "ohlc.invariant": "fail" },
    "1 of 312 rows have a high",
  ],
  ["a low is 0", instead("low", "0"), { "ohlc.invariant": "fail" }, "1 of 312 rows have a high"],
  [
    "a symbol is NULL",
    besides("symbol", "NULL"),
    { "null.key": "fail" },
    "1 of 313 rows have no symbol or no bar_start",
  ],
  [
    "a time is NULL",
    besides("bar_start", "NULL"),
    { "null.key": "fail" },
    "1 of 313 rows have no symbol or no bar_start",
  ],
  ["a close is NULL", instead("close", "NULL"), { "null.value": "warn" }, "close is NULL in 1 of 312 rows"],
  [
    "a volume is negative",
    instead("volume", "-1"),
    { "value.domain": "fail" },
    "1 of 312 rows have a volume or trade_count that is not finite and 0 or more",
  ],
  [
    "a bar begins between two",
    besides("bar_start", "bar_start + INTERVAL 2 MINUTE"),
    { "bar.alignment": "fail" },
    "1 of 313 rows begin between two bars",
  ],
  [
    "a bar begins a moment late",
    besides("bar_start", "bar_start + INTERVAL 1 MILLISECOND"),
    { "bar.alignment": "fail" },
    "1 of 313 rows begin between two bars",
  ],
  [
    "a bar is of the day before",
    besides("bar_start", "bar_start - INTERVAL 1 DAY"),
    { "day.misfiled": "fail", "session.bounds": "warn" },
    "1 of 313 rows are of another day",
  ],
  [
    "a bar begins at the close",
    besides("bar_start", "bar_start + INTERVAL 190 MINUTE"),
    { "session.bounds": "warn" },
    "1 of 313 rows lie outside",
  ],
  [
    "the last hour is missing",
    "FROM good WHERE slot < 66",
    { "freshness.event": "fail", "complete.bars": "fail" },
    "60 minutes short of 21:00:00 UTC",
  ],
  [
    "most rows are missing",
    "FROM good WHERE slot % 5 = 0 OR slot = 77",
    { "complete.rows": "fail", "complete.bars": "fail" },
    "68 rows, 0.87 a slot; the median of 20 sessions before it is 4",
  ],
  [
    "a price jumps",
    instead("close", "close * 1.5e0").replace(
      "FROM good",
      "FROM (SELECT * REPLACE (high * 2 AS high) FROM good)",
    ),
    { "outlier.return": "warn" },
    "2 of 312 bars jump",
  ],
  ...["'Infinity'::DOUBLE", "'-Infinity'::DOUBLE", "-1", "0"].map(
    (close): Defect => [
      `a close is ${close}`,
      instead("close", close),
      { "ohlc.invariant": "fail" },
      "1 of 312 rows have a high",
    ],
  ),
  [
    "closes are as far apart as numbers can be",
    instead("close", "CASE slot WHEN 40 THEN 1e-300 ELSE 1e300 END", "symbol = 'AAPL' AND slot IN (40, 41)"),
    { "ohlc.invariant": "fail", "outlier.return": "warn" },
    "3 of 312 bars jump",
  ],
];

const OF_TRADES: readonly Defect[] = [
  [
    "a core symbol has no trades",
    "FROM good WHERE symbol <> 'SPY'",
    { "complete.symbols": "fail" },
    "1 of 3 core symbols are missing: SPY",
  ],
  [
    "an id is there twice",
    `FROM good UNION ALL FROM good WHERE ${FIRST}`,
    { "unique.key": "fail" },
    "2 of 626 rows repeat the symbol and trade_id of another",
  ],
  [
    "an id is NULL",
    instead("trade_id", "NULL"),
    { "null.key": "fail" },
    "2 of 624 rows have no symbol or no trade_id or no ts",
  ],
  ["a price is NULL", instead("price", "NULL"), { "null.value": "warn" }, "price is NULL in 2 of 624 rows"],
  [
    "a price is not a number",
    instead("price", "'NaN'::DOUBLE"),
    { "value.domain": "fail" },
    "2 of 624 rows have a price or size that is not finite and above 0",
  ],
  [
    "a price is infinite",
    instead("price", "'Infinity'::DOUBLE"),
    { "value.domain": "fail" },
    "2 of 624 rows have a price or size that is not finite and above 0",
  ],
  [
    "a size is negative",
    instead("size", "-1"),
    { "value.domain": "fail" },
    "2 of 624 rows have a price or size that is not finite and above 0",
  ],
  [
    "a size is 0",
    instead("size", "0"),
    { "value.domain": "fail" },
    "2 of 624 rows have a price or size that is not finite and above 0",
  ],
  [
    "a trade is of the day after",
    instead("ts", "ts + INTERVAL 1 DAY"),
    { "day.misfiled": "fail", "session.bounds": "warn" },
    "2 of 624 rows are of another day",
  ],
  [
    "a trade is before 04:00",
    instead("ts", "ts::DATE + INTERVAL 539 MINUTE"),
    { "session.bounds": "warn" },
    "2 of 624 rows lie outside",
  ],
  ["a trade is at 04:00", instead("ts", "ts::DATE + INTERVAL 540 MINUTE"), {}, "0 of 624 rows lie outside"],
  [
    "a trade is before 20:00",
    instead("ts", "ts::DATE + INTERVAL 1499 MINUTE"),
    {},
    "0 of 624 rows lie outside",
  ],
  [
    "a trade is at 20:00, when trading ends",
    instead("ts", "ts::DATE + INTERVAL 1500 MINUTE"),
    {},
    "0 of 624 rows lie outside",
  ],
  [
    "a trade is after 20:00",
    instead("ts", "ts::DATE + INTERVAL 1500 MINUTE + INTERVAL 1 MILLISECOND"),
    { "session.bounds": "warn" },
    "2 of 624 rows lie outside",
  ],
  [
    "there are none after 15:45, but one after hours",
    instead("ts", "ts::DATE + INTERVAL 1320 MINUTE").replace("FROM good", "FROM good WHERE slot < 75"),
    { "freshness.event": "warn" },
    "15.03 minutes short of 21:00:00 UTC",
  ],
  [
    "most are missing",
    "FROM good WHERE slot % 5 = 0 OR slot = 77",
    { "complete.rows": "fail" },
    "136 rows, 1.74 a slot; the median of 20 sessions before it is 8",
  ],
];

const OF_FEATURES: readonly Defect[] = [
  [
    "a feature is constant",
    "SELECT * REPLACE (7e0 AS ret_30m) FROM good",
    { "feature.health": "fail" },
    "ret_30m had one value all day",
  ],
  ["an RSI is 120", instead("rsi_14", "120e0"), { "feature.health": "fail" }, "1 exceed their bounds"],
  [
    "a feature is not a number",
    instead("ret_5m", "'NaN'::DOUBLE"),
    { "feature.health": "fail" },
    "1 are not finite",
  ],
  [
    "a feature is infinite",
    instead("ret_5m", "'-Infinity'::DOUBLE"),
    { "feature.health": "fail" },
    "1 are not finite",
  ],
  [
    "a row looks ahead",
    instead("feature_asof", "bar_start + INTERVAL 301 SECOND"),
    { "feature.health": "fail" },
    "1 of 312 rows look ahead",
  ],
  [
    "a value is NULL after the warm-up",
    instead("rsi_14", "NULL"),
    { "null.value": "warn" },
    "rsi_14 is NULL in 1 of 256 rows after the warm-up",
  ],
  [
    "a feature is never there",
    "SELECT * REPLACE (NULL::DOUBLE AS ret_5m) FROM good",
    { "null.value": "fail" },
    "ret_5m is NULL in 256 of 256 rows after the warm-up",
  ],
  [
    "a key is there twice",
    `FROM good UNION ALL FROM good WHERE ${FIRST}`,
    { "unique.key": "fail" },
    "1 of 313 rows repeat",
  ],
  ["a symbol is NULL", besides("symbol", "NULL"), { "null.key": "fail" }, "1 of 313 rows have no symbol"],
  [
    "a row begins between two bars",
    besides("bar_start", "bar_start + INTERVAL 2 MINUTE"),
    { "bar.alignment": "fail" },
    "1 of 313 rows begin between",
  ],
  [
    "a core symbol is missing",
    "FROM good WHERE symbol <> 'MSFT'",
    { "complete.symbols": "fail" },
    "missing: MSFT",
  ],
  [
    "the last hour is missing",
    "FROM good WHERE slot < 66",
    { "freshness.event": "fail" },
    "60 minutes short",
  ],
];

const ALL: readonly (readonly [DeclaredDataset, readonly Defect[]])[] = [
  [bars, OF_BARS],
  [trades, OF_TRADES],
  [features, OF_FEATURES],
];

let market: Market;

beforeAll(async () => {
  market = await createMarket();
  for (const [{ name }, defects] of ALL) {
    const write = { trades: market.trades, bars_5m: market.bars, ml_features_5m: market.features }[name]!;
    for (const day of CLEAN) await write(day);
    for (const [index, [, select]] of defects.entries()) await write(DEFECTIVE[index]!, select);
  }
}, 120_000);

afterAll(() => market.close());

const history = (dataset: DeclaredDataset, rowsPerSlot: number) =>
  Array.from({ length: 20 }, (_, index) => ({
    dataset: dataset.name,
    day: `2025-10-${String(index + 1).padStart(2, "0")}`,
    rowsPerSlot,
  }));

const scan = (dataset: DeclaredDataset, days: readonly string[]) =>
  rowScan(dataset, "prod", days.map(rowSession), { history: history(dataset, dataset === trades ? 8 : 4) })
    .queries[0]!;

/** The outcomes that are not pass, of each check. */
function troubles(dataset: DeclaredDataset, findings: readonly CheckFinding[]): Record<string, string> {
  const outcomes = findings.map((finding) => {
    const isMeasured = "value" in finding;
    const outcome = isMeasured
      ? outcomeOf(finding.value, thresholdsOf(finding.check, dataset.quality))
      : finding.outcome;
    return [finding.check, outcome] as const;
  });
  return Object.fromEntries(outcomes.filter(([, outcome]) => outcome !== "pass"));
}

describe.each(ALL.map(([dataset, defects]) => [dataset.name, dataset, defects] as const))(
  "rows of %s",
  (_, dataset, defects) => {
    let findings: readonly CheckFinding[];
    let coverage: readonly Coverage[];

    beforeAll(async () => {
      const days = [...CLEAN, ...DEFECTIVE.slice(0, defects.length)];
      ({ findings, coverage } = await market.ask(scan(dataset, days)));
    });

    test.each(CLEAN)("are sound on %s", (day) => {
      const own = findings.filter((finding) => finding.day === day);
      expect(troubles(dataset, own)).toEqual({});
      expect(own.map(({ check }) => check).sort()).toEqual([...scan(dataset, CLEAN).checks].sort());
      expect(coverage.filter((cell) => cell.day === day)).toEqual(
        [null, "AAPL", "MSFT", "SPY", "BRK.B"].map((symbol) => ({
          dataset: dataset.name,
          day,
          symbol,
          state: "present",
          share: 1,
        })),
      );
    });

    test.each(defects.map(([name, , outcomes, words], index) => [name, outcomes, words, index] as const))(
      "are found when %s",
      (_name, outcomes, words, index) => {
        const own = findings.filter((finding) => finding.day === DEFECTIVE[index]);
        expect(troubles(dataset, own)).toEqual(outcomes);
        expect(own.map(({ message }) => message).join("\n")).toContain(words);
      },
    );

    test("are scanned once, for all checks and sessions", async () => {
      const scans = await scansOf(scan(dataset, CLEAN).sql, market.lake.glue, "db");
      expect([...scans]).toEqual([[`db.${dataset.table}`, 1]]);
    });
  },
);

describe("what failed is looked up:", () => {
  const rowsOf = async (
    dataset: DeclaredDataset,
    defects: readonly Defect[],
    name: string,
    check: CheckId,
  ) => {
    const day = DEFECTIVE[defects.findIndex(([one]) => one === name)]!;
    const { findings } = await market.ask(scan(dataset, [day]));
    const failed = findings.filter((finding) => finding.check === check);
    const queries = drillDowns(dataset, "prod", [rowSession(day)], failed);
    expect(queries).toHaveLength(1);
    const [found] = (await market.ask(queries[0]!)).findings;
    return found as MeasuredFinding;
  };
  const at = (day: string, time: string) => ({ symbol: "AAPL", bar_start: `${day}T${time}` });
  const dayOf = (defects: readonly Defect[], name: string) =>
    DEFECTIVE[defects.findIndex(([one]) => one === name)]!;

  test("which slots have no bar", async () => {
    const one = await rowsOf(bars, OF_BARS, "a bar is missing", "complete.bars");
    const time = `${dayOf(OF_BARS, "a bar is missing")}T14:35:00.000`;
    expect(one).toEqual({
      check: "complete.gaps",
      day: dayOf(OF_BARS, "a bar is missing"),
      value: 1,
      message: `1 slots of core symbols have no bar; AAPL lacks 1, from ${time} to ${time} UTC`,
      samples: [{ symbol: "AAPL", first_missing: time, last_missing: time, missing: 1 }],
    });
    const late = await rowsOf(bars, OF_BARS, "the last hour is missing", "complete.bars");
    const day = dayOf(OF_BARS, "the last hour is missing");
    expect(late.value).toBe(36);
    expect(late.samples).toEqual(
      ["AAPL", "MSFT", "SPY"].map((symbol) => ({
        symbol,
        first_missing: `${day}T20:00:00.000`,
        last_missing: `${day}T20:55:00.000`,
        missing: 12,
      })),
    );
  });

  test("which keys are there twice", async () => {
    const { samples } = await rowsOf(bars, OF_BARS, "a bar is there twice", "unique.key");
    expect(samples).toEqual([{ ...at(dayOf(OF_BARS, "a bar is there twice"), "17:50:00.000"), copies: 2 }]);
  });

  test("which bars have impossible prices", async () => {
    const { samples } = await rowsOf(bars, OF_BARS, "a close is not a number", "ohlc.invariant");
    const [open, high, low] = [1, 2, 3].map(() => expect.any(Number));
    expect(samples).toEqual([
      { ...at(dayOf(OF_BARS, "a close is not a number"), "17:50:00.000"), open, high, low, close: "NaN" },
    ]);
  });

  test("which rows have no key", async () => {
    const { samples } = await rowsOf(bars, OF_BARS, "a time is NULL", "null.key");
    expect(samples).toEqual([{ symbol: "AAPL", bar_start: null }]);
  });

  test("which trades have impossible sizes", async () => {
    const { samples, message } = await rowsOf(trades, OF_TRADES, "a size is negative", "value.domain");
    const day = dayOf(OF_TRADES, "a size is negative");
    expect(samples).toEqual(
      [
        [401, "52:29"],
        [402, "54:58"],
      ].map(([trade_id, minute]) => ({
        symbol: "AAPL",
        trade_id,
        ts: `${day}T17:${minute}.000`,
        price: expect.any(Number),
        size: -1,
      })),
    );
    expect(message).toContain("2 of 624 rows");
  });

  test("which rows are misfiled", async () => {
    const { samples } = await rowsOf(bars, OF_BARS, "a bar is of the day before", "day.misfiled");
    expect(samples).toEqual([at("2026-01-26", "17:50:00.000")]);
  });

  test("which features are sick", async () => {
    const { samples } = await rowsOf(features, OF_FEATURES, "an RSI is 120", "feature.health");
    expect(samples).toEqual([
      expect.objectContaining({ ...at(dayOf(OF_FEATURES, "an RSI is 120"), "17:50:00.000"), rsi_14: 120 }),
    ]);
    const constant = await rowsOf(features, OF_FEATURES, "a feature is constant", "feature.health");
    expect(constant.samples).toEqual([{ column: "ret_30m", value: 7 }]);
  });
});

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

describe("a number of shares that is a fraction is held to its domain, too:", () => {
  const days = ["2026-07-07", "2026-07-08", "2026-07-09", "2026-07-10"] as const;
  const [ofTrades, ofBars] = [fractionalTrades, fractionalBars];
  const domainOf = async (dataset: DeclaredDataset, day: string) => {
    const { findings } = await market.ask(scan(dataset, [day]));
    return findings.find(({ check }) => check === "value.domain")!;
  };

  test.each([
    ["NaN", days[0]],
    ["Infinity", days[1]],
    ["-Infinity", days[2]],
  ])("%s is none", async (number, day) => {
    await market.trades(day, instead("size", `'${number}'::DOUBLE`), ofTrades);
    await market.bars(day, instead("trade_count", `'${number}'::DOUBLE`), ofBars);
    expect(await domainOf(ofTrades, day)).toMatchObject({ value: 2 });
    expect(await domainOf(ofBars, day)).toMatchObject({ value: 1 });
  });

  test("half a share is, and no share is in a bar", async () => {
    const day = days[3];
    await market.trades(day, instead("size", "0.5e0"), ofTrades);
    await market.bars(day, instead("volume", "0"), ofBars);
    expect(await domainOf(ofTrades, day)).toMatchObject({ value: 0 });
    expect(await domainOf(ofBars, day)).toMatchObject({ value: 0 });
  });
});

test("a partition without rows is no data for any check, and missing from the coverage", async () => {
  const day = "2026-06-09";
  await market.bars(day, "FROM good WHERE FALSE");
  const query = scan(bars, ["2025-11-26", day]);
  const { findings, coverage } = await market.ask(query);
  const own = findings.filter((finding) => finding.day === day);
  expect(own.map(({ check }) => check)).toEqual(query.checks);
  expect(new Set(own.map((one) => ("reason" in one ? `${one.outcome} ${one.reason}` : "measured")))).toEqual(
    new Set(["no_data no_rows"]),
  );
  expect(
    coverage.filter((cell) => cell.day === day && cell.share === 0 && cell.state === "missing"),
  ).toHaveLength(4);
});

test("an open session is held to the bars that are over", async () => {
  const { session } = rowSession("2026-07-01");
  await market.bars(session.day, "FROM good WHERE slot < 7");
  const until = session.open + 7 * 300_000;
  const look = async (end: number) => {
    const plan = rowScan(bars, "prod", [{ session, until: end }], { history: history(bars, 4) });
    return troubles(bars, (await market.ask(plan.queries[0]!)).findings);
  };
  expect(await look(until)).toEqual({});
  expect(await look(until + 300_000)).toEqual({ "complete.bars": "fail" });
});

test("an open session that went on is held to no more than the bars that are looked at", async () => {
  const { session } = rowSession("2026-07-02");
  await market.bars(session.day);
  const look = async (slots: number, until = session.open + slots * 300_000) => {
    const plan = rowScan(bars, "prod", [{ session, until }], { history: history(bars, 4) });
    const { findings } = await market.ask(plan.queries[0]!);
    expect(troubles(bars, findings)).toEqual({});
    return findings.find(({ check }) => check === "complete.rows")!.message;
  };
  expect(await look(1)).toMatch(/^4 rows, 4 a slot;/);
  expect(await look(3)).toMatch(/^12 rows, 4 a slot;/);
});

test("trades after hours make a session no fuller", async () => {
  const day = "2026-07-06";
  await market.trades(
    day,
    "FROM good UNION ALL SELECT * REPLACE (ts + INTERVAL 7 HOUR AS ts, trade_id + 9 AS trade_id) FROM good WHERE slot < 12",
  );
  const found = (await market.ask(scan(trades, [day]))).findings.find(
    ({ check }) => check === "complete.rows",
  );
  expect(found).toMatchObject({ value: 0, measured: 8 });
});

test("what earlier runs found is read, the latest of each session; what did not fail is a measure", async () => {
  const { lake } = market;
  lake.glue.createDatabase({ Name: "stock_trades_quality" });
  const run = (dataset: string, asOf: string, outcome: string, measured: number | null, suite = "close") =>
    `('${dataset}', 'complete.rows', '${suite}', TIMESTAMP '${asOf}', 'run ${asOf}', '${outcome}', 0.5::DOUBLE, ${measured}::DOUBLE)`;
  const columns = "dataset, check_id, suite, as_of, run_id, outcome, value, measured";
  lake.glue.createTable("stock_trades_quality", {
    Name: "check_results",
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: [{ Name: "day", Type: "string" }],
    StorageDescriptor: {
      ...lake.glue.table("db", "bars_5m").record.StorageDescriptor,
      Columns: RESULT_COLUMNS.filter(({ name }) => columns.split(", ").includes(name)).map(
        ({ name, type }) => ({
          Name: name,
          Type: type,
        }),
      ),
      Location: "s3://lake/check_results/",
    },
  });
  const days: Readonly<Record<string, readonly string[]>> = {
    "2025-11-20": [
      run("bars_5m", "2025-11-20 22:00:00", "fail", 2),
      run("bars_5m", "2025-11-21 09:00:00", "skipped", 13),
      run("trades", "2025-11-20 22:00:00", "warn", 300),
      run("other", "2025-11-20 22:00:00", "pass", 1),
    ],
    "2025-11-21": [
      run("bars_5m", "2025-11-21 22:00:00", "pass", 13),
      run("bars_5m", "2025-11-22 22:00:00", "fail", 4),
      run("trades", "2025-11-21 22:00:00", "pass", 310),
      run("trades", "2025-11-21 23:00:00", "pass", 10, "intraday"),
    ],
    "2025-11-24": [run("bars_5m", "2025-11-24 22:00:00", "no_data", null)],
    "2025-11-26": [run("bars_5m", "2025-11-26 22:00:00", "pass", 13)],
  };
  for (const [day, rows] of Object.entries(days)) {
    const folder = `check_results/day=${day}/`;
    await lake.write(`${folder}run.parquet`, `SELECT * FROM (VALUES ${rows.join(", ")}) AS run(${columns})`);
    const table = lake.glue.table("stock_trades_quality", "check_results");
    lake.glue.createPartition(table, {
      Values: [day],
      StorageDescriptor: { ...table.record.StorageDescriptor, Location: `s3://lake/${folder}` },
    });
  }
  const query = pastQuery("prod", ["bars_5m", "trades"], { from: "2025-11-26", to: "2025-11-26" });
  const past = query.read(await market.run(query));
  expect(past.map(({ dataset, day, outcome }) => `${dataset} ${day} ${outcome}`)).toEqual([
    "bars_5m 2025-11-20 skipped",
    "bars_5m 2025-11-21 fail",
    "bars_5m 2025-11-24 no_data",
    "trades 2025-11-20 warn",
    "trades 2025-11-21 pass",
  ]);
  expect(past[0]).toEqual({
    dataset: "bars_5m",
    checkId: "complete.rows",
    day: "2025-11-20",
    outcome: "skipped",
    value: 0.5,
    measured: 13,
    asOf: "2025-11-21T09:00:00.000Z",
  });
  expect(past[2]).toMatchObject({ measured: null });
  expect(countedIn(past)).toEqual([
    { dataset: "bars_5m", day: "2025-11-20", rowsPerSlot: 13 },
    { dataset: "trades", day: "2025-11-20", rowsPerSlot: 300 },
    { dataset: "trades", day: "2025-11-21", rowsPerSlot: 310 },
  ]);
});
