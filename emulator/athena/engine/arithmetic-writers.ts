/** Sums, products, what is put together. */

import { isInterval } from "./intervals.ts";
import type { Translation, Writer, Writers } from "./translation.ts";
import {
  childAt,
  childrenOf,
  descendants,
  innermost,
  ruleOf,
  type TreeNode,
  textOf,
  wordOf,
} from "./tree.ts";

const arithmetic: Writer = (node, translation) => {
  const [left, right] = [childAt(node, 0), childAt(node, 2)];
  const operator = wordOf(childAt(node, 1));
  const [a, b] = [operand(left, translation), operand(right, translation)];
  if (operator === "*") return `(${a} * ${b})`;
  if (operator === "/") return `trino.divide(${a}, ${b})`;
  if (operator === "%") return `trino.modulus(${a}, ${b})`;
  const [first, second] = [isInterval(left), isInterval(right)];
  if (first && second) return `(${a} ${operator} ${b})`;
  if (second) return shift(a, operator === "-" ? `-${b}` : b, right);
  if (first && operator === "+") return shift(b, a, left);
  return `trino.${operator === "+" ? "plus" : "minus"}(${a}, ${b})`;
};

/** 2^31 and more are a bigint for both. */
const INTEGER_MAX = 2_147_483_647;

/** A whole number is an integer; DuckDB gives it the type of what it is added to. */
function operand(node: TreeNode, translation: Translation): string {
  const written = translation.write(node);
  const isInteger = ruleOf(innermost(node)) === "IntegerLiteral" && Number(textOf(node)) <= INTEGER_MAX;
  return isInteger ? `CAST(${written} AS INTEGER)` : written;
}

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
