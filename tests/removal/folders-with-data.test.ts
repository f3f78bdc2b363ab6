import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { foldersWithData } from "../../shared/removal/folders-with-data.ts";
import type { KeyListing } from "../../shared/removal/port.ts";
import { datasets } from "../fixtures/datasets.ts";
import { law } from "../support/law.ts";

const dataset = datasets.find(({ name }) => name === "trades")!;
const place = { dataset, bucket: "lake" };
const never = new AbortController().signal;

/** A bucket that lists as S3 does, and counts. */
function bucketOf(paths: readonly string[], pageSize = 1000): KeyListing & { calls: number } {
  const keys = paths
    .map((path) => dataset.prefix + path)
    .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return {
    calls: 0,
    async page(_bucket, prefix, after) {
      this.calls += 1;
      const left = keys.filter(
        (key) => key.startsWith(prefix) && (after === undefined || isAfter(key, after)),
      );
      const objects = left.slice(0, pageSize).map((key) => ({ key, size: 1, modified: "", etag: "" }));
      return { objects, isLast: left.length <= pageSize };
    },
  };
}

const isAfter = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0;

const folder = fc
  .tuple(fc.constantFrom("1", "2", "10"), fc.constantFrom("A", "AB", "B", "\u{1F4C8}", "\uFFFD"))
  .map(([day, symbol]) => `day=2026-11-${day}/symbol=${symbol}/`);
const file = fc.constantFrom("a.parquet", "b", "_SUCCESS", ".hidden/x", "deep/er.parquet", "c.csv");

law(
  "a flat listing finds the folders that hold data, and takes at most a call for each and for each page of what is no data",
  fc.asyncProperty(
    fc.uniqueArray(folder),
    fc.uniqueArray(fc.tuple(folder, file).map(([where, name]) => where + name)),
    fc.integer({ min: 1, max: 5 }),
    async (folders, paths, pageSize) => {
      const isData = (path: string) => /\/(a\.parquet|b|deep\/er\.parquet)$/.test(path);
      const bucket = bucketOf(paths, pageSize);
      const found = await foldersWithData(place, folders, bucket, () => never);
      const expected = folders.filter((one) => paths.some((path) => path.startsWith(one) && isData(path)));
      expect([...found.keys()].sort()).toEqual(expected.sort());
      const others = paths.filter((path) => !isData(path)).length;
      for (const [where, { key }] of found) expect(key).toMatch(dataset.prefix + where);
      expect(bucket.calls).toBeLessThanOrEqual(folders.length + Math.ceil(others / pageSize));
    },
  ),
);

test("twenty-five neighbours that are empty take one call", async () => {
  const folders = Array.from({ length: 25 }, (_, index) => `day=2026-11-02/symbol=S${index}/`);
  const bucket = bucketOf(["day=2026-11-01/symbol=A/a.parquet", "day=2026-11-03/symbol=A/a.parquet"]);
  expect(await foldersWithData(place, folders, bucket, () => never)).toEqual(new Map());
  expect(bucket.calls).toBe(1);
});

test("no folder takes no call", async () => {
  const bucket = bucketOf(["day=2026-11-01/symbol=A/a.parquet"]);
  expect(await foldersWithData(place, [], bucket, () => never)).toEqual(new Map());
  expect(bucket.calls).toBe(0);
});
