import { describe, expect, test } from "@jest/globals";
import { findFormattedTable, tableOfKey, tablesOfKeys } from "../../operate/table-formats.ts";
import type { StoredObject } from "../../shared/store/port.ts";

describe("the table whose metadata an object is", () => {
  test.each<[key: string, format: string | undefined, folder: string | undefined]>([
    ["lake/trades/_delta_log/00000000000000000001.json", "Delta Lake", "lake/trades/"],
    ["_delta_log/00000000000000000010.checkpoint.parquet", "Delta Lake", ""],
    ["trades/_delta_log/_last_checkpoint", "Delta Lake", "trades/"],
    ["trades/.hoodie/hoodie.properties", "Apache Hudi", "trades/"],
    ["trades/.hoodie/20261120.commit", "Apache Hudi", "trades/"],
    ["trades/.hoodie/20261120210512345.deltacommit.inflight", "Apache Hudi", "trades/"],
    ["trades/metadata/00000-x.metadata.json", "Apache Iceberg", "trades/"],
    ["trades/metadata/v3.gz.metadata.json", "Apache Iceberg", "trades/"],
    ["trades/metadata/version-hint.text", "Apache Iceberg", "trades/"],
    // Folders that are only called alike, and what other tools leave behind.
    ["trades/metadata/readme.json", undefined, undefined],
    ["trades/metadata/snap-1-x.avro", undefined, undefined],
    ["trades/day=2026-11-20/0b1c.csv.metadata", undefined, undefined],
    ["trades/day=2026-11-20/.hoodie_partition_metadata", undefined, undefined],
    ["trades/_delta_log/", undefined, undefined],
    ["trades/_delta_log/notes/00000000000000000001.json", undefined, undefined],
    ["trades_delta_log/00000000000000000001.json", undefined, undefined],
    ["00000-x.metadata.json", undefined, undefined],
    ["", undefined, undefined],
  ])("is told from its key: %s is of %s", (key, format, folder) => {
    const table = tableOfKey(key);
    expect([table?.format, table?.folder]).toEqual([format, folder]);
  });
});

test("many keys of one table are one table", () => {
  const keys = [
    "a/_delta_log/00000000000000000001.json",
    "a/day=1/x",
    "a/_delta_log/00000000000000000002.json",
  ];
  expect(tablesOfKeys([...keys, "b/.hoodie/hoodie.properties"]).map(({ folder }) => folder)).toEqual([
    "a/",
    "b/",
  ]);
});

describe("at a dataset's prefix", () => {
  const store = (...keys: readonly string[]) => {
    const listed: string[] = [];
    return {
      listed,
      async *objects(_: string, prefix: string): AsyncGenerator<StoredObject> {
        listed.push(prefix);
        for (const key of keys.filter((one) => one.startsWith(prefix)))
          yield { key, size: 1, modified: "", etag: "" };
      },
    };
  };
  const find = (one: ReturnType<typeof store>, prefix: string) =>
    findFormattedTable(one, "lake", prefix, new AbortController().signal);

  test.each([
    ["t/", "t/_delta_log/00000000000000000001.json", "t/"],
    ["t/data/", "t/metadata/00000-x.metadata.json", "t/"],
    ["t/", "t/day=1/part-0.parquet", undefined],
    ["t/", "t/sub/_delta_log/00000000000000000001.json", undefined],
    ["metadata/", "metadata/day=1/part-0.parquet", undefined],
  ])("%s, %s is found as %s", async (prefix, key, folder) => {
    expect((await find(store(key), prefix))?.folder).toBe(folder);
  });

  test("one listing is made for every format, and none of the data", async () => {
    const one = store(...Array.from({ length: 10_000 }, (_, at) => `t/day=${at}/part-0`));
    await find(one, "t/");
    expect(one.listed).toEqual(["t/_delta_log/", "t/.hoodie/", "t/metadata/"]);
  });

  test("no more than 5,000 keys of a folder are looked at", async () => {
    let yielded = 0;
    const endless = {
      async *objects(_: string, prefix: string): AsyncGenerator<StoredObject> {
        for (;;) yield { key: `${prefix}${yielded++}.avro`, size: 1, modified: "", etag: "" };
      },
    };
    await findFormattedTable(endless, "lake", "t/", new AbortController().signal);
    expect(yielded).toBe(15_000);
  });
});
