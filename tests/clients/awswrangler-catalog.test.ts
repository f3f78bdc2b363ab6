/** AWS SDK for pandas: the catalog and the statements of Athena by its functions. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { orderKey, orders } from "./stage.ts";
import { OWN, ofDays, openWrangler, sold, type Wrangler } from "./wrangler.ts";

let wrangler: Wrangler;

beforeAll(async () => {
  wrangler = await openWrangler();
});

afterAll(() => wrangler.close());

describe("catalog", () => {
  /** Of tables made here. */
  const COLUMNS = { id: "bigint", price: "double" };
  let made: { readonly database: string; readonly table: string };
  let tables = 0;

  /** A table of its own for each test, without partitions. */
  beforeEach(async () => {
    tables += 1;
    made = { database: OWN, table: `made_${tables}` };
    await wrangler.call("catalog.create_parquet_table", {
      ...made,
      path: wrangler.at(`wrangled/${made.table}/`),
      columns_types: COLUMNS,
      partitions_types: { day: "string" },
      description: "Prices of the day",
      parameters: { desk: "equities" },
      columns_comments: { price: "in dollars" },
      columns_parameters: { price: { unit: "USD" } },
    });
  });

  const names = async (asked: object) =>
    (
      await wrangler.call<{ Name: string }[]>("catalog.get_tables", {
        database: wrangler.inOrders.database,
        ...asked,
      })
    ).map(({ Name }) => Name);

  test("create_database makes what databases and get_databases list and delete_database deletes", async () => {
    await wrangler.call("catalog.create_database", { name: "shortlived", description: "for a test" });
    const all = [
      { Database: wrangler.inOrders.database, Description: "" },
      { Database: OWN, Description: "" },
    ];
    expect(await wrangler.call("catalog.databases")).toEqual([
      ...all,
      { Database: "shortlived", Description: "for a test" },
    ]);
    await wrangler.call("catalog.delete_database", { name: "shortlived" });
    const left = await wrangler.call<{ Name: string }[]>("catalog.get_databases");
    expect(left.map(({ Name }) => Name)).toEqual([wrangler.inOrders.database, OWN]);
  });

  test("get_tables finds tables by prefix, suffix, both, and a part of the name", async () => {
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

  test("tables lists tables, of which views are some", async () => {
    const [orders, , view] = await wrangler.call<unknown[]>("catalog.tables", {
      database: wrangler.inOrders.database,
    });
    expect(orders).toEqual({
      ...{
        Database: wrangler.inOrders.database,
        Table: "orders",
        Description: "",
        TableType: "EXTERNAL_TABLE",
      },
      ...{ Columns: "id, amount, note", Partitions: "day, region" },
    });
    expect(view).toMatchObject({ Table: "orders_latest_session", TableType: "VIRTUAL_VIEW" });
  });

  test("search_tables and tables find tables by a text", async () => {
    const found = await wrangler.call<{ Name: string }[]>("catalog.search_tables", { text: "dollars" });
    expect(found.map(({ Name }) => Name)).toContain(made.table);
    expect(await wrangler.call("catalog.tables", { search_text: `${made.table}` })).toEqual([
      expect.objectContaining({ Table: made.table, Description: "Prices of the day" }),
    ]);
    expect(await wrangler.call("catalog.search_tables", { text: "euros" })).toEqual([]);
  });

  test("table tells columns, and others types, location, description, comments and parameters", async () => {
    const column = (name: string, type: string, partition = false, comment = "") => ({
      "Column Name": name,
      ...{ Type: type, Partition: partition, Comment: comment },
    });
    expect(await wrangler.call("catalog.table", made)).toEqual([
      column("id", "bigint"),
      column("price", "double", false, "in dollars"),
      column("day", "string", true),
    ]);
    expect(await wrangler.call("catalog.get_table_types", made)).toEqual({ ...COLUMNS, day: "string" });
    expect(await wrangler.call("catalog.get_table_location", made)).toBe(
      wrangler.at(`wrangled/${made.table}/`),
    );
    expect(await wrangler.call("catalog.get_table_description", made)).toBe("Prices of the day");
    expect(await wrangler.call("catalog.get_columns_comments", made)).toMatchObject({ price: "in dollars" });
    expect(await wrangler.call("catalog.get_columns_parameters", made)).toMatchObject({
      price: { unit: "USD" },
    });
    expect(await wrangler.call("catalog.get_table_parameters", made)).toMatchObject({ desk: "equities" });
    expect(await wrangler.call("catalog.does_table_exist", made)).toBe(true);
    expect(await wrangler.call("catalog.does_table_exist", { ...made, table: "nothing" })).toBe(false);
  });

  test("upsert_table_parameters and overwrite_table_parameters change parameters, and leave versions", async () => {
    await wrangler.call("catalog.upsert_table_parameters", { ...made, parameters: { owner: "desk" } });
    expect(await wrangler.call("catalog.get_table_parameters", made)).toMatchObject({
      desk: "equities",
      owner: "desk",
    });
    await wrangler.call("catalog.overwrite_table_parameters", { ...made, parameters: { owner: "nobody" } });
    expect(await wrangler.call("catalog.get_table_parameters", made)).toEqual({ owner: "nobody" });
    // Without `catalog_versioning` it asks Glue to keep none.
    expect(await wrangler.call("catalog.get_table_number_of_versions", made)).toBe(1);
    const versioned = { ...made, parameters: { owner: "me" }, catalog_versioning: true };
    await wrangler.call("catalog.overwrite_table_parameters", versioned);
    const versions = await wrangler.call<{ Table: { Parameters: object } }[]>(
      "catalog.get_table_versions",
      made,
    );
    expect(versions.map(({ Table }) => Table.Parameters)).toEqual([{ owner: "me" }, { owner: "nobody" }]);
  });

  test("add_column and delete_column change the columns of a table", async () => {
    const column = { column_name: "size", column_type: "bigint", column_comment: "in shares" };
    await wrangler.call("catalog.add_column", { ...made, ...column });
    expect(await wrangler.call("catalog.get_table_types", made)).toEqual({
      ...COLUMNS,
      size: "bigint",
      day: "string",
    });
    await wrangler.call("catalog.delete_column", { ...made, column_name: "size" });
    expect(await wrangler.call("catalog.get_table_types", made)).toEqual({ ...COLUMNS, day: "string" });
  });

  test("add_parquet_partitions registers what get_partitions tells and delete_partitions and delete_all_partitions delete", async () => {
    const location = (day: string) => wrangler.at(`wrangled/${made.table}/day=${day}/`);
    const days = ["2026-01-01", "2026-01-02", "2026-01-03"];
    const all = Object.fromEntries(days.map((day) => [location(day), [day]]));
    await wrangler.call("catalog.add_parquet_partitions", { ...made, partitions_values: all });
    expect(wrangler.held(OWN, made.table)).toEqual(
      Object.fromEntries(days.map((day) => [day, location(day)])),
    );
    expect(await wrangler.call("catalog.get_partitions", made)).toEqual(all);
    const expression = "day > '2026-01-02'";
    expect(await wrangler.call("catalog.get_parquet_partitions", { ...made, expression })).toEqual({
      [location("2026-01-03")]: ["2026-01-03"],
    });
    await wrangler.call("catalog.delete_partitions", { ...made, partitions_values: [["2026-01-02"]] });
    expect(Object.keys(wrangler.held(OWN, made.table))).toEqual(["2026-01-01", "2026-01-03"]);
    await wrangler.call("catalog.delete_all_partitions", made);
    expect(wrangler.held(OWN, made.table)).toEqual({});
  });

  test("delete_table_if_exists says whether there was a table", async () => {
    expect(await wrangler.call("catalog.delete_table_if_exists", made)).toBe(true);
    expect(await wrangler.call("catalog.delete_table_if_exists", made)).toBe(false);
  });

  test("s3.store_parquet_metadata makes a table of what lies there", async () => {
    const day = wrangler.stage.newDay();
    await wrangler.write(sold(day, "EU", 1), { path: wrangler.at("wrangled/stored/") });
    await wrangler.call("s3.store_parquet_metadata", {
      ...{ path: wrangler.at("wrangled/stored/"), database: OWN, table: "stored", dataset: true },
    });
    expect(wrangler.held(OWN, "stored")).toEqual({
      [`${day}/EU`]: wrangler.at(`wrangled/stored/day=${day}/region=EU/`),
    });
    expect(await wrangler.select("SELECT * FROM stored", { database: OWN })).toEqual(sold(day, "EU", 1));
  });
});

