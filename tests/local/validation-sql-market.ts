import type { QueryOutput } from "../../emulator/index.ts";
import { systemClock } from "../../emulator/index.ts";
import { readRow } from "../../shared/athena/cells.ts";
import type { Query, QueryResult, QueryStatistics } from "../../shared/athena/port.ts";
import { calendarNamed } from "../../shared/calendar/declaration.ts";
import type { CheckQuery } from "../../shared/quality/ask.ts";
import type { CheckFinding } from "../../shared/quality/finding.ts";
import { thresholdsOf } from "../../shared/quality/judgement.ts";
import type { DeclaredRows } from "../../shared/quality/kinds/index.ts";
import { outcomeOf } from "../../shared/quality/outcome.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { rowScan } from "../../shared/quality/rows/scan.ts";
import type { RowSession } from "../../shared/quality/windows.ts";
import { createLake, type Lake, type Stores } from "../emulator/athena-lake.ts";
import { datasets } from "../fixtures/datasets.ts";

const CORE = ["AAPL", "MSFT", "SPY"];
/** One more than the core. */
const SYMBOLS = [...CORE, "BRK.B"];

const shipped = (name: string): DeclaredDataset => {
  const dataset = datasets.find((one) => one.name === name)!;
  const quality = dataset.quality!;
  return {
    ...dataset,
    database: "db",
    quality: { ...quality, rows: { ...quality.rows!, core: CORE } as DeclaredRows },
  };
};

export const trades = shipped("trades");
export const bars = shipped("bars_5m");
export const features = shipped("ml_features_5m");

/** The same of a provider who tells fractions of shares. */
const fractional = (dataset: DeclaredDataset, ...names: readonly string[]): DeclaredDataset => ({
  ...dataset,
  table: `fractional_${dataset.table}`,
  columns: dataset.columns.map((one) => (names.includes(one.name) ? { ...one, type: "double" } : one)),
});
export const fractionalTrades = fractional(trades, "size");
export const fractionalBars = fractional(bars, "volume", "trade_count");

const NOT_MEASURED: QueryStatistics = {
  queryId: "q",
  bytesScanned: 0,
  costUsd: 0,
  queueMs: 0,
  planningMs: 0,
  engineMs: 0,
  totalMs: 0,
  reused: false,
};

/** The whole session of a day. */
export function rowSession(day: string): RowSession {
  const session = calendarNamed("XNYS").session(day)!;
  return { session, until: session.close };
}

/** Another engine over the same lake, which is told every query and its answer; tests/engines has one. */
export interface SecondEngine {
  readonly stores: Stores;
  judge(query: Query, answer: QueryOutput): Promise<void>;
}

let judge: SecondEngine | undefined;

/** Of the markets that are created from now on. */
export function judgeMarkets(by: SecondEngine): void {
  judge = by;
}

/** A lake that the second engine, if there is one, reads as well. */
export const createJudgedLake = () => createLake(systemClock, judge?.stores);

/** Asks the engine of a lake, and tells the second one. */
export const asking =
  (lake: Lake) =>
  async (query: Query): Promise<QueryResult> => {
    const answer = await lake.query(query.sql, [], query.database);
    await judge?.judge(query, answer);
    const { columns, rows } = answer;
    return { columns, rows: rows.map((row) => readRow(columns, row)), statistics: NOT_MEASURED };
  };

/** A lake with the three tables, whose days can be written as they should be or with a defect. */
export async function createMarket() {
  const lake = await createJudgedLake();
  for (const { table, columns, keys } of [trades, bars, features, fractionalTrades, fractionalBars]) {
    const typesOf = (named: readonly { readonly name: string; readonly type?: string }[]) =>
      Object.fromEntries(named.map(({ name, type = "string" }) => [name, type]));
    lake.table(table, typesOf(columns), { keys: typesOf(keys.map(({ name }) => ({ name }))) });
  }
  const write = async ({ table, columns }: DeclaredDataset, values: readonly string[], select: string) => {
    const folder = `${table}/${values.join("/")}/`;
    const numbers = columns
      .filter(({ type }) => type === "double")
      .map(({ name }) => `${name}::DOUBLE AS ${name}`);
    await lake.write(`${folder}part-0.parquet`, `SELECT * REPLACE (${numbers.join(", ")}) FROM (${select})`);
    lake.partition(table, [...values], `s3://lake/${folder}`);
  };
  const run = asking(lake);
  return {
    lake,
    /** `defect` selects from `good`, which has the columns of the table and the `slot`, counted from 0. */
    async bars(day: string, defect = "FROM good", dataset = bars): Promise<void> {
      await write(dataset, [day], goodOf(day, BARS, defect));
    },
    async features(day: string, defect = "FROM good"): Promise<void> {
      await write(features, [day], goodOf(day, FEATURES, defect));
    },
    /** One partition for each symbol; those of which nothing is selected have an object without rows. */
    async trades(day: string, defect = "FROM good", dataset = trades): Promise<void> {
      for (const symbol of SYMBOLS) {
        const select = `SELECT * EXCLUDE (symbol) FROM (${goodOf(day, TRADES, defect)}) WHERE symbol = '${symbol}'`;
        await write(dataset, [day, symbol], select);
      }
    },
    run,
    ask: async (query: CheckQuery) => query.read(await run(query)),
    close: () => lake.close(),
  };
}

