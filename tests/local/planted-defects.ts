/** What is planted in rows of bars, trades and features, a day each, and what validation must make of it. */

import type { CheckId } from "../../shared/quality/checks/index.ts";

/** Is it AAPL's second slot? */
export const ONE = "symbol = 'AAPL' AND slot = 1";
const FIRST = "symbol = 'AAPL' AND slot = 40";
/** A column has another value in one row. */
export const instead = (column: string, value: string, where = FIRST) =>
  `SELECT * REPLACE (CASE WHEN ${where} THEN ${value} ELSE ${column} END AS ${column}) FROM good`;
/** One row is there once more, with another value of a column. */
const besides = (column: string, value: string) =>
  `FROM good UNION ALL SELECT * REPLACE (${value} AS ${column}) FROM good WHERE ${FIRST}`;

type Outcomes = Partial<Record<CheckId, "warn" | "fail">>;
/** What is wrong, the rows with it, what the checks make of it, and a part of a message or a sample. */
export type RowDefect = readonly [name: string, select: string, outcomes: Outcomes, words: string];

export const OF_BARS: readonly RowDefect[] = [
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
    (close): RowDefect => [
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

export const OF_TRADES: readonly RowDefect[] = [
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

export const OF_FEATURES: readonly RowDefect[] = [
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
