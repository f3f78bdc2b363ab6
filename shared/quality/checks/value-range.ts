import { sqlLiteral } from "../../athena/sql.ts";
import { column } from "../rows/row-table.ts";
import { defineCheck } from "./check.ts";

/** NULL is null.required's. Whole numbers and decimals are converted to a double by is_finite, and are finite. */
export const valueRange = defineCheck({
  id: "value.range",
  dimension: "quality",
  unit: "rows",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "numbers are finite and within their ranges",
  problem: "numbers are not finite, or out of their ranges",
  rows: ["generic"],
  rowFault({ ranges = {} }) {
    const columns = Object.keys(ranges);
    if (columns.length === 0) return undefined;
    const wrong = Object.entries(ranges).map(([name, range]) => `NOT (${isWithin(name, range)})`);
    return {
      columns,
      wrong: wrong.join(" OR "),
      says: `have a value of ${columns.join(" or ")} out of its range`,
    };
  },
});

function isWithin(name: string, [least, greatest]: readonly [number | null, number | null]): string {
  const bounds = [
    ...(least === null ? [] : [`${column(name)} >= ${sqlLiteral(least)}`]),
    ...(greatest === null ? [] : [`${column(name)} <= ${sqlLiteral(greatest)}`]),
  ];
  return [...bounds, `is_finite(${column(name)})`].join(" AND ");
}
