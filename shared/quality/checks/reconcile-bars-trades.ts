import { sqlList, sqlLiteral } from "../../athena/sql.ts";
import { differs } from "../../athena/two-valued.ts";
import type { MeasuredValue } from "../finding.ts";
import type { BarRows } from "../kinds/bars.ts";
import type { TradeRows } from "../kinds/trades.ts";
import { type Cells, countIn, listIn, shownText } from "../rows/cells.ts";
import type { TableComparison } from "../rows/comparisons.ts";
import { isAligned } from "../rows/conditions.ts";
import { listed } from "../rows/measures.ts";
import {
  column,
  isBeforeEnd,
  isInReach,
  type RowTable,
  rowsOfSessions,
  sessionsAsSql,
  slotOf,
} from "../rows/row-table.ts";
import { defineCheck } from "./check.ts";
import { tradedSlots } from "./complete-bars.ts";

export const reconcileBarsTrades = defineCheck({
  id: "reconcile.bars_trades",
  dimension: "completeness",
  unit: "ratio",
  thresholds: { warn: 0, fail: 0.005 },
  passesWhen: "volume and trades of the bars are those of the trades",
  problem: "bars and trades disagree",
  rows: ["bars"],
  comparison: barsAgainstTrades,
});

/** The part by which sums may differ: late corrections of single trades are no fault of the bars. */
const TOLERANCE = 0.001;
const SAMPLES = 5;

/** What of a symbol's bars has to be as it is of its trades: a name, and a sum over the rows of either table. */
interface Sum {
  readonly name: "volume" | "trades";
  readonly ofTrades: string;
  readonly ofBars: string;
}

/**
 * Volume and trades of each symbol's bars against the trades of the session's hours; and the slots of core symbols that
 * have trades and no bar, for complete.bars: where nothing was traded there is no bar to miss.
 *
 * A trade at the very close belongs to the session and to no slot. Some put it into the last bar, others into none, so
 * bars are right with it and without it.
 */
function barsAgainstTrades(bars: RowTable<BarRows>, trades: RowTable<TradeRows>): TableComparison {
  const sums = sumsOf(bars.rows, trades.rows);
  const { core } = bars.rows;
  const [main] = sums;
  const isCore = core.length === 0 ? "FALSE" : `symbol IN ${sqlList(core)}`;
  return {
    checks: [
      ...(main === undefined ? [] : (["reconcile.bars_trades"] as const)),
      ...(core.length === 0 ? [] : (["complete.bars"] as const)),
    ],
    sql: (sessions) => `WITH ${sessionsAsSql(bars, sessions)},
of_trades AS (
  SELECT ${columns([
    `s.day AS day, ${column(trades.rows.symbol)} AS symbol`,
    `CASE WHEN ${isBeforeEnd(trades.rows.time)} THEN ${slotOf(trades.rows.time)} END AS slot`,
    ...sums.map(({ name, ofTrades }) => `${ofTrades} AS ${name}`),
  ])}
  ${rowsOfSessions(trades, sessions)}
    AND ${column(trades.rows.time)} >= s.opens_at AND ${column(trades.rows.time)} <= s.ends_at
  GROUP BY 1, 2, 3
),
of_bars AS (
  SELECT ${columns([
    `s.day AS day, ${column(bars.rows.symbol)} AS symbol`,
    `${slotOf(bars.rows.time)} AS slot`,
    `count_if(${isAligned(column(bars.rows.time))}) AS bars`,
    ...sums.map(({ name, ofBars }) => `${ofBars} AS ${name}`),
  ])}
  ${rowsOfSessions(bars, sessions)}
    AND ${isInReach(bars.rows.time)}
  GROUP BY 1, 2, 3
),
of_symbol AS (
  SELECT ${columns([
    "coalesce(t.day, b.day) AS day, coalesce(t.symbol, b.symbol) AS symbol",
    "count(t.slot) AS traded",
    "count_if(t.slot IS NOT NULL AND coalesce(b.bars, 0) = 0) AS gaps",
    ...sums.flatMap(sumsOfSymbol),
  ])}
  FROM of_trades t
  FULL OUTER JOIN of_bars b ON b.day = t.day AND b.symbol = t.symbol AND b.slot = t.slot
  GROUP BY 1, 2
),
compared AS (
  SELECT ${columns(["*", `coalesce(${isCore}, FALSE) AS is_core`, ...(main === undefined ? [] : comparison(main, sums))])}
  FROM of_symbol
)
SELECT ${columns(["day", ...tradedSlots.columns, ...(main === undefined ? [] : columnsOfSums(main))])}
FROM compared
WHERE symbol IS NOT NULL
GROUP BY day
ORDER BY day`,
    find: (cells) => [
      ...(main === undefined ? [] : [{ check: "reconcile.bars_trades", ...differing(cells, main) } as const]),
      ...(core.length === 0 ? [] : [{ check: "complete.bars", ...tradedSlots.find(cells) } as const]),
    ],
  };
}

