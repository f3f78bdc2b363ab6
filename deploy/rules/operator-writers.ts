/** What combines values: each is written in parentheses, so that nothing depends on which binds tighter. */

import { branchesOf, ruleOf, type SyntaxNode, wordsOf } from "./syntax-tree.ts";
import { areComparable, nameOfType, type ValueType } from "./value-type.ts";
import { type Writer, type Writing, type WrittenSql, wrong } from "./written.ts";

const condition = (sql: string): WrittenSql => ({ sql: `(${sql})`, type: "boolean" });

/** Operands of AND, OR and NOT. */
function conditionsIn(node: SyntaxNode, writing: Writing): readonly string[] {
  return branchesOf(node).map((child) => expected("boolean", writing.write(child), writing).sql);
}

/** What it has to be, if it is known not to be that. */
export function expected(type: ValueType, written: WrittenSql, writing: Writing): WrittenSql {
  if (areComparable(type, written.type)) return written;
  return wrong(
    writing,
    `${shown(written.sql)} is ${nameOfType(written.type)}, where ${nameOfType(type)} is needed`,
  );
}

/** As somebody would write it who declares a rule. */
function shown(sql: string): string {
  return sql.replace(/\br\."(\w+)"/g, "$1");
}

/** Left to right, of as many operands as there are. */
const joined =
  (word: string): Writer =>
  (node, writing) =>
    condition(conditionsIn(node, writing).join(` ${word} `));

const not: Writer = (node, writing) => condition(`NOT ${conditionsIn(node, writing).join("")}`);

/** A value and what is said of it; without a predicate, the value alone. */
const predicated: Writer = (node, writing) => {
  const [value, predicate] = branchesOf(node);
  const left = writing.write(value!);
  if (predicate === undefined) return left;
  const writer = PREDICATES[ruleOf(predicate)];
  return writer === undefined ? writing.write(predicate) : writer(left, predicate, writing);
};

type Predicate = (left: WrittenSql, node: SyntaxNode, writing: Writing) => WrittenSql;

const negated = (node: SyntaxNode, word: string) => (wordsOf(node).includes("NOT") ? `NOT ${word}` : word);

/** The operands of a predicate, each of a type that can be compared with the left side. */
function compared(left: WrittenSql, node: SyntaxNode, writing: Writing): readonly string[] {
  return branchesOf(node)
    .filter((child) => ruleOf(child) !== "ComparisonOperator")
    .map((child) => {
      const right = writing.write(child);
      if (areComparable(left.type, right.type)) return right.sql;
      const [one, other] = [left, right].map(({ sql, type }) => `${shown(sql)}, ${nameOfType(type)}`);
      return wrong(writing, `${one}, cannot be compared with ${other}`).sql;
    });
}

const PREDICATES: Readonly<Record<string, Predicate>> = {
  Comparison(left, node, writing) {
    const [operator] = branchesOf(node).filter((child) => ruleOf(child) === "ComparisonOperator");
    const [sign = ""] = wordsOf(operator!);
    const [right] = compared(left, node, writing);
    return condition(`${left.sql} ${sign === "!=" ? "<>" : sign} ${right}`);
  },
  Between(left, node, writing) {
    const [least, greatest] = compared(left, node, writing);
    return condition(`${left.sql} ${negated(node, "BETWEEN")} ${least} AND ${greatest}`);
  },
  InList: (left, node, writing) =>
    condition(`${left.sql} ${negated(node, "IN")} (${compared(left, node, writing).join(", ")})`),
  Like(left, node, writing) {
    const value = expected("text", left, writing);
    const [pattern, mark] = compared(value, node, writing);
    const escaped = mark === undefined ? "" : ` ESCAPE ${mark}`;
    return condition(`${value.sql} ${negated(node, "LIKE")} ${pattern}${escaped}`);
  },
  NullPredicate: (left, node) => condition(`${left.sql} IS ${negated(node, "NULL")}`),
  DistinctFrom(left, node, writing) {
    const [right] = compared(left, node, writing);
    return condition(`${left.sql} IS ${negated(node, "DISTINCT FROM")} ${right}`);
  },
};

/** Of times with intervals it is not followed what they are. */
const arithmetic: Writer = (node, writing) => {
  const [left, right] = branchesOf(node).map((child) => writing.write(child));
  const [sign] = wordsOf(node);
  for (const { sql, type } of [left!, right!]) {
    if (type === "text" || type === "boolean")
      wrong(writing, `${shown(sql)} is ${nameOfType(type)}, and ${sign} is for numbers`);
  }
  const areNumbers = left!.type === "number" && right!.type === "number";
  return { sql: `(${left!.sql} ${sign} ${right!.sql})`, type: areNumbers ? "number" : "unknown" };
};

const unary: Writer = (node, writing) => {
  const operand = expected("number", writing.write(branchesOf(node)[0]!), writing);
  const [sign] = wordsOf(node);
  return { sql: `(${sign} ${operand.sql})`, type: "number" };
};

const concatenation: Writer = (node, writing) => {
  const operands = branchesOf(node).map((child) => writing.write(child));
  const known = operands.find(({ type }) => type === "text");
  return { sql: `(${operands.map(({ sql }) => sql).join(" || ")})`, type: known?.type ?? "unknown" };
};

export const operatorWriters: Readonly<Record<string, Writer>> = {
  And: joined("AND"),
  Or: joined("OR"),
  LogicalNot: not,
  Predicated: predicated,
  ArithmeticBinary: arithmetic,
  ArithmeticUnary: unary,
  Concatenation: concatenation,
  ParenthesizedExpression: (node, writing) => writing.write(branchesOf(node)[0]!),
};
