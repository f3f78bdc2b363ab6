import type { Measured } from "../finding.ts";
import type { Rows } from "../quality.ts";
import { baselineOf, LEAST_POINTS } from "./baseline.ts";
import { countIn } from "./cells.ts";
import { counted } from "./measures.ts";
import type { DayRows, Found, RowCheck } from "./row-check.ts";
import { isInReach } from "./row-table.ts";

/** Symbols that a message names; the samples name more. */
const NAMED = 5;
/** Symbols of which bars are missing that the samples name, those that lack most. */
export const SYMBOLS_SHOWN = 50;

export function completenessChecks(rows: Rows): readonly RowCheck[] {
  const isBars = rows.kind === "bars";
  const ofCore = [coreSymbols(rows.core), ...(isBars ? [coreBars(rows.core)] : [])];
  return [rowsAsBefore(rows), ...(rows.core.length === 0 ? [] : ofCore)];
}

/**
 * Rows of a slot against those of the sessions before, so that a half day is not half empty. Only rows of the slots that
 * are looked at count: an open session goes on while it is judged, and trades go on after the close.
 */
function rowsAsBefore(rows: Rows): RowCheck {
  return {
    check: "complete.rows",
    columns: [],
    measures: [counted("in_reach", isInReach(rows.time))],
    find(day) {
      const { cells, slots, sitting, history } = day;
      // Trading is busiest at both ends of a session, so its first hours say nothing about a whole one.
      if (rows.kind === "trades" && sitting.until < sitting.session.close) {
        const message = "trades are counted against other sessions after the close";
        return { outcome: "skipped", reason: "session_open", message };
      }
      const inReach = countIn(cells, "in_reach");
      const measured = inReach / slots;
      const { points, median } = baselineOf(history, sitting.session.day);
      const told = `${inReach} rows, ${rounded(measured)} a slot`;
      if (median === undefined) {
        const message = `${told}; ${points} sessions before it were counted, and it takes ${LEAST_POINTS}`;
        return { outcome: "skipped", reason: "insufficient_history", measured, message };
      }
      return {
        value: Math.abs(measured / median - 1),
        measured,
        expected: median,
        message: `${told}; the median of ${points} sessions before it is ${rounded(median)}`,
      };
    },
  };
}

function coreSymbols(core: readonly string[]): RowCheck {
  return {
    check: "complete.symbols",
    columns: [],
    measures: [],
    find({ filled }) {
      const missing = core.filter((symbol) => !filled.has(symbol));
      const [value, expected] = [missing.length, core.length];
      const named = missing.length === 0 ? "" : `: ${namesOf(missing)}`;
      return {
        value,
        measured: expected - value,
        expected,
        message: `${value} of ${expected} core symbols are missing${named}`,
        samples: missing.slice(0, SYMBOLS_SHOWN).map((symbol) => ({ symbol })),
      };
    },
  };
}

function coreBars(core: readonly string[]): RowCheck {
  return {
    check: "complete.bars",
    columns: [],
    measures: [],
    find: ({ filled, slots }: DayRows): Found => {
      const expected = core.length * slots;
      const lacking = core
        .map((symbol) => ({ symbol, missing: slots - (filled.get(symbol) ?? 0) }))
        .filter(({ missing }) => missing > 0)
        .sort((one, other) => other.missing - one.missing);
      const missing = lacking.reduce((sum, one) => sum + one.missing, 0);
      return barsMissing({ missing, expected }, lacking, "bars of core symbols");
    },
  };
}

/** The words about bars that are missing, and how many of each symbol, the most first. */
export function barsMissing(
  { missing, expected }: { readonly missing: number; readonly expected: number },
  lacking: readonly { readonly symbol: string; readonly missing: number }[],
  what: string,
): Omit<Measured, "check" | "day"> {
  const named = lacking.map((one) => `${one.symbol} ${one.missing}`);
  return {
    value: missing,
    measured: expected - missing,
    expected,
    message: `${missing} of ${expected} ${what} are missing${missing === 0 ? "" : `: ${namesOf(named)}`}`,
    samples: lacking.slice(0, SYMBOLS_SHOWN),
  };
}

function namesOf(names: readonly string[]): string {
  const others = names.length - NAMED;
  return `${names.slice(0, NAMED).join(", ")}${others > 0 ? ` and ${others} more` : ""}`;
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}
