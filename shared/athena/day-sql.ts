/** The day of rows, and rows of some days, in Trino's SQL: by the keys that tell it. */
import type { Dataset } from "../datasets/dataset.ts";
import { type DateKey, patternOf, readDate, tellsHour, writeDate } from "../datasets/date-pattern.ts";
import { isNumberType, typeOfKey } from "../datasets/key-type.ts";
import { DAY, dayKeysOf, FIRST_HOUR, LAST_HOUR } from "../datasets/partition-day.ts";
import { sqlDay, sqlIdentifier, sqlLiteral } from "./sql.ts";

type Keyed = Pick<Dataset, "keys">;

/** A column of a table by its name: `"day"`, or `r."day"`. */
type Column = (name: string) => string;

/** The session of a row, a varchar YYYY-MM-DD, of a dataset that has a day. */
export function dayAsSql(dataset: Keyed, column: Column = sqlIdentifier): string {
  const telling = dayKeysOf(dataset);
  if (telling.length === 1) return wholeDay(telling[0]!, column);
  return telling.map((key) => paddedPart(key, column)).join(" || '-' || ");
}

function paddedPart(key: DateKey, column: Column): string {
  const isUnpadded = patternOf(key).length === 1 || isNumberType(typeOfKey(key));
  const text = asText(key, column);
  return isUnpadded && key.kind !== "year" ? `lpad(${text}, 2, '0')` : text;
}

/** A date becomes YYYY-MM-DD, a number its digits. */
const asText = (key: DateKey, column: Column): string =>
  typeOfKey(key) === "string" ? column(key.name) : `CAST(${column(key.name)} AS varchar)`;

/** A value of a key, as its type is compared with. */
function keyLiteral(key: DateKey, value: string): string {
  const type = typeOfKey(key);
  if (type === "date") return sqlDay(value);
  return sqlLiteral(isNumberType(type) ? Number(value) : value);
}

function wholeDay(key: DateKey, column: Column): string {
  const pattern = patternOf(key);
  if (pattern === DAY) return asText(key, column);
  return ["yyyy", "MM", "dd"]
    .map((token) => `substr(${asText(key, column)}, ${pattern.indexOf(token) + 1}, ${token.length})`)
    .join(" || '-' || ");
}

/** Is a row of one of these days? Keys are compared with literals, so that Athena reads no other partitions. */
export function isOnDays(dataset: Keyed, days: readonly string[], column: Column = sqlIdentifier): string {
  const telling = dayKeysOf(dataset);
  const [first] = telling;
  if (first !== undefined && tellsHour(first)) return isInHours(first, days, column);
  const written = days.map((day) => {
    const date = readDate(DAY, day) ?? {};
    return telling.map((key) => keyLiteral(key, writeDate(patternOf(key), date)));
  });
  const last = telling.at(-1)!;
  const isLast = (values: readonly string[]) => `${column(last.name)} IN (${values.join(", ")})`;
  if (telling.length === 1) return isLast(written.map(([value]) => value!));
  // Days of one month share what comes before them.
  const months = new Map<string, string[]>();
  for (const values of written) {
    const month = telling
      .slice(0, -1)
      .map((key, at) => `${column(key.name)} = ${values[at]}`)
      .join(" AND ");
    months.set(month, [...(months.get(month) ?? []), values.at(-1)!]);
  }
  const each = [...months].map(([month, values]) => `${month} AND ${isLast(values)}`);
  return each.length === 1 ? each[0]! : `(${each.join("\n    OR ")})`;
}

/** The same of a key that tells the hour, too: from the first of each day to its last. */
function isInHours(key: DateKey, days: readonly string[], column: Column): string {
  const each = days.map((day) => {
    const [first, last] = [FIRST_HOUR, LAST_HOUR].map((H) =>
      keyLiteral(key, writeDate(patternOf(key), { ...readDate(DAY, day), H })),
    );
    return `${column(key.name)} BETWEEN ${first} AND ${last}`;
  });
  return each.length === 1 ? each[0]! : `(${each.join("\n    OR ")})`;
}
