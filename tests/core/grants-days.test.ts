import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { dayNumber, dayOfNumber, numberOfDay } from "../../shared/calendar/day-number.ts";
import { datasets } from "../../shared/datasets.ts";
import { dayPrefixes } from "../../shared/grants/day-prefixes.ts";
import { dayPatterns } from "../../shared/grants/session-policy.ts";
import { law } from "../support/law.ts";

test.each([
  ["2026-11-20", "2026-11-20", "2026-11-20"],
  ["2026-11-01", "2026-11-20", "2026-11-0 2026-11-1 2026-11-20"],
  [
    "2026-11-20",
    "2026-11-28",
    "2026-11-20 2026-11-21 2026-11-22 2026-11-23 2026-11-24 2026-11-25 2026-11-26 2026-11-27 2026-11-28",
  ],
  ["2026-11-20", "2026-11-29", "2026-11-2"],
  ["2026-11-20", "2026-11-30", "2026-11-2 2026-11-3"],
  ["2027-02-20", "2027-02-28", "2027-02-2"], // no leap year: the twenties of this month end here
  ["2028-02-01", "2028-02-29", "2028-02"],
  ["2026-01-01", "2026-09-30", "2026-0"],
  ["2026-10-01", "2027-01-01", "2026-1 2027-01-01"],
  ["2026-01-01", "2026-12-31", "2026"],
  ["2020-01-01", "2029-12-31", "202"],
])("%s..%s is %s", (from, to, expected) => {
  expect(dayPrefixes({ from, to }).join(" ")).toBe(expected);
});

/** Every real day that a table may have, and far around; and of each beginning of one: which days begin so. */
const FIRST = dayNumber(1900, 1, 1);
const LAST = dayNumber(2199, 12, 31);
const beginnings = new Map<string, { least: number; most: number; days: number }>();
for (let number = FIRST; number <= LAST; number += 1) {
  const day = dayOfNumber(number);
  for (let length = 0; length <= day.length; length += 1) {
    const known = beginnings.get(day.slice(0, length));
    if (known === undefined) beginnings.set(day.slice(0, length), { least: number, most: number, days: 1 });
    else Object.assign(known, { most: number, days: known.days + 1 });
  }
}

const day = fc.integer({ min: dayNumber(1990, 1, 1), max: dayNumber(2099, 12, 31) });
const short = fc
  .tuple(day, fc.integer({ min: 0, max: 400 }))
  .map(([first, length]) => [first, first + length] as const);
// Short ranges as often as long ones, and such that begin or end with a month.
const range = fc
  .oneof(
    fc.tuple(day, day),
    short,
    fc
      .tuple(day, day)
      .map(([one, other]) =>
        [one, other].map((number) => numberOfDay(`${dayOfNumber(number).slice(0, 8)}01`)),
      ),
  )
  .map(([one, other]) => [Math.min(one!, other!), Math.max(one!, other!)] as const);

const prefixesOf = ([first, last]: readonly [number, number]) =>
  dayPrefixes({ from: dayOfNumber(first), to: dayOfNumber(last) });

law(
  "the beginnings of a range are those of its days, each once, and of no other real day",
  fc.property(range, ([first, last]) => {
    const found = prefixesOf([first, last]).map((prefix) => beginnings.get(prefix)!);
    const inside = found.every(({ least, most }) => least >= first && most <= last);
    return inside && found.reduce((sum, { days }) => sum + days, 0) === last - first + 1;
  }),
);

law(
  "none of them could be shorter, so there are no fewer",
  fc.property(range, ([first, last]) =>
    prefixesOf([first, last]).every((prefix) => {
      const { least, most } = beginnings.get(prefix.slice(0, -1))!;
      return least < first || most > last;
    }),
  ),
);

/** As IAM compares: "*" stands for any text, slashes too. */
function matches(pattern: string, key: string): boolean {
  const literal = (text: string) => text.replace(/[\\^$.|?+()[\]{}]/g, "\\$&");
  return new RegExp(`^${pattern.split("*").map(literal).join(".*")}$`).test(key);
}

law(
  "the patterns of a table are those of the objects of its days",
  fc.property(
    fc.constantFrom(...datasets),
    short,
    fc.integer({ min: -40, max: 40 }),
    (dataset, [first, last], off) => {
      const patterns = dayPatterns(dataset, { from: dayOfNumber(first), to: dayOfNumber(last) });
      return [first + off, last + off].every((number) => {
        const key = `market-data-lake/${dataset.prefix}day=${dayOfNumber(number)}/symbol=AAPL/part-0.parquet`;
        return patterns.some((pattern) => matches(pattern, key)) === (number >= first && number <= last);
      });
    },
  ),
);
