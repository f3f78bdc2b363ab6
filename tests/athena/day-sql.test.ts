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
])("a day that is %s", (_, keys, day, condition) => {
  expect(dayAsSql({ keys })).toBe(day);
  expect(isOnDays({ keys }, DAYS)).toBe(condition);
});
