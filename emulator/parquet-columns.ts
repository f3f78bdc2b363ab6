import type { SchemaElement, SchemaTree } from "hyparquet";

/** A column of a Glue table. */
export interface HiveColumn {
  readonly name: string;
  /** A Hive type: string, bigint, decimal(18,4), array<…> … */
  readonly type: string;
}

/**
 * The Glue columns of a Parquet file, from its schema: what a crawler would infer, and what Athena reads. Names are
 * lower case, as Glue folds them. Columns without a type are left out: other files may tell it.
 * Sources: Parquet's LogicalTypes.md; Athena's "Data types in Amazon Athena".
 */
export function hiveColumns(schema: SchemaTree): HiveColumn[] {
  return visible(schema).flatMap((child) => {
    const type = hiveType(child);
    return type === undefined ? [] : [{ name: nameOf(child), type }];
  });
}

/** Columns that hold nothing but NULL (Parquet's logical type UNKNOWN), or lists and the like of that. */
export function untypedColumns(schema: SchemaTree): string[] {
  return visible(schema)
    .filter((child) => hiveType(child) === undefined)
    .map(nameOf);
}

/** Columns as the file spells them that another hides, whose name differs in case alone. */
export function hiddenColumns(schema: SchemaTree): string[] {
  const shown = visible(schema);
  return schema.children.filter((child) => !shown.includes(child)).map(({ element }) => element.name);
}

const nameOf = ({ element }: SchemaTree) => element.name.toLowerCase();

/** Of names that differ in case alone Trino reads the one that is written as in the table, else the first. */
function visible({ children }: SchemaTree): SchemaTree[] {
  const byName = new Map<string, SchemaTree>();
  for (const child of children) {
    const name = nameOf(child);
    if (!byName.has(name) || child.element.name === name) byName.set(name, child);
  }
  return [...byName.values()];
}

/** Undefined: nobody knows, since there are only NULLs. */
function hiveType(node: SchemaTree): string | undefined {
  const { element, children } = node;
  const own = children.length === 0 ? primitive(element) : group(node);
  // A repeated field that no LIST wraps is a list all the same (the format's backward compatibility rules).
  return element.repetition_type === "REPEATED" ? nested("array", [own]) : own;
}

function group({ element, children }: SchemaTree): string | undefined {
  const [only] = children;
  const isMap = element.logical_type?.type === "MAP" || /^MAP/.test(element.converted_type ?? "");
  if (isMap && only?.children.length === 2) return nested("map", only.children.map(hiveType));
  const isList = element.logical_type?.type === "LIST" || element.converted_type === "LIST";
  if (isList && only !== undefined) return listType(only, element.name);
  return structType(children);
}

/** Three levels (list.element) as everybody writes them today, or two as old writers did. */
function listType(repeated: SchemaTree, listName: string): string | undefined {
  const { name } = repeated.element;
  const isElement = repeated.children.length !== 1 || name === "array" || name === `${listName}_tuple`;
  if (!isElement) return nested("array", [hiveType(repeated.children[0]!)]);
  const element =
    repeated.children.length === 0 ? primitive(repeated.element) : structType(repeated.children);
  return nested("array", [element]);
}

function structType(children: readonly SchemaTree[]): string | undefined {
  const fields = children.map((child) => {
    const type = hiveType(child);
    return type && `${nameOf(child)}:${type}`;
  });
  return nested("struct", fields);
}

/** A type that has a part without one has none itself. */
function nested(name: string, parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : `${name}<${parts.join(",")}>`;
}

function primitive(element: SchemaElement): string | undefined {
  // Arrow writes columns of NULLs as INT32, which says nothing.
  if (element.logical_type?.type === "NULL") return undefined;
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
