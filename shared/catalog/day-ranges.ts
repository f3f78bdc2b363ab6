/** Which partitions of a table Glue is to be asked for, by their days. */
import type { Dataset } from "../datasets/dataset.ts";
import { type DateKey, patternOf, readDate, writeDate } from "../datasets/date-pattern.ts";
import { DAY, dayKeysOf } from "../datasets/partition-day.ts";
import type { PartitionRanges, Table, ValueRange } from "./port.ts";

/**
 * Values that keys of a table have in partitions of some days. Of several keys Glue may answer with more than those. The
 * table's names may differ from the dataset's in case.
 */
export function rangesOfDays(
  dataset: Pick<Dataset, "keys">,
  table: Pick<Table, "keys">,
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): PartitionRanges | undefined {
  const inTable = (name: string) => table.keys.find((key) => key.toLowerCase() === name) ?? name;
  const telling = dayKeysOf(dataset).map((key) => ({ ...key, name: inTable(key.name) }));
  const [first] = telling;
  if (first === undefined || (from === undefined && to === undefined)) return undefined;
  const written = (key: DateKey, day: string | undefined) =>
    day === undefined ? undefined : writeDate(patternOf(key), readDate(DAY, day) ?? {});
  if (telling.length === 1) {
    return [[{ key: first.name, from: written(first, from), to: written(first, to) }]];
  }
  return alternatives(comparable(telling), digitsOf(from), digitsOf(to));
}

const digitsOf = (day: string | undefined) => day?.split("-");

/** Characters that names may have together, so that an expression has no more than the 2,048 that Glue takes. */
const LONGEST_NAMES = 120;

/** Those of the first keys that Glue compares rightly as text: without leading zeros 10 comes before 9. */
function comparable(keys: readonly DateKey[]): DateKey[] {
  const end = keys.findIndex((key) => patternOf(key).length === 1);
  const padded = keys.slice(0, end < 0 ? undefined : end);
  return padded.reduce((sum, { name }) => sum + name.length, 0) > LONGEST_NAMES ? padded.slice(0, 1) : padded;
}

/** From one day to another as alternatives: the rest of the first year, whole years, the beginning of the last one … */
function alternatives(
  [key, ...inner]: readonly DateKey[],
  from: readonly string[] | undefined,
  to: readonly string[] | undefined,
): ValueRange[][] {
  if (key === undefined || (from === undefined && to === undefined)) return [[]];
  const [low, ...lower] = from ?? [];
  const [high, ...higher] = to ?? [];
  const at = (value: string, rest: ValueRange[][]) =>
    rest.map((ranges) => [{ key: key.name, from: value, to: value }, ...ranges]);
  if (low !== undefined && low === high) return at(low, alternatives(inner, lower, higher));
  if (inner.length === 0) return [[{ key: key.name, from: low, to: high }]];
  const next = low === undefined ? undefined : shifted(low, 1);
  const last = high === undefined ? undefined : shifted(high, -1);
  const isBetween = next === undefined || last === undefined || next <= last;
  return [
    ...(low === undefined ? [] : at(low, alternatives(inner, lower, undefined))),
    ...(isBetween ? [[{ key: key.name, from: next, to: last }]] : []),
    ...(high === undefined ? [] : at(high, alternatives(inner, undefined, higher))),
  ];
}

const shifted = (digits: string, by: number) => String(Number(digits) + by).padStart(digits.length, "0");

/**
 * The ranges as Glue's API takes them; undefined for all partitions. Days need no escaping: they are digits and what
 * stands between them.
 */
export function expressionOf(ranges: PartitionRanges | undefined): string | undefined {
  const written = (ranges ?? []).map((each) =>
    each
      .flatMap(({ key, from, to }) => {
        if (from !== undefined && from === to) return [`${key} = '${from}'`];
        return [
          ...(from === undefined ? [] : [`${key} >= '${from}'`]),
          ...(to === undefined ? [] : [`${key} <= '${to}'`]),
        ];
      })
      .join(" AND "),
  );
  if (written.length < 2) return written[0] || undefined;
  return written.map((each) => `(${each})`).join(" OR ");
}
