/** How a dataset's partitions tell their day, and which of its folders and values are of some days. */
import type { Dataset } from "./dataset.ts";
import {
  compile,
  type DateKey,
  type DateParts,
  type DateUnit,
  FIELD,
  patternOf,
  readDate,
  readFields,
  unitOf,
  unitsOf,
  type Written,
  writeDate,
} from "./date-pattern.ts";
import { isCalendarDay } from "./day.ts";
import { hiveEscape, valueInPath } from "./hive-path.ts";
import { type PathTemplate, templateOf } from "./path-template.ts";

type Keyed = Pick<Dataset, "keys">;
type Laid = Pick<Dataset, "keys" | "layout">;

/** The day, YYYY-MM-DD, of values in the dataset's key order. Of values that keys do not allow: undefined, or no day. */
export type DayReader = (values: readonly string[]) => string | undefined;

/** How days are written that are no key's. */
export const DAY = "yyyy-MM-dd";

/** Of any day, as HH. */
export const FIRST_HOUR = "00";
export const LAST_HOUR = "23";

/** The keys that tell the day together, the year's first; none if they cannot. */
export function dayKeysOf({ keys }: Keyed): readonly DateKey[] {
  const day = keys.find((key) => key.kind === "day");
  if (day !== undefined) return [day];
  const parts = (["year", "month", "day-of-month"] as const).flatMap(
    (kind) => keys.find((key) => key.kind === kind) ?? [],
  );
  return parts.length === 3 ? (parts as DateKey[]) : [];
}

export const hasDay = (dataset: Keyed): boolean => dayKeysOf(dataset).length > 0;

/** Reads nothing of a dataset whose partitions have no day. */
export function dayReaderOf(dataset: Keyed): DayReader {
  const telling = dayKeysOf(dataset);
  const [first] = telling;
  if (first === undefined) return () => undefined;
  const positions = telling.map((key) => dataset.keys.indexOf(key));
  const [position] = positions as [number];
  if (patternOf(first) === DAY) return (values) => values[position];
  const patterns = telling.map(patternOf);
  return (values) => {
    const date: DateParts = {};
    for (const [at, pattern] of patterns.entries()) {
      const read = readDate(pattern, values[positions[at]!]!);
      if (read === undefined) return undefined;
      Object.assign(date, read);
    }
    return writeDate(DAY, date);
  };
}

/** First and last day of a dataset as declared, YYYY-MM-DD. */
export function boundsOf({ keys }: Keyed): { readonly from?: string; readonly until?: string } {
  const bounded = keys.find((key) => key.kind === "day") ?? keys.find((key) => key.kind === "year");
  return bounded ?? {};
}

/** What a path of whole folders below the prefix tells of a date; undefined if no partition can lie there. */
export function dateOfPath(dataset: Laid, path: string): DateParts | undefined {
  const template = templateOf(dataset);
  const date: DateParts = {};
  const levels = template && levelsOf(template);
  for (const [at, segment] of path.split("/").slice(0, -1).entries()) {
    const read = levels === undefined ? dateOfSegment(dataset, segment) : dateOfLevel(levels[at], segment);
    if (read === undefined) return undefined;
    for (const [unit, digits] of Object.entries(read) as [keyof DateParts, string][]) {
      if ((date[unit] ?? digits) !== digits) return undefined;
      date[unit] = digits;
    }
  }
  return date;
}

function dateOfSegment(dataset: Keyed, segment: string): DateParts | undefined {
  const { key, value } = keyOfSegment(dataset, segment) ?? {};
  if (key === undefined) return undefined;
  return key.kind === "text" ? {} : readDate(patternOf(key), value!);
}

function keyOfSegment({ keys }: Keyed, segment: string) {
  const equals = segment.indexOf("=");
  const name = segment.slice(0, Math.max(equals, 0)).toLowerCase();
  const key = keys.find((one) => one.name === name);
  return key && { key, value: valueInPath(segment.slice(equals + 1)) };
}

