/**
 * Which Hive type Athena reads as which other one, for Parquet whose columns are found by name. A query sees a table's
 * types; a partition has types of its own; and a file has what its writer gave it. Athena reads a file's column as the
 * partition's type, then turns it into the table's.
 *
 * Sources: Trino's HiveCoercionPolicy (as of 2023; every later one lets more pass) and ColumnReaderFactory;
 * https://docs.aws.amazon.com/athena/latest/ug/updates-and-partitions.html
 */

import { splitAtTopLevel } from "./hive-type.ts";

/**
 * - same: one type under two spellings
 * - read: every value arrives as it is
 * - lossy: Athena may let the pair pass, and then values turn into NULL, are rounded or cut, or the query fails on one
 * - refused: HIVE_PARTITION_SCHEMA_MISMATCH between partition and table, HIVE_BAD_DATA between file and partition
 */
export type Coercion = "same" | "read" | "lossy" | "refused";

/** The primitive types, in the order of the rows and columns below. */
export const PRIMITIVES: readonly string[] = (
  "boolean tinyint smallint int bigint float double decimal " + "string varchar char binary date timestamp"
).split(" ");

/** "=" same, "+" read, "~" lossy, "-" refused, "?" as precision, scale or length say. */
type Matrix = Readonly<Record<string, string>>;

/** A row for the partition's type, a column for the table's. */
// biome-ignore format: a matrix
export const PARTITION_TO_TABLE: Matrix = {
  //         boolean tinyint smallint int bigint float double decimal string varchar char binary date timestamp
  boolean:   "=      -       -        -   -      -     -      -       -      -       -    -      -    -",
  tinyint:   "-      =       +        +   +      -     -      -       +      ~       -    -      -    -",
  smallint:  "-      -       =        +   +      -     -      -       +      ~       -    -      -    -",
  int:       "-      -       -        =   +      -     -      -       +      ~       -    -      -    -",
  bigint:    "-      -       -        -   =      -     -      -       +      ~       -    -      -    -",
  float:     "-      -       -        -   -      =     +      ~       -      -       -    -      -    -",
  double:    "-      -       -        -   -      ~     =      ~       -      -       -    -      -    -",
  decimal:   "-      -       -        -   -      ~     ~      ?       -      -       -    -      -    -",
  string:    "-      ~       ~        ~   ~      -     -      -       =      ~       -    -      -    -",
  varchar:   "-      ~       ~        ~   ~      -     -      -       +      ?       -    -      -    -",
  char:      "-      -       -        -   -      -     -      -       -      -       ?    -      -    -",
  binary:    "-      -       -        -   -      -     -      -       -      -       -    =      -    -",
  date:      "-      -       -        -   -      -     -      -       -      -       -    -      =    -",
  timestamp: "-      -       -        -   -      -     -      -       -      -       -    -      -    =",
};

/**
 * A row for what the file holds (its Parquet type under the name of Hive, as hiveColumns() gives it), a column for the
 * type that the partition declares. No Parquet type is varchar or char: text is a string in the file.
 */
// biome-ignore format: a matrix
export const FILE_TO_PARTITION: Matrix = {
  //         boolean tinyint smallint int bigint float double decimal string varchar char binary date timestamp
  boolean:   "=      -       -        -   -      -     -      -       -      -       -    -      -    -",
  tinyint:   "-      =       +        +   +      -     -      -       -      -       -    -      -    -",
  smallint:  "-      -       =        +   +      -     -      -       -      -       -    -      -    -",
  int:       "-      -       -        =   +      -     -      -       -      -       -    -      -    -",
  bigint:    "-      -       -        -   =      -     -      -       -      -       -    -      -    -",
  float:     "-      -       -        -   -      =     +      -       -      -       -    -      -    -",
  double:    "-      -       -        -   -      -     =      -       -      -       -    -      -    -",
  decimal:   "-      -       -        -   -      -     -      ?       -      -       -    -      -    -",
  string:    "-      -       -        -   -      -     -      -       =      ~       ~    +      -    -",
  binary:    "-      -       -        -   -      -     -      -       +      ~       ~    =      -    -",
  date:      "-      -       -        -   -      -     -      -       -      -       -    -      =    -",
  timestamp: "-      -       -        -   -      -     -      -       -      -       -    -      -    =",
};

const MARKS: Readonly<Record<string, Coercion>> = { "=": "same", "+": "read", "~": "lossy", "-": "refused" };

/** How types of one side are read as those of the other. */
interface Rules {
  readonly primitives: Matrix;
  /** Fields of a struct, each as `name:type`. */
  readonly fields: (fields: readonly string[], others: readonly string[]) => Coercion;
}

