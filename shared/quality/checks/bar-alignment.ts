import { isAligned } from "../rows/conditions.ts";
import { column } from "../rows/row-table.ts";
import { defineCheck } from "./check.ts";

export const barAlignment = defineCheck({
  id: "bar.alignment",
  dimension: "quality",
  unit: "bars",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "bars begin at multiples of five minutes",
  problem: "bars begin between the five minutes",
  rows: ["bars", "features"],
  rowFault: ({ time }) => ({
    columns: [time],
    wrong: `NOT (${isAligned(column(time))})`,
    says: "begin between two bars",
  }),
});
