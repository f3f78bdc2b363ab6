import { allOf, filtered, isPresent } from "../../athena/two-valued.ts";
import { type DeclaredRows, EVERY_KIND, isOfMarket, keysOf } from "../kinds/index.ts";
import { countIn } from "../rows/cells.ts";
import type { Measure } from "../rows/measures.ts";
import type { ScanPart } from "../rows/scan-part.ts";
import { keyAliases } from "../rows/scan-sql.ts";
import { repeatedKeys } from "../rows/wrong-rows.ts";
import { defineCheck } from "./check.ts";

/** Rows that repeat the key of another. Those without a key are null.key's. */
export const uniqueKey = defineCheck({
  id: "unique.key",
  dimension: "quality",
  unit: "ratio",
  thresholds: { warn: 0, fail: 0.0001 },
  passesWhen: "no key occurs twice",
  problem: "keys occur twice",
  rows: EVERY_KIND,
  countsRows: true,
  scan: repeated,
  lookUp: (failed) => [repeatedKeys(failed, "unique.key")],
});

function repeated(rows: DeclaredRows): ScanPart | undefined {
  if (keysOf(rows).length === 0) return undefined;
  return {
    columns: keysOf(rows),
    tellsKeysApart: true,
    measures: [isOfMarket(rows) ? repeatedOf("ofSymbol", SYMBOL_KEY) : repeatedOf("ofDay", keyAliases(rows))],
    find({ cells, rowCount }) {
      const count = countIn(cells, "repeated");
      const says = `repeat the ${keysOf(rows).join(" and ")} of another`;
      return {
        value: count / rowCount,
        measured: count,
        expected: 0,
        among: { rows: rowCount, says },
        message: `${count} of ${rowCount} rows ${says}`,
      };
    },
  };
}

/** What the two columns of a key are called in the scan of a market's rows. */
const SYMBOL_KEY = ["symbol", "row_key"];

/** Counted in the step after the one that groups rows by the columns of their key. */
function repeatedOf(step: "ofSymbol" | "ofDay", [first = "", ...others]: readonly string[]): Measure {
  const isWhole = allOf(isPresent(first), ...others.map(isPresent));
  const measure = { name: "repeated", ofDay: "sum(repeated)" };
  return { ...measure, [step]: filtered("sum(row_count - 1)", isWhole) };
}
