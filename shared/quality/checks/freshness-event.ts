import type { CheckValue, Unavailable } from "../finding.ts";
import { type DeclaredRows, EVERY_KIND, kindOf } from "../kinds/index.ts";
import type { CheckSuite } from "../result.ts";
import { instantIn } from "../rows/cells.ts";
import { greatest } from "../rows/measures.ts";
import { BAR_MS, column, isInReach } from "../rows/row-table.ts";
import type { ScanPart } from "../rows/scan-part.ts";
import type { RowSession } from "../windows.ts";
import { defineCheck } from "./check.ts";

const MINUTE_MS = 60_000;

/**
 * Minutes between the newest row and the moment up to which there should be some. Rows outside of the session's hours do
 * not count: a trade after hours, or of another year, makes the session no fresher. A bar reaches to its end.
 */
export const freshnessEvent = defineCheck({
  id: "freshness.event",
  dimension: "freshness",
  unit: "minutes",
  thresholds: { warn: 10, fail: 30 },
  passesWhen: "the newest row is as new as it can be",
  problem: "the newest rows are late",
  rows: EVERY_KIND,
  scan: (rows) => (rows.time === undefined ? undefined : newestRow(rows, rows.time)),
  withoutRows: silence,
});

function newestRow(rows: DeclaredRows, time: string): ScanPart {
  const reach = kindOf(rows).slots === "one row" ? BAR_MS : 0;
  return {
    columns: [time],
    measures: [greatest("newest", `CASE WHEN ${isInReach(time)} THEN ${column(time)} END`)],
    find({ cells, rowSession: { session, until } }) {
      const newest = instantIn(cells, "newest");
      const behind = until - Math.min(until, newest === undefined ? session.open : newest + reach);
      const minutes = Math.round(behind / (MINUTE_MS / 100)) / 100;
      const whole = (until - session.open) / MINUTE_MS;
      return {
        value: minutes,
        message:
          newest === undefined
            ? `no row lies in the ${whole} minutes of the session`
            : `the newest row is of ${utc(newest)}, ${minutes} minutes short of ${utc(until)}`,
      };
    },
  };
}

/**
 * Of a session that is open, with nothing in it yet, the newest row is as late as the session is old: a feed that never
 * starts would else be noticed in the evening.
 */
function silence(
  { session, until }: RowSession,
  why: Unavailable,
  suite: CheckSuite,
): CheckValue | undefined {
  if (suite !== "intraday" || why.reason !== "sla_not_reached") return undefined;
  const value = (until - session.open) / MINUTE_MS;
  return { value, message: `nothing of ${session.day} is there, ${value} minutes after the session began` };
}

function utc(instant: number): string {
  return `${new Date(instant).toISOString().slice(11, 19)} UTC`;
}
