/** Which partitions of a table Glue is to be asked for, by their days. */
import type { Dataset } from "../datasets/dataset.ts";
import { type DateKey, patternOf, readDate, writeDate } from "../datasets/date-pattern.ts";
import { isNumberType } from "../datasets/key-type.ts";
import { DAY, dayKeysOf, FIRST_HOUR, LAST_HOUR } from "../datasets/partition-day.ts";
import type { PartitionRanges, Table, ValueRange } from "./port.ts";

/** A key that tells the day, as the table has it. */
type TableKey = DateKey & { readonly isNumber: boolean };

/**
 * Values that keys of a table have in partitions of some days. Of several keys Glue may answer with more than those. The
 * table's names may differ from the dataset's in case, and its types decide how Glue compares.
 */
export function rangesOfDays(
  dataset: Pick<Dataset, "keys">,
  table: Pick<Table, "keys" | "keyTypes">,
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): PartitionRanges | undefined {
  const telling = dayKeysOf(dataset).map((key): TableKey => {
    const at = table.keys.findIndex((name) => name.toLowerCase() === key.name);
    return { ...key, name: table.keys[at] ?? key.name, isNumber: isNumberType(table.keyTypes?.[at] ?? "") };
  });
  const [first] = telling;
  if (first === undefined || (from === undefined && to === undefined)) return undefined;
  const written = (day: string | undefined, H: string) =>
    day === undefined ? undefined : writeDate(patternOf(first), { ...readDate(DAY, day), H });
  if (telling.length === 1) {
    return [[rangeOf(first, written(from, FIRST_HOUR), written(to, LAST_HOUR))]];
  }
  return alternatives(comparable(telling), digitsOf(from), digitsOf(to));
}

const rangeOf = (
  { name, isNumber }: TableKey,
  from: string | undefined,
  to: string | undefined,
): ValueRange => ({
  key: name,
  ...(isNumber ? { isNumber } : {}),
  from,
  to,
});

const digitsOf = (day: string | undefined) => day?.split("-");

/** Characters that names may have together, so that an expression has no more than the 2,048 that Glue takes. */
const LONGEST_NAMES = 120;

/** Those of the first keys that Glue compares rightly: as text and without leading zeros 10 comes before 9. */
function comparable(keys: readonly TableKey[]): TableKey[] {
  const end = keys.findIndex((key) => patternOf(key).length === 1 && !key.isNumber);
  const padded = keys.slice(0, end < 0 ? undefined : end);
  return padded.reduce((sum, { name }) => sum + name.length, 0) > LONGEST_NAMES ? padded.slice(0, 1) : padded;
}

/** From one day to another as alternatives: the rest of the first year, whole years, the beginning of the last one … */
function alternatives(
  [key, ...inner]: readonly TableKey[],
  from: readonly string[] | undefined,
  to: readonly string[] | undefined,
): ValueRange[][] {
  if (key === undefined || (from === undefined && to === undefined)) return [[]];
  const [low, ...lower] = from ?? [];
  const [high, ...higher] = to ?? [];
  const at = (value: string, rest: ValueRange[][]) =>
    rest.map((ranges) => [rangeOf(key, value, value), ...ranges]);
  if (low !== undefined && low === high) return at(low, alternatives(inner, lower, higher));
  if (inner.length === 0) return [[rangeOf(key, low, high)]];
  const next = low === undefined ? undefined : shifted(low, 1);
  const last = high === undefined ? undefined : shifted(high, -1);
  const isBetween = next === undefined || last === undefined || next <= last;
  return [
    ...(low === undefined ? [] : at(low, alternatives(inner, lower, undefined))),
    ...(isBetween ? [[rangeOf(key, next, last)]] : []),
    ...(high === undefined ? [] : at(high, alternatives(inner, undefined, higher))),
  ];
}

const shifted = (digits: string, by: number) => String(Number(digits) + by).padStart(digits.length, "0");

/**
 * The ranges as Glue's API takes them, dates as texts; undefined for all partitions. Days need no escaping: they are
 * digits and what stands between them.
 * https://docs.aws.amazon.com/glue/latest/dg/partition-indexes.html
 */
export function expressionOf(ranges: PartitionRanges | undefined): string | undefined {
  const written = (ranges ?? []).map((each) =>
    each
      .flatMap(({ key, isNumber, from, to }) => {
        const literal = (value: string) => (isNumber === true ? String(Number(value)) : `'${value}'`);
        if (from !== undefined && from === to) return [`${key} = ${literal(from)}`];
        return [
          ...(from === undefined ? [] : [`${key} >= ${literal(from)}`]),
          ...(to === undefined ? [] : [`${key} <= ${literal(to)}`]),
        ];
      })
      .join(" AND "),
  );
  if (written.length < 2) return written[0] || undefined;
  return written.map((each) => `(${each})`).join(" OR ");
}
