import { allOf, filtered, isPresent } from "../../athena/two-valued.ts";
import type { Rows } from "../quality.ts";
import { countIn } from "./cells.ts";
import { keysOf } from "./conditions.ts";
import type { RowCheck } from "./row-check.ts";

/** Rows that repeat the key of another. Those without a key are null.key's. */
export function uniqueKey(rows: Rows): RowCheck {
  return {
    check: "unique.key",
    columns: keysOf(rows),
    measures: [
      {
        name: "repeated",
        ofSymbol: filtered("sum(row_count - 1)", allOf(isPresent("symbol"), isPresent("row_key"))),
        ofDay: "sum(repeated)",
      },
    ],
    find({ cells, rowCount }) {
      const repeated = countIn(cells, "repeated");
      return {
        value: repeated / rowCount,
        measured: repeated,
        expected: 0,
        message: `${repeated} of ${rowCount} rows repeat the ${keysOf(rows).join(" and ")} of another`,
      };
    },
  };
}
