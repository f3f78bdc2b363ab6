/** What partition keys hold, as their names and values tell: days, parts of a date, or texts. */
import { DAY_FORMATS, type PartitionKey } from "../../shared/datasets/dataset.ts";
import { readDate, writeDate } from "../../shared/datasets/date-pattern.ts";
import { isCalendarDay } from "../../shared/datasets/day.ts";
import { HIVE_NULL } from "../../shared/datasets/hive-path.ts";
import { problemsOfDateKeys } from "../../shared/datasets/layout-rules.ts";

export interface NamedValues {
  readonly name: string;
  readonly values: readonly string[];
}

/** What people call the parts of a date, and the ways to write each; the first is its default. */
const PARTS = [
  { kind: "year", names: /^(y|yr|year|yyyy)$/, formats: ["yyyy"] },
  { kind: "month", names: /^(m|mon|month|mm)$/, formats: ["MM", "M"] },
  { kind: "day-of-month", names: /^(d|day|dd|dom|day_of_month)$/, formats: ["dd", "d"] },
  { kind: "hour", names: /^(h|hr|hour|hh)$/, formats: ["HH", "H"] },
] as const;

/** Years of data; other numbers of four or eight digits are numbers. */
const isPlausible = (year: string | undefined) => year === undefined || (year >= "1900" && year < "2200");

/** A key is what all of its values are, NULL aside. Parts that make no date together are texts. */
export function kindsOf(keys: readonly NamedValues[]): PartitionKey[] {
  const found: PartitionKey[] = [];
  for (const { name, values } of keys) {
    const known = [...new Set(values.filter((value) => value !== HIVE_NULL))];
    const taken = new Set(found.map(({ kind }) => kind));
    const key = known.length === 0 ? undefined : (dayKey(name, known) ?? partKey(name, known));
    found.push(key === undefined || taken.has(key.kind) ? { name, kind: "text" } : key);
  }
  const isSound = [...problemsOfDateKeys({ keys: found })].length === 0;
  if (!isSound) return found.map((key) => (key.kind === "day" ? key : { name: key.name, kind: "text" }));
  const isShort = found.some((key) => key.kind !== "day" && "format" in key);
  return isShort ? found.map((key, at) => withoutZeros(key, keys[at]!.values)) : found;
}

/** Who writes one part without leading zeros writes no other with them: 11 may be either. */
function withoutZeros(key: PartitionKey, values: readonly string[]): PartitionKey {
  const short = PARTS.find(({ kind }) => kind === key.kind)?.formats[1];
  const known = values.filter((value) => value !== HIVE_NULL);
  const fits = short !== undefined && formatOf([short], known) !== undefined;
  return fits ? ({ name: key.name, kind: key.kind, format: short } as PartitionKey) : key;
}

/** The format in which all of these are days; undefined if there is none. */
export function dayFormatOf(values: readonly string[]): (typeof DAY_FORMATS)[number] | undefined {
  return DAY_FORMATS.find((format) => values.every((value) => isDay(format, value)));
}

export function isDay(format: string, value: string): boolean {
  const parts = readDate(format, value);
  return parts !== undefined && isPlausible(parts.y) && isCalendarDay(writeDate("yyyy-MM-dd", parts));
}

function dayKey(name: string, values: readonly string[]): PartitionKey | undefined {
  const format = dayFormatOf(values);
  if (format === undefined) return undefined;
  return format === DAY_FORMATS[0] ? { name, kind: "day" } : { name, kind: "day", format };
}

function partKey(name: string, values: readonly string[]): PartitionKey | undefined {
  for (const { kind, names, formats } of PARTS) {
    if (!names.test(name)) continue;
    const format = formatOf(formats, values);
    if (format !== undefined)
      return (format === formats[0] ? { name, kind } : { name, kind, format }) as PartitionKey;
  }
  return undefined;
}

/** The first of these formats in which all values are written. */
export function formatOf<Format extends string>(
  formats: readonly Format[],
  values: readonly string[],
): Format | undefined {
  return formats.find((format) =>
    values.every((value) => {
      const parts = readDate(format, value);
      return parts !== undefined && isPlausible(parts.y);
    }),
  );
}
