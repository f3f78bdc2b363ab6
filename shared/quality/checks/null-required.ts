import { column } from "../rows/row-table.ts";
import { defineCheck } from "./check.ts";

export const nullRequired = defineCheck({
  id: "null.required",
  dimension: "quality",
  unit: "rows",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "required columns are never NULL",
  problem: "required columns are NULL",
  rows: ["generic"],
  rowFault({ required: columns = [] }) {
    if (columns.length === 0) return undefined;
    const wrong = columns.map((name) => `${column(name)} IS NULL`).join(" OR ");
    return { columns, wrong, says: `have NULL in ${columns.join(", ").replace(/, (\w+)$/, " or $1")}` };
  },
});
