import { allOf, filtered, isPresent } from "../../athena/two-valued.ts";
import { type DeclaredRows, EVERY_KIND, keysOf } from "../kinds/index.ts";
import { countIn } from "../rows/cells.ts";
import type { ScanPart } from "../rows/scan-part.ts";
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
  scan: repeated,
  lookUp: (failed) => [repeatedKeys(failed, "unique.key")],
});

function repeated(rows: DeclaredRows): ScanPart {
  return {
    columns: keysOf(rows),
    tellsKeysApart: true,
    measures: [
      {
        name: "repeated",
        ofSymbol: filtered("sum(row_count - 1)", allOf(isPresent("symbol"), isPresent("row_key"))),
        ofDay: "sum(repeated)",
      },
    ],
    find({ cells, rowCount }) {
      const count = countIn(cells, "repeated");
      return {
        value: count / rowCount,
        measured: count,
        expected: 0,
        message: `${count} of ${rowCount} rows repeat the ${keysOf(rows).join(" and ")} of another`,
      };
    },
  };
}
