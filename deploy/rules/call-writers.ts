/** Calls of functions, and what the grammar writes in words of its own. */

import { didYouMean } from "../../shared/datasets/suggestion.ts";
import { quoted } from "../../shared/runtime/text.ts";
import { commonOf, typeOfCall, unlike } from "./call-type.ts";
import { canCast, castType, instead } from "./casts.ts";
import { expected, notComparable } from "./operator-writers.ts";
import { insteadOfFunction } from "./other-dialects.ts";
import { whyRefused } from "./refused-functions.ts";
import { SIGNATURES } from "./signatures.ts";
import { branchesOf, childrenOf, ruleOf, type SyntaxNode, textOf, wordsOf } from "./syntax-tree.ts";
import { commonType, isInterval, isOpen, isTime, nameOfType } from "./value-type.ts";
import { shown, type Writer, type Writing, type WrittenSql, wrong } from "./written.ts";

const call: Writer = (node, writing) => {
  const [name, ...operands] = branchesOf(node);
  const called = textOf(name!).toLowerCase();
  const isKnown = SIGNATURES.has(called);
  const isPlain =
    operands.every((operand) => ruleOf(operand) === "Expression") && !wordsOf(node).includes("*");
  if (isKnown && isPlain) {
    const args = operands.map((operand) => writing.write(operand));
    const type = typeOfCall(called, args, writing);
    return { sql: `${called}(${args.map(({ sql }) => sql).join(", ")})`, type };
  }
  const why = whyRefused(called);
  if (why !== undefined) return wrong(writing, `${called}() ${why}`);
  if (isKnown)
    return wrong(writing, `${called}() takes values alone here: no DISTINCT, FILTER, ORDER BY or OVER`);
  const advice = insteadOfFunction(called) ?? didYouMean(called, SIGNATURES.keys());
  return wrong(writing, `${quoted(called)} is no function that rules may call${advice}`);
};

const cast: Writer = (node, writing) => {
  const [value, type] = branchesOf(node);
  const [word] = wordsOf(node);
  const written = writing.write(value!);
  const name = textOf(type!).toLowerCase();
  const target = castType(name);
  if (target === undefined) {
    return wrong(writing, `${word} to ${quoted(name)} cannot be used here; ${instead(name)}`);
  }
  if (!canCast(written.type, target.type)) {
    const says = `${word} makes no ${target.name} of ${shown(written)}, which is ${nameOfType(written.type)}`;
    return { ...wrong(writing, says), type: target.type };
  }
  return { sql: `${word}(${written.sql} AS ${target.name})`, type: target.type };
};

/** EXTRACT(YEAR FROM x) */
const FIELDS_OF_DATES = "YEAR QUARTER MONTH WEEK DAY DAY_OF_WEEK DOW DAY_OF_YEAR DOY".split(" ");
const FIELDS_OF_DAYS = ["DAY", "HOUR", "MINUTE", "SECOND"];
const FIELDS_OF_MONTHS = ["YEAR", "MONTH"];
const FIELDS = new Set([...FIELDS_OF_DATES, ...FIELDS_OF_DAYS]);

const extract: Writer = (node, writing) => {
  const [field, value] = branchesOf(node);
  const name = textOf(field!).toUpperCase();
  const written = writing.write(value!);
  if (!FIELDS.has(name)) return wrong(writing, `EXTRACT(${name} FROM …) cannot be used here`);
  if (written.type === "null") return wrong(writing, "what is extracted of NULL is NULL in every row");
  if (!hasField(written, name))
    return wrong(writing, `${shown(written)} is ${nameOfType(written.type)}, which has no ${name}`);
  return { sql: `EXTRACT(${name} FROM ${written.sql})`, type: "bigint" };
};

function hasField({ type }: WrittenSql, field: string): boolean {
  if (type === "date") return FIELDS_OF_DATES.includes(field);
  if (isInterval(type)) return (type.endsWith("second") ? FIELDS_OF_DAYS : FIELDS_OF_MONTHS).includes(field);
  return isTime(type) || isOpen(type);
}

/** `trim(x)`; with a side or a character it is written as ltrim(x) or rtrim(x). */
const trim: Writer = (node, writing) => {
  const operands = branchesOf(node);
  if (operands.length !== 1)
    return wrong(writing, "TRIM takes a value alone here; ltrim(x) and rtrim(x) trim one side");
  const value = writing.write(operands[0]!);
  return { sql: `trim(${value.sql})`, type: typeOfCall("trim", [value], writing) };
};

/** What the grammar writes in words of its own, as the function that it is. */
const called =
  (name: string, isReversed = false): Writer =>
  (node, writing) => {
    const operands = branchesOf(node);
    const args = (isReversed ? operands.toReversed() : operands).map((operand) => writing.write(operand));
    return {
      sql: `${name}(${args.map(({ sql }) => sql).join(", ")})`,
      type: typeOfCall(name, args, writing),
    };
  };

/** CASE WHEN condition THEN value … END */
const searchedCase: Writer = (node, writing) => caseOf(node, writing, undefined);

/** CASE value WHEN value THEN value … END */
const simpleCase: Writer = (node, writing) => {
  const [value] = branchesOf(node);
  return caseOf(node, writing, writing.write(value!));
};

function caseOf(node: SyntaxNode, writing: Writing, value: WrittenSql | undefined) {
  const clauses = branchesOf(node).filter((child) => ruleOf(child) === "WhenClause");
  const results: WrittenSql[] = [];
  const then = (child: SyntaxNode) => {
    const written = writing.write(child);
    results.push(written);
    return written.sql;
  };
  const whens = clauses.map((clause) => {
    const [when, result] = branchesOf(clause);
    return `WHEN ${asked(value, writing.write(when!), writing).sql} THEN ${then(result!)}`;
  });
  const last = afterElse(node);
  const otherwise = last === undefined ? [] : [`ELSE ${then(last)}`];
  const head = value === undefined ? "CASE" : `CASE ${value.sql}`;
  const type = commonOf(results);
  const sql = `(${[head, ...whens, ...otherwise, "END"].join(" ")})`;
  if (type !== undefined) return { sql, type };
  const [first, other] = unlike(results);
  const says = `results of CASE must be of one type, and ${shown(first)} is ${nameOfType(first.type)}, ${shown(other)} ${nameOfType(other.type)}`;
  return wrong(writing, says, other.at);
}

/** What WHEN asks: a condition, or what the value of CASE is compared with. */
function asked(value: WrittenSql | undefined, when: WrittenSql, writing: Writing): WrittenSql {
  if (value === undefined) return expected("boolean", when, writing);
  return commonType(value.type, when.type) === undefined ? notComparable(value, when, writing) : when;
}

function afterElse(node: SyntaxNode): SyntaxNode | undefined {
  const children = childrenOf(node);
  const index = children.findIndex(({ symbol }) => symbol?.text?.toUpperCase() === "ELSE");
  return index < 0 ? undefined : children[index + 1];
}

export const callWriters: Readonly<Record<string, Writer>> = {
  FunctionCall: call,
  Cast: cast,
  Extract: extract,
  Trim: trim,
  Normalize: called("normalize"),
  Substring: called("substring"),
  Position: called("strpos", true),
  SearchedCase: searchedCase,
  SimpleCase: simpleCase,
};
