import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import { folderOf, layoutOf, place, sameLocation } from "../../shared/datasets/placing.ts";
import { datasets as shipped } from "../fixtures/datasets.ts";
import { BUCKET } from "../support/platform.ts";

/** Keyed by texts without a pattern, so that every oddity of a path reaches its values. */
const [ticks] = defineDatasets([
  {
    name: "ticks",
    database: "stock_trades_raw",
    table: "ticks",
    prefix: "stock-trades-platform/raw/ticks/",
    keys: [
      { name: "ts", kind: "text" },
      { name: "tag", kind: "text" },
    ],
    columns: [{ name: "price", type: "double" }],
    strategy: "register",
  },
]);

const datasets = new Map<string, Dataset>([...shipped, ticks].map((dataset) => [dataset.name, dataset]));

interface Row {
  readonly about: string;
  readonly dataset: string;
  /** The key below the dataset's prefix. */
  readonly below: string;
  /** Bytes; null is unknown, absent is some. */
  readonly size?: number | null;
  readonly values?: readonly string[];
  readonly location?: string;
  readonly inKeyOrder?: boolean;
  readonly unplaceable?: string;
  readonly ignored?: string;
}

const rows: readonly Row[] = JSON.parse(readFileSync(new URL("keys.json", import.meta.url), "utf8"));

function expected(row: Row, dataset: Dataset) {
  if (row.ignored !== undefined) return { kind: "ignored", reason: row.ignored };
  if (row.unplaceable !== undefined) {
    return { kind: "unplaceable", reason: `${row.unplaceable}; expected ${layoutOf(dataset)}` };
  }
  const location = `s3://${BUCKET}/${dataset.prefix}${row.location}`;
  return {
    kind: "partition",
    partition: { values: row.values, location, inKeyOrder: row.inKeyOrder ?? true },
  };
}

test.each(rows)("$about: $below is read as keys.json says", (row) => {
  const dataset = datasets.get(row.dataset)!;
  const size = row.size === undefined ? 48_213 : (row.size ?? undefined);
  expect(place(dataset, BUCKET, dataset.prefix + row.below, size)).toEqual(expected(row, dataset));
});

describe("Glue's lengths", () => {
  const key = (length: number) => `${ticks.prefix}ts=${"x".repeat(length)}/tag=a/part.parquet`;

  test("a value of 1,024 characters is the longest", () => {
    expect(place(ticks, BUCKET, key(1024), 1)).toMatchObject({ kind: "partition" });
    expect(place(ticks, BUCKET, key(1025), 1)).toMatchObject({
      kind: "unplaceable",
      reason: expect.stringContaining("Glue takes at most 1024 characters"),
    });
  });

  test("a location of 2,056 characters is the longest", () => {
    const fixed = `s3://${BUCKET}/${ticks.prefix}ts=/tag=/`.length;
    const long = (length: number) =>
      `${ticks.prefix}ts=${"x".repeat(1024)}/tag=${"y".repeat(length - 1024)}/part.parquet`;
    expect(place(ticks, BUCKET, long(2056 - fixed), 1)).toMatchObject({ kind: "partition" });
    expect(place(ticks, BUCKET, long(2057 - fixed), 1)).toMatchObject({
      kind: "unplaceable",
      reason: expect.stringContaining("the location has 2057 characters, Glue takes 2056"),
    });
  });
});

test("a pattern holds for the whole value, whatever its alternatives", () => {
  const keys = [{ name: "tag", kind: "text", pattern: "A|B" }] as const;
  const placed = (value: string) =>
    place({ ...ticks, keys }, BUCKET, `${ticks.prefix}tag=${value}/f`, 1).kind;
  expect(["A", "B", "AX", "XB", "A\n"].map(placed)).toEqual([
    "partition",
    "partition",
    "unplaceable",
    "unplaceable",
    "unplaceable",
  ]);
});

test("a key with declared values takes those and no other", () => {
  const dataset = { ...ticks, keys: [{ name: "tag", kind: "text", values: ["A", "B"] }] } as const;
  const placed = (value: string) => place(dataset, BUCKET, `${ticks.prefix}tag=${value}/f`, 1);
  expect(placed("B")).toMatchObject({ kind: "partition" });
  expect(placed("C")).toEqual({
    kind: "unplaceable",
    reason: `tag is "C": not among its 2 declared values; expected ${ticks.prefix}tag=…/`,
  });
});

test("a dataset may lie in a folder whose name would hide what is below a partition", () => {
  const hidden = { ...ticks, prefix: "_raw/.ticks/" };
  expect(place(hidden, BUCKET, `${hidden.prefix}ts=1/tag=a/f`, 1)).toMatchObject({ kind: "partition" });
});

// F6
describe("locations", () => {
  test.each([
    ["s3://b/a/day=1/", "s3://b/a/day=1/"],
    ["s3://b/a/day=1/", "s3://b/a/day=1"],
    ["s3://b/a/day=1/", "s3a://b/a/day=1"],
    ["s3://b/a/day=1", "s3n://b/a/day=1/"],
  ])("%s and %s are the same place", (one, other) => {
    expect(sameLocation(one, other)).toBe(true);
    expect(sameLocation(other, one)).toBe(true);
  });

  test.each([
    ["s3://b/a/day=1/", "s3://b/a/day=2/"],
    ["s3://b/a/day=1/", "s3://c/a/day=1/"],
    ["s3://b/a/day=1/", "s3://b/a/Day=1/"],
    ["s3://b/a/day=1%3A/", "s3://b/a/day=1:/"],
    ["s3://b/a/day=1/", "hdfs://b/a/day=1/"],
    ["s3://b/s3a://day=1/", "s3://b/s3://day=1/"],
    ["s3://b/a/day=1/", ""],
  ])("%s and %s are two", (one, other) => expect(sameLocation(one, other)).toBe(false));
});

test("a partition's folder is written as Hive writes it", () => {
  expect(folderOf(ticks, ["2024-01-02 09:30", "BRK.B+x"])).toBe(
    "stock-trades-platform/raw/ticks/ts=2024-01-02 09%3A30/tag=BRK.B+x/",
  );
  // A table may have fewer keys than its dataset.
  expect(folderOf(ticks, ["1"])).toBe("stock-trades-platform/raw/ticks/ts=1/tag=__HIVE_DEFAULT_PARTITION__/");
});
