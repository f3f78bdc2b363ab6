/** Intervals: which expressions are some, and those of a number of units. */

import { childAt, innermost, ruleOf, type TreeNode, wordOf } from "./tree.ts";

/** Intervals are written out, but for differences of timestamps: no column of Glue's has such a type. */
export function isInterval(expression: TreeNode): boolean {
  const node = innermost(expression);
  switch (ruleOf(node)) {
    case "Interval":
      return true;
    case "ParenthesizedExpression":
    case "ArithmeticUnary":
      return isInterval(childAt(node, 1));
    case "ArithmeticBinary": {
      const sides = [isInterval(childAt(node, 0)), isInterval(childAt(node, 2))];
      // A number times an interval is one; a time plus an interval is a time.
      return "*/".includes(wordOf(childAt(node, 1)) ?? "") ? sides.includes(true) : !sides.includes(false);
    }
    default:
      return false;
  }
}

/** A date has none of them. */
export const PARTS_OF_DAYS: ReadonlySet<string> = new Set(["millisecond", "second", "minute", "hour"]);

/** DuckDB's interval of so many units. */
export function intervalOf(unit: string, amount: string): string {
  if (unit === "quarter") return `to_months(CAST(3 * ${amount} AS INTEGER))`;
  if (PARTS_OF_DAYS.has(unit)) return `to_${unit}s(${amount})`;
  return `to_${unit}s(CAST(${amount} AS INTEGER))`;
}
