import { describe, expect, test } from "@jest/globals";
import {
  type SqlValue,
  sqlDay,
  sqlIdentifier,
  sqlList,
  sqlLiteral,
  sqlTable,
  sqlTimestamp,
} from "../../shared/athena/sql.ts";

test.each<[SqlValue, string]>([
  [null, "NULL"],
  [true, "TRUE"],
  [false, "FALSE"],
  ["", "''"],
  ["AAPL", "'AAPL'"],
  ["O'Neil", "'O''Neil'"],
  ["''", "''''''"],
  ["'; DROP TABLE trades; --", "'''; DROP TABLE trades; --'"],
  ["\\'", "'\\'''"],
  ["a?b\n/* c */", "'a?b\n/* c */'"],
  ["é😀", "'é😀'"],
  [0, "0"],
  [42, "42"],
  [-42, "(-42)"],
  [9_007_199_254_740_991, "9007199254740991"],
  [1.5, "1.5E0"],
  [-0.25, "(-2.5E-1)"],
  [-0, "(-0E0)"],
  [2 ** 60, "1.152921504606847E18"],
  [Number.MIN_VALUE, "5E-324"],
  [Number.NaN, "nan()"],
  [Number.POSITIVE_INFINITY, "infinity()"],
  [Number.NEGATIVE_INFINITY, "(-infinity())"],
  [5n, "BIGINT '5'"],
  [-(2n ** 63n), "BIGINT '-9223372036854775808'"],
])("%p is written %s", (value, sql) => {
  expect(sqlLiteral(value)).toBe(sql);
});

test("a list is written for IN, a name and a table in double quotes", () => {
  expect(sqlList(["AAPL", "BRK.B"])).toBe("('AAPL', 'BRK.B')");
  expect(sqlIdentifier('odd"name')).toBe('"odd""name"');
  expect(sqlTable("stock_trades_raw", "trades")).toBe('"stock_trades_raw"."trades"');
});

test("a day and a time are written as what they are", () => {
  expect(sqlDay("2028-02-29")).toBe("DATE '2028-02-29'");
  expect(sqlTimestamp(Date.UTC(2026, 10, 20, 21, 5, 12, 345))).toBe("TIMESTAMP '2026-11-20 21:05:12.345'");
});

describe("what has no faithful form", () => {
  test.each<[string, () => string]>([
    ["half of a surrogate pair", () => sqlLiteral("a\ud83d")],
    ["NUL", () => sqlLiteral("a\0b")],
    ["a number of 65 bits", () => sqlLiteral(2n ** 63n)],
    ["a negative number of 65 bits", () => sqlLiteral(-(2n ** 63n) - 1n)],
    ["an empty list", () => sqlList([])],
    ["a day that the calendar lacks", () => sqlDay("2026-02-30")],
    ["a day with more behind it", () => sqlDay("2026-02-03' OR '1'='1")],
    ["no time", () => sqlTimestamp(Number.NaN)],
    ["a time after the year 9999", () => sqlTimestamp(Date.UTC(10_000, 0, 1))],
    ["a time before the year 0", () => sqlTimestamp(Date.UTC(-1, 0, 1))],
    ["an empty name", () => sqlIdentifier("")],
    ["a name with NUL", () => sqlIdentifier("a\0")],
  ])("is refused: %s", (_, write) => {
    expect(write).toThrow(expect.objectContaining({ code: "QUERY_VALUE" }));
  });
});
