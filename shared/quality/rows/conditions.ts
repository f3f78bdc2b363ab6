import { countIn } from "./cells.ts";
import { counted } from "./measures.ts";
import { BAR_MS } from "./row-table.ts";
import type { ScanPart } from "./scan-part.ts";

/** What is wrong with a single row, whatever the others are. */
export interface Condition {
  /** Those that it reads. */
  readonly columns: readonly string[];
  /**
   * SQL over a row `r` and its session `s`. Written as NOT of what is right, because every comparison with NaN is
   * false. NULL where there is nothing to compare, which is null.key's or null.value's business.
   */
  readonly wrong: string;
  /** What such rows do: "rows …". */
  readonly says: string;
  /** Of which rows it is asked, SQL like `wrong`; undefined: of all. */
  readonly among?: string | undefined;
}

/** Rows begin at whole bars of the session. */
export function isAligned(time: string): string {
  return `mod(date_diff('millisecond', s.opens_at, ${time}), ${BAR_MS}) = 0`;
}

/** How many rows a condition is true of, or which share of all. */
export function countOf({ columns, wrong, says, among }: Condition, check: string, unit: string): ScanPart {
  const name = check.replace(".", "_");
  const asked = `of_${name}`;
  return {
    columns,
    measures: [counted(name, wrong), ...(among === undefined ? [] : [counted(asked, among)])],
    find({ cells, rowCount }) {
      const count = countIn(cells, name);
      const rows = among === undefined ? rowCount : countIn(cells, asked);
      const said = among === undefined ? says : `in question ${says}`;
      return {
        value: unit === "ratio" ? count / rowCount : count,
        measured: count,
        expected: 0,
        among: { rows, says: said },
        message: `${count} of ${rows} rows ${said}`,
      };
    },
  };
}
