import type { TableFormat } from "../catalog/port.ts";
import type { Column } from "../datasets/dataset.ts";
import { type Coercion, coercionOf } from "../datasets/type-coercion.ts";

/** What a partition's descriptor has that differs from its table's. */
export interface Deviation {
  /** One phrase: "volume is string, not bigint". */
  readonly what: string;
  /** Does a query of the partition fail, or read other values than the files hold? */
  readonly breaks: boolean;
}

/**
 * Graded by what a query does, and not by how the difference looks. Athena reads Parquet by name: a column that only
 * the table has is NULL in such a partition, whatever its files hold; one that only the partition has is never shown;
 * their order means nothing. But each column's type has to turn into the table's, and the SerDe and the input format
 * by which files are read are the partition's own.
 * https://docs.aws.amazon.com/athena/latest/ug/updates-and-partitions.html
 */
export function deviationsOf(partition: TableFormat, table: TableFormat): Deviation[] {
  const { missing, extra, changed } = compareColumns(partition.columns, table.columns);
  return [
    ...missing.map(({ name }) => ({ what: `no column ${name}`, breaks: false })),
    ...extra.map(({ name }) => ({ what: `a column ${name} that the table lacks`, breaks: false })),
    ...changed.map(({ name, type, wanted }) => ({
      what: `${name} is ${type}, not ${wanted}`,
      breaks: !isRead(coercionOf(type, wanted)),
    })),
    ...(isReordered(partition.columns, table.columns)
      ? [{ what: "its columns are in another order", breaks: false }]
      : []),
    ...differing("SerDe", partition.serde, table.serde),
    ...differing("input format", partition.inputFormat, table.inputFormat),
  ];
}

const isRead = (coercion: Coercion) => coercion === "same" || coercion === "read";

/** Of the columns that both have. */
function isReordered(columns: readonly Column[], others: readonly Column[]): boolean {
  const [names, otherNames] = [namesOf(columns), namesOf(others)];
  const common = names.filter((name) => otherNames.includes(name));
  return otherNames.filter((name) => names.includes(name)).some((name, at) => name !== common[at]);
}

const namesOf = (columns: readonly Column[]) => columns.map(({ name }) => name.toLowerCase());

/** Names of one reader of Parquet: those of Hive, and those from before Hive had it. Trino knows them all. */
const PARQUET =
  /^(org\.apache\.hadoop\.hive\.ql\.io\.)?parquet\.([\w.]+\.)?(Parquet|(Mapred|Deprecated)Parquet)(HiveSerDe|InputFormat)$/;

function differing(what: string, found: string, wanted: string): Deviation[] {
  if (found === wanted) return [];
  return [
    {
      what: `${what} is ${found === "" ? "missing" : found}, not ${wanted}`,
      breaks: !(PARQUET.test(found) && PARQUET.test(wanted)),
    },
  ];
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
      return actual === undefined || coercionOf(actual, type) === "same"
        ? []
        : [{ name, type: actual, wanted: type }];
    }),
  };
}
