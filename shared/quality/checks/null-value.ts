import { sqlLiteral } from "../../athena/sql.ts";
import { differs } from "../../athena/two-valued.ts";
import { kindOf, MARKET_KINDS } from "../kinds/index.ts";
import type { MarketKind, RowsOf, ValueColumn } from "../kinds/kind.ts";
import { countIn } from "../rows/cells.ts";
import { counted, type Measure } from "../rows/measures.ts";
import { column } from "../rows/row-table.ts";
import type { ScanPart } from "../rows/scan-part.ts";
import { defineCheck } from "./check.ts";

/**
 * The share of NULLs in the column that has most, so that one lost column of many is not thinned out. Features may be
 * NULL while they warm up, and prices in a bar that says itself that there was no trade.
 */
export const nullValue = defineCheck({
  id: "null.value",
  dimension: "quality",
  unit: "ratio",
  thresholds: { warn: 0.001, fail: 0.01 },
  passesWhen: "values are hardly ever NULL",
  problem: "values are NULL",
  rows: MARKET_KINDS,
  scan: nulls,
});

function nulls(rows: RowsOf<MarketKind>): ScanPart {
  const kind = kindOf(rows);
  const values = kind.values?.(rows) ?? [];
  const warmUp = kind.warmUp?.(rows);
  return {
    columns: values.map(({ name }) => name),
    measures: warmUp === undefined ? ofAllRows(values) : ofWarmRows(rows.time, values, warmUp),
    find({ cells }) {
      const warm = countIn(cells, "warm");
      const found = values
        .map(({ name }, index) => ({ column: name, nulls: countIn(cells, `nulls_${index}`) }))
        .filter((one) => one.nulls > 0)
        .sort((one, other) => other.nulls - one.nulls);
      const [worst] = found;
      const after = warmUp === undefined ? "" : " after the warm-up";
      return {
        value: worst === undefined ? 0 : worst.nulls / warm,
        measured: worst?.nulls ?? 0,
        expected: 0,
        message:
          worst === undefined
            ? `no value of ${warm} rows${after} is NULL`
            : `${worst.column} is NULL in ${worst.nulls} of ${warm} rows${after}`,
        samples: found,
      };
    },
  };
}

function ofAllRows(values: readonly ValueColumn[]): Measure[] {
  return [counted("warm", "TRUE"), ...values.map((value, index) => counted(`nulls_${index}`, isLost(value)))];
}

function isLost({ name, countedBy }: ValueColumn): string {
  const isNull = `${column(name)} IS NULL`;
  return countedBy === undefined ? isNull : `${isNull} AND ${differs(column(countedBy), "0")}`;
}

/**
 * A feature looks back at a number of bars, of which a symbol that trades seldom, or for the first time today, has fewer
 * than the clock says: so many of its own have to be over, too.
 */
function ofWarmRows(time: string, values: readonly ValueColumn[], warmUp: number): Measure[] {
  const isWarm = `${column(time)} >= s.warm_at`;
  const ofWarm = (measure: Measure): Measure => ({
    ...measure,
    ofSymbol: `sum(CASE WHEN place > ${sqlLiteral(warmUp)} THEN ${measure.name} ELSE 0 END)`,
  });
  return [
    { name: "place", ofStep: "row_number() OVER (PARTITION BY day, symbol ORDER BY row_key)" },
    ofWarm(counted("warm", isWarm)),
    ...values.map((value, index) => ofWarm(counted(`nulls_${index}`, `${isWarm} AND ${isLost(value)}`))),
  ];
}
