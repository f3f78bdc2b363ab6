import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createLake, type Lake, linesOf } from "./athena-lake.ts";

/** Checks of market data, as they would be written for Athena: five-minute bars of a session with 4 slots. */

let lake: Lake;

beforeAll(async () => {
  lake = await createLake();
  const columns = {
    symbol: "string",
    bar_start: "timestamp",
    high: "double",
    close: "double",
    volume: "bigint",
  };
  lake.table("bars_5m", columns, { keys: { day: "string" } });
  lake.table(
    "trades",
    { symbol: "string", ts: "timestamp", price: "double", size: "bigint" },
    { keys: { day: "string" } },
  );
  // AAPL is complete; MSFT lacks 14:40, has 14:30 twice, and a high that is not a number.
  await lake.write(
    "bars_5m/day=2025-11-28/part-0.parquet",
    `SELECT * FROM (VALUES
      ('AAPL', TIMESTAMP '2025-11-28 14:30:00', 11e0, 10e0, 100::BIGINT),
      ('AAPL', TIMESTAMP '2025-11-28 14:35:00', 11e0, 10e0, 100),
      ('AAPL', TIMESTAMP '2025-11-28 14:40:00', 11e0, 10e0, 100),
      ('AAPL', TIMESTAMP '2025-11-28 14:45:00', 11e0, 20e0, 100),
      ('MSFT', TIMESTAMP '2025-11-28 14:30:00', 11e0, 10e0, 100),
      ('MSFT', TIMESTAMP '2025-11-28 14:30:00', 11e0, 10e0, 100),
      ('MSFT', TIMESTAMP '2025-11-28 14:35:00', 'NaN'::DOUBLE, 10e0, -1),
      ('MSFT', TIMESTAMP '2025-11-28 14:45:00', 11e0, NULL, 100)
    ) AS v(symbol, bar_start, high, close, volume)`,
  );
  await lake.write(
    "trades/day=2025-11-28/part-0.parquet",
    `SELECT 'AAPL' AS symbol, TIMESTAMP '2025-11-28 14:30:00' + INTERVAL (n) SECOND AS ts, 10e0 AS price, 100::BIGINT AS size
     FROM range(4) AS r(n)`,
  );
  lake.partition("bars_5m", ["2025-11-28"], "s3://lake/bars_5m/day=2025-11-28/");
  lake.partition("bars_5m", ["2025-11-29"], "s3://lake/bars_5m/day=2025-11-29/");
  lake.partition("trades", ["2025-11-28"], "s3://lake/trades/day=2025-11-28/");
});

afterAll(() => lake.close());

const lines = async (sql: string) => linesOf(await lake.query(sql));

test("partitions are held against a calendar", async () => {
  expect(
    await lines(`
      WITH cal (day) AS (VALUES ('2025-11-26'), ('2025-11-28')),
      have AS (SELECT DISTINCT day FROM "db"."bars_5m$partitions" WHERE day BETWEEN '2025-11-26' AND '2025-12-01')
      SELECT coalesce(c.day, h.day) AS day,
             CASE WHEN h.day IS NULL THEN 'missing_partition' ELSE 'non_session_partition' END AS verdict
      FROM cal c FULL OUTER JOIN have h ON h.day = c.day
      WHERE c.day IS NULL OR h.day IS NULL
      ORDER BY 1`),
  ).toEqual(["2025-11-26|missing_partition", "2025-11-29|non_session_partition"]);
});

test("one scan counts gaps, duplicates and bad values", async () => {
  expect(
    await lines(`
      WITH cal (day, open_utc, close_utc, slots) AS (
        VALUES ('2025-11-28', TIMESTAMP '2025-11-28 14:30:00', TIMESTAMP '2025-11-28 14:50:00', 4)
      ),
      per_key AS (
        SELECT b.day, b.symbol, b.bar_start, count(*) AS n,
               count_if(b.close IS NULL OR b.volume IS NULL) AS nulls,
               count_if(NOT (b.high >= b.close)) AS bad_high,
               count_if(is_nan(b.high) OR is_infinite(b.high)) AS no_number,
               count_if(b.volume < 0) AS neg_volume
        FROM db.bars_5m b
        WHERE b.day IN ('2025-11-28')
        GROUP BY b.day, b.symbol, b.bar_start
      ),
      per_symbol AS (
        SELECT k.day, k.symbol, c.slots, c.close_utc, sum(k.n) AS row_count,
               count_if(k.bar_start >= c.open_utc AND k.bar_start < c.close_utc
                        AND mod(date_diff('second', c.open_utc, k.bar_start), 300) = 0) AS good_slots,
               sum(k.n - 1) AS duplicates, sum(k.nulls) AS nulls, sum(k.bad_high) AS bad_high,
               sum(k.no_number) AS no_number, sum(k.neg_volume) AS neg_volume, max(k.bar_start) AS last_bar
        FROM per_key k JOIN cal c ON c.day = k.day
        GROUP BY k.day, k.symbol, c.slots, c.close_utc
      )
      SELECT day, count(*) AS symbols, sum(row_count) AS row_count, sum(slots - good_slots) AS missing,
             sum(duplicates) AS duplicates, sum(nulls) AS nulls, sum(bad_high) AS bad_high,
             sum(no_number) AS no_number, sum(neg_volume) AS neg_volume,
             max(date_diff('minute', last_bar, close_utc) - 5) AS tail_lag
      FROM per_symbol GROUP BY day ORDER BY day`),
  ).toEqual(["2025-11-28|2|8|1|1|1|2|1|1|0"]);
});

