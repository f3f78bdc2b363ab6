import { expect, test } from "@jest/globals";
import { type BareLayout, bareLayoutOf } from "../../local/own-data/bare-folders.ts";
import { kindsOf } from "../../local/own-data/key-kinds.ts";
import { profileSql, promiseOf } from "../../local/own-data/promises.ts";
import { place } from "../../shared/datasets/placing.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";

test.each<[string, readonly [string, ...string[]][], readonly string[]]>([
  ["a day", [["dt", "2025-11-26"]], ["day"]],
  ["a day of digits", [["date", "20251126", "20251127"]], ["day yyyyMMdd"]],
  ["a day with its hour", [["hour", "2025112600", "2025112623"]], ["day yyyyMMddHH"]],
  ["a day with its hour, with hyphens", [["dt", "2025-11-26-07"]], ["day yyyy-MM-dd-HH"]],
  ["ten digits of which one is no hour", [["hour", "2025112600", "2025112624"]], ["text"]],
  ["seconds since 1970", [["hour", "1764115200", "1764118800"]], ["text"]],
  ["eight digits that are no day", [["id", "20251126", "20251327"]], ["text"]],
  ["a NULL among days", [["dt", "2025-11-26", "__HIVE_DEFAULT_PARTITION__"]], ["day"]],
  ["nothing but NULL", [["dt", "__HIVE_DEFAULT_PARTITION__"]], ["text"]],
  [
    "two days",
    [
      ["from", "2025-11-26"],
      ["to", "2025-11-27"],
    ],
    ["day", "text"],
  ],
  [
    "year, month, day and hour",
    [
      ["year", "2025"],
      ["month", "01", "11"],
      ["day", "05"],
      ["hour", "00", "23"],
    ],
    ["year", "month", "day-of-month", "hour"],
  ],
  [
    "parts of which one tells that there are no leading zeros",
    [
      ["year", "2025"],
      ["month", "11", "12"],
      ["day", "26", "1"],
    ],
    ["year", "month M", "day-of-month d"],
  ],
  ["a month without a year", [["month", "11"]], ["text"]],
  [
    "an hour of a day",
    [
      ["day", "2025-11-26"],
      ["h", "4"],
    ],
    ["day", "hour H"],
  ],
  [
    "values that are no month",
    [
      ["year", "2025"],
      ["month", "13"],
    ],
    ["year", "text"],
  ],
])("keys are what their names and all of their values tell: %s", (_, keys, expected) => {
  const found = kindsOf(keys.map(([name, ...values]) => ({ name, values })));
  expect(found.map((key) => ["format" in key ? `${key.kind} ${key.format}` : key.kind].join())).toEqual(
    expected,
  );
});

const layoutOf = (...paths: string[]) => bareLayoutOf(paths.map((path) => path.split("/")));

test.each([
  ["{day:yyyy/MM/dd}/", ["2025/11/26", "2025/12/01"]],
  ["{day:yyyy/M/d}/", ["2025/11/26", "2025/12/1"]],
  ["{day:yyyy/MM/dd}/{hour}/", ["2025/11/26/00", "2025/11/26/23"]],
  ["{day:yyyy/MM/dd}/", ["2025/11/26/run-7", "2025/11/26/run-8"]],
  ["{day:yyyyMMdd}/", ["20251126", "20251127"]],
  ["{day}/", ["2025-11-26", "2025-11-27"]],
  ["{day:yyyyMMdd}{hour}/", ["2025112600", "2025112723"]],
  ["v1/{day}-{hour}/", ["v1/2025-11-26-00", "v1/2025-11-27-23"]],
  ["{day:yyyy/dd/MM}/", ["2025/26/11"]],
  ["{day:dd/MM/yyyy}/", ["26/11/2025"]],
  ["raw/{day:yyyy/MM/dd}/", ["raw/2025/11/26", "raw/2025/11/27"]],
  ["{part_1}/v1/{day:yyyyMMdd}/", ["AAPL/v1/20251126", "MSFT/v1/20251126"]],
])("folders without = are the layout %s", (layout, paths) => {
  const found = layoutOf(...paths) as BareLayout;
  const dataset = { ...ORDERS, keys: found.keys, layout: found.layout };
  expect(found.layout).toBe(layout);
  expect(paths.map((path) => place(dataset, "lake", `orders/${path}/x`, 1).kind)).toEqual(
    paths.map(() => "partition"),
  );
});

