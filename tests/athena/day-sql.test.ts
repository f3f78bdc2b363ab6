/** The day of a row, and rows of some days, by the declared types of the keys. */
import { expect, test } from "@jest/globals";
import { dayAsSql, isOnDays } from "../../shared/athena/day-sql.ts";
import type { PartitionKey } from "../../shared/datasets/dataset.ts";

const DAYS = ["2026-01-31", "2026-02-03"];

test.each<[string, readonly PartitionKey[], string, string]>([
  ["a text", [{ name: "day", kind: "day" }], '"day"', `"day" IN ('2026-01-31', '2026-02-03')`],
  [
    "a date",
    [{ name: "day", kind: "day", type: "date" }],
    'CAST("day" AS varchar)',
    `"day" IN (DATE '2026-01-31', DATE '2026-02-03')`,
  ],
  [
    "a number",
    [{ name: "dt", kind: "day", format: "yyyyMMdd", type: "int" }],
    [1, 5, 7].map((at) => `substr(CAST("dt" AS varchar), ${at}, ${at === 1 ? 4 : 2})`).join(" || '-' || "),
    '"dt" IN (20260131, 20260203)',
  ],
  [
    "parts as numbers, padded or not",
    [
      { name: "y", kind: "year", type: "int" },
      { name: "m", kind: "month", type: "int" },
      { name: "d", kind: "day-of-month", format: "d", type: "bigint" },
    ],
    `CAST("y" AS varchar) || '-' || lpad(CAST("m" AS varchar), 2, '0') || '-' || lpad(CAST("d" AS varchar), 2, '0')`,
    '("y" = 2026 AND "m" = 1 AND "d" IN (31)\n    OR "y" = 2026 AND "m" = 2 AND "d" IN (3))',
  ],
  [
    "in front of its hour",
    [{ name: "at", kind: "day", format: "yyyy-MM-dd-HH" }],
    [1, 6, 9].map((at) => `substr("at", ${at}, ${at === 1 ? 4 : 2})`).join(" || '-' || "),
    `("at" BETWEEN '2026-01-31-00' AND '2026-01-31-23'\n    OR "at" BETWEEN '2026-02-03-00' AND '2026-02-03-23')`,
  ],
  [
    "in front of its hour, in a number",
    [{ name: "at", kind: "day", format: "yyyyMMddHH", type: "bigint" }],
    [1, 5, 7].map((at) => `substr(CAST("at" AS varchar), ${at}, ${at === 1 ? 4 : 2})`).join(" || '-' || "),
    `("at" BETWEEN 2026013100 AND 2026013123\n    OR "at" BETWEEN 2026020300 AND 2026020323)`,
  ],
])("a day that is %s", (_, keys, day, condition) => {
  expect(dayAsSql({ keys })).toBe(day);
  expect(isOnDays({ keys }, DAYS)).toBe(condition);
});

test("of one day hours need no brackets", () => {
  const keys: readonly PartitionKey[] = [{ name: "at", kind: "day", format: "yyyyMMddHH" }];
  expect(isOnDays({ keys }, ["2026-02-03"])).toBe(`"at" BETWEEN '2026020300' AND '2026020323'`);
});