describe("athena", () => {
  const where = () => ({ ...wrangler.asking, table: "orders" });

  test("describe_table tells columns and keys", async () => {
    const column = (name: string, type: string, partition = false) => ({
      "Column Name": name,
      ...{ Type: type, Partition: partition, Comment: "" },
    });
    expect(await wrangler.call("athena.describe_table", where())).toEqual([
      column("id", "bigint"),
      column("amount", "double"),
      column("note", "string"),
      column("day", "string", true),
      column("region", "string", true),
    ]);
  });

  test("show_create_table and generate_create_query write the statement that makes a table", async () => {
    expect(await wrangler.call("athena.show_create_table", where())).toMatch(
      /^CREATE EXTERNAL TABLE .*orders/,
    );
    expect(await wrangler.call("athena.generate_create_query", wrangler.inOrders)).toMatch(
      /^CREATE EXTERNAL TABLE `orders`/,
    );
  });

  test("repair_table registers what it finds", async () => {
    const day = wrangler.stage.newDay();
    await wrangler.call("catalog.create_parquet_table", {
      ...{ database: OWN, table: "repaired", path: wrangler.at("wrangled/repaired/") },
      columns_types: { id: "bigint" },
      partitions_types: { day: "string" },
    });
    await wrangler.call("s3.to_parquet", {
      rows: [{ id: 1 }],
      path: wrangler.at(`wrangled/repaired/day=${day}/a.parquet`),
    });
    const table = { ...wrangler.asking, database: OWN, table: "repaired" };
    expect(await wrangler.call("athena.repair_table", table)).toBe("SUCCEEDED");
    expect(wrangler.held(OWN, "repaired")).toEqual({ [day]: wrangler.at(`wrangled/repaired/day=${day}`) });
  });

  test("create_ctas_table makes a table with partitions", async () => {
    const day = wrangler.stage.newDay();
    await wrangler.stage.registeredBy(() =>
      wrangler.write([...sold(day, "EU", 1, 2), ...sold(day, "US", 3)]),
    );
    await wrangler.call("athena.create_ctas_table", {
      sql: ofDays(day),
      ...{ ...wrangler.asking, ctas_database: OWN, ctas_table: "selected" },
      ...{ s3_output: wrangler.at("wrangled/ctas"), partitioning_info: ["region"], wait: true },
      storage_format: "parquet",
      write_compression: "snappy",
    });
    const selected = wrangler.held(OWN, "selected");
    expect(Object.keys(selected)).toEqual(["EU", "US"]);
    expect(
      await wrangler.select("SELECT count(*) AS n FROM selected WHERE region = 'EU'", { database: OWN }),
    ).toEqual([{ n: 2 }]);
  });

  test("unload into the folder of a partition registers it", async () => {
    const [day, next] = [wrangler.stage.newDay(), wrangler.stage.newDay()];
    await wrangler.stage.registeredBy(() => wrangler.write(sold(day, "EU", 1, 2)));
    const unload = () =>
      wrangler.call("athena.unload", {
        sql: `SELECT id, amount, note FROM orders WHERE day = '${day}'`,
        path: wrangler.at(orderKey(next, "EU", "")),
        database: wrangler.inOrders.database,
        // Whose results lie elsewhere, and the list of what was written with them.
        workgroup: "primary",
      });
    expect(await wrangler.stage.registeredBy(unload)).toEqual([orders(next, "EU")]);
    expect(await wrangler.select(ofDays(next))).toEqual(sold(next, "EU", 1, 2));
  });

  test("prepared statements are made, listed, executed, changed and deleted", async () => {
    const day = wrangler.stage.newDay();
    await wrangler.stage.registeredBy(() => wrangler.write(sold(day, "EU", 1, 2)));
    const statement_name = "by_day";
    const { workgroup } = wrangler.asking;
    const prepare = (sql: string) =>
      wrangler.call("athena.create_prepared_statement", { sql, statement_name, workgroup });
    const list = () => wrangler.call("athena.list_prepared_statements", { workgroup });
    const execute = () => wrangler.select(`EXECUTE ${statement_name} USING '${day}'`);
    await prepare("SELECT count(*) AS n FROM orders WHERE day = ?");
    expect(await list()).toEqual([expect.objectContaining({ StatementName: statement_name })]);
    expect(await execute()).toEqual([{ n: 2 }]);
    await prepare("SELECT max(id) AS n FROM orders WHERE day = ?");
    expect(await execute()).toEqual([{ n: 2 }]);
    await wrangler.call("athena.delete_prepared_statement", { statement_name, workgroup });
    expect(await list()).toEqual([]);
  });

  test("get_work_group, get_query_execution and get_query_executions tell of workgroup and queries", async () => {
    expect(await wrangler.call("athena.get_work_group", { workgroup: "primary" })).toMatchObject({
      WorkGroup: { State: "ENABLED" },
    });
    const id = await wrangler.call("athena.start_query_execution", {
      sql: "SELECT 1",
      ...wrangler.asking,
      wait: true,
    });
    expect(id).toMatchObject({ Query: "SELECT 1", Status: { State: "SUCCEEDED" } });
    const { QueryExecutionId: query_execution_id } = id as { QueryExecutionId: string };
    expect(await wrangler.call("athena.get_query_execution", { query_execution_id })).toMatchObject({
      Query: "SELECT 1",
    });
    expect(
      await wrangler.call("athena.get_query_executions", { query_execution_ids: [query_execution_id] }),
    ).toEqual([expect.objectContaining({ Query: "SELECT 1" })]);
  });
});