export type Market = Awaited<ReturnType<typeof createMarket>>;

function goodOf(day: string, columns: string, defect: string): string {
  const { open, bars: count } = rowSession(day).session;
  const opens = `TIMESTAMP '${new Date(open).toISOString().slice(0, 19).replace("T", " ")}'`;
  const symbols = SYMBOLS.map((symbol, index) => `('${symbol}', ${index})`).join(", ");
  return `WITH grid AS (
    SELECT symbol, number, slot, ${opens} + INTERVAL (5 * slot) MINUTE AS bar_start,
      100 + number + sin(slot + number) / 10 AS price
    FROM (VALUES ${symbols}) AS listing(symbol, number), range(${count}) AS counter(slot)
  ), good AS (${columns})
  SELECT * EXCLUDE (slot) FROM (${defect})`;
}

/** Two trades of 50 in each bar. */
const TRADES = `SELECT slot, symbol, (10000 * number + 10 * slot + n)::BIGINT AS trade_id,
  bar_start + INTERVAL (149 * n) SECOND AS ts, price::DOUBLE AS price, 50::BIGINT AS size,
  (10 * slot + n)::BIGINT AS seq_no, bar_start + INTERVAL (149 * n + 1) SECOND AS ingested_at
  FROM grid, range(1, 3) AS trade(n)`;

const BARS = `SELECT slot, symbol, bar_start, price::DOUBLE AS open, (price + 1)::DOUBLE AS high,
  (price - 1)::DOUBLE AS low, price::DOUBLE AS close, 100::BIGINT AS volume, 2::BIGINT AS trade_count,
  price::DOUBLE AS vwap FROM grid`;

const FEATURES = `SELECT slot, symbol, bar_start, bar_start + INTERVAL 5 MINUTE AS feature_asof,
  CASE WHEN slot >= 1 THEN sin(slot) / 1000 END::DOUBLE AS ret_5m,
  CASE WHEN slot >= 6 THEN cos(slot) / 1000 END::DOUBLE AS ret_30m,
  CASE WHEN slot >= 6 THEN (1 + sin(slot)) / 1000 END::DOUBLE AS volatility_30m,
  CASE WHEN slot >= 1 THEN cos(slot) END::DOUBLE AS volume_zscore,
  CASE WHEN slot >= 14 THEN 50 + 40 * sin(slot) END::DOUBLE AS rsi_14 FROM grid`;

/** Twenty earlier sessions with so many rows in each slot. */
export const history = (dataset: DeclaredDataset, rowsPerSlot: number) =>
  Array.from({ length: 20 }, (_, index) => ({
    dataset: dataset.name,
    day: `2025-10-${String(index + 1).padStart(2, "0")}`,
    rowsPerSlot,
  }));

/** The scan for all row checks of a dataset on days, each with a history behind it. */
export const scan = (dataset: DeclaredDataset, days: readonly string[]) =>
  rowScan(dataset, "prod", days.map(rowSession), { history: history(dataset, dataset === trades ? 8 : 4) })
    .queries[0]!;

/** The outcomes that are not pass, of each check. */
export function troubles(
  dataset: DeclaredDataset,
  findings: readonly CheckFinding[],
): Record<string, string> {
  const outcomes = findings.map((finding) => {
    const isMeasured = "value" in finding;
    const outcome = isMeasured
      ? outcomeOf(finding.value, thresholdsOf(finding, dataset.quality))
      : finding.outcome;
    return [finding.check, outcome] as const;
  });
  return Object.fromEntries(outcomes.filter(([, outcome]) => outcome !== "pass"));
}
