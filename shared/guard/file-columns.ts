import type { Column } from "../datasets/dataset.ts";
import type { PhysicalType, SchemaNode } from "./file-metadata.ts";

/** A column of a file, as Athena finds it. */
export interface FileColumn extends Column {
  /** How the file spells it. */
  readonly written: string;
  /** Does it hold timestamps in nanoseconds, itself or in a part of it? */
  readonly hasNanoseconds: boolean;
  /** Does it, or a part of it, hold nothing but NULL, so that its type says nothing? */
  readonly isUntyped: boolean;
}

/**
 * The columns of a Parquet file under Hive's types, as docs/types.md names them. Names are lower case, as Glue folds
 * them; of two that differ in case alone the one that is in lower case stands for both, else the first.
 * Sources: Parquet's LogicalTypes.md; Athena's "Data types in Amazon Athena".
 */
export function columnsOf(schema: readonly SchemaNode[]): FileColumn[] {
  const byName = new Map<string, SchemaNode>();
  for (const node of schema) {
    const name = node.name.toLowerCase();
    if (!byName.has(name) || node.name === name) byName.set(name, node);
  }
  return [...byName].map(([name, node]) => ({
    name,
    written: node.name,
    type: typeOf(node),
    hasNanoseconds: some(
      node,
      ({ meaning }) => meaning?.kind === "timestamp" && meaning.unit === "nanoseconds",
    ),
    isUntyped: some(node, ({ meaning }) => meaning?.kind === "nothing"),
  }));
}

/** Names that several columns have, if case does not count. */
export function repeatedNames(schema: readonly SchemaNode[]): string[] {
  const names = schema.map(({ name }) => name.toLowerCase());
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function some(node: SchemaNode, isSo: (node: SchemaNode) => boolean): boolean {
  return isSo(node) || node.children.some((child) => some(child, isSo));
}

function typeOf(node: SchemaNode): string {
  const own = node.children.length === 0 ? primitive(node) : group(node);
  // A repeated field that no LIST wraps is a list all the same (the format's backward compatibility rules).
  return node.isRepeated ? `array<${own}>` : own;
}

function group({ meaning, children, name }: SchemaNode): string {
  const [only] = children;
  if (meaning?.kind === "map" && only?.children.length === 2) {
    return `map<${only.children.map(typeOf).join(",")}>`;
  }
  if (meaning?.kind === "list" && only !== undefined) return `array<${elementType(only, name)}>`;
  return structType(children);
}

/** Three levels (list.element) as everybody writes them today, or two as old writers did. */
function elementType(repeated: SchemaNode, listName: string): string {
  const { name, children } = repeated;
  const isElement = children.length !== 1 || name === "array" || name === `${listName}_tuple`;
  if (!isElement) return typeOf(children[0]!);
  return children.length === 0 ? primitive(repeated) : structType(children);
}

function structType(children: readonly SchemaNode[]): string {
  return `struct<${children.map((child) => `${child.name.toLowerCase()}:${typeOf(child)}`).join(",")}>`;
}

const PHYSICAL: Readonly<Record<PhysicalType, string>> = {
  BOOLEAN: "boolean",
  INT32: "int",
  INT64: "bigint",
  INT96: "timestamp", // only ever used for timestamps
  FLOAT: "float",
  DOUBLE: "double",
  BYTE_ARRAY: "binary",
  FIXED_LEN_BYTE_ARRAY: "binary",
};

function primitive({ meaning, physical = "BYTE_ARRAY" }: SchemaNode): string {
  switch (meaning?.kind) {
    case "string":
    case "date":
    case "timestamp":
      return meaning.kind;
    case "decimal":
      return `decimal(${meaning.precision},${meaning.scale})`;
    case "integer":
      return integerType(meaning.bits, meaning.isSigned);
    default:
      return PHYSICAL[physical];
  }
}

/** Hive has no unsigned integers: the next larger type holds them. */
function integerType(bits: number, isSigned: boolean): string {
  const needed = isSigned ? bits : bits * 2;
  if (needed <= 8) return "tinyint";
  if (needed <= 16) return "smallint";
  if (needed <= 32) return "int";
  return needed <= 64 ? "bigint" : "decimal(20,0)";
}
