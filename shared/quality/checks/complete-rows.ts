import type { CheckValue } from "../finding.ts";
import { type DeclaredRows, EVERY_KIND, isOfMarket, kindOf } from "../kinds/index.ts";
import type { MarketKind, RowsOf } from "../kinds/kind.ts";
import { baselineOf, LEAST_POINTS } from "../rows/baseline.ts";
import { countIn } from "../rows/cells.ts";
import { counted } from "../rows/measures.ts";
import { isInReach } from "../rows/row-table.ts";
import type { DayRows, ScanPart } from "../rows/scan-part.ts";
import { defineCheck } from "./check.ts";

/** Rows against those of the sessions before. */
export const completeRows = defineCheck({
  id: "complete.rows",
  dimension: "completeness",
  unit: "ratio",
  thresholds: { warn: 0.4, fail: 0.7 },
  passesWhen: "rows are as many as in the sessions before",
  problem: "the number of rows is unusual",
  rows: EVERY_KIND,
  scan: (rows) => (isOfMarket(rows) ? rowsOfSlots(rows) : rowsOfSessions(rows)),
});

/**
 * Rows of a slot, so that a half day is not half empty. Only rows of the slots that are looked at count: an open session
 * goes on while it is judged, and trades go on after the close.
 */
function rowsOfSlots(rows: RowsOf<MarketKind>): ScanPart {
  const { name, slots: perSlot } = kindOf(rows);
  return {
    columns: [],
    measures: [counted("in_reach", isInReach(rows.time))],
    find(day) {
      // Trading is busiest at both ends of a session, so its first hours say nothing about a whole one.
      if (perSlot === "many rows" && isOpen(day))
        return notOver(`${name} are counted against other sessions after the close`);
      const inReach = countIn(day.cells, "in_reach");
      const measured = inReach / day.slots;
      return againstHistory(day, measured, `${inReach} rows, ${rounded(measured)} a slot`, "sessions");
    },
  };
}

/** Rows of a whole session: what comes in no slots comes at any time. */
function rowsOfSessions({ kind }: DeclaredRows): ScanPart {
  return {
    columns: [],
    measures: [],
    find(day) {
      if (isOpen(day)) {
        return notOver(`${kind} rows are counted against other days when the day is over`);
      }
      return againstHistory(day, day.rowCount, `${day.rowCount} rows`, "days");
    },
  };
}

function isOpen({ rowSession: { session, until } }: DayRows): boolean {
  return until < session.close;
}

function notOver(message: string): CheckValue {
  return { outcome: "skipped", reason: "session_open", message };
}

function againstHistory(
  { history, rowSession }: DayRows,
  measured: number,
  inWords: string,
  periods: "sessions" | "days",
): CheckValue {
  const { points, median } = baselineOf(history, rowSession.session.day);
  if (median === undefined) {
    const message = `${inWords}; ${points} ${periods} before it were counted, and it takes ${LEAST_POINTS}`;
    return { outcome: "skipped", reason: "insufficient_history", measured, message };
  }
  return {
    value: Math.abs(measured / median - 1),
    measured,
    expected: median,
    message: `${inWords}; the median of ${points} ${periods} before it is ${rounded(median)}`,
  };
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}
