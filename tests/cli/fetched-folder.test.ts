import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { fetchFolder } from "../../local/own-data/fetched-folder.ts";
import { withFolder } from "./run.ts";

/** Fetches objects of these keys below "lake/", each of so many bytes. */
async function fetched(objects: readonly (readonly [string, number])[], folder: string) {
  const read: string[] = [];
  const store = {
    async *objects(_: string, prefix: string) {
      for (const [name, size] of objects) yield { key: prefix + name, size, modified: "", etag: "e" };
    },
  };
  const files = {
    async range({ key }: { readonly key: string }, from: number, to: number) {
      read.push(key);
      return Buffer.from(`${key} ${from}-${to}`);
    },
  };
  const place = { bucket: "b", prefix: "lake/" };
  const told: string[] = [];
  const signal = () => AbortSignal.timeout(10_000);
  const done = await fetchFolder(place, folder, { store, files }, signal, (text) => told.push(text));
  return { ...done, read, told };
}

test("objects that can be data are fetched whole, and none whose name leads elsewhere", () =>
  withFolder(async (folder) => {
    const names = ["day=1/a", "_SUCCESS", "a.csv", "../out", "x/../../out", "day=2//b", "day=2/b"];
    const {
      read,
      told: _,
      ...done
    } = await fetched(
      names.map((name) => [name, 10]),
      folder,
    );
    expect(done).toEqual({ listed: 7, files: 2, bytes: 20, isPart: false, formats: [] });
    expect(read.sort()).toEqual(["lake/day=1/a", "lake/day=2/b"]);
    expect(readdirSync(folder).sort()).toEqual(["day=1", "day=2"]);
    expect(readFileSync(join(folder, "day=1/a"), "utf8")).toBe("lake/day=1/a 0-9");
  }));

test("of many or large objects the last ones are fetched, and it is told that there are more", () =>
  withFolder(async (folder) => {
    const many = Array.from({ length: 6000 }, (_, n) => [`n=${String(n).padStart(4, "0")}/a`, 1] as const);
    const { told, ...done } = await fetched(many, folder);
    expect(done).toMatchObject({ listed: 5000, files: 200, isPart: true });
    expect(told.slice(0, 6)).toEqual([
      ...[1, 2, 3, 4, 5].map((thousand) => `listing: ${thousand},000 objects`),
      "fetching a sample: 1 of 200",
    ]);
    expect(told.at(-1)).toBe("fetching a sample: 200 of 200");
    expect(readdirSync(folder).sort().at(-1)).toBe("n=4999");
    const large = [
      ["n=1/a", 60e6],
      ["n=2/a", 60e6],
      ["n=3/a", 30e6],
    ] as const;
    expect((await fetched(large, join(folder, "large"))).read).toEqual(["lake/n=2/a", "lake/n=3/a"]);
  }));

test.each([
  ["_delta_log/00000000000000000000.json", "s3://b/lake/ is a table of Delta Lake"],
  [".hoodie/hoodie.properties", "s3://b/lake/ is a table of Apache Hudi"],
  ["metadata/00000-x.metadata.json", "s3://b/lake/ is a table of Apache Iceberg"],
])("a table of another format is told of by what is listed, though %s is not fetched", (key, sentence) =>
  withFolder(async (folder) => {
    const objects = [
      [key, 10],
      ["day=1/a", 10],
    ] as const;
    const { formats } = await fetched(objects, folder);
    expect(formats).toEqual([expect.stringContaining(sentence)]);
  }),
);