/** The day that the folders of a path name, whatever else they do; it may be none of the calendar. Undefined if they name none. */
export function dayNamed(dataset: Laid, path: string): string | undefined {
  const date: DateParts = {};
  if (dataset.layout !== undefined) Object.assign(date, dateOfPath(dataset, path));
  else {
    for (const segment of path.split("/").slice(0, -1)) {
      const { key, value } = keyOfSegment(dataset, segment) ?? {};
      const read = dateOfSegment(dataset, segment);
      if (key?.kind === "day" && read === undefined) return value;
      Object.assign(date, read);
    }
  }
  const { y, M, d } = date;
  return y === undefined || M === undefined || d === undefined ? undefined : `${y}-${M}-${d}`;
}

/** The name of one folder of a template. */
interface Level extends Written {
  readonly written: string;
}

const compiled = new WeakMap<PathTemplate, readonly Level[]>();

function levelsOf(template: PathTemplate): readonly Level[] {
  const known =
    compiled.get(template) ??
    template.path
      .split("/")
      .slice(0, template.depth)
      .map((written) => ({ ...compile(written), written }));
  compiled.set(template, known);
  return known;
}

/** Undefined if a folder has another name. Below a partition any has. */
function dateOfLevel(level: Level | undefined, segment: string): DateParts | undefined {
  if (level === undefined) return {};
  const read = readFields(level, segment);
  return read && Object.assign({}, ...read.filter((one) => typeof one === "object"));
}

/** First and last day, YYYY-MM-DD, both included; undefined is no bound. */
export interface DayBounds {
  readonly first: string | undefined;
  readonly last: string | undefined;
}

const ANY_DAY: DayBounds = { first: undefined, last: undefined };

/** Of which days partitions below a path may be; undefined if there can be none. */
export function daysBelow(dataset: Laid, path: string): DayBounds | undefined {
  const date = dateOfPath(dataset, path);
  if (date === undefined) return undefined;
  const { y, M, d } = date;
  if (y === undefined) return ANY_DAY;
  if (M === undefined) return { first: `${y}-01-01`, last: `${y}-12-31` };
  if (d === undefined) return { first: `${y}-${M}-01`, last: `${y}-${M}-31` };
  const day = `${y}-${M}-${d}`;
  return isCalendarDay(day) ? { first: day, last: day } : undefined;
}

/** The units that each level of folders tells, "text" for values of texts. */
function unitsByLevel(dataset: Laid): (DateUnit | "text")[][] {
  const template = templateOf(dataset);
  if (template !== undefined) {
    return levelsOf(template).map(({ fields }) =>
      fields.map(({ token }) => (token === "" ? "text" : unitOf(token))),
    );
  }
  return dataset.keys.map((key) => (key.kind === "text" ? ["text"] : unitsOf(patternOf(key))));
}

/** How many levels of folders it takes to know the day; 0 if they do not tell it. */
export function levelsToDay(dataset: Laid): number {
  const levels = unitsByLevel(dataset);
  const missing = new Set<string>(["y", "M", "d"]);
  for (const [at, units] of levels.entries()) {
    for (const unit of units) missing.delete(unit);
    if (missing.size === 0) return at + 1;
  }
  return 0;
}

/** How many of the first levels tell nothing but of a date, up to the day; with it the last one may tell its hour. */
export function leadingDateLevels(dataset: Laid): number {
  const levels = unitsByLevel(dataset).slice(0, levelsToDay(dataset));
  const end = levels.findIndex((units) => units.includes("text"));
  return end < 0 ? levels.length : end;
}

/** The folder, a whole key, that has all partitions of a day and no others; undefined if there is none. */
export function folderOfDay(dataset: Laid & Pick<Dataset, "prefix">, day: string): string | undefined {
  const depth = levelsToDay(dataset);
  if (depth === 0 || leadingDateLevels(dataset) < depth) return undefined;
  const tellsHours = unitsByLevel(dataset)
    .slice(0, depth)
    .some((units) => units.includes("H"));
  if (tellsHours) return undefined;
  const date = readDate(DAY, day) ?? {};
  const template = templateOf(dataset);
  const names =
    template === undefined
      ? dataset.keys.map((key) =>
          key.kind === "text" ? "" : `${key.name}=${hiveEscape(writeDate(patternOf(key), date))}`,
        )
      : levelsOf(template).map(({ written }) =>
          written.replace(new RegExp(FIELD, "g"), (_, __, token: string) => writeDate(token, date)),
        );
  return (
    dataset.prefix +
    names
      .slice(0, depth)
      .map((name) => `${name}/`)
      .join("")
  );
}
