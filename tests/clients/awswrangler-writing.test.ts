/** AWS SDK for pandas: what it writes, copies and merges ends in exactly the right partitions. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { orderKey, orders, partition } from "./stage.ts";
import { OWN, ofDays, openWrangler, sold, type Wrangler } from "./wrangler.ts";

let wrangler: Wrangler;

beforeAll(async () => {
  wrangler = await openWrangler();
});

afterAll(() => wrangler.close());

describe("s3.to_parquet", () => {
  let day: string;

  beforeEach(() => {
    day = wrangler.stage.newDay();
  });

  test.each(["without", "with"])("appends to partitions, %s the catalog", async (catalog) => {
    const asked = { mode: "append", ...(catalog === "with" ? wrangler.inOrders : {}) };
    const first = [...sold(day, "EU", 1, 2), ...sold(day, "US", 3)];
    expect(await wrangler.stage.registeredBy(() => wrangler.write(first, asked))).toEqual([
      orders(day, "EU"),
      orders(day, "US"),
    ]);
    const second = sold(day, "EU", 4);
    expect(await wrangler.stage.registeredBy(() => wrangler.write(second, asked))).toEqual([]);
    expect(await wrangler.select(ofDays(day))).toEqual([...first, ...second]);
  });

  test.each(["without", "with"])("overwrites partitions, %s the catalog", async (catalog) => {
    const asked = { mode: "overwrite_partitions", ...(catalog === "with" ? wrangler.inOrders : {}) };
    await wrangler.stage.registeredBy(() =>
      wrangler.write([...sold(day, "EU", 1, 2), ...sold(day, "US", 3)], asked),
    );
    const again = [...sold(day, "EU", 4), ...sold(day, "XX", 5)];
    expect(await wrangler.stage.registeredBy(() => wrangler.write(again, asked))).toEqual([
      orders(day, "XX"),
    ]);
    expect(await wrangler.select(ofDays(day))).toEqual([...sold(day, "US", 3), ...again]);
  });

  /** The whole dataset is gone afterwards, so it is one that nothing else here has. */
  const visit = (on: string, asked: object) => () =>
    wrangler.call("s3.to_parquet", {
      rows: [{ id: 1, page: "/", day: on }],
      path: wrangler.at("clients/visits/"),
      dataset: true,
      partition_cols: ["day"],
      ...asked,
    });
  const location = (on: string) => wrangler.at(`clients/visits/day=${on}/`);

  test("that overwrites without the catalog leaves the partitions of what it deleted", async () => {
    const next = wrangler.stage.newDay();
    await wrangler.stage.registeredBy(visit(day, { mode: "overwrite" }));
    expect(await wrangler.stage.registeredBy(visit(next, { mode: "overwrite" }))).toEqual([
      partition("visits", [next], `day=${next}/`),
    ]);
    expect(wrangler.stage.keys("clients/visits/").map((key) => key.split("/")[2])).toEqual([`day=${next}`]);
    expect(wrangler.held(wrangler.inOrders.database, "visits")).toEqual({
      [day]: location(day),
      [next]: location(next),
    });
    expect(await wrangler.select("SELECT id, page, day FROM visits")).toEqual([
      { id: 1, page: "/", day: next },
    ]);
  });

  test("that overwrites with the catalog leaves its own partitions alone", async () => {
    const next = wrangler.stage.newDay();
    const asked = { mode: "overwrite", database: wrangler.inOrders.database, table: "visits" };
    await wrangler.stage.registeredBy(visit(day, asked));
    await wrangler.stage.registeredBy(visit(next, asked));
    expect(wrangler.held(wrangler.inOrders.database, "visits")).toEqual({ [next]: location(next) });
    expect(await wrangler.select("SELECT id, page, day FROM visits")).toEqual([
      { id: 1, page: "/", day: next },
    ]);
  });

  test("writes one object into the folder of a partition", async () => {
    const path = wrangler.at(orderKey(day, "EU", "one.parquet"));
    const rows = [{ id: 1, amount: 1.5, note: "no. 1" }];
    const one = () => wrangler.call("s3.to_parquet", { rows, path });
    expect(await wrangler.stage.registeredBy(one)).toEqual([orders(day, "EU")]);
    expect(await wrangler.select(ofDays(day))).toEqual(sold(day, "EU", 1));
  });

  test.each(["without", "with"])("writes values that a URI would escape, %s the catalog", async (catalog) => {
    const rows = ["São Paulo", "A&B+C=D", "50 %", "a:b"].flatMap((region, at) => sold(day, region, at));
    const registered = await wrangler.stage.registeredBy(() =>
      wrangler.write(rows, catalog === "with" ? wrangler.inOrders : {}),
    );
    expect(registered).toEqual(rows.map(({ region }) => orders(day, region)).sort());
    expect(await wrangler.select(ofDays(day))).toEqual(rows);
  });

  test("writes many partitions at once, by several threads", async () => {
    const rows = Array.from({ length: 120 }, (_, at) => sold(day, `R${at}`, at)).flat();
    const registered = await wrangler.stage.registeredBy(() =>
      wrangler.write(rows, { concurrent_partitioning: true }),
    );
    expect(registered).toEqual(rows.map(({ region }) => orders(day, region)).sort());
    expect(await wrangler.select(ofDays(day))).toEqual(rows);
  });

  test.each([null, "gzip", "zstd"])("writes files of two rows, compressed by %s", async (compression) => {
    const rows = sold(day, "EU", 1, 2, 3, 4, 5);
    const asked = { compression, max_rows_by_file: 2 };
    expect(await wrangler.stage.registeredBy(() => wrangler.write(rows, asked))).toEqual([orders(day, "EU")]);
    expect(wrangler.stage.keys(orderKey(day, "EU", ""))).toHaveLength(3);
    expect(await wrangler.select(ofDays(day))).toEqual(rows);
  });

  test("writes a column that the table gained before, in partitions of the catalog's and of events", async () => {
    const next = wrangler.stage.newDay();
    const table = { database: wrangler.inOrders.database, table: "visits" };
    await wrangler.call("catalog.add_column", {
      ...table,
      column_name: "bot",
      column_type: "boolean",
      column_comment: "",
    });
    const rows = (on: string) => [{ id: 1, page: "/", bot: true, day: on }];
    await wrangler.stage.registeredBy(visit(day, { ...table, rows: rows(day) }));
    await wrangler.stage.registeredBy(visit(next, { rows: rows(next) }));
    const sql = `SELECT id, page, bot, day FROM visits WHERE day IN ('${day}', '${next}') ORDER BY day`;
    expect(await wrangler.select(sql)).toEqual([...rows(day), ...rows(next)]);
  });

  test("writes to a projected table, of which Glue holds no partition", async () => {
    const rows = sold(day, "EU", 1, 2);
    await wrangler.write(rows, {
      path: wrangler.at("wrangled/projected/"),
      database: OWN,
      table: "projected",
      glue_table_settings: { regular_partitions: false },
      athena_partition_projection_settings: {
        projection_formats: { day: "yyyy-MM-dd" },
        projection_types: { day: "date", region: "enum" },
        projection_ranges: { day: "2026-01-01,2026-12-31" },
        projection_values: { region: "EU,US" },
      },
    });
    expect(wrangler.held(OWN, "projected")).toEqual({});
    expect(await wrangler.select("SELECT * FROM projected ORDER BY id", { database: OWN })).toEqual(rows);
  });
});

