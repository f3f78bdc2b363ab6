import { kindOf, MARKET_KINDS } from "../kinds/index.ts";
import type { MarketKind, RowsOf } from "../kinds/kind.ts";
import { column } from "../rows/row-table.ts";
import { defineCheck } from "./check.ts";

export const sessionBounds = defineCheck({
  id: "session.bounds",
  dimension: "quality",
  unit: "ratio",
  thresholds: { warn: 0, fail: 0.01 },
  passesWhen: "rows lie within the session's hours",
  problem: "rows lie outside the session's hours",
  rows: MARKET_KINDS,
  rowFault: (rows) => ({
    columns: [rows.time],
    wrong: `NOT (${column(rows.time)} >= s.hours_from AND ${isBeforeEnd(rows)})`,
    says: "lie outside of the session's hours",
  }),
});

/**
 * The last trade of a session is of the very moment at which it closes, and belongs to it. A bar that begins then does
 * not, nor does what is of the next day, where one session ends as the next begins.
 */
function isBeforeEnd(rows: RowsOf<MarketKind>): string {
  const time = column(rows.time);
  return kindOf(rows).slots === "many rows"
    ? `${time} <= s.hours_to AND ${time} < s.day_to`
    : `${time} < s.hours_to`;
}
