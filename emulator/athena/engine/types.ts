/** Types in three languages: Glue's (Hive), DuckDB's, and those that Athena names in a result. */

import { QueryError } from "../query-engine.ts";
import { entryOf, quoteName } from "./text.ts";
import { childrenOf, placeOf, ruleIn, ruleOf, rulesIn, type TreeNode, textOf } from "./tree.ts";

/** Names that Glue and Trino have in common, and those that only one of them has. */
const NAMES: Readonly<Record<string, string>> = {
  boolean: "BOOLEAN",
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  int: "INTEGER",
  integer: "INTEGER",
  bigint: "BIGINT",
  real: "FLOAT",
  float: "FLOAT",
  double: "DOUBLE",
  string: "VARCHAR",
  varchar: "VARCHAR",
  char: "VARCHAR",
  json: "JSON",
  binary: "BLOB",
  varbinary: "BLOB",
  date: "DATE",
  timestamp: "TIMESTAMP",
  time: "TIME",
};

/** "array<struct<a:int>>" → STRUCT("a" INTEGER)[] */
export function duckTypeOfGlue(type: string): string {
  const text = type.trim().toLowerCase();
  const simple = entryOf(NAMES, text.replace(/^(varchar|char)\(.*\)$/, "$1"));
  if (simple !== undefined) return simple;
  if (/^decimal(\(\d+(,\s*\d+)?\))?$/.test(text))
    return text === "decimal" ? "DECIMAL(10,0)" : text.toUpperCase();
  const nested = /^(array|map|struct)<(.*)>$/s.exec(text);
  if (nested === null) throw new QueryError(`NOT_SUPPORTED: Unsupported Hive type: ${type}`);
  const parts = splitAtCommas(nested[2] ?? "");
  if (nested[1] === "array") return `${duckTypeOfGlue(parts.join(","))}[]`;
  if (nested[1] === "map") return `MAP(${parts.map(duckTypeOfGlue).join(", ")})`;
  return `STRUCT(${parts.map(fieldOfGlue).join(", ")})`;
}

function fieldOfGlue(field: string): string {
  const colon = field.indexOf(":");
  return `${quoteName(field.slice(0, colon).trim())} ${duckTypeOfGlue(field.slice(colon + 1))}`;
}

/** At the commas that are inside no brackets. */
export function splitAtCommas(list: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of list) {
    if ("<(".includes(character)) depth++;
    if (">)".includes(character)) depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** Glue's type as information_schema and DESCRIBE over Trino name it. */
export function trinoTypeOfGlue(type: string): string {
  const text = type.trim().toLowerCase();
  const nested = /^(array|map|struct)<(.*)>$/s.exec(text);
  if (nested !== null) {
    const parts = splitAtCommas(nested[2] ?? "");
    if (nested[1] !== "struct") return `${nested[1]}(${parts.map(trinoTypeOfGlue).join(", ")})`;
    return `row(${parts.map((part) => part.replace(/^([^:]*):(.*)$/s, (_, name, of) => `${name} ${trinoTypeOfGlue(of)}`)).join(", ")})`;
  }
  const names: Record<string, string> = {
    string: "varchar",
    int: "integer",
    float: "real",
    binary: "varbinary",
    timestamp: "timestamp(3)",
  };
  return entryOf(names, text) ?? text;
}

const TRINO_NAMES: Readonly<Record<string, string>> = {
  FLOAT: "real",
  HUGEINT: "bigint",
  BLOB: "varbinary",
  TIMESTAMP: "timestamp(3)",
  "TIMESTAMP WITH TIME ZONE": "timestamp(3) with time zone",
  TIME: "time(3)",
  '"NULL"': "unknown",
};

/** STRUCT("a" INTEGER)[] → array(row("a" integer)), as DESCRIBE spells types. */
export function trinoTypeOfDuck(type: string): string {
  if (type.endsWith("[]")) return `array(${trinoTypeOfDuck(type.slice(0, -2))})`;
  const [, kind, list = ""] = /^(STRUCT|MAP)\((.*)\)$/s.exec(type) ?? [];
  const parts = splitAtCommas(list).map((part) => part.trim());
  if (kind === "MAP") return `map(${parts.map(trinoTypeOfDuck).join(", ")})`;
  if (kind === "STRUCT") return `row(${parts.map(fieldOfDuck).join(", ")})`;
  return entryOf(TRINO_NAMES, type) ?? type.toLowerCase();
}

const fieldOfDuck = (field: string) =>
  field.replace(/^("(?:[^"]|"")*"|\S+) (.*)$/s, (_, name, type) => `${name} ${trinoTypeOfDuck(type)}`);

/** The type of a view's column: the opposite of trinoTypeOfGlue(), but for lengths and precisions. */
export const duckTypeOfTrino = (type: string) => duckTypeOfGlue(glueTypeOfTrino(type));

/** Throws for what Hive has no type for, as Athena does when a view is created. */
export function glueTypeOfTrino(type: string): string {
  const text = type.trim().toLowerCase();
  const [, kind, list = ""] = /^(array|map|row)\((.*)\)$/s.exec(text) ?? [];
  const parts = splitAtCommas(list).map((part) => part.trim());
  if (kind === "row") return `struct<${parts.map(fieldOfTrino).join(",")}>`;
  if (kind !== undefined) return `${kind}<${parts.map(glueTypeOfTrino).join(",")}>`;
  if (/^timestamp(\(\d+\))?$/.test(text)) return "timestamp";
  const names: Record<string, string> = {
    varchar: "string",
    integer: "int",
    real: "float",
    varbinary: "binary",
  };
  const name = entryOf(names, text) ?? text;
  duckTypeOfGlue(name);
  if (/^(json|time)\b/.test(name)) throw new QueryError(`NOT_SUPPORTED: Unsupported Hive type: ${type}`);
  return name;
}

const fieldOfTrino = (field: string) =>
  field.replace(/^"?((?:[^"\s])+)"?\s+(.*)$/s, (_, name, type) => `${name}:${glueTypeOfTrino(type)}`);

