/** The day of rows, and rows of some days, in Trino's SQL: by the keys that tell it. */
import type { Dataset } from "../datasets/dataset.ts";
import { type DateKey, patternOf, readDate, writeDate } from "../datasets/date-pattern.ts";
import { DAY, dayKeysOf } from "../datasets/partition-day.ts";
import { sqlIdentifier, sqlList, sqlLiteral } from "./sql.ts";

type Keyed = Pick<Dataset, "keys">;

/** A column of a table by its name: `"day"`, or `r."day"`. */
type Column = (name: string) => string;

/** The session of a row, a varchar YYYY-MM-DD, of a dataset that has a day. */
export function dayAsSql(dataset: Keyed, column: Column = sqlIdentifier): string {
  const telling = dayKeysOf(dataset);
  if (telling.length === 1) return wholeDay(telling[0]!, column);
  return telling
    .map((key) => (patternOf(key).length === 1 ? `lpad(${column(key.name)}, 2, '0')` : column(key.name)))
    .join(" || '-' || ");
}

function wholeDay(key: DateKey, column: Column): string {
  const pattern = patternOf(key);
  if (pattern === DAY) return column(key.name);
  return ["yyyy", "MM", "dd"]
    .map((token) => `substr(${column(key.name)}, ${pattern.indexOf(token) + 1}, ${token.length})`)
    .join(" || '-' || ");
}

/** Is a row of one of these days? Keys are compared with literals, so that Athena reads no other partitions. */
export function isOnDays(dataset: Keyed, days: readonly string[], column: Column = sqlIdentifier): string {
  const telling = dayKeysOf(dataset);
  const written = days.map((day) => {
    const date = readDate(DAY, day) ?? {};
    return telling.map((key) => writeDate(patternOf(key), date));
  });
  const last = telling.at(-1)!;
  const isLast = (values: readonly string[]) => `${column(last.name)} IN ${sqlList(values)}`;
  if (telling.length === 1) return isLast(written.map(([value]) => value!));
  // Days of one month share what comes before them.
  const months = new Map<string, string[]>();
  for (const values of written) {
    const month = telling
      .slice(0, -1)
      .map((key, at) => `${column(key.name)} = ${sqlLiteral(values[at]!)}`)
      .join(" AND ");
    months.set(month, [...(months.get(month) ?? []), values.at(-1)!]);
  }
  const each = [...months].map(([month, values]) => `${month} AND ${isLast(values)}`);
  return each.length === 1 ? each[0]! : `(${each.join("\n    OR ")})`;
}
