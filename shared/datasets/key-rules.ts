/** Which values a dataset's partition keys may have. */
import { quoted } from "../runtime/text.ts";
import type { Dataset, PartitionKey } from "./dataset.ts";
import {
  type DateKey,
  type DateParts,
  patternOf,
  readDate,
  shownPattern,
  tellsHour,
  unitsOf,
  writeDate,
} from "./date-pattern.ts";
import { isCalendarDay } from "./day.ts";
import { HIVE_NULL } from "./hive-path.ts";

export interface KeyRule {
  readonly name: string;
  /** Why the value cannot be one of this key, if so. */
  readonly problem: (value: string) => string | undefined;
}

export interface KeyRules {
  readonly each: readonly KeyRule[];
  /** Why values that are allowed one by one cannot be together; undefined where any can. */
  readonly together: ((values: readonly string[]) => string | undefined) | undefined;
}

/** Glue API, ValueString: 1 to 1024 characters. */
const VALUE_LENGTH = 1024;

const compiled = new WeakMap<Dataset, KeyRules>();

/** A dataset's key rules; regular expressions are compiled once per dataset. */
export function rulesOf(dataset: Dataset): KeyRules {
  let rules = compiled.get(dataset);
  if (rules === undefined) {
    const { keys } = dataset;
    rules = {
      each: keys.map((key) => ({ name: key.name, problem: problemFinder(key) })),
      together: keys.some(isPart) ? (values) => problemOfDate(keys, values) : undefined,
    };
    compiled.set(dataset, rules);
  }
  return rules;
}

/** Does a key hold part of a date, which others complete? */
const isPart = ({ kind }: PartitionKey) => kind !== "text" && kind !== "day";

function problemFinder(key: PartitionKey): KeyRule["problem"] {
  const own =
    key.kind === "text" ? textProblem(key) : key.kind === "day" ? dayProblem(key) : partProblem(key);
  return (value) => {
    if (value === HIVE_NULL || value === "") return "NULL cannot be a partition here";
    if (value.length > VALUE_LENGTH) return `Glue takes at most ${VALUE_LENGTH} characters`;
    return own(value);
  };
}

function dayProblem(key: Extract<PartitionKey, { readonly kind: "day" }>): KeyRule["problem"] {
  const { format } = key;
  return (value) => {
    const day = format === undefined ? value : writeDate("yyyy-MM-dd", readDate(format, value) ?? {});
    if (isCalendarDay(day)) return problemOfBounds(day, key);
    const wanted = tellsHour(key) ? "an hour of a calendar day" : "a calendar day";
    return `expected ${wanted}, ${shownPattern(patternOf(key))}`;
  };
}

interface Bounds {
  readonly from?: string;
  readonly until?: string;
}

/** `day` may be only its year, or its year and month. */
function problemOfBounds(day: string, { from, until }: Bounds): string | undefined {
  if (from !== undefined && day < from.slice(0, day.length)) return `expected ${from} or later`;
  if (until !== undefined && day > until) return `expected ${until} or earlier`;
  return undefined;
}

function partProblem(key: DateKey): KeyRule["problem"] {
  const pattern = patternOf(key);
  return (value) =>
    readDate(pattern, value) === undefined
      ? `expected ${shownPattern(pattern)}, a real ${key.kind}`
      : undefined;
}

/** Keys of one date must tell the same one. */
function problemOfDate(keys: readonly PartitionKey[], values: readonly string[]): string | undefined {
  const date: DateParts = {};
  for (const [at, key] of keys.entries()) {
    if (key.kind === "text") continue;
    const told = readDate(patternOf(key), values[at]!) ?? {};
    const other = unitsOf(patternOf(key)).find((unit) => (date[unit] ?? told[unit]) !== told[unit]);
    if (other !== undefined) return `${key.name} is ${quoted(values[at]!)}: other keys say ${date[other]}`;
    Object.assign(date, told);
  }
  const day = [date.y, date.M, date.d].filter(Boolean).join("-");
  if (date.d && !isCalendarDay(day)) return `${day} is no day of the calendar`;
  const year = keys.find(({ kind }) => kind === "year");
  const problem = year?.kind === "year" ? problemOfBounds(day, year) : undefined;
  return problem && `the day is ${day}: ${problem}`;
}

function textProblem({
  pattern,
  values,
}: {
  readonly pattern?: string;
  readonly values?: readonly string[];
}): KeyRule["problem"] {
  const whole = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`);
  const known = values === undefined ? undefined : new Set(values);
  return (value) => {
    if (whole !== undefined && !whole.test(value)) return `expected ${pattern}`;
    return known === undefined || known.has(value)
      ? undefined
      : `not among its ${known.size} declared values`;
  };
}
