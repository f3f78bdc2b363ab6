import { type BarRows, pricesOf } from "../kinds/bars.ts";
import type { Condition } from "../rows/conditions.ts";
import { column } from "../rows/row-table.ts";
import { defineCheck } from "./check.ts";

export const ohlcInvariant = defineCheck({
  id: "ohlc.invariant",
  dimension: "quality",
  unit: "bars",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "high and low enclose open and close; prices are finite and above 0",
  problem: "prices of bars contradict each other",
  rows: ["bars"],
  rowFault: enclosure,
});

function enclosure(rows: BarRows): Condition {
  const columns = pricesOf(rows);
  const prices = columns.map(column);
  const [open, high, low, close] = prices;
  const right = [
    `${high} >= ${open} AND ${high} >= ${close} AND ${high} >= ${low}`,
    `${low} <= ${open} AND ${low} <= ${close}`,
    ...prices.map((price) => `${price} > 0 AND is_finite(${price})`),
  ];
  return {
    columns,
    wrong: `NOT (${right.join(" AND ")})`,
    says: "have a high or low that does not enclose their prices, or a price that is none",
  };
}
