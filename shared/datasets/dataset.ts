import { ConfigurationError } from "../runtime/errors.ts";
import { isCalendarDay } from "./day.ts";
import { GUARD_MODES, type GuardMode } from "./guard-mode.ts";
import { isHiveType } from "./hive-type.ts";
import { type FieldsOf, type Misfit, misfits, type Shape } from "./shape.ts";

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
      /** All values there can be. Athena can list them in a projected table; without, a query must name one. */
      readonly values?: readonly string[];
    };

/** A column of the Parquet files. Partition keys are not columns. */
export interface Column {
  readonly name: string;
  /** A Hive type: string, bigint, double, timestamp, decimal(18,4), array<…>, struct<…> … */
  readonly type: string;
}

/** How Athena comes to know a dataset's partitions. */
export const STRATEGIES = {
  register: "each partition is registered in Glue when an object of it arrives",
  crawl: "a Glue crawler of the dataset's own runs after writes, once per burst",
  project: "Athena computes the partitions from the table's properties; nothing is registered",
} as const;

export type Strategy = keyof typeof STRATEGIES;

/** How a crawl dataset's crawler runs. All times in seconds. */
export interface CrawlOptions {
  /** How long a burst may last and still cost one crawl, 1 to 600; default 60. */
  readonly debounceSeconds?: number;
  /** Between the starts of two crawls, 0 to 86,400; default 600, below which AWS bills ten minutes all the same. */
  readonly minimumInterval?: number;
  /** When the crawler runs besides, as Glue writes it: `cron(15 22 ? * MON-FRI *)`, in UTC. */
  readonly schedule?: string;
  /** Look only into folders that are new since the last crawl. Cheaper, blind to new columns, S3 targets only. */
  readonly newFoldersOnly?: boolean;
}

export const CRAWL_DEFAULTS = { debounceSeconds: 60, minimumInterval: 600 } as const;

export interface Dataset {
  readonly name: string;
  /** Glue database in prod; other stages append `_<stage>`. */
  readonly database: string;
  readonly table: string;
  /** Where its objects lie below the bucket: ends with "/", starts without one. */
  readonly prefix: string;
  /** In the order of the table's PartitionKeys. */
  readonly keys: readonly PartitionKey[];
  /** May be empty where a crawler finds them out. */
  readonly columns: readonly Column[];
  readonly strategy: Strategy;
  /** Only with strategy "crawl". */
  readonly crawl?: CrawlOptions;
  /** Are the files of new partitions looked into? Only with strategy "register"; default: off. */
  readonly guard?: GuardMode;
  /** What its data promise, a Quality of shared/quality/quality.ts; without it nothing is validated. */
  readonly quality?: unknown;
}

/**
 * What a dataset's crawler is pointed at. A crawler that is given an S3 path names the table after its folder; where
 * that is not the table's name, the stack defines the table and the crawler is given the table.
 * https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html
 */
export function crawlTarget({ prefix, table }: Dataset): "s3" | "catalog" {
  return tableNameOfFolder(prefix) === table ? "s3" : "catalog";
}

/** The name that a crawler gives to the table of a folder: its last segment, in lower case, odd characters as "_". */
export function tableNameOfFolder(prefix: string): string {
  const folder = prefix.replace(/\/+$/, "").split("/").at(-1)!;
  return folder.toLowerCase().replace(/[^a-z0-9_]/g, "_");
}

const KEY_FIELDS = { name: "text", kind: "anything" } as const;
const DAY_KEY = { ...KEY_FIELDS, "from?": "text", "until?": "text" } satisfies FieldsOf<
  Extract<PartitionKey, { readonly kind: "day" }>
>;
const TEXT_KEY = { ...KEY_FIELDS, "pattern?": "text", "values?": ["text"] } satisfies FieldsOf<
  Extract<PartitionKey, { readonly kind: "text" }>
>;

/** The fields of a declared dataset. Those of `quality` are told with its rules. */
const DATASET = {
  name: "text",
  database: "text",
  table: "text",
  prefix: "text",
  keys: [({ kind }) => (kind === "day" ? DAY_KEY : kind === "text" ? TEXT_KEY : { ...DAY_KEY, ...TEXT_KEY })],
  columns: [{ name: "text", type: "text" } satisfies FieldsOf<Column>],
  strategy: "anything",
  "crawl?": {
    "debounceSeconds?": "anything",
    "minimumInterval?": "anything",
    "schedule?": "text",
    "newFoldersOnly?": "flag",
  } satisfies FieldsOf<CrawlOptions>,
  "guard?": "anything",
  "quality?": "anything",
} satisfies FieldsOf<Dataset> & Shape;

