import { describe, expect, test } from "@jest/globals";
import { hasHeader, readRow } from "../../shared/athena/cells.ts";
import type { Value } from "../../shared/athena/port.ts";
import { execution } from "../support/queries.ts";

const read = (type: string, text: string | null) => readRow([{ name: "c", type }], [text])[0];

test.each<[type: string, text: string | null, value: Value]>([
  ["varchar", null, null],
  ["varchar", "", ""],
  ["varchar", "NULL", "NULL"],
  ["bigint", null, null],
  ["tinyint", "-1", -1],
  ["smallint", "7", 7],
  ["integer", "2147483647", 2_147_483_647],
  ["bigint", "9223372036854775807", 9_223_372_036_854_775_807n],
  ["bigint", "-5", -5n],
  ["double", "270.5", 270.5],
  ["double", "1.0E10", 1e10],
  ["double", "4.9E-324", Number.MIN_VALUE],
  ["double", "-0.0", -0],
  ["double", "NaN", Number.NaN],
  ["double", "Infinity", Number.POSITIVE_INFINITY],
  ["double", "-Infinity", Number.NEGATIVE_INFINITY],
  ["float", "1.5", 1.5],
  ["decimal", "12345678901234567890.1200", "12345678901234567890.1200"],
  ["boolean", "true", true],
  ["boolean", "false", false],
  ["date", "2026-11-20", "2026-11-20"],
  ["timestamp", "2026-11-20 21:05:12", "2026-11-20T21:05:12"],
  ["timestamp", "2026-11-20 21:05:12.345", "2026-11-20T21:05:12.345"],
  ["timestamp", "2026-11-20 21:05:12.123456789", "2026-11-20T21:05:12.123456789"],
  ["timestamp with time zone", "2026-11-20 21:05:12.345 UTC", "2026-11-20T21:05:12.345Z"],
  ["timestamp with time zone", "2026-11-20 21:05:12 +02:00", "2026-11-20T21:05:12+02:00"],
  [
    "timestamp with time zone",
    "2026-11-20 21:05:12.345 America/New_York",
    "2026-11-20T21:05:12.345[America/New_York]",
  ],
  ["array", "[1, 2]", "[1, 2]"],
  ["map", "{a=1}", "{a=1}"],
  ["row", "{x=1, y=}", "{x=1, y=}"],
  ["of tomorrow", "whatever", "whatever"],
])("a cell of %s, %p, is %p", (type, text, value) => {
  expect(read(type, text)).toBe(value);
});

describe("what does not fit its column's type", () => {
  test.each([
    ["bigint", ""],
    ["bigint", "1.0"],
    ["integer", "0x10"],
    ["double", ""],
    ["double", "nan"],
    ["decimal", "1e3"],
    ["boolean", "TRUE"],
    ["date", "2026-11-20 00:00:00"],
    ["timestamp", "2026-11-20"],
    ["timestamp", "2026-11-20 21:05:12 UTC"],
    ["timestamp with time zone", "2026-11-20 21:05:12"],
  ])("is refused, not guessed: a %s of %p", (type, text) => {
    expect(() => read(type, text)).toThrow(
      expect.objectContaining({
        code: "QUERY_UNREADABLE",
        message: `Column "c" is ${type}, and a cell of it says ${JSON.stringify(text)}`,
      }),
    );
  });
});

test("cells keep their place, whatever their columns are called; more cells than columns are text", () => {
  const columns = [
    { name: "n", type: "bigint" },
    { name: "n", type: "varchar" },
  ];
  expect(readRow(columns, ["1", "2", "3"])).toEqual([1n, "2", "3"]);
});

test.each([
  ["DML", "SELECT", true],
  ["DML", undefined, true],
  ["DML", "EXPLAIN", false],
  ["DDL", "CREATE_TABLE", false],
  ["UTILITY", "SHOW_PARTITIONS", false],
  [undefined, undefined, false],
])("%s %s begins with the column names: %p", (statementType, substatementType, expected) => {
  expect(hasHeader(execution({ statementType, substatementType }))).toBe(expected);
});
