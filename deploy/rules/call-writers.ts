/** Calls of functions, and what the grammar writes in words of its own. */

import { didYouMean } from "../../shared/datasets/suggestion.ts";
import { quoted } from "../../shared/runtime/text.ts";
import { FUNCTIONS, whyRefused } from "./functions.ts";
import { expected } from "./operator-writers.ts";
import { branchesOf, childrenOf, ruleOf, type SyntaxNode, textOf, wordsOf } from "./syntax-tree.ts";
import { type ValueType, valueTypeOf } from "./value-type.ts";
import { type Writer, type Writing, wrong } from "./written.ts";

const call: Writer = (node, writing) => {
  const [name, ...operands] = branchesOf(node);
  const called = textOf(name!).toLowerCase();
  const type = FUNCTIONS.get(called);
  const isPlain =
    operands.every((operand) => ruleOf(operand) === "Expression") && !wordsOf(node).includes("*");
  if (type !== undefined && isPlain) {
    const sql = operands.map((operand) => writing.write(operand).sql).join(", ");
    return { sql: `${called}(${sql})`, type };
  }
  const why = whyRefused(called);
  if (why !== undefined) return wrong(writing, `${called}() ${why}`);
  if (type !== undefined)
    return wrong(writing, `${called}() takes values alone here: no DISTINCT, FILTER, ORDER BY or OVER`);
  const advice = didYouMean(called, [...FUNCTIONS.keys()]);
  return wrong(writing, `${quoted(called)} is no function that rules may call${advice}`);
};

const TYPE =
  /^(boolean|tinyint|smallint|integer|int|bigint|real|double|date|timestamp(\(\d\))?|(var)?char(\(\d{1,5}\))?|decimal\(\d{1,2},\d{1,2}\))$/;

const cast: Writer = (node, writing) => {
  const [value, type] = branchesOf(node);
  const [word] = wordsOf(node);
  const written = writing.write(value!);
  const name = textOf(type!).toLowerCase();
  if (!TYPE.test(name)) return wrong(writing, `${word} to ${quoted(name)} cannot be used here`);
  return {
    sql: `${word}(${written.sql} AS ${name})`,
    type: valueTypeOf(name === "varchar" || name === "char" ? "string" : name),
  };
};

/** EXTRACT(YEAR FROM x) */
const FIELDS = new Set(
  "YEAR QUARTER MONTH WEEK DAY DAY_OF_WEEK DOW DAY_OF_YEAR DOY HOUR MINUTE SECOND".split(" "),
);

const extract: Writer = (node, writing) => {
  const [field, value] = branchesOf(node);
  const name = textOf(field!).toUpperCase();
  if (!FIELDS.has(name)) return wrong(writing, `EXTRACT(${name} FROM …) cannot be used here`);
  return { sql: `EXTRACT(${name} FROM ${writing.write(value!).sql})`, type: "number" };
};

/** `trim(x)`; with a side or a character it is written as ltrim(x) or rtrim(x). */
const trim: Writer = (node, writing) => {
  const operands = branchesOf(node);
  if (operands.length !== 1)
    return wrong(writing, "TRIM takes a value alone here; ltrim(x) and rtrim(x) trim one side");
  return { sql: `trim(${writing.write(operands[0]!).sql})`, type: "text" };
};

/** CASE WHEN condition THEN value … END */
const searchedCase: Writer = (node, writing) => caseOf(node, writing, undefined);

/** CASE value WHEN value THEN value … END */
const simpleCase: Writer = (node, writing) => {
  const [value] = branchesOf(node);
  return caseOf(node, writing, writing.write(value!).sql);
};

function caseOf(node: SyntaxNode, writing: Writing, value: string | undefined) {
  const clauses = branchesOf(node).filter((child) => ruleOf(child) === "WhenClause");
  const types: ValueType[] = [];
  const then = (child: SyntaxNode) => {
    const written = writing.write(child);
    types.push(written.type);
    return written.sql;
  };
  const whens = clauses.map((clause) => {
    const [when, result] = branchesOf(clause);
    const written = writing.write(when!);
    const asked = value === undefined ? expected("boolean", written, writing) : written;
    return `WHEN ${asked.sql} THEN ${then(result!)}`;
  });
  const last = afterElse(node);
  const otherwise = last === undefined ? [] : [`ELSE ${then(last)}`];
  const head = value === undefined ? "CASE" : `CASE ${value}`;
  const known = types.filter((type) => type !== "null");
  const type = new Set(known).size === 1 ? known[0]! : "unknown";
  return { sql: `(${[head, ...whens, ...otherwise, "END"].join(" ")})`, type };
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
  SearchedCase: searchedCase,
  SimpleCase: simpleCase,
};
