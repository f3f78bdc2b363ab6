/** Comparisons and what is made of them. */

import { instantOf } from "./at-time-zone.ts";
import { AGGREGATE_FUNCTIONS, WINDOW_FUNCTIONS } from "./functions.ts";
import { entryOf } from "./text.ts";
import type { Translation, Writer, Writers } from "./translation.ts";
import {
  childAt,
  childrenOf,
  descendants,
  hasWord,
  innermost,
  ruleIn,
  ruleOf,
  rulesIn,
  sourceOf,
  type TreeNode,
  textOf,
} from "./tree.ts";

const MACROS: Readonly<Record<string, string>> = {
  "=": "eq",
  "<>": "ne",
  "!=": "ne",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
};

const OPAQUE = new Set(["FunctionCall", "SubqueryExpression", "Measure", "ListAgg", "Exists"]);

/**
 * Are the types of the operands known as soon as DuckDB reads them? Not over aggregates, subqueries and variables of
 * lambdas: there no overload of a macro can be chosen.
 */
function typesAreKnown(operands: readonly TreeNode[], { inLambda }: Translation): boolean {
  if (inLambda) return false;
  return operands.every((operand) => {
    for (const node of descendants(operand, OPAQUE)) {
      if (ruleOf(node) !== "FunctionCall") return false;
      const name = textOf(childAt(node, 0)).toLowerCase();
      const found =
        entryOf(AGGREGATE_FUNCTIONS, name) ?? entryOf(WINDOW_FUNCTIONS, name) ?? ruleIn(node, "Over");
      if (found !== undefined) return false;
    }
    return true;
  });
}

export function compare(left: TreeNode, operator: string, right: TreeNode, translation: Translation): string {
  const [a, b] = [instantOf(left, translation), instantOf(right, translation)];
  const macro = MACROS[operator];
  const rows = [left, right].some((side) => ruleOf(innermost(side)) === "RowConstructor");
  if (rows || macro === undefined) return `(${a} ${operator} ${b})`;
  const known = translation.checked && typesAreKnown([left, right], translation);
  const plain = translation.inJoinCriteria ? joining(a, operator, b) : `trino.${macro}(${a}, ${b})`;
  if (!known) return `(${plain})`;
  return `(${plain} AND ${translation.check(a, b, left, mismatch(left, operator, right))})`;
}

/** In plain words, which DuckDB hashes; of NaN it says that it is equal to itself. */
const joining = (a: string, operator: string, b: string) =>
  operator === "=" ? `${a} = ${b} AND trino.is_number(${a})` : `${a} ${operator} ${b}`;

const mismatch = (left: TreeNode, operator: string, right: TreeNode) =>
  `Cannot apply operator: the types of ${sourceOf(left)} ${operator} ${sourceOf(right)} differ`;

/** `value predicate`: the grammar keeps the two apart. */
const predicated: Writer = (node, translation) => {
  const value = childAt(node, 0);
  const predicate = childrenOf(node)[1];
  if (predicate === undefined) return translation.write(value);
  switch (ruleOf(predicate)) {
    case "Comparison":
      return compare(value, textOf(childAt(predicate, 0)), childAt(predicate, 1), translation);
    case "Between":
      return negated(predicate, between(value, predicate, translation));
    case "InList":
      return inList(value, predicate, translation);
    case "Like":
      return like(value, predicate, translation);
    default:
      return `(${instantOf(value, translation)} ${translation.write(predicate)})`;
  }
};

const negated = (predicate: TreeNode, positive: string) =>
  hasWord(predicate, "NOT") ? `(NOT ${positive})` : positive;

function between(value: TreeNode, predicate: TreeNode, translation: Translation): string {
  const [low, high] = childrenOf(predicate).filter((child) => child.symbol === undefined);
  if (low === undefined || high === undefined) throw new Error("BETWEEN without its two bounds");
  return `(${compare(value, ">=", low, translation)} AND ${compare(value, "<=", high, translation)})`;
}

/** Types of this many are compared: a long list is made by a program, which makes all of it alike. */
const CHECKED_OF_LIST = 20;

function inList(value: TreeNode, predicate: TreeNode, translation: Translation): string {
  const choices = rulesIn(predicate, "Expression");
  const subject = instantOf(value, translation);
  const list = choices.map((choice) => instantOf(choice, translation)).join(", ");
  const plain = `${subject} ${hasWord(predicate, "NOT") ? "NOT IN" : "IN"} (${list})`;
  const checks = choices
    .slice(0, CHECKED_OF_LIST)
    .filter((choice) => translation.checked && typesAreKnown([value, choice], translation) && !isRow(value))
    .map((choice) =>
      translation.check(subject, instantOf(choice, translation), value, mismatch(value, "IN", choice)),
    );
  return `(${[plain, ...checks].join(" AND ")})`;
}

const isRow = (node: TreeNode) => ruleOf(innermost(node)) === "RowConstructor";

function like(value: TreeNode, predicate: TreeNode, translation: Translation): string {
  const [pattern, escapeBy] = childrenOf(predicate).filter((child) => child.symbol === undefined);
  if (pattern === undefined) throw new Error("LIKE without its pattern");
  const tail = escapeBy === undefined ? "" : ` ESCAPE ${translation.write(escapeBy)}`;
  const positive = `(trino.text(${translation.write(value)}) LIKE ${translation.write(pattern)}${tail})`;
  return negated(predicate, positive);
}

/** CASE x WHEN y is CASE WHEN x = y, with Trino's `=`. */
const simpleCase: Writer = (node, translation) => {
  const operand = childAt(node, 1);
  const branches = rulesIn(node, "WhenClause").map((branch) => {
    const test = compare(operand, "=", childAt(branch, 1), translation);
    return `WHEN ${test} THEN ${translation.write(childAt(branch, 3))}`;
  });
  const otherwise = hasWord(node, "ELSE") ? `ELSE ${translation.write(childAt(node, -2))}` : "";
  return `CASE ${branches.join(" ")} ${otherwise} END`;
};

/** What is a condition by its form needs no look at its type. */
const CONDITIONS = new Set(["Predicated", "LogicalNot", "And", "Or", "Exists", "BooleanLiteral"]);

/** WHERE x, CASE WHEN x: what is no truth value is none here either. */
function conditionOf(node: TreeNode, translation: Translation): string {
  const written = translation.write(node);
  return CONDITIONS.has(ruleOf(innermost(node))) ? written : `trino.condition(${written})`;
}

const where: Writer = (node, translation) => `WHERE ${conditionOf(childAt(node, 1), translation)}`;

const when: Writer = (node, translation) =>
  `WHEN ${conditionOf(childAt(node, 1), translation)} THEN ${translation.write(childAt(node, 3))}`;

/** In parentheses, since what stands around has another precedence here than in Trino. */
const inParentheses: Writer = (node, translation) => `(${translation.writeAll(childrenOf(node))})`;

export const predicateWriters: Writers = {
  Predicated: predicated,
  SimpleCase: simpleCase,
  WhereClause: where,
  WhenClause: when,
  LogicalNot: inParentheses,
  And: inParentheses,
  Or: inParentheses,
};
