import type { SchemaElement, SchemaTree } from "hyparquet";
import type { Column } from "./dataset.ts";

/**
 * The Glue columns of a Parquet file, from its schema: what a crawler would infer, and what Athena reads. Names are
 * lower case, as Glue folds them.
 * Sources: Parquet's LogicalTypes.md; Athena's "Data types in Amazon Athena".
 */
export function hiveColumns(schema: SchemaTree): Column[] {
  return schema.children.map((child) => ({ name: child.element.name.toLowerCase(), type: hiveType(child) }));
}

function hiveType(node: SchemaTree): string {
  const { element, children } = node;
  const own = children.length === 0 ? primitive(element) : group(node);
  // A repeated field that no LIST wraps is a list all the same (the format's backward compatibility rules).
  return element.repetition_type === "REPEATED" ? `array<${own}>` : own;
}

function group({ element, children }: SchemaTree): string {
  const [only] = children;
  const isMap = element.logical_type?.type === "MAP" || /^MAP/.test(element.converted_type ?? "");
  if (isMap && only?.children.length === 2) {
    return `map<${hiveType(only.children[0]!)},${hiveType(only.children[1]!)}>`;
  }
  const isList = element.logical_type?.type === "LIST" || element.converted_type === "LIST";
  if (isList && only !== undefined) return listType(only, element.name);
  return structType(children);
}

/** Three levels (list.element) as everybody writes them today, or two as old writers did. */
function listType(repeated: SchemaTree, listName: string): string {
  const { name } = repeated.element;
  const isElement = repeated.children.length !== 1 || name === "array" || name === `${listName}_tuple`;
  if (!isElement) return `array<${hiveType(repeated.children[0]!)}>`;
  return `array<${repeated.children.length === 0 ? primitive(repeated.element) : structType(repeated.children)}>`;
}

function structType(children: readonly SchemaTree[]): string {
  return `struct<${children.map((child) => `${child.element.name.toLowerCase()}:${hiveType(child)}`).join(",")}>`;
}

function primitive(element: SchemaElement): string {
  return annotated(element) ?? PHYSICAL[element.type ?? "BYTE_ARRAY"];
}

const PHYSICAL = {
  BOOLEAN: "boolean",
  INT32: "int",
  INT64: "bigint",
  INT96: "timestamp", // only ever used for timestamps
  FLOAT: "float",
  DOUBLE: "double",
  BYTE_ARRAY: "binary",
  FIXED_LEN_BYTE_ARRAY: "binary",
} as const;

/** What the logical type says, or the converted type that it replaced; undefined when neither says anything. */
function annotated({ logical_type: logical, converted_type: converted, precision, scale }: SchemaElement) {
  switch (logical?.type) {
    case "STRING":
    case "ENUM":
    case "JSON":
      return "string";
    case "DATE":
      return "date";
    case "TIMESTAMP":
      return "timestamp";
    case "DECIMAL":
      return `decimal(${logical.precision},${logical.scale})`;
    case "INTEGER":
      return integer(logical.bitWidth, logical.isSigned);
  }
  switch (converted) {
    case "UTF8":
    case "ENUM":
    case "JSON":
      return "string";
    case "DATE":
      return "date";
    case "TIMESTAMP_MILLIS":
    case "TIMESTAMP_MICROS":
      return "timestamp";
    case "DECIMAL":
      return `decimal(${precision ?? 18},${scale ?? 0})`;
  }
  const sized = /^(U?)INT_(\d+)$/.exec(converted ?? "");
  return sized === null ? undefined : integer(Number(sized[2]), sized[1] === "");
}

/** Hive has no unsigned integers: the next larger type holds them. */
function integer(bits: number, isSigned: boolean): string {
  const needed = isSigned ? bits : bits * 2;
  if (needed <= 8) return "tinyint";
  if (needed <= 16) return "smallint";
  if (needed <= 32) return "int";
  return needed <= 64 ? "bigint" : "decimal(20,0)";
}