/** Keeps what was declared, so that whoever checks can name what else is wrong with it. */
export class InvalidDatasets extends ConfigurationError {
  /** Those of which every field is there, and what it should be. */
  readonly whole: readonly Dataset[];
  /** With the others. */
  readonly declared: readonly Dataset[];
  constructor(problems: readonly string[], whole: readonly Dataset[], declared: readonly Dataset[]) {
    super("INVALID_DATASETS", "The dataset definitions have problems:", problems);
    this.whole = whole;
    this.declared = declared;
  }
}

/** Stands in a bundle only (deploy/bundle.ts), and so none of the rules does: packaging has asked them already. */
declare const IS_BUNDLED: true;

/** Checks a list of datasets and returns it. Throws one InvalidDatasets that names every problem. */
export function defineDatasets<const T extends readonly Dataset[]>(datasets: T): T {
  if (typeof IS_BUNDLED !== "undefined") return datasets;
  if (!Array.isArray(datasets)) throw new InvalidDatasets(["the datasets must be a list"], [], []);
  const shaped = datasets.map((dataset) => ({ dataset, unfit: [...misfits(dataset, DATASET)] }));
  const whole = shaped.filter(({ unfit }) => !unfit.some(isBroken)).map(({ dataset }) => dataset);
  const problems = [
    ...shaped.flatMap(({ dataset, unfit }, index) => problemsOf(dataset, unfit, index)),
    ...(datasets.length === 0 ? ["there is no dataset"] : problemsBetween(whole)),
  ];
  if (problems.length > 0) throw new InvalidDatasets(problems, whole, datasets.filter(Boolean));
  return datasets;
}

/** Rules can only be asked of fields that are there, and what they should be. */
const isBroken = ({ kind }: Misfit) => kind !== "unknown";

// Lower case because Glue folds names, at most 255 characters (Glue API: NameString).
const GLUE_NAME = /^[a-z0-9_]{1,255}$/;
const DATASET_NAME = /^[a-z][a-z0-9_]{0,39}$/;

/** What each rule reads, and the rule. */
const RULES: readonly (readonly [(keyof Dataset)[], (dataset: Dataset) => Iterable<string>])[] = [
  [["name", "database", "table"], problemsOfIdentity],
  [["prefix"], problemsOfPrefix],
  [["keys", "columns"], problemsOfKeys],
  [["keys", "columns", "strategy", "prefix", "table"], problemsOfColumns],
  [["strategy"], problemsOfStrategyName],
  [["strategy", "crawl", "prefix", "table", "keys"], problemsOfStrategy],
  [["strategy", "guard"], problemsOfGuard],
];

function problemsOf(dataset: Dataset, unfit: readonly Misfit[], index: number): string[] {
  const name: unknown = dataset?.name;
  const which = typeof name === "string" ? `dataset ${JSON.stringify(name)}` : `datasets[${index}]`;
  const broken = new Set(unfit.filter(isBroken).map(({ field }) => field));
  const problems = unfit.flatMap(({ problem }) => problem ?? []);
  for (const [reads, rule] of RULES) {
    if (!broken.has("") && !reads.some((field) => broken.has(field))) problems.push(...rule(dataset));
  }
  return problems.map((problem) => `${which}: ${problem}`);
}

function* problemsOfIdentity({ name, database, table }: Dataset): Generator<string> {
  if (!DATASET_NAME.test(name)) {
    yield `name must be a letter followed by at most 39 of a-z, 0-9 and "_"`;
  }
  for (const [what, value] of Object.entries({ database, table })) {
    if (!GLUE_NAME.test(value)) {
      yield `${what} ${JSON.stringify(value)} must be 1 to 255 of a-z, 0-9 and "_" (Glue folds names to lower case)`;
    }
  }
}