describe("s3", () => {
  let day: string;
  /** Of a written order. */
  let written: string;

  beforeEach(async () => {
    day = wrangler.stage.newDay();
    await wrangler.stage.registeredBy(() => wrangler.write(sold(day, "EU", 1)));
    written = wrangler.at(wrangler.stage.keys(orderKey(day, "EU", ""))[0]!);
  });

  test("list_objects takes wildcards and suffixes; list_directories and list_buckets tell what is there", async () => {
    expect(
      await wrangler.call("s3.list_objects", { path: wrangler.at(`clients/orders/day=${day}/`) }),
    ).toEqual([written]);
    expect(
      await wrangler.call("s3.list_objects", { path: wrangler.at(`clients/orders/day=${day}/*/*.parquet`) }),
    ).toEqual([written]);
    expect(
      await wrangler.call("s3.list_objects", {
        path: wrangler.at(`clients/orders/day=${day}/`),
        suffix: ".csv",
      }),
    ).toEqual([]);
    expect(
      await wrangler.call("s3.list_directories", { path: wrangler.at(`clients/orders/day=${day}/`) }),
    ).toEqual([wrangler.at(`clients/orders/day=${day}/region=EU/`)]);
    expect(await wrangler.call("s3.list_buckets")).toContain(wrangler.stage.bucket);
  });

  test("describe_objects, size_objects, does_object_exist and get_bucket_region tell of an object", async () => {
    const size = wrangler.stage.platform.emulator.s3.store.list(
      wrangler.stage.bucket,
      orderKey(day, "EU", ""),
    )[0]!.size;
    expect(await wrangler.call("s3.size_objects", { path: [written] })).toEqual({ [written]: size });
    expect(await wrangler.call("s3.describe_objects", { path: [written] })).toEqual({
      [written]: expect.objectContaining({ ContentLength: size }),
    });
    expect(await wrangler.call("s3.does_object_exist", { path: written })).toBe(true);
    expect(await wrangler.call("s3.does_object_exist", { path: `${written}.not` })).toBe(false);
    expect(await wrangler.call("s3.get_bucket_region", { bucket: wrangler.stage.bucket })).toBe("us-east-1");
  });

  test("copy_objects registers the partition of the copy", async () => {
    const next = wrangler.stage.newDay();
    const copy = () =>
      wrangler.call("s3.copy_objects", {
        paths: [written],
        source_path: wrangler.at(`clients/orders/day=${day}/`),
        target_path: wrangler.at(`clients/orders/day=${next}/`),
      });
    expect(await wrangler.stage.registeredBy(copy)).toEqual([orders(next, "EU")]);
    expect(await wrangler.select(ofDays(next))).toEqual(sold(next, "EU", 1));
  });

  test.each(["append", "overwrite_partitions", "overwrite"])(
    "merge_datasets registers what it copies: %s",
    async (mode) => {
      const next = wrangler.stage.newDay();
      const merge = () =>
        wrangler.call("s3.merge_datasets", {
          source_path: wrangler.at(`clients/orders/day=${day}/`),
          target_path: wrangler.at(`clients/orders/day=${next}/`),
          mode,
        });
      expect(await wrangler.stage.registeredBy(merge)).toEqual([orders(next, "EU")]);
      expect(await wrangler.select(ofDays(next))).toEqual(sold(next, "EU", 1));
    },
  );

  test("delete_objects deletes, as wait_objects_exist and wait_objects_not_exist see", async () => {
    await wrangler.call("s3.wait_objects_exist", { paths: [written] });
    await wrangler.call("s3.delete_objects", { path: wrangler.at(`clients/orders/day=${day}/`) });
    await wrangler.call("s3.wait_objects_not_exist", { paths: [written] });
    expect(wrangler.stage.keys(orderKey(day, "EU", ""))).toEqual([]);
    // What is gone from S3 stays registered, and has no rows.
    expect(Object.keys(wrangler.held(wrangler.inOrders.database, "orders"))).toContain(`${day}/EU`);
    expect(await wrangler.select(ofDays(day))).toEqual([]);
  });
});
