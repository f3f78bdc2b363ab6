/** What combines values: each is written in parentheses, so that nothing depends on which binds tighter. */

import { branchesOf, ruleOf, type SyntaxNode, wordsOf } from "./syntax-tree.ts";
import { becomes, commonType, isText, isTime, nameOfType, type ValueType } from "./value-type.ts";
import { shown, type Writer, type Writing, type WrittenSql, wrong } from "./written.ts";

const condition = (sql: string): WrittenSql => ({ sql: `(${sql})`, type: "boolean" });

/** Operands of AND, OR and NOT. */
function conditionsIn(node: SyntaxNode, writing: Writing): readonly string[] {
  return branchesOf(node).map((child) => expected("boolean", writing.write(child), writing).sql);
}

/** What it has to be, if it is known not to be that. */
export function expected(type: ValueType, written: WrittenSql, writing: Writing): WrittenSql {
  if (commonType(type, written.type) !== undefined) return written;
  const says = `${shown(written)} is ${nameOfType(written.type)}, where ${nameOfType(type)} is needed`;
  return wrong(writing, says, written.at);
}

export function notComparable(left: WrittenSql, right: WrittenSql, writing: Writing): WrittenSql {
  const [one, other] = [left, right].map((value) => `${shown(value)}, ${nameOfType(value.type)}`);
  return wrong(writing, `${one}, cannot be compared with ${other}${waysToCompare(left, right)}`, left.at);
}

/** What to write instead, where one is a text. */
function waysToCompare(left: WrittenSql, right: WrittenSql): string {
  const [text, other] = isText(left.type) ? [left, right] : [right, left];
  if (!isText(text.type)) return "";
  if (isTime(other.type)) {
    const type = text.literal?.includes(":") ? "timestamp" : "date";
    if (text.literal === undefined) return `; CAST(${shown(text)} AS ${other.type}) makes one of it`;
    return `; a ${type} is written ${type.toUpperCase()} ${shown(text)}`;
  }
  if (other.type === "boolean") return "; a condition is compared with TRUE and FALSE";
  if (text.literal === undefined) {
    const number = `TRY_CAST(${shown(text)} AS double) is a number`;
    return other.literal === undefined ? `; ${number}` : `; ${number}, '${other.literal}' a text`;
  }
  return text.literal !== "" && Number.isFinite(Number(text.literal)) ? "; a number takes no quotes" : "";
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
function compared(left: WrittenSql, node: SyntaxNode, writing: Writing): readonly WrittenSql[] {
  return branchesOf(node)
    .filter((child) => ruleOf(child) !== "ComparisonOperator")
    .map((child) => {
      const right = writing.write(child);
      return commonType(left.type, right.type) === undefined ? notComparable(left, right, writing) : right;
    });
}

/** Notes a comparison that is NULL whatever the row is, and so never true. */
function neverTrue(left: WrittenSql, others: readonly WrittenSql[], word: string, writing: Writing): void {
  const isOfNull = left.type === "null" || others.some(({ type }) => type === "null");
  if (!isOfNull) return;
  if (word === "NOT IN" && left.type !== "null") {
    wrong(writing, "NOT IN is never true of a list that has NULL; leave it out", left.at);
    return;
  }
  const asked = shown(left.type === "null" ? (others[0] ?? left) : left);
  const instead = asked === "NULL" ? "" : `; ${asked} IS NULL and ${asked} IS NOT NULL ask for it`;
  wrong(writing, `${word} with NULL is never true${instead}`, left.at);
}

const listed = (values: readonly WrittenSql[]) => values.map(({ sql }) => sql);

const PREDICATES: Readonly<Record<string, Predicate>> = {
  Comparison(left, node, writing) {
    const [operator] = branchesOf(node).filter((child) => ruleOf(child) === "ComparisonOperator");
    const [sign = ""] = wordsOf(operator!);
    const others = compared(left, node, writing);
    neverTrue(left, others, sign, writing);
    return condition(`${left.sql} ${sign === "!=" ? "<>" : sign} ${listed(others).join("")}`);
  },
  Between(left, node, writing) {
    const others = compared(left, node, writing);
    const word = negated(node, "BETWEEN");
    // Below the one bound or above the other one it is true, whatever the other is.
    const isLost = word === "BETWEEN" || others.every(({ type }) => type === "null");
    neverTrue(left, isLost ? others : [], word, writing);
    return condition(`${left.sql} ${word} ${listed(others).join(" AND ")}`);
  },
  InList(left, node, writing) {
    const others = compared(left, node, writing);
    const word = negated(node, "IN");
    const isLost = word === "NOT IN" || others.every(({ type }) => type === "null");
    neverTrue(left, isLost ? others : [], word, writing);
    return condition(`${left.sql} ${word} (${listed(others).join(", ")})`);
  },
  Like(left, node, writing) {
    const value = likeable(left, writing);
    const [pattern, mark] = branchesOf(node).map((child) => textOfLike(writing.write(child), writing));
    const problem = problemOfLike(pattern!, mark);
    if (problem !== undefined) wrong(writing, problem, pattern!.at);
    const word = negated(node, "LIKE");
    neverTrue(left, [pattern!], word, writing);
    return condition(
      `${value.sql} ${word} ${pattern!.sql}${mark === undefined ? "" : ` ESCAPE ${mark.sql}`}`,
    );
  },
  NullPredicate: (left, node) => condition(`${left.sql} IS ${negated(node, "NULL")}`),
  DistinctFrom(left, node, writing) {
    const [right] = compared(left, node, writing);
    return condition(`${left.sql} IS ${negated(node, "DISTINCT FROM")} ${right!.sql}`);
  },
};

function likeable(left: WrittenSql, writing: Writing): WrittenSql {
  if (commonType("char", left.type) !== undefined) return left;
  const says = `${shown(left)} is ${nameOfType(left.type)}, and LIKE is for texts`;
  const advice = left.type === "list" ? "" : `; CAST(${shown(left)} AS varchar) makes one of it`;
  return wrong(writing, `${says}${advice}`, left.at);
}

/** A char is no pattern. */
function textOfLike(written: WrittenSql, writing: Writing): WrittenSql {
  if (becomes(written.type, "varchar")) return written;
  const isChar = written.type === "char";
  const says = `${shown(written)} is ${isChar ? "of type char" : nameOfType(written.type)}, where a text is needed`;
  return wrong(writing, `${says}; CAST(${shown(written)} AS varchar) makes one of it`, written.at);
}

/** Of literals. */
function problemOfLike(pattern: WrittenSql, mark: WrittenSql | undefined): string | undefined {
  if (mark?.literal === undefined) return undefined;
  if ([...mark.literal].length !== 1) return `ESCAPE ${shown(mark)} must be one character`;
  const text = [...(pattern.literal ?? "")];
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] !== mark.literal) continue;
    index += 1;
    if (![mark.literal, "%", "_"].includes(text[index] ?? ""))
      return `in LIKE ${shown(pattern)} the escape ${shown(mark)} must be followed by %, _ or itself`;
  }
  return undefined;
}

export const operatorWriters: Readonly<Record<string, Writer>> = {
  And: joined("AND"),
  Or: joined("OR"),
  LogicalNot: not,
  Predicated: predicated,
  ParenthesizedExpression: (node, writing) => writing.write(branchesOf(node)[0]!),
};