test("folders that are days in two ways have candidates, and such as are none have no layout", () => {
  expect(layoutOf("05/11/2025")).toEqual({ candidates: ["{day:dd/MM/yyyy}/", "{day:MM/dd/yyyy}/"] });
  expect(layoutOf("eu", "us")).toBeUndefined();
  expect(layoutOf("2025/02/30")).toBeUndefined();
});

const ORDERS: DeclaredDataset = {
  name: "orders",
  database: "lake",
  table: "orders",
  prefix: "orders/",
  keys: [{ name: "day", kind: "day" }],
  strategy: "register",
  columns: [
    { name: "order_id", type: "bigint" },
    { name: "placed_at", type: "timestamp" },
    { name: "note", type: "string" },
    { name: "amount", type: "decimal(9,2)" },
    { name: "score", type: "double" },
  ],
};

test("a first set of checks promises what nearly holds, and so finds what does not", () => {
  expect(profileSql(ORDERS)).toBe(
    'SELECT count(*), count("order_id"), count(DISTINCT "order_id"), count("placed_at"), ' +
      'count_if(CAST(CAST("placed_at" AS date) AS varchar) = "day"), count("note"), count("amount"), count("score") FROM "orders"',
  );
  const counts = ["100", "99", "97", "100", "96", "40", "100", "100"];
  expect(promiseOf(ORDERS, counts, ["2025-11-10", "2025-11-11"])).toEqual({
    calendar: "daily",
    sla: { at: "07:00", on: "next day" },
    rows: {
      kind: "generic",
      key: ["order_id"],
      time: "placed_at",
      required: ["placed_at", "amount", "score"],
      ranges: { amount: [0, null], score: [null, null] },
    },
    checks: { "freshness.event": "off" },
  });
});

test.each([
  ["on every day", ["2025-11-10", "2025-11-11"], false],
  ["on two days of three", ["2025-11-10", "2025-11-12"], false],
  ["on three days of five", ["2025-11-10", "2025-11-12", "2025-11-14"], true],
  ["once a week", ["2025-11-10", "2025-11-17", "2025-11-24"], true],
  ["on no day that can be read", [], false],
])("a table written %s is missed on other days, unless it is written now and then", (_, days, isSparse) => {
  const { sla } = promiseOf(ORDERS, ["100", "100", "10", "100", "3", "100", "100", "100"], days);
  expect(sla === "none").toBe(isSparse);
});

test("a first set promises neither a key of many rows nor a time of other days, and no table without days anything", () => {
  const counts = ["100", "100", "10", "100", "3", "100", "100", "100"];
  const { rows, calendar } = promiseOf(ORDERS, counts, ["2025-11-10", "2025-11-24"]);
  expect(rows).not.toHaveProperty("key");
  expect(rows).not.toHaveProperty("time");
  expect(calendar).toBe("weekdays");
  expect(profileSql({ ...ORDERS, keys: [{ name: "region", kind: "text" }] })).toBeUndefined();
});

test("a first set of checks asks nothing of columns that the entry cannot have", () => {
  const dataset = { ...ORDERS, columns: [{ name: "order date", type: "double" }, ...ORDERS.columns] };
  expect(profileSql(dataset)).toBe(profileSql(ORDERS));
  const counts = Array.from({ length: 8 }, () => "100");
  expect(JSON.stringify(promiseOf(dataset, counts, ["2025-11-10"]))).not.toContain("order date");
});
