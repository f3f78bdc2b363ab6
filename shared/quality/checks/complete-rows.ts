import { type DeclaredRows, EVERY_KIND, kindOf } from "../kinds/index.ts";
import { baselineOf, LEAST_POINTS } from "../rows/baseline.ts";
import { countIn } from "../rows/cells.ts";
import { counted } from "../rows/measures.ts";
import { isInReach } from "../rows/row-table.ts";
import type { ScanPart } from "../rows/scan-part.ts";
import { defineCheck } from "./check.ts";

/**
 * Rows of a slot against those of the sessions before, so that a half day is not half empty. Only rows of the slots that
 * are looked at count: an open session goes on while it is judged, and trades go on after the close.
 */
export const completeRows = defineCheck({
  id: "complete.rows",
  dimension: "completeness",
  unit: "ratio",
  thresholds: { warn: 0.4, fail: 0.7 },
  passesWhen: "rows are as many as in the sessions before",
  problem: "the number of rows is unusual",
  rows: EVERY_KIND,
  scan: rowsAsBefore,
});

function rowsAsBefore(rows: DeclaredRows): ScanPart {
  const { name, slots: perSlot } = kindOf(rows);
  return {
    columns: [],
    measures: [counted("in_reach", isInReach(rows.time))],
    find(day) {
      const { cells, slots, rowSession, history } = day;
      // Trading is busiest at both ends of a session, so its first hours say nothing about a whole one.
      if (perSlot === "many rows" && rowSession.until < rowSession.session.close) {
        const message = `${name} are counted against other sessions after the close`;
        return { outcome: "skipped", reason: "session_open", message };
      }
      const inReach = countIn(cells, "in_reach");
      const measured = inReach / slots;
      const { points, median } = baselineOf(history, rowSession.session.day);
      const inWords = `${inReach} rows, ${rounded(measured)} a slot`;
      if (median === undefined) {
        const message = `${inWords}; ${points} sessions before it were counted, and it takes ${LEAST_POINTS}`;
        return { outcome: "skipped", reason: "insufficient_history", measured, message };
      }
      return {
        value: Math.abs(measured / median - 1),
        measured,
        expected: median,
        message: `${inWords}; the median of ${points} sessions before it is ${rounded(median)}`,
      };
    },
  };
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}
