import { MARKET_KINDS } from "../kinds/index.ts";
import type { MarketRows } from "../kinds/kind.ts";
import type { ScanPart } from "../rows/scan-part.ts";
import { namesOf, SYMBOLS_SHOWN } from "../rows/symbol-names.ts";
import { defineCheck } from "./check.ts";

export const completeSymbols = defineCheck({
  id: "complete.symbols",
  dimension: "completeness",
  unit: "symbols",
  thresholds: { warn: 0, fail: 0 },
  passesWhen: "every core symbol is there",
  problem: "core symbols are missing",
  rows: MARKET_KINDS,
  scan: ({ core }) => (core.length === 0 ? undefined : coreSymbols(core)),
});

function coreSymbols(core: MarketRows["core"]): ScanPart {
  return {
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
