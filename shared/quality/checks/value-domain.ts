import { kindOf } from "../kinds/index.ts";
import type { RowsOf } from "../kinds/kind.ts";
import type { Condition } from "../rows/conditions.ts";
import { column } from "../rows/row-table.ts";
import { defineCheck } from "./check.ts";

export const valueDomain = defineCheck({
  id: "value.domain",
  dimension: "quality",
  unit: "rows",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "numbers are finite: prices and sizes above 0, volumes and trades of bars 0 or more",
  problem: "prices or sizes are impossible",
  rows: ["trades", "bars"],
  rowFault: impossible,
});

/** Each of them may be declared as a double. Whole numbers and decimals are converted to one by is_finite, and are finite. */
function impossible(rows: RowsOf<"trades" | "bars">): Condition | undefined {
  const amounts = kindOf(rows).amounts?.(rows);
  if (amounts === undefined || amounts.columns.length === 0) return undefined;
  const { columns, bound } = amounts;
  const right = columns.map((name) => `${column(name)} ${bound} AND is_finite(${column(name)})`);
  const limit = bound === "> 0" ? "finite and above 0" : "finite and 0 or more";
  return {
    columns,
    wrong: `NOT (${right.join(" AND ")})`,
    says: `have a ${columns.join(" or ")} that is not ${limit}`,
  };
}
