import { expect, test } from "@jest/globals";
import { offerFor, problemsOfEntry } from "../../cli/own-data/offer.ts";
import { entryText } from "../../local/own-data/entry.ts";
import { surveyPartitions } from "../../local/own-data/partitions.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";

const ORDERS: DeclaredDataset = {
  name: "orders",
  database: "lake",
  table: "orders",
  prefix: "orders/",
  keys: [
    { name: "day", kind: "day" },
    { name: "region", kind: "text" },
  ],
  strategy: "register",
  columns: [{ name: "id", type: "bigint" }],
};

const LONG = `struct<${Array.from({ length: 20 }, (_, n) => `field_${n}:string`).join(",")}>`;
const PROMISED: DeclaredDataset = {
  ...ORDERS,
  columns: [
    { name: 'odd "name"', type: "string" },
    { name: "nested", type: LONG },
  ],
  quality: {
    calendar: "daily",
    sla: { at: "07:00", on: "next day" },
    rows: { kind: "generic", key: ["id"], accepted: { "a-b": ["x", "y"] }, ranges: { id: [0, null] } },
  },
};

test.each([ORDERS, PROMISED])("an entry is TypeScript that says what was found", (dataset) => {
  const text = entryText(dataset, new Map([["prefix", "where it lies"]]));
  expect(new Function(`return [${text}]`)()).toEqual([dataset]);
  expect(text).toContain(`    prefix: "orders/", // where it lies\n`);
});

test("a comment stands behind its field, or above one that is long or has several lines", () => {
  const remarks = new Map([
    ["keys", "partition keys"],
    ["quality.sla", "when it is due"],
    ["quality.rows.ranges", "r".repeat(70)],
  ]);
  const lines = entryText(PROMISED, remarks).split("\n");
  expect(lines.filter((line, at) => [line, lines[at - 1]].some((one) => one?.includes("//")))).toEqual([
    "    // partition keys",
    "    keys: [",
    '      sla: { at: "07:00", on: "next day" }, // when it is due',
    "      rows: {",
    `        // ${"r".repeat(70)}`,
    "        ranges: { id: [0, null] },",
  ]);
});

test("an entry has one column to a line, and breaks no other line that fits", () => {
  expect(
    entryText({ ...ORDERS, columns: [...ORDERS.columns, { name: "b", type: "int" }] }).split("\n"),
  ).toEqual([
    "  {",
    `    name: "orders",`,
    `    database: "lake",`,
    `    table: "orders",`,
    `    prefix: "orders/",`,
    "    keys: [",
    `      { name: "day", kind: "day" },`,
    `      { name: "region", kind: "text" },`,
    "    ],",
    `    strategy: "register",`,
    "    columns: [",
    `      { name: "id", type: "bigint" },`,
    `      { name: "b", type: "int" },`,
    "    ],",
    "  },",
  ]);
});

test("partitions are what the register function would make of the keys, and the rest is refused with its reason", () => {
  const keys = [
    "orders/day=2026-11-20/region=eu/a",
    "orders/day=2026-11-20/region=eu/b",
    "orders/day=2026-11-21/region=us/a",
    "orders/day=2026-11-21/region=__HIVE_DEFAULT_PARTITION__/a",
  ];
  expect(surveyPartitions(ORDERS, keys)).toEqual({
    partitions: 2,
    keys: [
      { name: "day", kind: "day", values: 2, least: "2026-11-20", greatest: "2026-11-21" },
      { name: "region", kind: "text", values: 2, least: "eu", greatest: "us" },
    ],
    days: ["2026-11-20", "2026-11-21"],
    refused: [{ key: keys[3], reason: expect.stringContaining("NULL cannot be a partition here") }],
  });
});

test("what check would refuse of an entry is told with it", () => {
  const dataset = { ...ORDERS, keys: [{ name: "trade day", kind: "day" }] } as const;
  const { problems } = offerFor({ dataset, files: [{ path: "a", key: "orders/a" }], skipped: [], notes: [] });
  expect(problems).toEqual([expect.stringContaining('partition key "trade day" must be 1 to 255 of a-z')]);
});

test("an entry beside one of its name or prefix has a problem", () => {
  expect(problemsOfEntry({ ...ORDERS, table: "other" }, [ORDERS])).toEqual([
    'dataset "orders" is declared twice',
    expect.stringContaining("overlapping prefixes"),
  ]);
});
