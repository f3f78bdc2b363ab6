/** Columns and values. */

import { sqlIdentifier, sqlLiteral } from "../../shared/athena/sql.ts";
import { isCalendarDay } from "../../shared/datasets/day.ts";
import { didYouMean } from "../../shared/datasets/suggestion.ts";
import { quoted } from "../../shared/runtime/text.ts";
import { branchesOf, type SyntaxNode, textOf, wordsOf } from "./syntax-tree.ts";
import type { ValueType } from "./value-type.ts";
import { type Writer, type Writing, type WrittenSql, wrong } from "./written.ts";

/** A column of the row, which is `r` in every query. Glue knows no capitals. */
const column: Writer = (node, writing) => {
  const text = textOf(node);
  const [, between] = /^"((?:[^"]|"")+)"$/.exec(text) ?? [];
  if (between === undefined && !/^\w+$/.test(text)) {
    const quotes = text.startsWith("`") ? "; a name takes double quotes" : "";
    return wrong(
      writing,
      `${quoted(text)} is no column: a rule names columns alone, of its own row${quotes}`,
    );
  }
  const name = (between?.replaceAll('""', '"') ?? text).toLowerCase();
  const type = writing.typeOf(name);
  if (type === undefined) {
    const isText = between !== undefined;
    const quotes = isText ? `; a text takes single quotes: ${sqlLiteral(between)}` : "";
    return wrong(writing, `there is no column ${quoted(name)}${didYouMean(name, writing.names)}${quotes}`);
  }
  writing.columns.add(name);
  return { sql: `r.${sqlIdentifier(name)}`, type };
};

const BIGINT = { least: -(2n ** 63n), greatest: 2n ** 63n - 1n };

const integer: Writer = (node, writing) => {
  const text = textOf(node);
  if (!/^-?\d+$/.test(text))
    return wrong(writing, `${quoted(text)} is no whole number that can be used here`);
  const isWide = BigInt(text) < BIGINT.least || BigInt(text) > BIGINT.greatest;
  return isWide
    ? wrong(writing, `${text} is wider than bigint`)
    : { sql: inParentheses(text), type: wholeTypeOf(BigInt(text)), literal: text };
};

const wholeTypeOf = (value: bigint): ValueType =>
  value >= -(2n ** 31n) && value < 2n ** 31n ? "integer" : "bigint";

/** Engines differ in what 1.5 is, a decimal or a double: it is written as a double. */
const fraction: Writer = (node, writing) => {
  const text = textOf(node);
  const isNumber = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  if (!isNumber || !Number.isFinite(Number(text)))
    return wrong(writing, `${quoted(text)} is no number that can be used here`);
  const sql = inParentheses(/e/i.test(text) ? text.toUpperCase() : `${text}E0`);
  return { sql, type: "double", literal: text };
};

/** A minus after another one would begin a comment. */
function inParentheses(number: string): string {
  return number.startsWith("-") ? `(${number})` : number;
}

const text: Writer = (node, writing) => textual(textBetween(textOf(node)), writing);

function textual(value: string, writing: Writing): WrittenSql {
  try {
    return { sql: sqlLiteral(value), type: "varchar", literal: value };
  } catch {
    return wrong(writing, `${quoted(value)} holds characters that no query can have`);
  }
}

function textBetween(literal: string): string {
  return literal.slice(1, -1).replaceAll("''", "'");
}

const TIMESTAMP = /^(\d{4}-\d\d-\d\d)(?: (?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?)?$/;

/** DATE '2026-11-20', TIMESTAMP '2026-11-20 14:30:00', DECIMAL '1.50' */
const typed: Writer = (node, writing) => {
  const [type, literal] = branchesOf(node).map(textOf);
  const value = textBetween(literal ?? "''");
  switch (type?.toLowerCase()) {
    case "date":
      if (!isCalendarDay(value)) return wrong(writing, `DATE ${quoted(value)} is no day YYYY-MM-DD`);
      return { sql: `DATE '${value}'`, type: "date" };
    case "timestamp": {
      const [, day = ""] = TIMESTAMP.exec(value) ?? [];
      if (!isCalendarDay(day))
        return wrong(writing, `TIMESTAMP ${quoted(value)} must be like '2026-11-20 14:30:00'`);
      return { sql: `TIMESTAMP '${value}'`, type: "timestamp" };
    }
    case "decimal":
      if (!/^-?\d{1,19}(\.\d{1,19})?$/.test(value))
        return wrong(writing, `DECIMAL ${quoted(value)} is no number`);
      return { sql: `DECIMAL '${value}'`, type: "decimal", literal: value };
    default:
      return wrong(writing, `${type} ${quoted(value)} cannot be used here; DATE, TIMESTAMP and DECIMAL can`);
  }
};

const UNITS = new Set(["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"]);

/** INTERVAL '5' MINUTE */
const interval: Writer = (node, writing) => {
  const [inner = node] = branchesOf(node);
  const [value = "", unit = "", ...others] = branchesOf(inner).map(textOf);
  const digits = textBetween(value);
  if (!/^\d{1,9}$/.test(digits) || !UNITS.has(unit.toUpperCase()) || others.length > 0) {
    return wrong(writing, `${quoted(textWithSpaces(inner))} must be like INTERVAL '5' MINUTE`);
  }
  const sign = wordsOf(inner).includes("-") ? "-" : "";
  const name = unit.toUpperCase();
  const isOfMonths = name === "YEAR" || name === "MONTH";
  const type = isOfMonths ? "interval year to month" : "interval day to second";
  return { sql: `INTERVAL ${sign}'${digits}' ${name}`, type, literal: name };
};

function textWithSpaces(node: SyntaxNode): string {
  return node.symbol === undefined
    ? (node.children ?? []).map(textWithSpaces).join(" ")
    : (node.symbol.text ?? "");
}

export const literalWriters: Readonly<Record<string, Writer>> = {
  ColumnReference: column,
  Dereference: column,
  IntegerLiteral: integer,
  DecimalLiteral: fraction,
  DoubleLiteral: fraction,
  BasicStringLiteral: text,
  TypeConstructor: typed,
  IntervalLiteral: interval,
  NullLiteral: () => ({ sql: "NULL", type: "null" }),
  BooleanLiteral: (node) => ({ sql: textOf(node).toUpperCase(), type: "boolean" }),
};
