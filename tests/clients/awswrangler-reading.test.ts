/** AWS SDK for pandas: what it reads is what was written. */

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { orderKey } from "./stage.ts";
import { OWN, ofDays, openWrangler, sold, type WrangledOrder, type Wrangler } from "./wrangler.ts";

let wrangler: Wrangler;

beforeAll(async () => {
  wrangler = await openWrangler();
});

afterAll(() => wrangler.close());

describe("reading", () => {
  let days: [string, string];
  let rows: WrangledOrder[];
  let sql: string;

  beforeAll(async () => {
    days = [wrangler.stage.newDay(), wrangler.stage.newDay()];
    rows = [...sold(days[0], "EU", 1, 2), ...sold(days[0], "US", 3), ...sold(days[1], "EU", 4, 5)];
    sql = ofDays(...days);
    await wrangler.stage.registeredBy(() => wrangler.write(rows));
  });

  const query = (asked: Readonly<Record<string, unknown>> = {}) =>
    wrangler.call("athena.read_sql_query", { sql, ...wrangler.asking, ...asked });
  const ofFirstDay = () => ({
    sql: "SELECT id FROM orders WHERE day = :day ORDER BY id",
    params: { day: days[0] },
  });

  describe("athena.read_sql_query", () => {
    test("reads as it comes, by CTAS, which leaves no table, nor files if they are not to be kept", async () => {
      const tables = () => [
        ...wrangler.stage.platform.emulator.glue.store.database(wrangler.asking.database).tables.keys(),
      ];
      const before = tables();
      expect(await query()).toEqual(rows);
      expect(await query({ keep_files: false, s3_output: wrangler.at("not-kept/") })).toEqual(rows);
      expect(tables()).toEqual(before);
      expect(wrangler.stage.keys("not-kept/")).toEqual([]);
    });

    test("reads by CTAS, in chunks", async () => {
      expect(await query({ chunksize: 2 })).toEqual([rows.slice(0, 2), rows.slice(2, 4), rows.slice(4)]);
    });

    test("reads by CTAS, with a table of a name and its files kept", async () => {
      const ctas = { database: OWN, temp_table_name: "kept", keep_files: true };
      expect(await query({ ctas_parameters: ctas, s3_output: wrangler.at("kept/") })).toEqual(rows);
      expect(wrangler.stage.keys("kept/")).not.toEqual([]);
    });

    test("reads by UNLOAD", async () => {
      expect(
        await query({ ctas_approach: false, unload_approach: true, s3_output: wrangler.at("unload/") }),
      ).toEqual(rows);
    });

    test("reads the results as CSV", async () => {
      expect(await query({ ctas_approach: false })).toEqual(rows);
    });

    test("reads the results as CSV, in chunks", async () => {
      expect(await query({ ctas_approach: false, chunksize: 3 })).toEqual([rows.slice(0, 3), rows.slice(3)]);
    });

    test("reads with parameters, written into the statement", async () => {
      expect(await query({ ctas_approach: false, ...ofFirstDay() })).toEqual([
        { id: 1 },
        { id: 2 },
        { id: 3 },
      ]);
    });

    test("reads with parameters, sent to Athena", async () => {
      const asked = { sql: "SELECT id FROM orders WHERE day = ? AND id > ?", params: [`'${days[1]}'`, "4"] };
      expect(await query({ ctas_approach: false, paramstyle: "qmark", ...asked })).toEqual([{ id: 5 }]);
    });

    test("reads a second time from the results of the first", async () => {
      const asked = { ctas_approach: false, athena_cache_settings: { max_cache_seconds: 900 } };
      await query(asked);
      const { workgroup } = wrangler.asking;
      const before = await wrangler.call<string[]>("athena.list_query_executions", { workgroup });
      expect(await query(asked)).toEqual(rows);
      expect(await wrangler.call("athena.list_query_executions", { workgroup })).toEqual(before);
    });

    test("reads by way of the bucket that it makes for results", async () => {
      const s3_output = await wrangler.call("athena.create_athena_bucket");
      expect(s3_output).toBe("s3://aws-athena-query-results-000000000000-us-east-1/");
      expect(await query({ ctas_approach: false, s3_output })).toEqual(rows);
    });

    test("reads without a place for results, which Athena manages", async () => {
      expect(await query({ ctas_approach: false, s3_output: undefined, workgroup: "primary" })).toEqual(rows);
    });

    test.each([
      ["CTAS", {}, String.raw`b'\n~'`],
      ["UNLOAD", { ctas_approach: false, unload_approach: true }, String.raw`b'\n~'`],
      // Athena writes bytes as text there, and the library takes that for the bytes.
      ["CSV", { ctas_approach: false }, "b'0a 7e'"],
    ])("reads values of every type that to_parquet writes, by %s", async (name, way, x) => {
      const told = await wrangler.python.ask("typed", {
        path: wrangler.at("wrangled/typed/"),
        table: "typed",
        ...{ ...wrangler.asking, database: OWN, s3_output: wrangler.at(`typed-${name}/`) },
        ...way,
      });
      expect(told).toEqual({
        types: {
          ...{ id: "bigint", b: "boolean", i: "int", f: "float", d: "double", s: "string", n: "string" },
          ...{ c: "decimal(10,2)", day: "date", ts: "timestamp", x: "binary" },
        },
        rows: [
          {
            ...{ id: 1, b: true, i: 2, f: 1.5, d: 2.5, s: 'é,"', n: null, c: "6.70" },
            ...{ day: "2026-01-02", ts: "2026-01-02 03:04:05.678000", x },
          },
        ],
      });
    });

    test("says why a query is wrong", async () => {
      await expect(query({ ctas_approach: false, sql: "SELECT nope FROM orders" })).rejects.toThrow(
        /QueryFailed: COLUMN_NOT_FOUND.*nope/,
      );
    });
  });

  test("athena.read_sql_table reads a whole table", async () => {
    const asked = { ...wrangler.asking, table: "orders", ctas_approach: false };
    const all = await wrangler.call<WrangledOrder[]>("athena.read_sql_table", asked);
    expect(all.filter(({ day }) => days.includes(day)).sort((one, other) => one.id - other.id)).toEqual(rows);
  });

  test("athena.unload writes partitions of a query's rows", async () => {
    const path = wrangler.at("unloaded/");
    const reordered = sql.replace("day, region FROM", "region, day FROM");
    const { s3_output: _, ...where } = wrangler.asking;
    await wrangler.call("athena.unload", { sql: reordered, path, ...where, partitioned_by: ["day"] });
    // It has the list of what was written put beside that.
    const path_ignore_suffix = "-manifest.csv";
    const read = await wrangler.call<WrangledOrder[]>("s3.read_parquet", {
      path,
      dataset: true,
      path_ignore_suffix,
    });
    expect(read.sort((one, other) => one.id - other.id)).toEqual(rows);
    const folders = wrangler.stage.keys("unloaded/day=").map((key) => key.split("/")[1]);
    expect([...new Set(folders)]).toEqual(days.map((day) => `day=${day}`));
  });

  test("athena.start_query_execution, wait_query and get_query_results read step by step", async () => {
    const query_execution_id = await wrangler.call("athena.start_query_execution", {
      sql,
      ...wrangler.asking,
    });
    expect(await wrangler.call("athena.wait_query", { query_execution_id })).toMatchObject({
      Status: { State: "SUCCEEDED" },
    });
    expect(await wrangler.call("athena.get_query_results", { query_execution_id })).toEqual(rows);
    expect(await wrangler.call("athena.get_query_columns_types", { query_execution_id })).toEqual({
      ...{ id: "bigint", amount: "double", note: "varchar", day: "varchar", region: "varchar" },
    });
  });

  test("s3.read_parquet reads a dataset, a partition's folder, and some columns in chunks", async () => {
    const dataset = { path: wrangler.at("clients/orders/"), dataset: true };
    const all = await wrangler.call<WrangledOrder[]>("s3.read_parquet", dataset);
    expect(all.filter(({ day }) => days.includes(day)).sort((one, other) => one.id - other.id)).toEqual(rows);
    const path = wrangler.at(orderKey(days[1], "EU", ""));
    const bare = rows.slice(3).map(({ id, amount, note }) => ({ id, amount, note }));
    expect(await wrangler.call("s3.read_parquet", { path })).toEqual(bare);
    expect(await wrangler.call("s3.read_parquet", { path, columns: ["id"], chunked: 1 })).toEqual([
      [{ id: 4 }],
      [{ id: 5 }],
    ]);
  });

  test("s3.read_parquet_table reads a table, and its partitions of a day", async () => {
    const all = await wrangler.call<WrangledOrder[]>("s3.read_parquet_table", wrangler.inOrders);
    expect(all.filter(({ day }) => days.includes(day)).sort((one, other) => one.id - other.id)).toEqual(rows);
    const partition_filter = { day: days[1] };
    expect(await wrangler.call("s3.read_parquet_table", { ...wrangler.inOrders, partition_filter })).toEqual(
      rows.slice(3),
    );
  });

  test("s3.read_parquet_metadata tells the types of columns", async () => {
    const path = wrangler.at(orderKey(days[1], "EU", ""));
    expect(await wrangler.call("s3.read_parquet_metadata", { path })).toEqual([
      { id: "bigint", amount: "double", note: "string" },
      null,
    ]);
  });
});
