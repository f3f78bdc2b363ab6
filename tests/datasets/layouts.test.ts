/** What a path below a layout tells, and why it may tell nothing. Each test declares its datasets anew. */
import { describe, expect, test } from "@jest/globals";
import type { Dataset, PartitionKey } from "../../shared/datasets/dataset.ts";
import {
  compile,
  readDate,
  readFields,
  shownPattern,
  unitsOf,
  writeDate,
} from "../../shared/datasets/date-pattern.ts";
import { dayReaderOf, hasDay } from "../../shared/datasets/partition-day.ts";
import { folderOf, layoutOf, place } from "../../shared/datasets/placing.ts";

const BOUNDS = { from: "2020-02-10", until: "2031-11-20" };
const year = (): PartitionKey => ({ name: "year", kind: "year", ...BOUNDS });
const month = (format?: "M"): PartitionKey => ({ name: "month", kind: "month", ...(format && { format }) });
const dayOfMonth = (): PartitionKey => ({ name: "day", kind: "day-of-month" });
const symbol = (): PartitionKey => ({ name: "symbol", kind: "text", pattern: "[A-Z]+" });

const PARTS = () => [year(), month(), dayOfMonth()];

function dataset(keys: readonly PartitionKey[], layout?: string): Dataset {
  return {
    name: "x",
    database: "raw",
    table: "x",
    prefix: "raw/x/",
    columns: [{ name: "a", type: "int" }],
    strategy: "register",
    keys: [...keys],
    ...(layout === undefined ? {} : { layout }),
  } as Dataset;
}

/** The values of an object's partition, or why it has none, without the layout that was expected. */
function placed(of: Dataset, path: string): readonly string[] | string {
  const placement = place(of, "lake", `raw/x/${path}part-0.parquet`, 1);
  if (placement.kind === "partition") return placement.partition.values;
  const [reason, expected] = (placement as { readonly reason: string }).reason.split("; expected ");
  expect(expected).toBe(layoutOf(of));
  return reason!;
}

describe("folders year=, month= and day=", () => {
  test.each<[string, readonly string[] | string]>([
    ["year=2026/month=11/day=20/", ["2026", "11", "20"]],
    ["day=20/month=11/year=2026/", ["2026", "11", "20"]],
    ["year=2026/month=02/day=30/", "2026-02-30 is no day of the calendar"],
    ["year=2026/month=13/day=20/", 'month is "13": expected MM, a real month'],
    ["year=2026/month=1/day=20/", 'month is "1": expected MM, a real month'],
    ["year=2020/month=02/day=09/", "the day is 2020-02-09: expected 2020-02-10 or later"],
    ["year=2020/month=02/day=10/", ["2020", "02", "10"]],
    ["year=2031/month=11/day=20/", ["2031", "11", "20"]],
    ["year=2031/month=11/day=21/", "the day is 2031-11-21: expected 2031-11-20 or earlier"],
  ])("a path is placed by its date, or told why not: %s", (path, expected) => {
    expect(placed(dataset(PARTS()), path)).toEqual(expected);
  });

  test("have bounds wherever the year stands among the keys", () => {
    const path = "symbol=A/month=11/day=21/year=2031/";
    expect(placed(dataset([symbol(), month(), dayOfMonth(), year()]), path)).toMatch("2031-11-20 or earlier");
  });
});

test.each<[string, readonly string[] | string]>([
  ["year=2019/month=12/", "the day is 2019-12: expected 2020-02-10 or later"],
  ["year=2020/month=01/", "the day is 2020-01: expected 2020-02-10 or later"],
  ["year=2020/month=02/", ["2020", "02"]],
  ["year=2031/month=11/", ["2031", "11"]],
  ["year=2031/month=12/", "the day is 2031-12: expected 2031-11-20 or earlier"],
])("a month is within bounds if a day of it is: %s", (path, expected) => {
  expect(placed(dataset([year(), month()]), path)).toEqual(expected);
});

test.each<[string, readonly string[] | string]>([
  ["year=2019/", "the day is 2019: expected 2020-02-10 or later"],
  ["year=2020/", ["2020"]],
  ["year=2031/", ["2031"]],
  ["year=2032/", "the day is 2032: expected 2031-11-20 or earlier"],
])("a year is within bounds if a day of it is: %s", (path, expected) => {
  expect(placed(dataset([year()]), path)).toEqual(expected);
});

