import type { Rows } from "../quality.ts";
import { instantIn } from "./cells.ts";
import { greatest } from "./measures.ts";
import type { RowCheck } from "./row-check.ts";
import { BAR_MS, column, isInReach } from "./row-table.ts";

const MINUTE_MS = 60_000;

/**
 * Minutes between the newest row and the moment up to which there should be some. Rows outside of the session's hours do
 * not count: a trade after hours, or of another year, makes the session no fresher. A bar reaches to its end.
 */
export function newestRow(rows: Rows): RowCheck {
  const time = column(rows.time);
  const reach = rows.kind === "trades" ? 0 : BAR_MS;
  return {
    check: "freshness.event",
    columns: [],
    measures: [greatest("newest", `CASE WHEN ${isInReach(rows.time)} THEN ${time} END`)],
    find({ cells, sitting: { session, until } }) {
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

function utc(instant: number): string {
  return `${new Date(instant).toISOString().slice(11, 19)} UTC`;
}
