import { EVERY_KIND } from "../kinds/index.ts";
import type { Condition } from "../rows/conditions.ts";
import { column } from "../rows/row-table.ts";
import { defineCheck } from "./check.ts";

export const dayMisfiled = defineCheck({
  id: "day.misfiled",
  dimension: "quality",
  unit: "rows",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "rows lie in the partition of their day, in the calendar's zone",
  problem: "rows lie in another day's partition",
  rows: EVERY_KIND,
  rowFault: ({ time }) => (time === undefined ? undefined : ofAnotherDay(time)),
});

function ofAnotherDay(time: string): Condition {
  return {
    columns: [time],
    wrong: `NOT (${column(time)} >= s.day_from AND ${column(time)} < s.day_to)`,
    says: "are of another day than their partition",
  };
}
