import { isCalendarDay } from "./day.ts";
import { ConfigurationError } from "./errors.ts";
import { isHiveType } from "./hive-type.ts";

/** A partition key: a real calendar day, or any text (which a pattern may narrow). Glue sees both as `string`. */
export type PartitionKey =
  | {
      readonly name: string;
      readonly kind: "day";
      /** First and last day accepted, YYYY-MM-DD, both inclusive. */
      readonly from?: string;
      readonly until?: string;
    }
  | {
      readonly name: string;
      readonly kind: "text";
      /** A regular expression that the whole value must match. */
      readonly pattern?: string;
    };

/** A column of the Parquet files. Partition keys are not columns. */
export interface Column {
  readonly name: string;
  /** A Hive type: string, bigint, double, timestamp, decimal(18,4), array<…>, struct<…> … */
  readonly type: string;
}

/** How a dataset's partitions reach the Data Catalog. */
export type Strategy = "register";

export interface Dataset {
  readonly name: string;
  /** Glue database in prod; other stages append `_<stage>`. */
  readonly database: string;
  readonly table: string;
  /** Where its objects lie below the bucket: ends with "/", starts without one. */
  readonly prefix: string;
  /** In the order of the table's PartitionKeys. */
  readonly keys: readonly PartitionKey[];
  readonly columns: readonly Column[];
  readonly strategy: Strategy;
}

/** Checks a list of datasets and returns it. Throws one ConfigurationError that names every problem. */
export function defineDatasets<const T extends readonly Dataset[]>(datasets: T): T {
  const problems = [...datasets.flatMap(problemsOf), ...problemsBetween(datasets)];
  if (problems.length > 0) {
    throw new ConfigurationError("INVALID_DATASETS", "The dataset definitions have problems:", problems);
  }
  return datasets;
}

// Lower case because Glue folds names, at most 255 characters (Glue API: NameString).
const GLUE_NAME = /^[a-z0-9_]{1,255}$/;
const DATASET_NAME = /^[a-z][a-z0-9_]{0,39}$/;

function problemsOf(dataset: Dataset): string[] {
  const problems = [
    ...problemsOfIdentity(dataset),
    ...problemsOfPrefix(dataset.prefix),
    ...problemsOfKeys(dataset),
    ...problemsOfColumns(dataset),
  ];
  return problems.map((problem) => `dataset ${JSON.stringify(dataset.name)}: ${problem}`);
}

function* problemsOfIdentity({ name, database, table, strategy }: Dataset): Generator<string> {
  if (!DATASET_NAME.test(name)) {
    yield `name must be a letter followed by at most 39 of a-z, 0-9 and "_"`;
  }
  for (const [what, value] of Object.entries({ database, table })) {
    if (!GLUE_NAME.test(value)) {
      yield `${what} ${JSON.stringify(value)} must be 1 to 255 of a-z, 0-9 and "_" (Glue folds names to lower case)`;
    }
  }
  if (strategy !== "register") {
    yield `strategy ${JSON.stringify(strategy)} is unknown; expected "register"`;
  }
}

function* problemsOfPrefix(prefix: string): Generator<string> {
  const shown = `prefix ${JSON.stringify(prefix)}`;
  if (prefix.length < 2 || !prefix.endsWith("/")) yield `${shown} must end with "/"`;
  if (prefix.startsWith("/")) yield `${shown} must not start with "/" (S3 keys do not)`;
  if (prefix.includes("//")) yield `${shown} must not contain "//" (Athena cannot address such keys)`;
  // Plain characters only: S3 wants notification filters form-encoded, IAM reads * and ? as wildcards.
  if (!/^[A-Za-z0-9/_.=-]*$/.test(prefix)) yield `${shown} may hold only A-Z a-z 0-9 / _ . = -`;
}

function* problemsOfKeys({ keys, columns }: Dataset): Generator<string> {
  if (keys.length === 0) yield "keys must name at least one partition key";
  yield* repeated(keys, "partition key");
  const columnNames = new Set(columns.map((column) => column.name));
  for (const key of keys) {
    const shown = `partition key ${JSON.stringify(key.name)}`;
    if (!GLUE_NAME.test(key.name)) yield `${shown} must be 1 to 255 of a-z, 0-9 and "_"`;
    if (columnNames.has(key.name)) yield `${shown} is also a column; Athena refuses the duplicate`;
    if (key.kind === "day") yield* problemsOfBounds(shown, key);
    else if (key.kind === "text") yield* problemsOfPattern(shown, key.pattern);
    else yield `${shown} has kind ${JSON.stringify((key as PartitionKey).kind)}; expected "day" or "text"`;
  }
}

function* problemsOfBounds(
  shown: string,
  { from, until }: { readonly from?: string; readonly until?: string },
): Generator<string> {
  for (const [what, day] of Object.entries({ from, until })) {
    if (day !== undefined && !isCalendarDay(day)) {
      yield `${shown}: ${what} ${JSON.stringify(day)} is not a calendar day (YYYY-MM-DD)`;
    }
  }
  if (from !== undefined && until !== undefined && from > until) {
    yield `${shown}: from ${from} is after until ${until}`;
  }
}

function* problemsOfPattern(shown: string, pattern: string | undefined): Generator<string> {
  if (pattern === undefined) return;
  try {
    new RegExp(pattern);
  } catch {
    yield `${shown}: pattern ${JSON.stringify(pattern)} is not a regular expression`;
  }
}

function* problemsOfColumns({ columns }: Dataset): Generator<string> {
  if (columns.length === 0) yield "columns must name at least one column";
  yield* repeated(columns, "column");
  for (const { name, type } of columns) {
    if (!GLUE_NAME.test(name)) yield `column ${JSON.stringify(name)} must be 1 to 255 of a-z, 0-9 and "_"`;
    if (!isHiveType(type)) yield `column ${JSON.stringify(name)}: ${JSON.stringify(type)} is not a Hive type`;
  }
}

function* repeated(named: readonly { readonly name: string }[], what: string): Generator<string> {
  const seen = new Set<string>();
  for (const { name } of named) {
    if (seen.has(name)) yield `${what} ${JSON.stringify(name)} is declared twice`;
    seen.add(name);
  }
}

function* problemsBetween(datasets: readonly Dataset[]): Generator<string> {
  if (datasets.length === 0) yield "there is no dataset";
  yield* repeated(datasets, "dataset");
  const tables = datasets.map(({ database, table }) => ({ name: `${database}.${table}` }));
  yield* repeated(tables, "table");
  for (const [index, one] of datasets.entries()) {
    for (const other of datasets.slice(index + 1)) {
      // S3 refuses overlapping notification filters, and an object would belong to two tables.
      if (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)) {
        yield `datasets ${JSON.stringify(one.name)} and ${JSON.stringify(other.name)} have overlapping prefixes: ` +
          `${one.prefix} and ${other.prefix}`;
      }
    }
  }
}