test.each<[string, readonly string[] | string]>([
  ["year=2026/month=11/dt=2026-11-20/", ["2026", "11", "2026-11-20"]],
  ["year=2026/month=12/dt=2026-11-20/", 'dt is "2026-11-20": other keys say 12'],
  ["year=2025/month=11/dt=2026-11-20/", 'dt is "2026-11-20": other keys say 2025'],
])("keys that tell one date twice must agree: %s", (path, expected) => {
  expect(placed(dataset([year(), month(), { name: "dt", kind: "day" }]), path)).toEqual(expected);
});

test("parts that texts stand between are one date all the same", () => {
  const of = dataset([year(), symbol(), month(), dayOfMonth()]);
  expect(placed(of, "year=2026/symbol=A/month=02/day=30/")).toBe("2026-02-30 is no day of the calendar");
});

describe("paths without =", () => {
  test.each<[string, readonly string[] | string]>([
    ["2026/11/20/A/", ["2026", "11", "20", "A"]],
    ["2026/11/20/a/", 'symbol is "a": expected [A-Z]+'],
    ["2026/xx/20/A/", 'found "2026/xx/20/A/"'],
    ["2026/11/20/", 'found "2026/11/20/"'],
    ["year=2026/month=11/day=20/symbol=A/", 'found "year=2026/month=11/day=20/symbol=A/"'],
  ])("a path is placed by its template, or told why not: %s", (path, expected) => {
    const of = dataset([...PARTS(), symbol()], "{year}/{month}/{day}/{symbol}/");
    expect(layoutOf(of)).toBe("raw/x/{year}/{month}/{day}/{symbol}/");
    expect(placed(of, path)).toEqual(expected);
  });

  test("lead back to the folder that they came from", () => {
    const of = dataset([...PARTS(), symbol()], "{year}/{month}/{day}/{symbol}/");
    expect(folderOf(of, ["2026", "11", "20", "A"])).toBe("raw/x/2026/11/20/A/");
  });

  test("may have more than ten keys", () => {
    const letters = [..."abcdefghijkl"];
    const keys = letters.map((name): PartitionKey => ({ name, kind: "text" }));
    const of = dataset(keys, letters.map((name) => `{${name}}/`).join(""));
    expect(placed(of, `${letters.join("/")}/`)).toEqual(letters);
  });
});

describe("the day of a partition", () => {
  test.each<[string, readonly PartitionKey[], readonly string[], string | undefined]>([
    ["a day key's value", [symbol(), { name: "day", kind: "day" }], ["A", "2026-11-20"], "2026-11-20"],
    ["read by its format", [{ name: "day", kind: "day", format: "yyyyMMdd" }], ["20261120"], "2026-11-20"],
    ["what its parts say together", [dayOfMonth(), year(), month("M")], ["20", "2026", "1"], "2026-01-20"],
    ["unknown if a part cannot be read", PARTS(), ["2026", "xx", "20"], undefined],
    ["unknown if a part is not there", PARTS(), ["2026", "11"], undefined],
    ["unknown without a key of days", [year(), month()], ["2026", "11"], undefined],
  ])("is %s", (_, keys, values, day) => {
    expect(dayReaderOf({ keys })(values)).toBe(day);
  });

  test("takes a year, a month and a day of it", () => {
    expect([PARTS(), [year(), month()], [dayOfMonth()], []].map((keys) => hasDay({ keys }))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

test("units of a pattern come in its order, and what has no letter of a date has none", () => {
  expect([unitsOf("yyyyMM"), unitsOf("d.M.yyyy HH"), unitsOf("data")]).toEqual([
    ["y", "M"],
    ["d", "M", "y", "H"],
    ["d"],
  ]);
  expect(unitsOf("x-_")).toEqual([]);
});

test("fields are read by key, dates in parts and texts as they are", () => {
  expect(readFields(compile("{0:yyyy}/{1:}/{0:MM}"), "2026/A/11")).toEqual([{ y: "2026", M: "11" }, "A"]);
  expect(readFields(compile("{0:yyyy}"), "26")).toBeUndefined();
});

test.each([
  ["M", "1", { M: "01" }],
  ["M", "10", { M: "10" }],
  ["d", "20", { d: "20" }],
  ["H", "0", { H: "00" }],
  ["yyyyMMdd", "20260102", { y: "2026", M: "01", d: "02" }],
])("a date as %s: %s is read and written", (pattern, text, parts) => {
  expect(readDate(pattern, text)).toEqual(parts);
  expect(writeDate(pattern, parts)).toBe(text);
});

test("patterns are shown to people in capitals", () => {
  expect(shownPattern("yyyy-MM-dd HH")).toBe("YYYY-MM-DD HH");
});
