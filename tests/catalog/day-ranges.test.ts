/** What Glue is asked for, by the types that a table's keys have there. */
import { expect, test } from "@jest/globals";
import { expressionOf, rangesOfDays } from "../../shared/catalog/day-ranges.ts";
import type { PartitionKey } from "../../shared/datasets/dataset.ts";

const DAYS = { from: "2025-11-29", to: "2026-02-03" };

function asked(keys: readonly PartitionKey[], keyTypes: readonly string[] | undefined): string | undefined {
  const table = { keys: keys.map(({ name }) => name), ...(keyTypes && { keyTypes }) };
  return expressionOf(rangesOfDays({ keys }, table, DAYS));
}

const number: PartitionKey = { name: "dt", kind: "day", format: "yyyyMMdd" };

test.each<[PartitionKey, string | undefined, string]>([
  [{ name: "day", kind: "day" }, undefined, "day >= '2025-11-29' AND day <= '2026-02-03'"],
  [{ name: "day", kind: "day" }, "date", "day >= '2025-11-29' AND day <= '2026-02-03'"],
  [number, "string", "dt >= '20251129' AND dt <= '20260203'"],
  [number, "int", "dt >= 20251129 AND dt <= 20260203"],
  [number, "bigint", "dt >= 20251129 AND dt <= 20260203"],
  [{ ...number, format: "yyyyMMddHH" }, "bigint", "dt >= 2025112900 AND dt <= 2026020323"],
  [{ ...number, format: "yyyy-MM-dd-HH" }, "string", "dt >= '2025-11-29-00' AND dt <= '2026-02-03-23'"],
])("days of %j as %s are compared as such", (key, type, expression) => {
  expect(asked([key], type === undefined ? undefined : [type])).toBe(expression);
});

const parts: readonly PartitionKey[] = [
  { name: "year", kind: "year" },
  { name: "month", kind: "month", format: "M" },
  { name: "day", kind: "day-of-month", format: "d" },
];

test("parts without leading zeros are compared to the day if they are numbers, else by years alone", () => {
  expect(asked(parts, ["int", "int", "int"])).toBe(
    "(year = 2025 AND month = 11 AND day >= 29) OR (year = 2025 AND month >= 12) OR " +
      "(year = 2026 AND month <= 1) OR (year = 2026 AND month = 2 AND day <= 3)",
  );
  expect(asked(parts, undefined)).toBe("year >= '2025' AND year <= '2026'");
});
