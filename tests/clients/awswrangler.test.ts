/** AWS SDK for pandas: what it writes ends in exactly the right partitions, and what it reads is what was written. */

import { AthenaClient, CreateWorkGroupCommand } from "@aws-sdk/client-athena";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { clientConfig } from "../../emulator/index.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import type { Python } from "./python.ts";
import { type ClientStage, openStage, orderKey, orders, partition } from "./stage.ts";

/** Its own, beside the product's. */
const OWN = "wrangled";
/** Which keeps results in S3: with results that Athena manages the library finds nothing of what CTAS and UNLOAD write. */
const WORK_GROUP = "wrangling";

let stage: ClientStage;
let python: Python;
/** Database and table of the orders, as most functions take them. */
let inOrders: { readonly database: string; readonly table: string };
/** What a query is asked with. */
let asking: { readonly database: string; readonly s3_output: string; readonly workgroup: string };

/** A function of the library, with its own parameters; `rows` are its DataFrame. */
const wr = <Told = unknown>(name: string, asked: Readonly<Record<string, unknown>> = {}) =>
  python.ask<Told>("call", { function: name, ...asked });

const at = (path: string) => `s3://${stage.bucket}/${path}`;

interface Order {
  readonly id: number;
  readonly amount: number;
  readonly note: string;
  readonly day: string;
  readonly region: string;
}

const sold = (day: string, region: string, ...ids: number[]): Order[] =>
  ids.map((id) => ({ id, amount: id + 0.5, note: `no. ${id}`, day, region }));

/** Writes orders as a dataset. */
const write = (rows: readonly Order[], asked: Readonly<Record<string, unknown>> = {}) =>
  wr("s3.to_parquet", {
    rows,
    path: at("clients/orders/"),
    dataset: true,
    partition_cols: ["day", "region"],
    ...asked,
  });

/** Answers the rows of a statement without CTAS. */
const select = (sql: string, asked: Readonly<Record<string, unknown>> = {}) =>
  wr<unknown[]>("athena.read_sql_query", { sql, ...asking, ctas_approach: false, ...asked });

const ofDays = (...days: string[]) =>
  `SELECT id, amount, note, day, region FROM orders WHERE day IN (${days.map((day) => `'${day}'`)}) ORDER BY id`;

/** The partitions that Glue holds of a table: their values, and where they are. */
function held(database: string, table: string): Record<string, string | undefined> {
  const { partitions } = stage.platform.emulator.glue.store.table(database, table);
  const entries = [...partitions.values()].map(({ record }) => [
    record.Values.join("/"),
    record.StorageDescriptor?.Location,
  ]);
  return Object.fromEntries(entries.sort());
}

beforeAll(async () => {
  stage = await openStage();
  python = stage.python("awswrangler_client.py");
  const database = databaseName("clients", stage.platform.stage);
  inOrders = { database, table: "orders" };
  asking = { database, s3_output: at("results/"), workgroup: WORK_GROUP };
  await new AthenaClient(clientConfig(stage.platform.emulator)).send(
    new CreateWorkGroupCommand({ Name: WORK_GROUP, Configuration: { EnforceWorkGroupConfiguration: false } }),
  );
  await wr("catalog.create_database", { name: OWN });
});

afterAll(() => stage.close());

