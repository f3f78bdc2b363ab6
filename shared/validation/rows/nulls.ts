import type { Rows } from "../quality.ts";
import { countIn } from "./cells.ts";
import { counted } from "./measures.ts";
import type { RowCheck } from "./row-check.ts";
import { column } from "./row-table.ts";

/**
 * The share of NULLs in the column that has most, so that one lost column of many is not thinned out. Features may be
 * NULL while they warm up.
 */
export function nullValues(rows: Rows): RowCheck {
  const values = valuesOf(rows);
  const time = column(rows.time);
  const isWarm = rows.kind === "features" ? `${time} >= s.warm_at AND ` : "";
  return {
    check: "null.value",
    columns: values,
    measures: [
      counted("warm", rows.kind === "features" ? `${time} >= s.warm_at` : "TRUE"),
      ...values.map((name, index) => counted(`nulls_${index}`, `${isWarm}${column(name)} IS NULL`)),
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

function valuesOf(rows: Rows): readonly string[] {
  switch (rows.kind) {
    case "trades":
      return [rows.price, rows.size];
    case "bars":
      return [rows.open, rows.high, rows.low, rows.close, rows.volume, rows.trades];
    case "features":
      return rows.values;
  }
}