/** The type in a CAST or before a literal. */
export function duckTypeOf(type: TreeNode): string {
  const rule = ruleOf(type);
  if (rule === "GenericType") return genericType(type);
  if (rule === "DateTimeType") {
    if (!/^timestamp(\(3\))?(with|$)/i.test(textOf(type))) {
      throw new QueryError(
        `NOT_SUPPORTED: ${placeOf(type)}: timestamps have milliseconds, and no other precision, here`,
      );
    }
    return /withtimezone$/i.test(textOf(type)) ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
  }
  if (rule === "TimeType" && !/withtimezone$/i.test(textOf(type))) return "TIME";
  if (rule === "DoublePrecisionType") return "DOUBLE";
  if (rule === "RowType") return `STRUCT(${rulesIn(type, "RowField").map(rowField).join(", ")})`;
  const inner = childrenOf(type).filter((child) => child.symbol === undefined);
  if (rule === "ArrayType" || rule === "LegacyArrayType") return `${duckTypeOf(inner[0] ?? type)}[]`;
  if (rule === "LegacyMapType") return `MAP(${inner.map(duckTypeOf).join(", ")})`;
  throw unknownType(type);
}

function genericType(type: TreeNode): string {
  const [name = "", ...rest] = childrenOf(type);
  const text = typeof name === "string" ? name : textOf(name).toLowerCase();
  const parameters = rest.filter((child) => ruleOf(child) === "TypeParameter");
  if (text === "array") return `${typeParameter(parameters[0], type)}[]`;
  if (text === "map") return `MAP(${parameters.map((one) => typeParameter(one, type)).join(", ")})`;
  if (text === "decimal") return `DECIMAL(${parameters.map(textOf).join(", ") || "38, 0"})`;
  const simple = entryOf(NAMES, text);
  // "string", "float" and "binary" are Hive's: Trino knows varchar, real and varbinary.
  if (simple === undefined || ["string", "float", "binary"].includes(text)) throw unknownType(type);
  if (text === "char" || (text === "varchar" && parameters.length > 0)) {
    throw new QueryError(
      `NOT_SUPPORTED: ${placeOf(type)}: ${textOf(type)} is not supported here: use varchar`,
    );
  }
  return simple;
}

function typeParameter(parameter: TreeNode | undefined, type: TreeNode): string {
  const [inner] = parameter === undefined ? [] : childrenOf(parameter);
  if (inner === undefined) throw unknownType(type);
  return duckTypeOf(inner);
}

function rowField(field: TreeNode): string {
  const name = ruleIn(field, "UnquotedIdentifier", "QuotedIdentifier");
  const type = childrenOf(field).at(-1);
  if (name === undefined || type === undefined || type === name) {
    throw new QueryError(`NOT_SUPPORTED: ${placeOf(field)}: a row type needs names of its fields here`);
  }
  return `${quoteName(textOf(name).replaceAll('"', ""))} ${duckTypeOf(type)}`;
}

const unknownType = (type: TreeNode) =>
  new QueryError(`TYPE_NOT_FOUND: ${placeOf(type)}: Unknown type: ${textOf(type)}`);
