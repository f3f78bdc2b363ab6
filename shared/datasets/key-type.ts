/** What a partition key is in Glue, Athena and Trino, where it is no `string`. */
import { DAY_TYPES, type Dataset, PART_TYPES, type PartitionKey } from "./dataset.ts";
import { type DateKey, patternOf } from "./date-pattern.ts";

/** Hive's name of its type. */
export const typeOfKey = (key: PartitionKey): (typeof DAY_TYPES)[number] =>
  ("type" in key ? key.type : undefined) ?? "string";

/** Is a column of this Hive type compared as a number? */
export const isNumberType = (type: string): boolean => /^(tinyint|smallint|int|integer|bigint)$/i.test(type);

/** What a type cannot be of a key. Glue keeps any text as a value, and queries fail on it, or find nothing. */
export function* problemsOfKeyTypes({
  keys,
  strategy,
}: Pick<Dataset, "keys" | "strategy">): Generator<string> {
  for (const key of keys) {
    const type = typeOfKey(key);
    if (key.kind === "text" || type === "string") continue;
    const problem = problemOfType(key, type, strategy);
    if (problem !== undefined)
      yield `partition key ${JSON.stringify(key.name)}: type ${JSON.stringify(type)} ${problem}`;
  }
}

function problemOfType(key: DateKey, type: string, strategy: Dataset["strategy"]): string | undefined {
  const known: readonly string[] = key.kind === "day" ? DAY_TYPES : PART_TYPES;
  if (!known.includes(type)) {
    return `is unknown; expected ${known.map((one) => JSON.stringify(one)).join(" or ")}`;
  }
  if (strategy === "crawl") return `is not what a crawler makes: all of its keys are strings`;
  if (strategy === "project") {
    // Of these Athena computes whole numbers, padded as projection.<key>.digits says.
    return key.kind === "day"
      ? `of a projected day: Athena computes days as texts; leave it out, or take strategy "register"`
      : undefined;
  }
  const pattern = patternOf(key);
  if (type === "date") {
    return pattern === "yyyy-MM-dd"
      ? undefined
      : `needs format "yyyy-MM-dd": no other text is a date to Athena`;
  }
  if (key.kind === "day") return problemOfNumber(key, type);
  return /^(MM|dd|HH)$/.test(pattern) ? unpaddedAdvice(key, pattern) : undefined;
}

/** The last year of which every hour, as yyyyMMddHH, is less than 2^31. */
const LAST_YEAR_OF_INT = "2147";

function problemOfNumber(key: Extract<DateKey, { readonly kind: "day" }>, type: string): string | undefined {
  const pattern = patternOf(key);
  if (pattern === "yyyyMMdd") return undefined;
  if (pattern !== "yyyyMMddHH")
    return `needs format "yyyyMMdd" or "yyyyMMddHH": other values are no whole numbers`;
  if (type === "bigint" || (key.until !== undefined && key.until <= `${LAST_YEAR_OF_INT}-12-31`))
    return undefined;
  return `holds hours up to the year ${LAST_YEAR_OF_INT}, and a later one would fail every query: give the key until, or type "bigint"`;
}

/**
 * Engines that take values for canonical ask for month=2 and miss 02; in Glue both would be partitions.
 * https://github.com/trinodb/trino/pull/6438
 */
function unpaddedAdvice({ name }: DateKey, pattern: string): string {
  const [letter] = pattern;
  return (
    `needs values without leading zeros: give it format "${letter}"; ` +
    `folders like ${name}=02/ stay as they are with layout "…/${name}={${name}:${pattern}}/…"`
  );
}
