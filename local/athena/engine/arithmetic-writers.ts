/** Sums, products, what is put together. */

import { isInterval } from "./intervals.ts";
import { childAt, childrenOf, descendants, type TreeNode, textOf, wordOf } from "./tree.ts";
import type { Writer, Writers } from "./writers.ts";

const arithmetic: Writer = (node, translation) => {
  const [left, right] = [childAt(node, 0), childAt(node, 2)];
  const operator = wordOf(childAt(node, 1));
  const [a, b] = [translation.write(left), translation.write(right)];
  if (operator === "*") return `(${a} * ${b})`;
  if (operator === "/") return `trino.divide(${a}, ${b})`;
  if (operator === "%") return `trino.modulus(${a}, ${b})`;
  const [first, second] = [isInterval(left), isInterval(right)];
  if (first && second) return `(${a} ${operator} ${b})`;
  if (second) return shift(a, operator === "-" ? `-${b}` : b, right);
  if (first && operator === "+") return shift(b, a, left);
  return `trino.${operator === "+" ? "plus" : "minus"}(${a}, ${b})`;
};

const PARTS_OF_DAYS = /hour|minute|second/i;

/** A date goes on by whole days alone. */
function shift(time: string, interval: string, expression: TreeNode): string {
  const units = [...descendants(expression, new Set(["IntervalField"]))].map(textOf).join(" ");
  return `trino.shift${PARTS_OF_DAYS.test(units) ? "_time" : ""}(${time}, ${interval})`;
}

const concatenation: Writer = (node, translation) =>
  `trino.concat(${translation.write(childAt(node, 0))}, ${translation.write(childAt(node, 2))})`;

export const arithmeticWriters: Writers = {
  ArithmeticBinary: arithmetic,
  ArithmeticUnary: (node, translation) => `(${translation.writeAll(childrenOf(node))})`,
  Concatenation: concatenation,
};