test("missing slots are listed by symbol", async () => {
  expect(
    await lines(`
      WITH cal (day, open_utc, close_utc) AS (
        VALUES ('2025-11-28', TIMESTAMP '2025-11-28 14:30:00', TIMESTAMP '2025-11-28 14:50:00')
      ),
      slot AS (
        SELECT c.day, s.bar_start FROM cal c
        CROSS JOIN UNNEST(sequence(c.open_utc, c.close_utc - INTERVAL '5' MINUTE, INTERVAL '5' MINUTE)) AS s (bar_start)
      ),
      uni (symbol) AS (VALUES ('AAPL'), ('MSFT'), ('ZZZZ')),
      have AS (SELECT DISTINCT day, symbol, bar_start FROM db.bars_5m WHERE day = '2025-11-28')
      SELECT u.symbol, min(s.bar_start) AS first_missing, count(*) AS missing
      FROM slot s CROSS JOIN uni u
      LEFT JOIN have h ON h.day = s.day AND h.symbol = u.symbol AND h.bar_start = s.bar_start
      WHERE h.symbol IS NULL
      GROUP BY s.day, u.symbol ORDER BY missing DESC, u.symbol LIMIT 50`),
  ).toEqual(["ZZZZ|2025-11-28 14:30:00.000|4", "MSFT|2025-11-28 14:40:00.000|1"]);
});

test("bars are reconciled with trades", async () => {
  expect(
    await lines(`
      WITH t AS (SELECT symbol, sum(size) AS vol FROM db.trades WHERE day = '2025-11-28' GROUP BY symbol),
      b AS (SELECT symbol, sum(volume) AS vol FROM db.bars_5m WHERE day = '2025-11-28' GROUP BY symbol)
      SELECT count_if(b.symbol IS NULL) AS not_in_bars, count_if(t.symbol IS NULL) AS only_in_bars,
             count_if(abs(t.vol - b.vol) > 0.001 * greatest(t.vol, 1)) AS differ
      FROM t FULL OUTER JOIN b ON b.symbol = t.symbol`),
  ).toEqual(["0|1|0"]);
});

test("outliers stand out of the returns", async () => {
  expect(
    await lines(`
      WITH r AS (
        SELECT symbol, bar_start, ln(close / lag(close) OVER (PARTITION BY symbol ORDER BY bar_start)) AS ret
        FROM db.bars_5m WHERE day = '2025-11-28' AND close > 0
      ),
      s AS (SELECT symbol, approx_percentile(abs(ret), 0.5) AS mad FROM r WHERE ret IS NOT NULL GROUP BY symbol)
      SELECT r.symbol, r.bar_start, round(r.ret, 4), abs(r.ret) / nullif(s.mad, 0) AS multiple
      FROM r JOIN s ON s.symbol = r.symbol
      WHERE abs(r.ret) > 0.10 AND abs(r.ret) > 20 * s.mad
      ORDER BY abs(r.ret) DESC LIMIT 20`),
  ).toEqual(["AAPL|2025-11-28 14:45:00.000|0.6931|∅"]);
});

test("columns are turned into rows", async () => {
  expect(
    await lines(`
      SELECT a.day, m.metric, m.value
      FROM (SELECT day, count(*) AS row_count, count_if(volume < 0) AS neg_volume
            FROM db.bars_5m WHERE day = '2025-11-28' GROUP BY day) a
      CROSS JOIN UNNEST(ARRAY['row_count', 'neg_volume'],
                        ARRAY[CAST(a.row_count AS double), CAST(a.neg_volume AS double)]) AS m (metric, value)
      ORDER BY m.metric`),
  ).toEqual(["2025-11-28|neg_volume|1.0", "2025-11-28|row_count|8.0"]);
});
