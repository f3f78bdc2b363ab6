import type { Column } from "../dataset.ts";
import type { Form } from "../ports.ts";

/**
 * What a partition's descriptor has that differs from its table's, one phrase each. A column that only the table has
 * is NULL in such a partition, whatever its files hold; one that only the partition has is never asked for. The order
 * of columns means nothing, as Athena reads Parquet by name.
 * https://docs.aws.amazon.com/athena/latest/ug/updates-and-partitions.html
 */
export function deviationsOf(partition: Form, table: Form): string[] {
  const { missing, changed } = compareColumns(partition.columns, table.columns);
  return [
    ...missing.map(({ name }) => `no column ${name}`),
    ...changed.map(({ name, type, wanted }) => `${name} is ${type}, not ${wanted}`),
    ...differing("SerDe", partition.serde, table.serde),
    ...differing("input format", partition.inputFormat, table.inputFormat),
  ];
}

function differing(what: string, found: string, wanted: string): string[] {
  return found === wanted ? [] : [`${what} is ${found === "" ? "missing" : found}, not ${wanted}`];
}

/** Glue answers a role no columns that Lake Formation does not let it see, which looks as if the table lacked them. */
export const PERHAPS_HIDDEN = "if Glue has it, Lake Formation hides it from this role";

/** Two lists of columns side by side, in the order of their lists. */
export interface ColumnsCompared {
  /** Wanted and not found. */
  readonly missing: readonly Column[];
  /** Found and not wanted. */
  readonly extra: readonly Column[];
  /** Found with another type than the wanted one. */
  readonly changed: readonly (Column & { readonly wanted: string })[];
}

export function compareColumns(found: readonly Column[], wanted: readonly Column[]): ColumnsCompared {
  const types = new Map(found.map(({ name, type }) => [name.toLowerCase(), type]));
  const names = new Set(wanted.map(({ name }) => name.toLowerCase()));
  return {
    missing: wanted.filter(({ name }) => !types.has(name.toLowerCase())),
    extra: found.filter(({ name }) => !names.has(name.toLowerCase())),
    changed: wanted.flatMap(({ name, type }) => {
      const actual = types.get(name.toLowerCase());
      return actual === undefined || sameType(actual, type) ? [] : [{ name, type: actual, wanted: type }];
    }),
  };
}

/** Hive writes `integer` as `int`, ignores case, and some tools put spaces into nested types. */
function sameType(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

function canonical(type: string): string {
  return type
    .toLowerCase()
    .replace(/\s+/g, "")
    .replace(/\binteger\b/g, "int");
}
