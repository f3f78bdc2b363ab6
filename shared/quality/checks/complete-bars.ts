import { isTrue } from "../../athena/two-valued.ts";
import type { MeasuredValue } from "../finding.ts";
import type { BarRows } from "../kinds/bars.ts";
import { type Cells, countIn, listIn } from "../rows/cells.ts";
import { listed } from "../rows/measures.ts";
import type { ScanPart } from "../rows/scan-part.ts";
import { namesOf, SYMBOLS_SHOWN } from "../rows/symbol-names.ts";
import { defineCheck } from "./check.ts";

/** Answered by the scan, and better by the comparison with trades: where nothing was traded there is no bar to miss. */
export const completeBars = defineCheck({
  id: "complete.bars",
  dimension: "completeness",
  unit: "bars",
  thresholds: { warn: 0, fail: 0 },
  passesWhen:
    "every core symbol has a bar for every five minutes, or for those in which its source has trades",
  problem: "bars are missing",
  rows: ["bars"],
  scan: ({ core }) => (core.length === 0 ? undefined : everySlot(core)),
});

function everySlot(core: BarRows["core"]): ScanPart {
  return {
    columns: [],
    measures: [],
    find({ filled, slots }) {
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
function barsMissing(
  { missing, expected }: { readonly missing: number; readonly expected: number },
  lacking: readonly { readonly symbol: string; readonly missing: number }[],
  what: string,
): MeasuredValue {
  const named = lacking.map((one) => `${one.symbol} ${one.missing}`);
  return {
    value: missing,
    measured: expected - missing,
    expected,
    message: `${missing} of ${expected} ${what} are missing${missing === 0 ? "" : `: ${namesOf(named)}`}`,
    samples: lacking.slice(0, SYMBOLS_SHOWN),
  };
}

const list = (as: string, value: string) =>
  `${listed(as, value, { order: "gaps DESC, symbol", where: isTrue("is_core AND gaps > 0"), most: SYMBOLS_SHOWN }).ofDay} AS ${as}`;

/** What the comparison with trades selects for it, and what that says of a day: slots with trades and without a bar. */
export const tradedSlots = {
  columns: [
    "sum(CASE WHEN is_core THEN traded ELSE 0 END) AS core_slots",
    "sum(CASE WHEN is_core THEN gaps ELSE 0 END) AS core_gaps",
    list("lacking", "symbol"),
    list("lacked", "gaps"),
  ],
  find(cells: Cells): MeasuredValue {
    const slots = listIn(cells, "lacked");
    const lacking = listIn(cells, "lacking").map((symbol, index) => ({
      symbol: String(symbol),
      missing: Number(slots[index]),
    }));
    const counts = { missing: countIn(cells, "core_gaps"), expected: countIn(cells, "core_slots") };
    return barsMissing(counts, lacking, "bars for which core symbols have trades");
  },
} as const;