describe("s3.to_parquet", () => {
  let day: string;

  beforeEach(() => {
    day = stage.newDay();
  });

  test.each(["without", "with"])("append, %s the catalog", async (catalog) => {
    const asked = { mode: "append", ...(catalog === "with" ? inOrders : {}) };
    const first = [...sold(day, "EU", 1, 2), ...sold(day, "US", 3)];
    expect(await stage.registeredBy(() => write(first, asked))).toEqual([
      orders(day, "EU"),
      orders(day, "US"),
    ]);
    const second = sold(day, "EU", 4);
    expect(await stage.registeredBy(() => write(second, asked))).toEqual([]);
    expect(await select(ofDays(day))).toEqual([...first, ...second]);
  });

  test.each(["without", "with"])("overwrite_partitions, %s the catalog", async (catalog) => {
    const asked = { mode: "overwrite_partitions", ...(catalog === "with" ? inOrders : {}) };
    await stage.registeredBy(() => write([...sold(day, "EU", 1, 2), ...sold(day, "US", 3)], asked));
    const again = [...sold(day, "EU", 4), ...sold(day, "XX", 5)];
    expect(await stage.registeredBy(() => write(again, asked))).toEqual([orders(day, "XX")]);
    expect(await select(ofDays(day))).toEqual([...sold(day, "US", 3), ...again]);
  });

  /** The whole dataset is gone afterwards, so it is one that nothing else here has. */
  const visit = (on: string, asked: object) => () =>
    wr("s3.to_parquet", {
      rows: [{ id: 1, page: "/", day: on }],
      path: at("clients/visits/"),
      dataset: true,
      partition_cols: ["day"],
      ...asked,
    });
  const location = (on: string) => at(`clients/visits/day=${on}/`);

  test("overwrite without the catalog leaves the partitions of what it deleted", async () => {
    const next = stage.newDay();
    await stage.registeredBy(visit(day, { mode: "overwrite" }));
    expect(await stage.registeredBy(visit(next, { mode: "overwrite" }))).toEqual([
      partition("visits", [next], `day=${next}/`),
    ]);
    expect(stage.keys("clients/visits/").map((key) => key.split("/")[2])).toEqual([`day=${next}`]);
    expect(held(inOrders.database, "visits")).toEqual({ [day]: location(day), [next]: location(next) });
    expect(await select("SELECT id, page, day FROM visits")).toEqual([{ id: 1, page: "/", day: next }]);
  });

  test("overwrite with the catalog leaves its own partitions alone", async () => {
    const next = stage.newDay();
    const asked = { mode: "overwrite", database: inOrders.database, table: "visits" };
    await stage.registeredBy(visit(day, asked));
    await stage.registeredBy(visit(next, asked));
    expect(held(inOrders.database, "visits")).toEqual({ [next]: location(next) });
    expect(await select("SELECT id, page, day FROM visits")).toEqual([{ id: 1, page: "/", day: next }]);
  });

  test("one object, in the folder of a partition", async () => {
    const path = at(orderKey(day, "EU", "one.parquet"));
    const rows = [{ id: 1, amount: 1.5, note: "no. 1" }];
    const one = () => wr("s3.to_parquet", { rows, path });
    expect(await stage.registeredBy(one)).toEqual([orders(day, "EU")]);
    expect(await select(ofDays(day))).toEqual(sold(day, "EU", 1));
  });

  test.each(["without", "with"])("values that a URI would escape, %s the catalog", async (catalog) => {
    const rows = ["São Paulo", "A&B+C=D", "50 %", "a:b"].flatMap((region, at) => sold(day, region, at));
    const registered = await stage.registeredBy(() => write(rows, catalog === "with" ? inOrders : {}));
    expect(registered).toEqual(rows.map(({ region }) => orders(day, region)).sort());
    expect(await select(ofDays(day))).toEqual(rows);
  });

  test("many partitions at once, by several threads", async () => {
    const rows = Array.from({ length: 120 }, (_, at) => sold(day, `R${at}`, at)).flat();
    const registered = await stage.registeredBy(() => write(rows, { concurrent_partitioning: true }));
    expect(registered).toEqual(rows.map(({ region }) => orders(day, region)).sort());
    expect(await select(ofDays(day))).toEqual(rows);
  });

  test.each([null, "gzip", "zstd"])("compressed by %s, in files of two rows", async (compression) => {
    const rows = sold(day, "EU", 1, 2, 3, 4, 5);
    const asked = { compression, max_rows_by_file: 2 };
    expect(await stage.registeredBy(() => write(rows, asked))).toEqual([orders(day, "EU")]);
    expect(stage.keys(orderKey(day, "EU", ""))).toHaveLength(3);
    expect(await select(ofDays(day))).toEqual(rows);
  });

  test("a column that the table gained before, in partitions of the catalog's and of events", async () => {
    const next = stage.newDay();
    const table = { database: inOrders.database, table: "visits" };
    await wr("catalog.add_column", {
      ...table,
      column_name: "bot",
      column_type: "boolean",
      column_comment: "",
    });
    const rows = (on: string) => [{ id: 1, page: "/", bot: true, day: on }];
    await stage.registeredBy(visit(day, { ...table, rows: rows(day) }));
    await stage.registeredBy(visit(next, { rows: rows(next) }));
    const sql = `SELECT id, page, bot, day FROM visits WHERE day IN ('${day}', '${next}') ORDER BY day`;
    expect(await select(sql)).toEqual([...rows(day), ...rows(next)]);
  });

  test("a projected table, of which Glue holds no partition", async () => {
    const rows = sold(day, "EU", 1, 2);
    await write(rows, {
      path: at("wrangled/projected/"),
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
    expect(held(OWN, "projected")).toEqual({});
    expect(await select("SELECT * FROM projected ORDER BY id", { database: OWN })).toEqual(rows);
  });
});

describe("reading", () => {
  let days: [string, string];
  let rows: Order[];
  let sql: string;

  beforeAll(async () => {
    days = [stage.newDay(), stage.newDay()];
    rows = [...sold(days[0], "EU", 1, 2), ...sold(days[0], "US", 3), ...sold(days[1], "EU", 4, 5)];
    sql = ofDays(...days);
    await stage.registeredBy(() => write(rows));
  });

  const query = (asked: Readonly<Record<string, unknown>> = {}) =>
    wr("athena.read_sql_query", { sql, ...asking, ...asked });
  const ofFirstDay = () => ({
    sql: "SELECT id FROM orders WHERE day = :day ORDER BY id",
    params: { day: days[0] },
  });

  describe("athena.read_sql_query", () => {
    test("as it comes, by CTAS, which leaves no table, nor files if they are not to be kept", async () => {
      const tables = () => [...stage.platform.emulator.glue.store.database(asking.database).tables.keys()];
      const before = tables();
      expect(await query()).toEqual(rows);
      expect(await query({ keep_files: false, s3_output: at("not-kept/") })).toEqual(rows);
      expect(tables()).toEqual(before);
      expect(stage.keys("not-kept/")).toEqual([]);
    });

    test("by CTAS, in chunks", async () => {
      expect(await query({ chunksize: 2 })).toEqual([rows.slice(0, 2), rows.slice(2, 4), rows.slice(4)]);
    });

    test("by CTAS, with a table of a name and its files kept", async () => {
      const ctas = { database: OWN, temp_table_name: "kept", keep_files: true };
      expect(await query({ ctas_parameters: ctas, s3_output: at("kept/") })).toEqual(rows);
      expect(stage.keys("kept/")).not.toEqual([]);
    });

    test("by UNLOAD", async () => {
      expect(await query({ ctas_approach: false, unload_approach: true, s3_output: at("unload/") })).toEqual(
        rows,
      );
    });

    test("of the results as CSV", async () => {
      expect(await query({ ctas_approach: false })).toEqual(rows);
    });

    test("of the results as CSV, in chunks", async () => {
      expect(await query({ ctas_approach: false, chunksize: 3 })).toEqual([rows.slice(0, 3), rows.slice(3)]);
    });

    test("with parameters, written into the statement", async () => {
      expect(await query({ ctas_approach: false, ...ofFirstDay() })).toEqual([
        { id: 1 },
        { id: 2 },
        { id: 3 },
      ]);
    });

    test("with parameters, sent to Athena", async () => {
      const asked = { sql: "SELECT id FROM orders WHERE day = ? AND id > ?", params: [`'${days[1]}'`, "4"] };
      expect(await query({ ctas_approach: false, paramstyle: "qmark", ...asked })).toEqual([{ id: 5 }]);
    });

    test("a second time, from the results of the first", async () => {
      const asked = { ctas_approach: false, athena_cache_settings: { max_cache_seconds: 900 } };
      await query(asked);
      const { workgroup } = asking;
      const before = await wr<string[]>("athena.list_query_executions", { workgroup });
      expect(await query(asked)).toEqual(rows);
      expect(await wr("athena.list_query_executions", { workgroup })).toEqual(before);
    });

    test("into the bucket that it makes for results", async () => {
      const s3_output = await wr("athena.create_athena_bucket");
      expect(s3_output).toBe("s3://aws-athena-query-results-000000000000-us-east-1/");
      expect(await query({ ctas_approach: false, s3_output })).toEqual(rows);
    });

    test("without a place for results, which Athena manages", async () => {
      expect(await query({ ctas_approach: false, s3_output: undefined, workgroup: "primary" })).toEqual(rows);
    });

    test.each([
      ["CTAS", {}, String.raw`b'\n~'`],
      ["UNLOAD", { ctas_approach: false, unload_approach: true }, String.raw`b'\n~'`],
      // Athena writes bytes as text there, and the library takes that for the bytes.
      ["CSV", { ctas_approach: false }, "b'0a 7e'"],
    ])("of values of every type that to_parquet writes, by %s", async (name, way, x) => {
      const told = await python.ask("typed", {
        path: at("wrangled/typed/"),
        table: "typed",
        ...{ ...asking, database: OWN, s3_output: at(`typed-${name}/`) },
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

    test("that is wrong says why", async () => {
      await expect(query({ ctas_approach: false, sql: "SELECT nope FROM orders" })).rejects.toThrow(
        /QueryFailed: COLUMN_NOT_FOUND.*nope/,
      );
    });
  });

  test("athena.read_sql_table", async () => {
    const asked = { ...asking, table: "orders", ctas_approach: false };
    const all = await wr<Order[]>("athena.read_sql_table", asked);
    expect(all.filter(({ day }) => days.includes(day)).sort((one, other) => one.id - other.id)).toEqual(rows);
  });

  test("athena.unload, partitioned", async () => {
    const path = at("unloaded/");
    const reordered = sql.replace("day, region FROM", "region, day FROM");
    const { s3_output: _, ...where } = asking;
    await wr("athena.unload", { sql: reordered, path, ...where, partitioned_by: ["day"] });
    // It has the list of what was written put beside that.
    const path_ignore_suffix = "-manifest.csv";
    const read = await wr<Order[]>("s3.read_parquet", { path, dataset: true, path_ignore_suffix });
    expect(read.sort((one, other) => one.id - other.id)).toEqual(rows);
    const folders = stage.keys("unloaded/day=").map((key) => key.split("/")[1]);
    expect([...new Set(folders)]).toEqual(days.map((day) => `day=${day}`));
  });

  test("athena.start_query_execution, wait_query, get_query_results", async () => {
    const query_execution_id = await wr("athena.start_query_execution", { sql, ...asking });
    expect(await wr("athena.wait_query", { query_execution_id })).toMatchObject({
      Status: { State: "SUCCEEDED" },
    });
    expect(await wr("athena.get_query_results", { query_execution_id })).toEqual(rows);
    expect(await wr("athena.get_query_columns_types", { query_execution_id })).toEqual({
      ...{ id: "bigint", amount: "double", note: "varchar", day: "varchar", region: "varchar" },
    });
  });

  test("s3.read_parquet of a dataset, of a partition's folder, and in chunks of some columns", async () => {
    const dataset = { path: at("clients/orders/"), dataset: true };
    const all = await wr<Order[]>("s3.read_parquet", dataset);
    expect(all.filter(({ day }) => days.includes(day)).sort((one, other) => one.id - other.id)).toEqual(rows);
    const path = at(orderKey(days[1], "EU", ""));
    const bare = rows.slice(3).map(({ id, amount, note }) => ({ id, amount, note }));
    expect(await wr("s3.read_parquet", { path })).toEqual(bare);
    expect(await wr("s3.read_parquet", { path, columns: ["id"], chunked: 1 })).toEqual([
      [{ id: 4 }],
      [{ id: 5 }],
    ]);
  });

  test("s3.read_parquet_table, and its partitions of a day", async () => {
    const all = await wr<Order[]>("s3.read_parquet_table", inOrders);
    expect(all.filter(({ day }) => days.includes(day)).sort((one, other) => one.id - other.id)).toEqual(rows);
    const partition_filter = { day: days[1] };
    expect(await wr("s3.read_parquet_table", { ...inOrders, partition_filter })).toEqual(rows.slice(3));
  });

  test("s3.read_parquet_metadata", async () => {
    const path = at(orderKey(days[1], "EU", ""));
    expect(await wr("s3.read_parquet_metadata", { path })).toEqual([
      { id: "bigint", amount: "double", note: "string" },
      null,
    ]);
  });
});

describe("catalog", () => {
  /** Of tables made here. */
  const COLUMNS = { id: "bigint", price: "double" };
  let made: { readonly database: string; readonly table: string };
  let tables = 0;

  /** A table of its own for each test, without partitions. */
  beforeEach(async () => {
    tables += 1;
    made = { database: OWN, table: `made_${tables}` };
    await wr("catalog.create_parquet_table", {
      ...made,
      path: at(`wrangled/${made.table}/`),
      columns_types: COLUMNS,
      partitions_types: { day: "string" },
      description: "Prices of the day",
      parameters: { desk: "equities" },
      columns_comments: { price: "in dollars" },
      columns_parameters: { price: { unit: "USD" } },
    });
  });

  const names = async (asked: object) =>
    (await wr<{ Name: string }[]>("catalog.get_tables", { database: inOrders.database, ...asked })).map(
      ({ Name }) => Name,
    );

  test("create_database, databases, get_databases, delete_database", async () => {
    await wr("catalog.create_database", { name: "shortlived", description: "for a test" });
    const all = [
      { Database: inOrders.database, Description: "" },
      { Database: OWN, Description: "" },
    ];
    expect(await wr("catalog.databases")).toEqual([
      ...all,
      { Database: "shortlived", Description: "for a test" },
    ]);
    await wr("catalog.delete_database", { name: "shortlived" });
    const left = await wr<{ Name: string }[]>("catalog.get_databases");
    expect(left.map(({ Name }) => Name)).toEqual([inOrders.database, OWN]);
  });

  test("get_tables by prefix, suffix, both, and a part of the name", async () => {
    expect(await names({ name_prefix: "or" })).toEqual([
      "orders",
      "orders_latest_session",
      "orders_last_5_sessions",
    ]);
    expect(await names({ name_suffix: "s" })).toEqual([
      "orders",
      "visits",
      "orders_last_5_sessions",
      "visits_last_5_sessions",
    ]);
    expect(await names({ name_prefix: "or", name_suffix: "s" })).toEqual([
      "orders",
      "orders_last_5_sessions",
    ]);
    expect(await names({ name_contains: "latest" })).toEqual([
      "orders_latest_session",
      "visits_latest_session",
    ]);
  });

  test("tables, of which views are some", async () => {
    const [orders, , view] = await wr<unknown[]>("catalog.tables", { database: inOrders.database });
    expect(orders).toEqual({
      ...{ Database: inOrders.database, Table: "orders", Description: "", TableType: "EXTERNAL_TABLE" },
      ...{ Columns: "id, amount, note", Partitions: "day, region" },
    });
    expect(view).toMatchObject({ Table: "orders_latest_session", TableType: "VIRTUAL_VIEW" });
  });

  test("search_tables, and tables by a text", async () => {
    const found = await wr<{ Name: string }[]>("catalog.search_tables", { text: "dollars" });
    expect(found.map(({ Name }) => Name)).toContain(made.table);
    expect(await wr("catalog.tables", { search_text: `${made.table}` })).toEqual([
      expect.objectContaining({ Table: made.table, Description: "Prices of the day" }),
    ]);
    expect(await wr("catalog.search_tables", { text: "euros" })).toEqual([]);
  });

  test("table, its types, location, description, comments and parameters", async () => {
    const column = (name: string, type: string, partition = false, comment = "") => ({
      "Column Name": name,
      ...{ Type: type, Partition: partition, Comment: comment },
    });
    expect(await wr("catalog.table", made)).toEqual([
      column("id", "bigint"),
      column("price", "double", false, "in dollars"),
      column("day", "string", true),
    ]);
    expect(await wr("catalog.get_table_types", made)).toEqual({ ...COLUMNS, day: "string" });
    expect(await wr("catalog.get_table_location", made)).toBe(at(`wrangled/${made.table}/`));
    expect(await wr("catalog.get_table_description", made)).toBe("Prices of the day");
    expect(await wr("catalog.get_columns_comments", made)).toMatchObject({ price: "in dollars" });
    expect(await wr("catalog.get_columns_parameters", made)).toMatchObject({ price: { unit: "USD" } });
    expect(await wr("catalog.get_table_parameters", made)).toMatchObject({ desk: "equities" });
    expect(await wr("catalog.does_table_exist", made)).toBe(true);
    expect(await wr("catalog.does_table_exist", { ...made, table: "nothing" })).toBe(false);
  });

  test("upsert_table_parameters, overwrite_table_parameters, and the versions of that", async () => {
    await wr("catalog.upsert_table_parameters", { ...made, parameters: { owner: "desk" } });
    expect(await wr("catalog.get_table_parameters", made)).toMatchObject({ desk: "equities", owner: "desk" });
    await wr("catalog.overwrite_table_parameters", { ...made, parameters: { owner: "nobody" } });
    expect(await wr("catalog.get_table_parameters", made)).toEqual({ owner: "nobody" });
    // Without `catalog_versioning` it asks Glue to keep none.
    expect(await wr("catalog.get_table_number_of_versions", made)).toBe(1);
    const versioned = { ...made, parameters: { owner: "me" }, catalog_versioning: true };
    await wr("catalog.overwrite_table_parameters", versioned);
    const versions = await wr<{ Table: { Parameters: object } }[]>("catalog.get_table_versions", made);
    expect(versions.map(({ Table }) => Table.Parameters)).toEqual([{ owner: "me" }, { owner: "nobody" }]);
  });

  test("add_column, delete_column", async () => {
    const column = { column_name: "size", column_type: "bigint", column_comment: "in shares" };
    await wr("catalog.add_column", { ...made, ...column });
    expect(await wr("catalog.get_table_types", made)).toEqual({ ...COLUMNS, size: "bigint", day: "string" });
    await wr("catalog.delete_column", { ...made, column_name: "size" });
    expect(await wr("catalog.get_table_types", made)).toEqual({ ...COLUMNS, day: "string" });
  });

  test("add_parquet_partitions, get_partitions, delete_partitions, delete_all_partitions", async () => {
    const location = (day: string) => at(`wrangled/${made.table}/day=${day}/`);
    const days = ["2026-01-01", "2026-01-02", "2026-01-03"];
    const all = Object.fromEntries(days.map((day) => [location(day), [day]]));
    await wr("catalog.add_parquet_partitions", { ...made, partitions_values: all });
    expect(held(OWN, made.table)).toEqual(Object.fromEntries(days.map((day) => [day, location(day)])));
    expect(await wr("catalog.get_partitions", made)).toEqual(all);
    const expression = "day > '2026-01-02'";
    expect(await wr("catalog.get_parquet_partitions", { ...made, expression })).toEqual({
      [location("2026-01-03")]: ["2026-01-03"],
    });
    await wr("catalog.delete_partitions", { ...made, partitions_values: [["2026-01-02"]] });
    expect(Object.keys(held(OWN, made.table))).toEqual(["2026-01-01", "2026-01-03"]);
    await wr("catalog.delete_all_partitions", made);
    expect(held(OWN, made.table)).toEqual({});
  });

  test("delete_table_if_exists", async () => {
    expect(await wr("catalog.delete_table_if_exists", made)).toBe(true);
    expect(await wr("catalog.delete_table_if_exists", made)).toBe(false);
  });

  test("s3.store_parquet_metadata makes a table of what lies there", async () => {
    const day = stage.newDay();
    await write(sold(day, "EU", 1), { path: at("wrangled/stored/") });
    await wr("s3.store_parquet_metadata", {
      ...{ path: at("wrangled/stored/"), database: OWN, table: "stored", dataset: true },
    });
    expect(held(OWN, "stored")).toEqual({ [`${day}/EU`]: at(`wrangled/stored/day=${day}/region=EU/`) });
    expect(await select("SELECT * FROM stored", { database: OWN })).toEqual(sold(day, "EU", 1));
  });
});

describe("athena", () => {
  const where = () => ({ ...asking, table: "orders" });

  test("describe_table", async () => {
    const column = (name: string, type: string, partition = false) => ({
      "Column Name": name,
      ...{ Type: type, Partition: partition, Comment: "" },
    });
    expect(await wr("athena.describe_table", where())).toEqual([
      column("id", "bigint"),
      column("amount", "double"),
      column("note", "string"),
      column("day", "string", true),
      column("region", "string", true),
    ]);
  });

  test("show_create_table, generate_create_query", async () => {
    expect(await wr("athena.show_create_table", where())).toMatch(/^CREATE EXTERNAL TABLE .*orders/);
    expect(await wr("athena.generate_create_query", inOrders)).toMatch(/^CREATE EXTERNAL TABLE `orders`/);
  });

  test("repair_table registers what it finds", async () => {
    const day = stage.newDay();
    await wr("catalog.create_parquet_table", {
      ...{ database: OWN, table: "repaired", path: at("wrangled/repaired/") },
      columns_types: { id: "bigint" },
      partitions_types: { day: "string" },
    });
    await wr("s3.to_parquet", { rows: [{ id: 1 }], path: at(`wrangled/repaired/day=${day}/a.parquet`) });
    const table = { ...asking, database: OWN, table: "repaired" };
    expect(await wr("athena.repair_table", table)).toBe("SUCCEEDED");
    expect(held(OWN, "repaired")).toEqual({ [day]: at(`wrangled/repaired/day=${day}`) });
  });

  test("create_ctas_table, with partitions", async () => {
    const day = stage.newDay();
    await stage.registeredBy(() => write([...sold(day, "EU", 1, 2), ...sold(day, "US", 3)]));
    await wr("athena.create_ctas_table", {
      sql: ofDays(day),
      ...{ ...asking, ctas_database: OWN, ctas_table: "selected" },
      ...{ s3_output: at("wrangled/ctas"), partitioning_info: ["region"], wait: true },
      storage_format: "parquet",
      write_compression: "snappy",
    });
    const selected = held(OWN, "selected");
    expect(Object.keys(selected)).toEqual(["EU", "US"]);
    expect(await select("SELECT count(*) AS n FROM selected WHERE region = 'EU'", { database: OWN })).toEqual(
      [{ n: 2 }],
    );
  });

  test("unload into the folder of a partition registers it", async () => {
    const [day, next] = [stage.newDay(), stage.newDay()];
    await stage.registeredBy(() => write(sold(day, "EU", 1, 2)));
    const unload = () =>
      wr("athena.unload", {
        sql: `SELECT id, amount, note FROM orders WHERE day = '${day}'`,
        path: at(orderKey(next, "EU", "")),
        database: inOrders.database,
        // Whose results lie elsewhere, and the list of what was written with them.
        workgroup: "primary",
      });
    expect(await stage.registeredBy(unload)).toEqual([orders(next, "EU")]);
    expect(await select(ofDays(next))).toEqual(sold(next, "EU", 1, 2));
  });

  test("prepared statements: create, list, execute, change, delete", async () => {
    const day = stage.newDay();
    await stage.registeredBy(() => write(sold(day, "EU", 1, 2)));
    const statement_name = "by_day";
    const { workgroup } = asking;
    const prepare = (sql: string) =>
      wr("athena.create_prepared_statement", { sql, statement_name, workgroup });
    const list = () => wr("athena.list_prepared_statements", { workgroup });
    const execute = () => select(`EXECUTE ${statement_name} USING '${day}'`);
    await prepare("SELECT count(*) AS n FROM orders WHERE day = ?");
    expect(await list()).toEqual([expect.objectContaining({ StatementName: statement_name })]);
    expect(await execute()).toEqual([{ n: 2 }]);
    await prepare("SELECT max(id) AS n FROM orders WHERE day = ?");
    expect(await execute()).toEqual([{ n: 2 }]);
    await wr("athena.delete_prepared_statement", { statement_name, workgroup });
    expect(await list()).toEqual([]);
  });

  test("get_work_group, get_query_execution, get_query_executions", async () => {
    expect(await wr("athena.get_work_group", { workgroup: "primary" })).toMatchObject({
      WorkGroup: { State: "ENABLED" },
    });
    const id = await wr("athena.start_query_execution", { sql: "SELECT 1", ...asking, wait: true });
    expect(id).toMatchObject({ Query: "SELECT 1", Status: { State: "SUCCEEDED" } });
    const { QueryExecutionId: query_execution_id } = id as { QueryExecutionId: string };
    expect(await wr("athena.get_query_execution", { query_execution_id })).toMatchObject({
      Query: "SELECT 1",
    });
    expect(await wr("athena.get_query_executions", { query_execution_ids: [query_execution_id] })).toEqual([
      expect.objectContaining({ Query: "SELECT 1" }),
    ]);
  });
});

describe("s3", () => {
  let day: string;
  /** Of a written order. */
  let written: string;

  beforeEach(async () => {
    day = stage.newDay();
    await stage.registeredBy(() => write(sold(day, "EU", 1)));
    written = at(stage.keys(orderKey(day, "EU", ""))[0]!);
  });

  test("list_objects, with wildcards and suffixes; list_directories, list_buckets", async () => {
    expect(await wr("s3.list_objects", { path: at(`clients/orders/day=${day}/`) })).toEqual([written]);
    expect(await wr("s3.list_objects", { path: at(`clients/orders/day=${day}/*/*.parquet`) })).toEqual([
      written,
    ]);
    expect(await wr("s3.list_objects", { path: at(`clients/orders/day=${day}/`), suffix: ".csv" })).toEqual(
      [],
    );
    expect(await wr("s3.list_directories", { path: at(`clients/orders/day=${day}/`) })).toEqual([
      at(`clients/orders/day=${day}/region=EU/`),
    ]);
    expect(await wr("s3.list_buckets")).toContain(stage.bucket);
  });

  test("describe_objects, size_objects, does_object_exist, get_bucket_region", async () => {
    const size = stage.platform.emulator.s3.store.list(stage.bucket, orderKey(day, "EU", ""))[0]!.size;
    expect(await wr("s3.size_objects", { path: [written] })).toEqual({ [written]: size });
    expect(await wr("s3.describe_objects", { path: [written] })).toEqual({
      [written]: expect.objectContaining({ ContentLength: size }),
    });
    expect(await wr("s3.does_object_exist", { path: written })).toBe(true);
    expect(await wr("s3.does_object_exist", { path: `${written}.not` })).toBe(false);
    expect(await wr("s3.get_bucket_region", { bucket: stage.bucket })).toBe("us-east-1");
  });

  test("copy_objects registers the partition of the copy", async () => {
    const next = stage.newDay();
    const copy = () =>
      wr("s3.copy_objects", {
        paths: [written],
        source_path: at(`clients/orders/day=${day}/`),
        target_path: at(`clients/orders/day=${next}/`),
      });
    expect(await stage.registeredBy(copy)).toEqual([orders(next, "EU")]);
    expect(await select(ofDays(next))).toEqual(sold(next, "EU", 1));
  });

  test.each(["append", "overwrite_partitions", "overwrite"])("merge_datasets, %s", async (mode) => {
    const next = stage.newDay();
    const merge = () =>
      wr("s3.merge_datasets", {
        source_path: at(`clients/orders/day=${day}/`),
        target_path: at(`clients/orders/day=${next}/`),
        mode,
      });
    expect(await stage.registeredBy(merge)).toEqual([orders(next, "EU")]);
    expect(await select(ofDays(next))).toEqual(sold(next, "EU", 1));
  });

  test("delete_objects, wait_objects_exist, wait_objects_not_exist", async () => {
    await wr("s3.wait_objects_exist", { paths: [written] });
    await wr("s3.delete_objects", { path: at(`clients/orders/day=${day}/`) });
    await wr("s3.wait_objects_not_exist", { paths: [written] });
    expect(stage.keys(orderKey(day, "EU", ""))).toEqual([]);
    // What is gone from S3 stays registered, and has no rows.
    expect(Object.keys(held(inOrders.database, "orders"))).toContain(`${day}/EU`);
    expect(await select(ofDays(day))).toEqual([]);
  });
});
