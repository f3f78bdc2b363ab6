import { sqlLiteral } from "../../query/sql.ts";
import { filtered, isTrue } from "../../query/two-valued.ts";
import type { BarRows } from "../quality.ts";
import { countIn, listIn, shownText } from "./cells.ts";
import { listed } from "./measures.ts";
import type { RowCheck } from "./row-check.ts";
import { column } from "./row-table.ts";

/** A jump is a logarithmic return above the one, and above the other times the median of the symbol's session. */
const JUMP = { least: 0.1, timesUsual: 20 } as const;
const SAMPLES = 5;

/** Prices that jump. Usually news or a split, sometimes a wrong price: for people to look at. */
export function outliers({ close }: BarRows): RowCheck {
  // Lambdas may hold no aggregate, so jumps are kept by symbol and counted by day.
  const count = `cardinality(filter(jumps, jump -> jump > ${sqlLiteral(JUMP.timesUsual)} * usual))`;
  return {
    check: "outlier.return",
    columns: [close],
    measures: [
      { name: "log_price", ofKey: `max(${logarithmOf(column(close))})` },
      {
        name: "move",
        ofStep: "abs(log_price - lag(log_price) OVER (PARTITION BY day, symbol ORDER BY row_key))",
      },
      { name: "usual", ofSymbol: `approx_percentile(move, ${sqlLiteral(0.5)})` },
      { name: "jumps", ofSymbol: filtered("array_agg(move)", isTrue(`move > ${sqlLiteral(JUMP.least)}`)) },
      { name: "outliers", ofDay: `sum(${count})` },
      listed("jumpers", "symbol", {
        order: `${count} DESC, symbol`,
        where: isTrue(`${count} > 0`),
        most: SAMPLES,
      }),
    ],
    find({ cells, rowCount }) {
      const value = countIn(cells, "outliers");
      const symbols = listIn(cells, "jumpers").map((symbol) => shownText(String(symbol)));
      const among = symbols.length === 0 ? "" : `, first of all of ${symbols.join(", ")}`;
      return {
        value,
        expected: 0,
        message: `${value} of ${rowCount} bars jump by more than a tenth and ${JUMP.timesUsual} times the usual move${among}`,
        samples: symbols.map((symbol) => ({ symbol })),
      };
    },
  };
}

/**
 * The logarithm of a price; NULL of what is no price, which is ohlc.invariant's to tell. All of them are finite, and so
 * are their differences, where a quotient of prices could become infinite or 0: approx_percentile takes no other number,
 * and would fail the scan with all its checks.
 */
function logarithmOf(price: string): string {
  return `CASE WHEN is_finite(${price}) AND ${price} > 0 THEN ln(${price}) END`;
}
