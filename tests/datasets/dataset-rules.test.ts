import { describe, expect, test } from "@jest/globals";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import { ConfigurationError } from "../../shared/runtime/errors.ts";

const good: Dataset = {
  name: "quotes",
  database: "stock_trades_raw",
  table: "quotes",
  prefix: "raw/quotes/",
  keys: [{ name: "day", kind: "day" }],
  columns: [{ name: "price", type: "double" }],
  strategy: "register",
};

function problemsOf(...list: readonly object[]): readonly string[] {
  try {
    defineDatasets(list as readonly Dataset[]);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).problems;
  }
}

const problemsWith = (changes: object) =>
  problemsOf({ ...good, ...changes }).map((problem) => problem.replace(/^dataset "[^"]*": /, ""));

test("every problem of every dataset is named at once", () => {
  const bad = {
    name: "Quotes",
    database: "Raw",
    table: "quotes-table",
    prefix: "/raw//quotes*",
    keys: [
      { name: "price", kind: "text", pattern: "[" },
      { name: "day", kind: "day", from: "2026-02-30" },
      { name: "day", kind: "week" },
    ],
    columns: [
      { name: "price", type: "float64" },
      { name: "price", type: "double" },
    ],
    strategy: "guess",
    crawl: { debounceSeconds: 60 },
  };
  expect(problemsOf(bad, { ...good, prefix: "raw" })).toEqual([
    `dataset "Quotes": name must be a letter followed by at most 39 of a-z, 0-9 and "_"`,
    `dataset "Quotes": database "Raw" must be 1 to 255 of a-z, 0-9 and "_" (Glue folds names to lower case)`,
    `dataset "Quotes": table "quotes-table" must be 1 to 255 of a-z, 0-9 and "_" (Glue folds names to lower case)`,
    `dataset "Quotes": prefix "/raw//quotes*" must end with "/"`,
    `dataset "Quotes": prefix "/raw//quotes*" must not start with "/" (S3 keys do not)`,
    `dataset "Quotes": prefix "/raw//quotes*" must not contain "//" (Athena cannot address such keys)`,
    `dataset "Quotes": prefix "/raw//quotes*" may hold only A-Z a-z 0-9 / _ . = -`,
    `dataset "Quotes": partition key "day" is declared twice`,
    `dataset "Quotes": partition key "price" is also a column; Athena refuses the duplicate`,
    `dataset "Quotes": partition key "price": pattern "[" is not a regular expression`,
    `dataset "Quotes": partition key "day": from "2026-02-30" is not a calendar day (YYYY-MM-DD)`,
    `dataset "Quotes": partition key "day" has kind "week"; expected "day" or "year" or "month" or "day-of-month" or "hour" or "text"`,
    `dataset "Quotes": column "price" is declared twice`,
    `dataset "Quotes": column "price": "float64" is not a Hive type; did you mean "double"?`,
    `dataset "Quotes": strategy "guess" is unknown; expected "register" or "crawl" or "project"`,
    `dataset "Quotes": crawl is for strategy "crawl" only, not "guess"`,
    `dataset "quotes": prefix "raw" must end with "/"`,
  ]);
});

describe("a dataset", () => {
  test.each([
    [
      { prefix: "/" },
      ['prefix "/" must end with "/"', 'prefix "/" must not start with "/" (S3 keys do not)'],
    ],
    [{ prefix: "" }, ['prefix "" must end with "/"']],
    [{ keys: [] }, ["keys must name at least one partition key"]],
    [{ columns: [] }, ["columns must name at least one column"]],
    [{ keys: [{ name: "Day", kind: "day" }] }, ['partition key "Day" must be 1 to 255 of a-z, 0-9 and "_"']],
    [
      {
        columns: [
          { name: "price", type: "double" },
          { name: "Price", type: "double" },
        ],
      },
      [
        'columns "price" and "Price" differ in case alone, and are one to Glue',
        'column "Price" must be 1 to 255 of a-z, 0-9 and "_"',
      ],
    ],
    [
      { keys: [{ name: "day", kind: "day", from: "2026-01-02", until: "2026-01-01" }] },
      ['partition key "day": from 2026-01-02 is after until 2026-01-01'],
    ],
    [{ guard: "warn" }, []],
    [{ guard: "strict" }, ['guard "strict" is unknown; expected "off" or "warn" or "enforce"']],
    [{ strategy: "crawl", guard: "off" }, []],
    [
      { strategy: "crawl", guard: "enforce" },
      ['guard is for strategy "register" only, not "crawl": nothing else tells of new partitions'],
    ],
    [{ table: "t".repeat(255) }, []],
    [
      { table: "t".repeat(256) },
      [`table "${"t".repeat(256)}" must be 1 to 255 of a-z, 0-9 and "_" (Glue folds names to lower case)`],
    ],
  ])("with %j has these problems, or none: %j", (changes, problems) =>
    expect(problemsWith(changes)).toEqual(problems),
  );
});

describe("between datasets", () => {
  test("an empty list is refused", () => {
    expect(problemsOf()).toEqual(["there is no dataset"]);
  });

  test("names and tables are unique", () => {
    expect(problemsOf(good, { ...good, prefix: "raw/other/" })).toEqual([
      'dataset "quotes" is declared twice',
      'table "stock_trades_raw.quotes" is declared twice',
    ]);
  });

  test.each([
    ["raw/quotes/", true],
    ["raw/", true],
    ["raw/quotes/eu/", true],
    ["raw/quotes2/", false],
    ["raw/quote/", false],
  ])("prefixes must not overlap: raw/quotes/ and %s", (prefix, overlap) => {
    const other = { ...good, name: "other", table: "other", prefix };
    expect(problemsOf(good, other)).toEqual(
      overlap ? [`datasets "quotes" and "other" have overlapping prefixes: raw/quotes/ and ${prefix}`] : [],
    );
  });
});
