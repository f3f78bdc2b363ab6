import { type DeclaredRows, EVERY_KIND, keysOf } from "../kinds/index.ts";
import type { Condition } from "../rows/conditions.ts";
import { column } from "../rows/row-table.ts";
import { defineCheck } from "./check.ts";

export const nullKey = defineCheck({
  id: "null.key",
  dimension: "quality",
  unit: "rows",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "keys are never NULL",
  problem: "keys are NULL",
  rows: EVERY_KIND,
  rowFault: withoutKey,
});

function withoutKey(rows: DeclaredRows): Condition | undefined {
  const keys = [...new Set([...keysOf(rows), ...(rows.time === undefined ? [] : [rows.time])])];
  if (keys.length === 0) return undefined;
  return {
    columns: keys,
    wrong: keys.map((name) => `${column(name)} IS NULL`).join(" OR "),
    says: `have no ${keys.join(" or no ")}`,
  };
}