const columns = (expressions: readonly string[]) => expressions.join(",\n         ");

/** Of trades there are always both; of bars those that the dataset has. */
function sumsOf({ volume, trades: number }: BarRows, { size }: TradeRows): Sum[] {
  return [
    ...(volume === undefined
      ? []
      : [{ name: "volume", ofTrades: total(size), ofBars: total(volume) } as const]),
    ...(number === undefined
      ? []
      : [{ name: "trades", ofTrades: "count(*)", ofBars: total(number) } as const]),
  ];
}

/** As a double, because whole numbers and decimals that are too large for their sum would fail the query. */
function total(name: string): string {
  return `coalesce(sum(CAST(${column(name)} AS double)), 0)`;
}

/** A symbol that is not there has traded nothing: a bar of no volume is right without any trade. */
function sumsOfSymbol({ name }: Sum): string[] {
  return [
    `coalesce(sum(CASE WHEN t.slot IS NOT NULL THEN t.${name} END), 0) AS ${name}_of_trades`,
    `coalesce(sum(t.${name}), 0) AS ${name}_with_the_last`,
    `coalesce(sum(b.${name}), 0) AS ${name}_of_bars`,
  ];
}

function comparison({ name }: Sum, sums: readonly Sum[]): string[] {
  const areNear = (trades: string) =>
    sums.map((sum) => isNear(`${sum.name}_${trades}`, `${sum.name}_of_bars`)).join(" AND ");
  return [
    `abs(${name}_of_trades - ${name}_of_bars) AS difference`,
    `((${areNear("of_trades")}) OR (${areNear("with_the_last")})) AS is_equal`,
  ];
}

/** Everything would be near to what is infinite. */
function isNear(expected: string, actual: string): string {
  return `is_finite(${expected}) AND abs(${expected} - ${actual}) <= ${sqlLiteral(TOLERANCE)} * ${expected}`;
}

function columnsOfSums({ name }: Sum): string[] {
  const list = (as: string, value: string) =>
    `${listed(as, value, { order: "difference DESC, symbol", where: differs("is_equal", "TRUE"), most: SAMPLES }).ofDay} AS ${as}`;
  return [
    "count(*) AS symbols",
    "count_if(NOT is_equal) AS differing",
    list("names", "symbol"),
    list("by_trades", finite(`${name}_of_trades`)),
    list("by_bars", finite(`${name}_of_bars`)),
  ];
}

/** JSON has no other numbers. */
function finite(name: string): string {
  return `CASE WHEN is_finite(${name}) THEN ${name} END`;
}

function differing(cells: Cells, { name }: Sum): MeasuredValue {
  const [symbols, different] = [countIn(cells, "symbols"), countIn(cells, "differing")];
  const [trades, bars] = [listIn(cells, "by_trades"), listIn(cells, "by_bars")];
  return {
    value: different / symbols,
    measured: different,
    expected: 0,
    message: `${different} of ${symbols} symbols have another volume or number of trades in their bars than in their trades`,
    samples: listIn(cells, "names").map((symbol, index) => ({
      symbol: shownText(String(symbol)),
      [`${name}_of_trades`]: amount(trades[index]),
      [`${name}_of_bars`]: amount(bars[index]),
    })),
  };
}

function amount(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
