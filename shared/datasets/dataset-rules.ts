/** What must hold of one declared dataset, whose fields are there and what they should be. */
import {
  type CrawlOptions,
  crawlTarget,
  type Dataset,
  type PartitionKey,
  STRATEGIES,
  tableNameOfFolder,
} from "./dataset.ts";
import { isCalendarDay } from "./day.ts";
import { GUARD_MODES } from "./guard-mode.ts";
import { isHiveType } from "./hive-type.ts";
import { hiveTypeMeant } from "./hive-type-words.ts";
import { problemsOfKeyTypes } from "./key-type.ts";
import {
  KEY_KINDS,
  problemsOfDateKeys,
  problemsOfFormat,
  problemsOfLayout,
  problemsOfProjectedLayout,
} from "./layout-rules.ts";
import { problemsOfOnEmpty } from "./on-empty.ts";

// Lower case because Glue folds names, at most 255 characters (Glue API: NameString).
const GLUE_NAME = /^[a-z0-9_]{1,255}$/;
const DATASET_NAME = /^[a-z][a-z0-9_]{0,39}$/;

/** What each rule reads, and the rule. */
export const RULES: readonly (readonly [(keyof Dataset)[], (dataset: Dataset) => Iterable<string>])[] = [
  [["name", "database", "table"], problemsOfIdentity],
  [["prefix"], problemsOfPrefix],
  [["keys", "columns"], problemsOfKeys],
  [["keys"], problemsOfDateKeys],
  [["keys", "strategy"], problemsOfKeyTypes],
  [["keys", "layout", "strategy"], problemsOfLayout],
  [["keys", "columns", "strategy", "prefix", "table"], problemsOfColumns],
  [["strategy"], problemsOfStrategyName],
  [["strategy", "crawl", "prefix", "table", "keys", "layout"], problemsOfStrategy],
  [["strategy", "guard"], problemsOfGuard],
  [["strategy", "onEmpty", "removal"], problemsOfOnEmpty],
];

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
    if (key.kind === "text") yield* problemsOfText(shown, key);
    else if (KEY_KINDS.includes(key.kind)) {
      yield* problemsOfFormat(shown, key);
      if (key.kind === "day" || key.kind === "year") yield* problemsOfBounds(shown, key);
    } else {
      const known = KEY_KINDS.map((kind) => JSON.stringify(kind)).join(" or ");
      yield `${shown} has kind ${JSON.stringify((key as PartitionKey).kind)}; expected ${known}`;
    }
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
function* problemsOfProjection(dataset: Dataset): Generator<string> {
  yield* problemsOfProjectedLayout(dataset);
  for (const key of dataset.keys) {
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
    if (isHiveType(type)) continue;
    const meant = hiveTypeMeant(type);
    const hint = meant === undefined ? "" : `; did you mean ${JSON.stringify(meant)}?`;
    yield `column ${JSON.stringify(name)}: ${JSON.stringify(type)} is not a Hive type${hint}`;
  }
}

export function* repeated(named: readonly { readonly name: string }[], what: string): Generator<string> {
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
