import { sqlLiteral } from "../../query/sql.ts";
import { differs } from "../../query/two-valued.ts";
import type { BarRows, TradeRows } from "../quality.ts";
import { countIn, listIn, shownText } from "./cells.ts";
import { listed } from "./measures.ts";
import type { Reconciliation } from "./reconciliations.ts";
import { column, isInReach, type RowTable, rowsOfSessions, sessionsAsSql } from "./row-table.ts";

/** The part by which sums may differ: late corrections of single trades are no fault of the bars. */
const TOLERANCE = 0.001;
const SAMPLES = 5;

/** Volume and trades of each symbol's bars against the trades of the session's hours. */
export function barsAgainstTrades(bars: RowTable<BarRows>, trades: RowTable<TradeRows>): Reconciliation {
  const list = (name: string, value: string) =>
    listed(name, value, {
      order: "difference DESC, symbol",
      where: differs("is_equal", "TRUE"),
      most: SAMPLES,
    }).ofDay;
  return {
    check: "reconcile.bars_trades",
    sql: (sessions) => `WITH ${sessionsAsSql(bars, sessions)},
of_trades AS (
  SELECT s.day AS day, ${column(trades.rows.symbol)} AS symbol,
         ${total(trades.rows.size)} AS volume, count(*) AS trades
  ${rowsOfSessions(trades, sessions)}
    AND ${isInReach(trades.rows.time)}
  GROUP BY 1, 2
),
of_bars AS (
  SELECT s.day AS day, ${column(bars.rows.symbol)} AS symbol,
         ${total(bars.rows.volume)} AS volume, ${total(bars.rows.trades)} AS trades
  ${rowsOfSessions(bars, sessions)}
    AND ${isInReach(bars.rows.time)}
  GROUP BY 1, 2
),
compared AS (
  SELECT coalesce(t.day, b.day) AS day, coalesce(t.symbol, b.symbol) AS symbol,
         t.volume AS volume_of_trades, b.volume AS volume_of_bars,
         abs(coalesce(t.volume, 0) - coalesce(b.volume, 0)) AS difference,
         coalesce(${isNear("volume")} AND ${isNear("trades")}, FALSE) AS is_equal
  FROM of_trades t
  FULL OUTER JOIN of_bars b ON b.day = t.day AND b.symbol = t.symbol
)
SELECT day, count(*) AS symbols, count_if(NOT is_equal) AS differing,
       ${list("names", "symbol")} AS names,
       ${list("by_trades", finite("volume_of_trades"))} AS by_trades,
       ${list("by_bars", finite("volume_of_bars"))} AS by_bars
FROM compared
WHERE symbol IS NOT NULL
GROUP BY day
ORDER BY day`,
    find(cells) {
      const [symbols, differing] = [countIn(cells, "symbols"), countIn(cells, "differing")];
      const [trades, bars] = [listIn(cells, "by_trades"), listIn(cells, "by_bars")];
      return {
        value: differing / symbols,
        measured: differing,
        expected: 0,
        message: `${differing} of ${symbols} symbols have another volume or number of trades in their bars than in their trades`,
        samples: listIn(cells, "names").map((name, index) => ({
          symbol: shownText(String(name)),
          volume_of_trades: volume(trades[index]),
          volume_of_bars: volume(bars[index]),
        })),
      };
    },
  };
}

/** As a double, because whole numbers and decimals that are too large for their sum would fail the query. */
function total(name: string): string {
  return `coalesce(sum(CAST(${column(name)} AS double)), 0)`;
}

/** JSON has no other numbers. */
function finite(name: string): string {
  return `CASE WHEN is_finite(${name}) THEN ${name} END`;
}

/** NULL if either side lacks the symbol. Everything would be near to what is infinite. */
function isNear(name: string): string {
  return `(is_finite(t.${name}) AND abs(t.${name} - b.${name}) <= ${sqlLiteral(TOLERANCE)} * t.${name})`;
}

function volume(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
