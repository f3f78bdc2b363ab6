import { sqlLiteral } from "../../athena/sql.ts";
import { differs, filtered, isTrue } from "../../athena/two-valued.ts";
import type { BarRows } from "../kinds/bars.ts";
import { countIn, listIn, shownText } from "../rows/cells.ts";
import { listed } from "../rows/measures.ts";
import { column } from "../rows/row-table.ts";
import type { ScanPart } from "../rows/scan-part.ts";
import { defineCheck } from "./check.ts";

/** Prices that jump. Usually news or a split, sometimes a wrong price: for people to look at. */
export const outlierReturn = defineCheck({
  id: "outlier.return",
  dimension: "quality",
  unit: "bars",
  thresholds: { warn: 0, fail: null },
  passesWhen:
    "no price jumps by a tenth and by twenty times its usual move, or by a third since the session before",
  problem: "prices jump",
  rows: ["bars"],
  scan: jumps,
});

/**
 * A jump is a logarithmic return above `least`, and above the other times the median of the symbol's session. Overnight
 * a tenth is nothing unusual after a company has published its earnings: there it is a third, up from a split of 3 for 2.
 */
const JUMP = { least: 0.1, timesUsual: 20, overnight: 1 / 3 } as const;
const SAMPLES = 5;

const THROUGHOUT = "PARTITION BY symbol ORDER BY day, row_key";

function jumps({ close }: BarRows): ScanPart {
  // Lambdas may hold no aggregate, so jumps are kept by symbol and counted by day.
  const within = `coalesce(cardinality(filter(jumps, jump -> jump > ${sqlLiteral(JUMP.timesUsual)} * usual)), 0)`;
  const count = `${within} + overnight`;
  return {
    columns: [close],
    looksBack: true,
    measures: [
      { name: "log_price", ofKey: `max(${logarithmOf(column(close))})` },
      { name: "session_number", ofKey: "max(s.ordinal)" },
      {
        name: "move",
        ofStep: "abs(log_price - lag(log_price) OVER (PARTITION BY day, symbol ORDER BY row_key))",
      },
      // Between the last bar of a session and the first of the next; not across sessions without the symbol.
      {
        name: "night",
        ofStep: `CASE WHEN session_number - lag(session_number) OVER (${THROUGHOUT}) = 1
              THEN abs(log_price - lag(log_price) OVER (${THROUGHOUT})) END`,
      },
      { name: "usual", ofSymbol: `approx_percentile(move, ${sqlLiteral(0.5)})` },
      {
        name: "jumps",
        ofSymbol: filtered("array_agg(move)", isTrue(`move > ${sqlLiteral(JUMP.least)}`)),
      },
      { name: "overnight", ofSymbol: `count_if(night > ${sqlLiteral(JUMP.overnight)})` },
      { name: "outliers", ofDay: `sum(${count})` },
      listed("jumpers", "symbol", {
        order: `${count} DESC, symbol`,
        where: differs(count, "0"),
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
        message: `${value} of ${rowCount} bars jump by more than a tenth and ${JUMP.timesUsual} times the usual move, or by more than a third since the session before${among}`,
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