const OF_PARTITIONS: Rules = { primitives: PARTITION_TO_TABLE, fields: betweenFields };
const OF_FILES: Rules = { primitives: FILE_TO_PARTITION, fields: betweenNamedFields };

/** What becomes of a column that a partition declares with the one type and its table with the other. */
export function coercionOf(partition: string, table: string): Coercion {
  return between(canonicalType(partition), canonicalType(table), OF_PARTITIONS);
}

/** What becomes of a column that a file holds as the one type (its Parquet type under Hive's name) and its partition declares as the other. */
export function fileCoercionOf(file: string, partition: string): Coercion {
  return between(canonicalType(file), canonicalType(partition), OF_FILES);
}

/** One spelling for each type: Hive writes `integer` as `int`, ignores case, and some tools put spaces into nested types. */
export function canonicalType(type: string): string {
  return type
    .toLowerCase()
    .replace(/\s+/g, "")
    .replace(/(^|[<,:])integer(?=[>,]|$)/g, "$1int")
    .replace(/(^|[<,:])decimal(?=[>,]|$)/g, "$1decimal(10,0)")
    .replace(/(^|[<,:])decimal\((\d+)\)/g, "$1decimal($2,0)");
}

function between(from: string, to: string, rules: Rules): Coercion {
  if (from === to) return "same";
  const [, kind = "", inner = ""] = /^(array|map|struct)<(.*)>$/.exec(from) ?? [];
  const [, otherKind = "", otherInner = ""] = /^(array|map|struct)<(.*)>$/.exec(to) ?? [];
  if (kind !== otherKind) return "refused";
  if (kind === "") return betweenPrimitives(from, to, rules.primitives);
  const [parts, others] = [splitAtTopLevel(inner), splitAtTopLevel(otherInner)];
  if (kind === "struct") return rules.fields(parts, others);
  return parts.length === others.length
    ? worst(parts.map((part, at) => between(part, others[at]!, rules)))
    : "refused";
}

/** Fields may be added and dropped at the end; before that, each must keep its name. */
function betweenFields(fields: readonly string[], others: readonly string[]): Coercion {
  const common = fields.slice(0, others.length).map((field, at): Coercion => {
    const [[name, type], [otherName, otherType]] = [fieldOf(field), fieldOf(others[at]!)];
    return name === otherName ? between(type, otherType, OF_PARTITIONS) : "refused";
  });
  return worst(["read", ...common]);
}

/** In a file fields are found by their names, as columns are; one that it lacks is NULL. */
function betweenNamedFields(fields: readonly string[], others: readonly string[]): Coercion {
  const types = new Map(fields.map(fieldOf));
  const common = others.map(fieldOf).map(([name, declared]): Coercion => {
    const type = types.get(name);
    return type === undefined ? "read" : between(type, declared, OF_FILES);
  });
  return worst(["read", ...common]);
}

function fieldOf(field: string): [name: string, type: string] {
  const colon = field.indexOf(":");
  return [field.slice(0, colon), field.slice(colon + 1)];
}

const ORDER: readonly Coercion[] = ["same", "read", "lossy", "refused"];

const worst = (coercions: readonly Coercion[]): Coercion =>
  ORDER[Math.max(0, ...coercions.map((one) => ORDER.indexOf(one)))]!;

function betweenPrimitives(from: string, to: string, matrix: Matrix): Coercion {
  const [one, other] = [parsed(from), parsed(to)];
  const row = Object.hasOwn(matrix, one.name) ? matrix[one.name] : undefined;
  const mark = row?.split(/\s+/)[PRIMITIVES.indexOf(other.name)];
  if (mark === "?") return holds(other, one) ? "read" : "lossy";
  return MARKS[mark ?? ""] ?? "refused";
}

interface Primitive {
  readonly name: string;
  /** Of a decimal: precision and scale. Of text: the length. */
  readonly sizes: readonly number[];
}

function parsed(type: string): Primitive {
  const [, name = "", sizes = ""] = /^(\w+)(?:\(([\d,]*)\))?$/.exec(type) ?? [];
  return { name, sizes: sizes.split(",").map(Number) };
}

/** Does the wider type have room for every value of the narrower one: of a decimal, on both sides of its point? */
function holds(wider: Primitive, narrower: Primitive): boolean {
  const [size = 0, scale = 0] = wider.sizes;
  const [needed = 0, neededScale = 0] = narrower.sizes;
  return scale >= neededScale && size - scale >= needed - neededScale;
}
