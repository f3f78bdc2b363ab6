import { sqlLiteral } from "../../athena/sql.ts";
import { differs } from "../../athena/two-valued.ts";
import type { BarRows, FeatureRows, Rows, TradeRows } from "../quality.ts";
import { countIn } from "./cells.ts";
import { countsOf } from "./conditions.ts";
import { counted, type Measure } from "./measures.ts";
import type { RowCheck } from "./row-check.ts";
import { column } from "./row-table.ts";

/**
 * The share of NULLs in the column that has most, so that one lost column of many is not thinned out. Features may be
 * NULL while they warm up, and prices in a bar that says itself that there was no trade.
 */
export function nullValues(rows: Rows): RowCheck {
  const values = valuesOf(rows);
  return {
    check: "null.value",
    columns: values,
    measures:
      rows.kind === "features"
        ? ofFeatures(rows)
        : [
            counted("warm", "TRUE"),
            ...values.map((name, index) => counted(`nulls_${index}`, isLost(rows, name))),
          ],
    find({ cells }) {
      const warm = countIn(cells, "warm");
      const nulls = values
        .map((name, index) => ({ column: name, nulls: countIn(cells, `nulls_${index}`) }))
        .filter((one) => one.nulls > 0)
        .sort((one, other) => other.nulls - one.nulls);
      const [worst] = nulls;
      const after = rows.kind === "features" ? " after the warm-up" : "";
      return {
        value: worst === undefined ? 0 : worst.nulls / warm,
        measured: worst?.nulls ?? 0,
        expected: 0,
        message:
          worst === undefined
            ? `no value of ${warm} rows${after} is NULL`
            : `${worst.column} is NULL in ${worst.nulls} of ${warm} rows${after}`,
        samples: nulls,
      };
    },
  };
}

/**
 * A feature looks back at a number of bars, of which a symbol that trades seldom, or for the first time today, has fewer
 * than the clock says: so many of its own have to be over, too.
 */
function ofFeatures({ time, values, warmUp }: FeatureRows): Measure[] {
  const isWarm = `${column(time)} >= s.warm_at`;
  const ofWarm = (measure: Measure): Measure => ({
    ...measure,
    ofSymbol: `sum(CASE WHEN place > ${sqlLiteral(warmUp)} THEN ${measure.name} ELSE 0 END)`,
  });
  return [
    { name: "place", ofStep: "row_number() OVER (PARTITION BY day, symbol ORDER BY row_key)" },
    ofWarm(counted("warm", isWarm)),
    ...values.map((name, index) =>
      ofWarm(counted(`nulls_${index}`, `${isWarm} AND ${column(name)} IS NULL`)),
    ),
  ];
}

function isLost(rows: TradeRows | BarRows, name: string): string {
  const isNull = `${column(name)} IS NULL`;
  if (rows.kind === "trades" || rows.trades === undefined || !pricesOf(rows).includes(name)) return isNull;
  return `${isNull} AND ${differs(column(rows.trades), "0")}`;
}

function pricesOf({ open, high, low, close }: BarRows): readonly string[] {
  return [open, high, low, close];
}

function valuesOf(rows: Rows): readonly string[] {
  switch (rows.kind) {
    case "trades":
      return [rows.price, rows.size];
    case "bars":
      return [...pricesOf(rows), ...countsOf(rows)];
    case "features":
      return rows.values;
  }
}
