/** Names, texts, numbers, dates, parameters. */

import { QueryError } from "../query-engine.ts";
import { DATE_TEXT, TIME_TEXT } from "./prelude-casts.ts";
import { entryOf, quoteName, quoteText, unquoteText } from "./text.ts";
import type { Writer, Writers } from "./translation.ts";
import { childAt, childrenOf, hasWord, placeOf, ruleOf, type TreeNode, textOf } from "./tree.ts";

/** The name without quotes; unquoted names keep their letters, since neither language tells cases apart. */
export function nameOf(identifier: TreeNode): string {
  const text = textOf(identifier);
  if (ruleOf(identifier) === "BackQuotedIdentifier" || text.startsWith("`")) {
    throw new QueryError(
      `SYNTAX_ERROR: ${placeOf(identifier)}: backquoted identifiers are not supported; use double quotes to quote identifiers`,
    );
  }
  if (/^\d/.test(text)) {
    throw new QueryError(
      `SYNTAX_ERROR: ${placeOf(identifier)}: identifiers must not start with a digit; surround the identifier with double quotes`,
    );
  }
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** Quoted always: DuckDB reserves words that Trino does not. */
const identifier: Writer = (node) => quoteName(nameOf(node));

/** Every name of the dotted ones. */
export const namesIn = (node: TreeNode): string[] =>
  childrenOf(node)
    .filter((child) => child.symbol === undefined)
    .map(nameOf);

/** A column may be written with the names of its table and database in front, which DuckDB does not know. */
const qualifiedName: Writer = (node, { context }) => {
  const names = namesIn(node);
  while (names.length > 2) {
    const [first = ""] = names;
    if (first.toLowerCase() !== "awsdatacatalog" && !context.isDatabase(first.toLowerCase())) break;
    names.shift();
  }
  return names.map(quoteName).join(".");
};

/** With its type: an untyped text of DuckDB's turns into whatever it is compared with. */
const text: Writer = (node) => `${quoteText(unquoteText(textOf(node)))}::VARCHAR`;

/** Athena takes 1.5 for a double, unlike Trino. */
const decimal: Writer = (node) => `${textOf(node)}e0`;

const binary: Writer = (node) => `unhex(${quoteText(textOf(node).replace(/^x/i, "").slice(1, -1))})`;

const TYPED: Readonly<Record<string, string>> = {
  bigint: "BIGINT",
  boolean: "BOOLEAN",
  date: "DATE",
  double: "DOUBLE",
  integer: "INTEGER",
  real: "FLOAT",
  smallint: "SMALLINT",
  time: "TIME",
  timestamp: "TIMESTAMP",
  tinyint: "TINYINT",
  varchar: "VARCHAR",
};

/** DATE '2026-11-20'. A decimal's type is as wide as its digits, but for zeros before them. */
const typed: Writer = (node) => {
  const name = textOf(childAt(node, 0)).toLowerCase();
  const value = unquoteText(textOf(childAt(node, -1)));
  if (name === "json") return `trino.json_parse(${quoteText(value)})`;
  if (name === "decimal") return `CAST(${quoteText(value)} AS ${decimalType(value)})`;
  const type = entryOf(TYPED, name);
  if (type === undefined) throw new QueryError(`TYPE_NOT_FOUND: ${placeOf(node)}: Unknown type: ${name}`);
  checkDate(node, type, value);
  return `CAST(${quoteText(value)} AS ${type})`;
};

const SHAPES: Readonly<Record<string, RegExp>> = {
  DATE: new RegExp(`^\\s*${DATE_TEXT}\\s*$`),
  TIMESTAMP: new RegExp(`^\\s*${DATE_TEXT}${TIME_TEXT}\\s*$`),
};

function checkDate(node: TreeNode, type: string, value: string): void {
  const shape = entryOf(SHAPES, type);
  if (shape?.test(value) === false) {
    throw new QueryError(`INVALID_LITERAL: ${placeOf(node)}: '${value}' is not a valid ${type} literal`);
  }
  // Of the literal's own precision in Trino; of milliseconds everywhere here.
  if (type === "TIMESTAMP" && /\.\d{4}/.test(value)) {
    throw new QueryError(
      `NOT_SUPPORTED: ${placeOf(node)}: a timestamp finer than milliseconds is not supported here`,
    );
  }
}

function decimalType(digits: string): string {
  const [whole = "", fraction = ""] = digits.replace(/^[+-]?0*/, "").split(".");
  return `DECIMAL(${Math.max(1, whole.length + fraction.length)}, ${fraction.length})`;
}

/** INTERVAL '5' MINUTE is the same in both; '1-6' YEAR TO MONTH is Trino's alone. */
const interval: Writer = (node, translation) => {
  if (hasWord(node, "TO")) {
    throw new QueryError(
      `NOT_SUPPORTED: ${placeOf(node)}: an interval from one unit to another is not supported here`,
    );
  }
  const sign = hasWord(node, "-") ? "-" : "";
  const value = unquoteText(textOf(childAt(node, -2)));
  return `INTERVAL ${quoteText(sign + value)} ${translation.write(childAt(node, -1))}`;
};

export const literalWriters: Writers = {
  UnquotedIdentifier: identifier,
  QuotedIdentifier: identifier,
  BackQuotedIdentifier: identifier,
  DigitIdentifier: identifier,
  QualifiedName: qualifiedName,
  BasicStringLiteral: text,
  DecimalLiteral: decimal,
  BinaryLiteral: binary,
  TypeConstructor: typed,
  IntervalLiteral: (node, translation) => interval(childAt(node, 0), translation),
  IntervalField: (node) => textOf(node),
  Parameter: (node, translation) => `(${translation.write(translation.context.parameter(node))})`,
};
