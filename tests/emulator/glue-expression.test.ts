import { describe, expect, test } from "@jest/globals";
import { parseExpression } from "../../emulator/glue/expression.ts";

const KEYS = [
  { Name: "day", Type: "date" },
  { Name: "symbol", Type: "string" },
  { Name: "shard", Type: "int" },
  { Name: "price", Type: "decimal(38,2)" },
];

const ROWS = {
  a: ["2026-11-19", "AAPL", "9", "1.50"],
  b: ["2026-11-20", "BRK.B", "10", "12345678901234567890.10"],
  c: ["2026-11-21", "O'Neil", "-2", "12345678901234567890.2"],
  n: ["2026-11-22", "__HIVE_DEFAULT_PARTITION__", "__HIVE_DEFAULT_PARTITION__", "0"],
};

function kept(expression: string): string {
  const wanted = parseExpression(expression, KEYS);
  const rows = Object.entries(ROWS).filter(([, values]) => wanted(values));
  return rows.map(([name]) => name).join("");
}

describe("a partition", () => {
  test.each([
    ["", "abcn"],
    ["day = '2026-11-20'", "b"],
    ["day = DATE '2026-11-20'", "b"],
    ["DAY >= '2026-11-20'", "bcn"],
    ["\"day\" <> '2026-11-20'", "acn"],
    ["`day` != '2026-11-20'", "acn"],
    ["day < '2026-11-20'", "a"],
    ["day <= '2026-11-20'", "ab"],
    ["day > '2026-11-20'", "cn"],
    ["day between '2026-11-20' and '2026-11-21'", "bc"],
    ["day BETWEEN '2026-11-20' AND '2026-11-21' AND symbol = 'BRK.B'", "b"],
    ["day NOT BETWEEN '2026-11-20' AND '2026-11-21'", "an"],
    ["symbol IN ('AAPL', 'BRK.B')", "ab"],
    ["symbol NOT IN ('AAPL')", "bc"],
    ["symbol = 'O''Neil'", "c"],
    ["symbol='AAPL'OR symbol='BRK.B'", "ab"],
    ["symbol LIKE 'A%'", "a"],
    ["symbol LIKE '%B'", "b"],
    ["symbol LIKE 'BRK_B'", "b"],
    ["symbol LIKE 'BRK.'", ""],
    ["symbol LIKE 'a%'", ""],
    ["symbol NOT LIKE '%''%'", "ab"],
    ["shard > 9", "b"],
    ["shard > '9'", "b"],
    ["shard < 9", "c"],
    ["shard < -1", "c"],
    ["shard = 010", "b"],
    ["shard IN (-2, +9)", "ac"],
    ["shard >= -2", "abc"],
    ["price = 1.5", "a"],
    ["price > 12345678901234567890.1", "c"],
    ["symbol IS NULL", "n"],
    ["symbol IS NOT NULL", "abc"],
    ["NOT symbol = 'AAPL'", "bc"],
    ["NOT (symbol = 'AAPL' OR shard = 10)", "c"],
    ["symbol = 'AAPL' OR day = '2026-11-22'", "an"],
    ["NOT (symbol = 'AAPL' AND day = '2026-11-22')", "abc"],
    ["symbol = 'AAPL' OR symbol = 'BRK.B' AND shard = 99", "a"],
    ["(symbol = 'AAPL' OR symbol = 'BRK.B') AND shard = 99", ""],
    ["((day = '2026-11-20'))", "b"],
  ])("is kept when %s", (expression, rows) => {
    expect(kept(expression)).toBe(rows);
  });
});

describe("an expression", () => {
  test.each([
    ["it names something that is no partition key", "hour = 1", /Unknown column 'hour'/],
    ["it ends early", "day =", /unexpected end/],
    ["it goes on", "day = '2026-11-20' day", /unexpected 'day'/],
    ["a quote is not closed", "day = '2026-11-20", /Cannot read the expression at ''2026-11-20'/],
    ["a parenthesis is not closed", "(day = '2026-11-20'", /unexpected end/],
    ["a list is empty", "symbol IN ()", /unexpected '\)'/],
    ["it does not begin with a column", "1 = 1", /unexpected '1'/],
    ["an int key is compared with text", "shard = 'many'", /'many' is not a value of partition key shard/],
    ["a keyword takes the place of an operator", "day AND symbol", /unexpected 'AND'/],
    ["it has a second statement", "day = '2026-11-20'; DROP", /Cannot read the expression at '; DROP'/],
  ])("is refused when %s", (_, expression, message) => {
    expect(() => kept(expression)).toThrow(message);
    expect(() => kept(expression)).toThrow(expect.objectContaining({ code: "InvalidInputException" }));
  });

  test("is refused when a key has a type that Glue does not compare", () => {
    const keys = [{ Name: "tags", Type: "array<string>" }];
    expect(() => parseExpression("tags = 'a'", keys)).toThrow(/type array<string> is not supported/);
  });
});

test("an expression may nest as deep as 2048 characters allow", () => {
  const depth = 1000;
  expect(kept(`${"(".repeat(depth)}day = '2026-11-20'${")".repeat(depth)}`)).toBe("b");
});
