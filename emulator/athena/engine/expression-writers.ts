/** Casts, subscripts, and functions that have a syntax of their own. */

import { QueryError } from "../query-engine.ts";
import { localTimeOf, zonedOf, zonedText } from "./at-time-zone.ts";
import { currentTime } from "./current-time.ts";
import { entryOf } from "./text.ts";
import type { Translation, Writer, Writers } from "./translation.ts";
import {
  childAt,
  childrenOf,
  hasWord,
  placeOf,
  ruleIn,
  ruleOf,
  rulesIn,
  type TreeNode,
  textOf,
} from "./tree.ts";
import { duckTypeOf } from "./types.ts";

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
  const zoned = /^(DATE|TIMESTAMP|TIME|VARCHAR)$/.test(type) ? zonedOf(value, translation) : undefined;
  if (zoned !== undefined && type === "VARCHAR") return zonedText(zoned, node);
  const operand = zoned?.local ?? translation.write(value);
  if (type === "VARCHAR") return `trino.to_text(${operand})`;
  // A text becomes a JSON text; JSON '…' and json_parse read one.
  if (type === "JSON") return `trino.to_json(${operand})`;
  if (WHOLE.has(type)) {
    const whole = `trino.to_${type.toLowerCase()}(${operand})`;
    return quiet ? `TRY(${whole})` : whole;
  }
  if (type === "BOOLEAN") return quiet ? `TRY(trino.to_boolean(${operand}))` : `trino.to_boolean(${operand})`;
  if (type === "DATE" || type.startsWith("TIMESTAMP")) {
    const time = `trino.to_${type.toLowerCase().replaceAll(" ", "_")}(${operand})`;
    return quiet ? `TRY(${time})` : time;
  }
  return `${quiet ? "TRY_CAST" : "CAST"}(${operand} AS ${type})`;
}

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

const EXTRACTS: Readonly<Record<string, string>> = {
  year: "year",
  quarter: "quarter",
  month: "month",
  week: "week",
  day: "day",
  hour: "hour",
  minute: "minute",
  second: "second",
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
  const part = entryOf(EXTRACTS, field);
  if (part === undefined) {
    throw new QueryError(`NOT_SUPPORTED: ${placeOf(node)}: extract of ${field} is not supported here`);
  }
  return `extract(${part} FROM ${localTimeOf(childAt(node, -2), translation)})`;
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

export const expressionWriters: Writers = {
  Cast: cast,
  Subscript: subscript,
  Lambda: lambda,
  Extract: extract,
  Trim: trim,
  Substring: substring,
  RowConstructor: rowConstructor,
  // The user of the catalog's CreatedBy; what AWS answers is not documented.
  CurrentUser: () => "'local'",
  CurrentDate: (_node, translation) => currentTime(translation, "DATE"),
  CurrentTimestamp: (_node, translation) => currentTime(translation, "TIMESTAMP WITH TIME ZONE"),
  LocalTimestamp: (_node, translation) => currentTime(translation, "TIMESTAMP"),
};
