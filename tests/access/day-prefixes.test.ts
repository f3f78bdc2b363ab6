import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type DayRange, dayPrefixes } from "../../access/day-prefixes.ts";
import { sessionPolicy } from "../../access/session-policy.ts";
import { dayNumber, dayOfNumber, numberOfDay } from "../../shared/calendar/day-number.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { isCalendarDay } from "../../shared/datasets/day.ts";
import { datasets } from "../fixtures/datasets.ts";
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
])("the days %s..%s begin with %s", (from, to, expected) => {
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
function matches(pattern: string, arn: string): boolean {
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return arn === pattern;
  if (!arn.startsWith(first)) return false;
  let end = first.length;
  for (const part of others) {
    const found = arn.indexOf(part, end);
    if (found < 0) return false;
    end = found + part.length;
  }
  return arn.length - last.length >= end && arn.endsWith(last);
}

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: readonly string[];
}

const PLACE = {
  partition: "aws",
  region: "us-east-1",
  account: "123456789012",
  stage: "prod",
  bucket: "lake",
};

/** Which objects a session of these tables and days may get, by what IAM does with Allow and Deny. */
function grantOf(tables: readonly Dataset[], days: DayRange): (key: string) => boolean {
  const { Statement } = JSON.parse(sessionPolicy(tables, days, PLACE)) as { Statement: readonly Statement[] };
  const ofObjects = Statement.filter(({ Action }) => Action === "s3:GetObject");
  return (key) => {
    const fits = (pattern: string) => matches(pattern, `arn:aws:s3:::lake/${key}`);
    const applying = ofObjects.filter(({ Resource, NotResource }) => {
      return NotResource === undefined ? [Resource!].flat().some(fits) : !NotResource.some(fits);
    });
    return applying.length > 0 && applying.every(({ Effect }) => Effect === "Allow");
  };
}

/** Shipped tables, and one whose first key has another name. */
const byDt: Dataset = {
  ...datasets[0]!,
  name: "by_dt",
  prefix: "other/by_dt/",
  keys: [{ name: "dt", kind: "day" }],
};
const tables = fc.constantFrom<readonly Dataset[]>(
  ...datasets.map((one) => [one]),
  datasets,
  [byDt],
  [...datasets, byDt],
);

law(
  "the objects of a table's granted days can be read, those of the days around cannot",
  fc.property(tables, short, fc.integer({ min: -40, max: 40 }), (granted, [first, last], off) => {
    const days = { from: dayOfNumber(first), to: dayOfNumber(last) };
    const mayGet = grantOf(granted, days);
    for (const { prefix, keys } of granted) {
      for (const number of [first + off, last + off]) {
        const key = `${prefix}${keys[0]!.name}=${dayOfNumber(number)}/symbol=AAPL/part-0.parquet`;
        expect(mayGet(key)).toBe(number >= first && number <= last);
      }
    }
  }),
);

law(
  "whatever folders lie deeper, the first one decides, and it names a granted day",
  fc.property(tables, short, fc.gen(), (granted, [first, last], pick) => {
    const days = { from: dayOfNumber(first), to: dayOfNumber(last) };
    const inside = dayOfNumber(pick(fc.integer, { min: first, max: last }));
    const outside = dayOfNumber(pick(fc.constantFrom, first - 1, last + 1, first - 365));
    const name = pick(fc.constantFrom, "day", "dt", "Day", "DT", "holiday", "symbol");
    const value = pick(fc.constantFrom, inside, outside, inside.slice(0, 9), inside.slice(0, 4), "AAPL", "");
    const folder = fc.constantFrom(
      `${name}=${value}`,
      `day=${inside}`,
      `day=${outside}`,
      `Day=${outside}`,
      inside,
      "x",
      "",
    );
    const path = pick(fc.array, folder, { minLength: 1, maxLength: 4 });
    const { prefix, keys } = pick(fc.constantFrom, ...datasets, byDt);
    if (!grantOf(granted, days)(`${prefix}${path.join("/")}/part-0.parquet`)) return;
    const table = granted.find((one) => one.prefix === prefix);
    expect(table).toBeDefined();
    const [key, day = ""] = path[0]!.split("=");
    expect(key).toBe(keys[0]!.name);
    if (isCalendarDay(day)) expect(day >= days.from && day <= days.to).toBe(true);
  }),
);

test.each([
  ["stock-trades-platform/curated/bars_5m/day=2026-11-20/part-0.parquet", true],
  ["stock-trades-platform/curated/bars_5m/day=2026-11-20/symbol=AAPL/part-0.parquet", true],
  ["stock-trades-platform/curated/bars_5m/day=2026-11-20/holiday=2025-01-02/part-0.parquet", true],
  ["stock-trades-platform/curated/bars_5m/day=2025-01-02/part-0.parquet", false],
  ["stock-trades-platform/curated/bars_5m/day=2025-01-02/day=2026-11-20/part-0.parquet", false],
  ["stock-trades-platform/curated/bars_5m/day=2025-01-02/symbol=A/day=2026-11-20/part-0.parquet", false],
  ["stock-trades-platform/curated/bars_5m/Day=2025-01-02/day=2026-11-20/part-0.parquet", false],
  ["stock-trades-platform/curated/bars_5m/symbol=A/day=2026-11-20/part-0.parquet", false],
  ["stock-trades-platform/curated/bars_5m/archive/day=2026-11-20/part-0.parquet", false],
  ["stock-trades-platform/raw/trades/day=2026-11-20/part-0.parquet", false],
])("of a grant of bars for 2026-11-20, %s can be read: %s", (key, expected) => {
  const bars = datasets.filter(({ name }) => name === "bars_5m");
  expect(grantOf(bars, { from: "2026-11-20", to: "2026-11-20" })(key)).toBe(expected);
});