function* problemsOfPrefix({ prefix }: Dataset): Generator<string> {
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
    else if (key.kind === "text") yield* problemsOfText(shown, key);
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

function* problemsOfText(
  shown: string,
  { pattern, values }: { readonly pattern?: string; readonly values?: readonly string[] },
): Generator<string> {
  const matches = pattern === undefined ? () => true : wholeMatch(pattern);
  if (matches === undefined) yield `${shown}: pattern ${JSON.stringify(pattern)} is not a regular expression`;
  if (values?.length === 0) yield `${shown}: values must name at least one value, or be left out`;
  yield* repeated(
    (values ?? []).map((name) => ({ name })),
    `${shown}: value`,
  );
  for (const value of values ?? []) {
    // A projected enum is one comma-separated property.
    if (value === "" || value.includes(","))
      yield `${shown}: value ${JSON.stringify(value)} is empty or holds ","`;
    else if (matches?.(value) === false)
      yield `${shown}: value ${JSON.stringify(value)} does not match ${pattern}`;
  }
}

function wholeMatch(pattern: string): ((value: string) => boolean) | undefined {
  try {
    const whole = new RegExp(`^(?:${pattern})$`);
    return (value) => whole.test(value);
  } catch {
    return undefined;
  }
}

/** EventBridge's cron without its names checked: six fields, one of the two day fields "?". */
const CRON = /^cron\((?:\S+ ){2}(?:\? \S+ \S+|\S+ \S+ \?) \S+\)$/;

function* problemsOfStrategyName({ strategy }: Dataset): Generator<string> {
  if (Object.hasOwn(STRATEGIES, strategy)) return;
  const known = Object.keys(STRATEGIES).map((name) => JSON.stringify(name));
  yield `strategy ${JSON.stringify(strategy)} is unknown; expected ${known.join(" or ")}`;
}

function* problemsOfStrategy(dataset: Dataset): Generator<string> {
  const { strategy, crawl } = dataset;
  if (strategy === "crawl") yield* problemsOfCrawl(dataset, crawl ?? {});
  else if (crawl !== undefined) yield `crawl is for strategy "crawl" only, not ${JSON.stringify(strategy)}`;
  if (strategy === "project") yield* problemsOfProjection(dataset);
}

function* problemsOfGuard({ strategy, guard }: Dataset): Generator<string> {
  if (guard === undefined) return;
  const known = Object.keys(GUARD_MODES).map((name) => JSON.stringify(name));
  if (!Object.hasOwn(GUARD_MODES, guard)) {
    yield `guard ${JSON.stringify(guard)} is unknown; expected ${known.join(" or ")}`;
  } else if (guard !== "off" && strategy !== "register") {
    yield `guard is for strategy "register" only, not ${JSON.stringify(strategy)}: nothing else tells of new partitions`;
  }
}

function* problemsOfCrawl(
  dataset: Dataset,
  { debounceSeconds, minimumInterval, schedule, newFoldersOnly }: CrawlOptions,
): Generator<string> {
  // SQS holds a message back for 900 s at most, and a crawl request waits a little longer than the burst.
  yield* problemsOfSeconds("crawl.debounceSeconds", debounceSeconds, 1, 600);
  yield* problemsOfSeconds("crawl.minimumInterval", minimumInterval, 0, 86_400);
  if (schedule !== undefined && !CRON.test(schedule)) {
    yield `crawl.schedule ${JSON.stringify(schedule)} must be like "cron(15 22 ? * MON-FRI *)", in UTC`;
  }
  if (newFoldersOnly === true && crawlTarget(dataset) === "catalog") {
    const folder = tableNameOfFolder(dataset.prefix);
    yield `crawl.newFoldersOnly needs a folder that is named as the table; ${folder} is not ${dataset.table}`;
  }
}

function* problemsOfSeconds(
  what: string,
  value: number | undefined,
  least: number,
  most: number,
): Generator<string> {
  if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= most)) {
    yield `${what} ${JSON.stringify(value)} must be whole seconds from ${least} to ${most}`;
  }
}

/** https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html */
function* problemsOfProjection({ keys }: Dataset): Generator<string> {
  for (const key of keys) {
    const shown = `partition key ${JSON.stringify(key.name)}`;
    if (key.kind !== "day") continue;
    if (key.from === undefined)
      yield `${shown} of a projected table needs from: Athena computes every day since then`;
    if (key.until !== undefined) {
      yield `${shown} of a projected table has no until: Athena would look for every day up to it, data or not`;
    }
  }
}

function* problemsOfColumns(dataset: Dataset): Generator<string> {
  const { columns, strategy } = dataset;
  // The crawler that owns its table finds them out.
  const isFoundOut = strategy === "crawl" && crawlTarget(dataset) === "s3";
  if (columns.length === 0 && !isFoundOut) yield "columns must name at least one column";
  yield* repeated(columns, "column");
  yield* foldedAlike([...dataset.keys, ...columns]);
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

/** Glue folds names, and Athena finds the columns of Parquet whatever their case: of two such names it reads one. */
function* foldedAlike(named: readonly { readonly name: string }[]): Generator<string> {
  const seen = new Map<string, string>();
  for (const { name } of named) {
    const folded = name.toLowerCase();
    const before = seen.get(folded);
    if (before !== undefined && before !== name) {
      yield `columns ${JSON.stringify(before)} and ${JSON.stringify(name)} differ in case alone, and are one to Glue`;
    }
    seen.set(folded, before ?? name);
  }
}

function* problemsBetween(datasets: readonly Dataset[]): Generator<string> {
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
