/** Operators, predicates, casts, CASE. */

import { QueryError } from "../query-engine.ts";
import { isLocalTime, localTime } from "./at-time-zone.ts";
import { AGGREGATE_FUNCTIONS, WINDOW_FUNCTIONS } from "./functions.ts";
import type { Translation } from "./translation.ts";
import {
  childAt,
  childrenOf,
  descendants,
  hasWord,
  innermost,
  placeOf,
  ruleIn,
  ruleOf,
  rulesIn,
  sourceOf,
  type TreeNode,
  textOf,
  wordOf,
} from "./tree.ts";
import { duckTypeOf } from "./types.ts";
import type { Writer, Writers } from "./writers.ts";

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
      if (name in AGGREGATE_FUNCTIONS || name in WINDOW_FUNCTIONS || ruleIn(node, "Over")) return false;
    }
    return true;
  });
}

export function compare(left: TreeNode, operator: string, right: TreeNode, translation: Translation): string {
  const [a, b] = [translation.write(left), translation.write(right)];
  const macro = MACROS[operator];
  const rows = [left, right].some((side) => ruleOf(innermost(side)) === "RowConstructor");
  if (rows || macro === undefined) return `(${a} ${operator} ${b})`;
  const known = translation.checked && typesAreKnown([left, right], translation);
  const plain = translation.inJoinCriteria ? `${a} ${operator} ${b}` : `trino.${macro}(${a}, ${b})`;
  if (!known) return `(${plain})`;
  return `(${plain} AND ${translation.check(a, b, left, mismatch(left, operator, right))})`;
}

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
      return `(${translation.write(value)} ${translation.write(predicate)})`;
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
  const subject = translation.write(value);
  const list = choices.map((choice) => translation.write(choice)).join(", ");
  const plain = `${subject} ${hasWord(predicate, "NOT") ? "NOT IN" : "IN"} (${list})`;
  const checks = choices
    .slice(0, CHECKED_OF_LIST)
    .filter((choice) => translation.checked && typesAreKnown([value, choice], translation) && !isRow(value))
    .map((choice) =>
      translation.check(subject, translation.write(choice), value, mismatch(value, "IN", choice)),
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

/** Intervals are written out, but for differences of timestamps: no column of Glue's has such a type. */
function isInterval(expression: TreeNode): boolean {
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

const PARTS_OF_DAYS = /hour|minute|second/i;

/** A date goes on by whole days alone. */
function shift(time: string, interval: string, expression: TreeNode): string {
  const units = [...descendants(expression, new Set(["IntervalField"]))].map(textOf).join(" ");
  return `trino.shift${PARTS_OF_DAYS.test(units) ? "_time" : ""}(${time}, ${interval})`;
}

const concatenation: Writer = (node, translation) =>
  `trino.concat(${translation.write(childAt(node, 0))}, ${translation.write(childAt(node, 2))})`;

const WHOLE = new Set(["TINYINT", "SMALLINT", "INTEGER", "BIGINT"]);

const cast: Writer = (node, translation) => {
  const value = childAt(node, 2);
  const type = duckTypeOf(childAt(node, -2));
  const outer = translation.inRowCast;
  translation.inRowCast = type.includes("STRUCT");
  const written = castTo(type, value, node, translation);
  translation.inRowCast = outer;
  return written;
};

function castTo(type: string, value: TreeNode, node: TreeNode, translation: Translation): string {
  const quiet = hasWord(node, "TRY_CAST");
  const operand =
    isLocalTime(value) && /^(DATE|TIMESTAMP|TIME)$/.test(type)
      ? localTime(value, translation)
      : translation.write(value);
  if (type === "VARCHAR") return `trino.to_text(${operand})`;
  // A text becomes a JSON text; JSON '…' and json_parse read one.
  if (type === "JSON") return `to_json(${operand})`;
  if (WHOLE.has(type)) {
    const whole = `trino.to_${type.toLowerCase()}(${operand})`;
    return quiet ? `TRY(${whole})` : whole;
  }
  return `${quiet ? "TRY_CAST" : "CAST"}(${operand} AS ${type})`;
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

const subscript: Writer = (node, translation) =>
  `trino.subscript(${translation.write(childAt(node, 0))}, ${translation.write(childAt(node, 2))})`;

/** `x -> x + 1`, `(s, x) -> s + x` */
const lambda: Writer = (node, translation) => {
  const outer = translation.inLambda;
  translation.inLambda = true;
  const names = rulesIn(node, "UnquotedIdentifier", "QuotedIdentifier").map((name) =>
    translation.write(name),
  );
  const body = translation.write(childAt(node, -1));
  translation.inLambda = outer;
  return `lambda ${names.join(", ")}: ${body}`;
};

const EXTRACTS = new Set(["year", "quarter", "month", "week", "day", "hour", "minute", "second"]);
const OTHER_EXTRACTS: Readonly<Record<string, string>> = {
  day_of_month: "day",
  day_of_week: "isodow",
  dow: "isodow",
  day_of_year: "doy",
  doy: "doy",
  year_of_week: "isoyear",
  yow: "isoyear",
};

const extract: Writer = (node, translation) => {
  const field = textOf(childAt(node, 2)).toLowerCase();
  const part = EXTRACTS.has(field) ? field : OTHER_EXTRACTS[field];
  if (part === undefined) {
    throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: extract of ${field} is not supported here`);
  }
  const value = childAt(node, -2);
  const operand = isLocalTime(value) ? localTime(value, translation) : translation.write(value);
  return `extract(${part} FROM ${operand})`;
};

/** TRIM(LEADING 'x' FROM y) is a function in DuckDB: ltrim(y, 'x'). */
const trim: Writer = (node, translation) => {
  const values = childrenOf(node).filter(
    (child) => child.symbol === undefined && ruleOf(child) !== "TrimsSpecification",
  );
  const side = ruleIn(node, "TrimsSpecification");
  const name =
    { LEADING: "ltrim", TRAILING: "rtrim" }[side === undefined ? "" : textOf(side).toUpperCase()] ?? "trim";
  const written = values.map((value) => `trino.text(${translation.write(value)})`);
  return `${name}(${(hasWord(node, "FROM") ? written.reverse() : written).join(", ")})`;
};

const substring: Writer = (node, translation) => {
  const values = childrenOf(node).filter((child) => child.symbol === undefined);
  const written = values.map((value) => translation.write(value)).join(", ");
  return `trino.${values.length === 3 ? "substr_for" : "substr"}(${written})`;
};

/** Fields that nobody named are field0, field1, … */
const rowConstructor: Writer = (node, translation) => {
  const values = rulesIn(node, "Expression").map((value) => translation.write(value));
  if (translation.inRowCast) return `row(${values.join(", ")})`;
  return `struct_pack(${values.map((value, at) => `field${at} := ${value}`).join(", ")})`;
};

const atUtc = (zoned: string) => `date_trunc('millisecond', ${zoned})`;

export const expressionWriters: Writers = {
  Predicated: predicated,
  ArithmeticBinary: arithmetic,
  Concatenation: concatenation,
  Cast: cast,
  SimpleCase: simpleCase,
  Subscript: subscript,
  Lambda: lambda,
  Extract: extract,
  Trim: trim,
  Substring: substring,
  // Athena's clock has milliseconds.
  CurrentTimestamp: () => atUtc("now()"),
  LocalTimestamp: () => atUtc("CAST(now() AS TIMESTAMP)"),
  LogicalNot: (node, translation) => `(NOT ${translation.write(childAt(node, 1))})`,
  And: (node, translation) => `(${translation.writeAll(childrenOf(node))})`,
  Or: (node, translation) => `(${translation.writeAll(childrenOf(node))})`,
  ArithmeticUnary: (node, translation) => `(${translation.writeAll(childrenOf(node))})`,
  AtTimeZone: (node) => {
    throw new QueryError(
      `NOT_SUPPORTED: ${placeOf(node)}: a timestamp at another zone can only be formatted, extracted from or cast here`,
    );
  },
  RowConstructor: rowConstructor,
};
