/** A seeded, realistic market: trades, bars computed from the trades, features computed from the bars. */
import { mkdir, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import type { Upload } from "./journey.ts";

/** A trading session in UTC. New York is five hours behind in November. */
export interface MarketSession {
  readonly day: string;
  readonly open: string;
  /** 16:00 in New York, 13:00 on a half day. */
  readonly close: string;
  /** Bars of five minutes. */
  readonly bars: 78 | 42;
}

/** The day before Thanksgiving 2025, and the half day after it. */
export const SESSIONS: readonly MarketSession[] = [
  { day: "2025-11-26", open: "14:30:00", close: "21:00:00", bars: 78 },
  { day: "2025-11-28", open: "14:30:00", close: "18:00:00", bars: 42 },
];

/** Symbol → price at the first open, in dollars. Invented, of the right order of magnitude. */
export const OPENING_PRICES: Readonly<Record<string, number>> = {
  AAPL: 271.2,
  AMZN: 226.4,
  "BRK.B": 509.3,
  COST: 897.5,
  GOOGL: 319.8,
  JNJ: 206.1,
  JPM: 301.7,
  META: 633.9,
  MSFT: 480.6,
  NVDA: 178.3,
  SPY: 676.5,
  TSLA: 419.4,
  XOM: 114.9,
};

/** Trades of a symbol in one bar, on average; every bar has one at least. */
const TRADES_PER_BAR = 24;

/** What is done to the rows of a dataset after others were computed from them, and before they are written. */
export interface Plant {
  readonly dataset: string;
  /** One statement of DuckDB that changes the table `written`. */
  readonly sql: string;
}

/** What of a market is written. */
export interface Chapter {
  readonly sessions: readonly MarketSession[];
  /** Sessions before them: prices and trade ids go on from there. */
  readonly after?: readonly MarketSession[];
  readonly plants?: readonly Plant[];
}

/** Writes one dataset after the other below `folder`, partitioned as Hive does, each computed from the one before. */
export async function* writeMarket(
  folder: string,
  seed: number,
  datasets: readonly Dataset[],
  { sessions, after = [], plants = [] }: Chapter = { sessions: SESSIONS },
): AsyncGenerator<Upload[]> {
  const days = sessions.map(({ day }) => `'${day}'`).join(", ");
  await mkdir(folder, { recursive: true });
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await createTrades(connection, seed, [...after, ...sessions]);
    for (const step of STEPS) {
      await connection.run(step.create);
      await connection.run(`CREATE OR REPLACE TABLE written AS FROM ${step.dataset} WHERE day IN (${days})`);
      for (const { sql } of plants.filter((plant) => plant.dataset === step.dataset)) {
        await connection.run(sql);
      }
      const dataset = datasets.find(({ name }) => name === step.dataset)!;
      const target = join(folder, dataset.name);
      for (const part of step.parts) await write(connection, step, part, dataset, target);
      yield await filesBelow(target, dataset);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function write(connection: DuckDBConnection, step: Step, part: Part, dataset: Dataset, target: string) {
  const keys = dataset.keys.map((key) => key.name).join(", ");
  await connection.run(
    `COPY (FROM written WHERE ${part.where} ORDER BY ${step.order}) TO '${target.replaceAll("'", "''")}'
     (FORMAT PARQUET, PARTITION_BY (${keys}), FILENAME_PATTERN '${part.name}-{i}', OVERWRITE_OR_IGNORE)`,
  );
}

async function filesBelow(folder: string, dataset: Dataset): Promise<Upload[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { dataset, path, key: dataset.prefix + relative(folder, path).replaceAll("\\", "/") };
    })
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** A number from 0 to 1 that depends on its arguments and the seed alone, however DuckDB spreads the work. */
const UNIFORM =
  "CREATE MACRO uniform(what, symbol, day, n) AS (hash(what, symbol, day, n, seed()) / 18446744073709551616.0)";
/** Box and Muller's normal number of the same kind. */
const NORMAL = `CREATE MACRO normal(what, symbol, day, n) AS
  (sqrt(-2 * ln(uniform(what || 'r', symbol, day, n) + 1e-12)) * cos(2 * pi() * uniform(what || 'a', symbol, day, n)))`;

/**
 * One trade at least in every bar, the rest as in a real market: most near the open and the close. Prices walk at
 * random, a bit more than 1 % a day; sizes are mostly round lots.
 */
async function createTrades(
  connection: DuckDBConnection,
  seed: number,
  sessions: readonly MarketSession[],
): Promise<void> {
  const prices = Object.entries(OPENING_PRICES).map(([symbol, price]) => `('${symbol}', ${price})`);
  const opened = sessions.map(({ day, open, close, bars }) => {
    return `('${day}', TIMESTAMP '${day} ${open}', TIMESTAMP '${day} ${close}', ${bars})`;
  });
  await connection.run(`CREATE MACRO seed() AS ${Math.trunc(seed)}`);
  await connection.run(UNIFORM);
  await connection.run(NORMAL);
  await connection.run(`
    CREATE TABLE all_trades AS
    WITH listing(symbol, first_price) AS (VALUES ${prices.join(", ")}),
    session(day, open, close, bars) AS (VALUES ${opened.join(", ")}),
    arrival AS (
      SELECT symbol, first_price, day, open, n,
        CASE WHEN n < bars THEN (n + 0.98 * uniform('first', symbol, day, n)) / bars
             WHEN n % 2 = 0 THEN uniform('even', symbol, day, n)
             ELSE pow(sin(pi() / 2 * uniform('edge', symbol, day, n)), 2) END * 0.99999 AS moment,
        epoch_us(close) - epoch_us(open) AS length
      FROM listing, session, range(bars * ${TRADES_PER_BAR}) AS counter(n)
    ),
    timed AS (
      SELECT symbol, first_price, day, n, open + to_microseconds((moment * length)::BIGINT) AS ts FROM arrival
    ),
    walk AS (
      SELECT symbol, day, n, ts, first_price,
        sum(0.00028 * normal('step', symbol, day, n)) OVER (PARTITION BY symbol ORDER BY ts, n) AS drift,
        row_number() OVER (PARTITION BY symbol, day ORDER BY ts, n) AS seq_no
      FROM timed
    )
    SELECT day, symbol,
      (row_number() OVER (ORDER BY day, symbol, seq_no))::BIGINT AS trade_id,
      ts,
      round(first_price * exp(drift), 2)::DOUBLE AS price,
      CASE WHEN uniform('lot', symbol, day, n) < 0.3 THEN 1 + floor(99 * uniform('odd', symbol, day, n))
           ELSE 100 * (1 + floor(-3 * ln(uniform('round', symbol, day, n) + 1e-9))) END::BIGINT AS size,
      seq_no::BIGINT AS seq_no,
      ts + to_microseconds((50000 + 350000 * uniform('lag', symbol, day, n))::BIGINT) AS ingested_at
    FROM walk`);
}

interface Step {
  readonly dataset: string;
  readonly create: string;
  readonly order: string;
  readonly parts: readonly Part[];
}

/** The rows of one file of every partition. */
interface Part {
  readonly name: string;
  readonly where: string;
}

const STEPS: readonly Step[] = [
  {
    dataset: "trades",
    create: "CREATE VIEW trades AS FROM all_trades",
    order: "day, symbol, seq_no",
    // As a job that runs twice a day would write them.
    parts: [
      { name: "part-morning", where: "ts::TIME < '16:30:00'" },
      { name: "part-afternoon", where: "ts::TIME >= '16:30:00'" },
    ],
  },
  {
    dataset: "bars_5m",
    create: `
      CREATE TABLE bars_5m AS
      SELECT day, symbol, time_bucket(INTERVAL 5 MINUTE, ts) AS bar_start,
        arg_min(price, seq_no) AS open, max(price) AS high, min(price) AS low, arg_max(price, seq_no) AS close,
        sum(size)::BIGINT AS volume, count(*)::BIGINT AS trade_count,
        (sum(price * size) / sum(size))::DOUBLE AS vwap
      FROM trades GROUP BY day, symbol, bar_start`,
    order: "day, symbol, bar_start",
    parts: [{ name: "part", where: "true" }],
  },
  {
    dataset: "ml_features_5m",
    create: `
      CREATE TABLE ml_features_5m AS
      WITH returns AS (
        SELECT *, ln(close / lag(close) OVER session) AS ret_5m, ln(close / lag(close, 6) OVER session) AS ret_30m
        FROM bars_5m WINDOW session AS (PARTITION BY day, symbol ORDER BY bar_start)
      )
      SELECT day, symbol, bar_start, bar_start + INTERVAL 5 MINUTE AS feature_asof, ret_5m, ret_30m,
        stddev_samp(ret_5m) OVER half_hour AS volatility_30m,
        (volume - avg(volume) OVER so_far) / nullif(stddev_samp(volume) OVER so_far, 0) AS volume_zscore,
        100 - 100 / (1 + avg(greatest(ret_5m, 0)) OVER fourteen / nullif(avg(greatest(-ret_5m, 0)) OVER fourteen, 0))
          AS rsi_14
      FROM returns
      WINDOW half_hour AS (PARTITION BY day, symbol ORDER BY bar_start ROWS 5 PRECEDING),
        fourteen AS (PARTITION BY day, symbol ORDER BY bar_start ROWS 13 PRECEDING),
        so_far AS (PARTITION BY day, symbol ORDER BY bar_start)`,
    order: "day, symbol, bar_start",
    parts: [{ name: "part", where: "true" }],
  },
];
