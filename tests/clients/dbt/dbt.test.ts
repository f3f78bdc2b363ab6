/** dbt with dbt-athena: models over what the registrar registers, built again as it arrives. */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { databaseName } from "../../../shared/runtime/names.ts";
import { programOf, runProgram } from "../process.ts";
import { type ClientStage, openStage, orders } from "../stage.ts";

const DAY_MS = 86_400_000;
const TODAY = new Date().toISOString().slice(0, 10);
const YESTERDAY = new Date(Date.parse(TODAY) - DAY_MS).toISOString().slice(0, 10);
/** Too old for the freshness that schema.yml wants. */
const LONG_AGO = "2026-01-05";

let stage: ClientStage;
let project: string;

beforeAll(async () => {
  stage = await openStage();
  project = join(stage.home, "project");
  cpSync(join(import.meta.dirname, "project"), project, { recursive: true });
});

afterAll(() => stage.close());

/** What it said. Rejects when it ends with another code than 0. */
const dbt = (...args: string[]) =>
  runProgram({
    command: programOf("dbt", "dbt"),
    args,
    env: {
      ...stage.envOf("dbt"),
      DBT_PROFILES_DIR: project,
      SHOP_BUCKET: stage.bucket,
      SHOP_SOURCE: databaseName("clients", stage.platform.stage),
    },
    cwd: project,
    limit: 150_000,
  });

/** Athena itself writes the orders, below the dataset's prefix: `(id, amount, day, region)`. */
const arrive = (...rows: string[]) =>
  stage.registeredBy(() =>
    stage.query(
      `UNLOAD (
         SELECT CAST(id AS bigint) AS id, CAST(amount AS double) AS amount, 'a note' AS note, day, region
         FROM (VALUES ${rows.join(", ")}) AS t(id, amount, day, region)
       ) TO 's3://${stage.bucket}/clients/orders/' WITH (format = 'PARQUET', partitioned_by = ARRAY['day', 'region'])`,
    ),
  );

const table = (name: string) => stage.platform.emulator.glue.store.table("shop", name);
const rows = (sql: string) => stage.query(sql);
const DAYS = "SELECT day, orders, amount FROM shop.days ORDER BY day";

/** The keys of a table, without what is below its folders. */
const foldersOf = (name: string) =>
  stage
    .keys(`shop/shop/${name}/`)
    .map((key) => key.split("/").slice(4, -1).join("/"))
    .sort();

test("debug finds the connection right", async () => {
  expect(await dbt("debug")).toContain("All checks passed!");
});

describe("source freshness", () => {
  test("finds a source stale whose newest day is an old one", async () => {
    expect(await arrive(`(1, 5, '${LONG_AGO}', 'EU')`)).toEqual([orders(LONG_AGO, "EU")]);
    await expect(dbt("source", "freshness")).rejects.toThrow(/ERROR STALE freshness of clients\.orders/);
  });

  test("finds it fresh once a day of late is registered", async () => {
    const arrived = await arrive(`(2, 7, '${YESTERDAY}', 'EU')`, `(3, 11, '${YESTERDAY}', 'US')`);
    expect(arrived).toEqual([orders(YESTERDAY, "EU"), orders(YESTERDAY, "US")]);
    expect(await dbt("source", "freshness")).toMatch(/PASS freshness of clients\.orders/);
  });
});

describe("run", () => {
  test("builds a view, a table and the partitions of an incremental model, and registers nothing", async () => {
    expect(await stage.registeredBy(() => dbt("run"))).toEqual([]);

    expect(table("order_values").record.TableType).toBe("VIRTUAL_VIEW");
    expect(await rows("SELECT * FROM shop.order_values ORDER BY id")).toEqual([
      ["1", "5.0", LONG_AGO, "EU"],
      ["2", "7.0", YESTERDAY, "EU"],
      ["3", "11.0", YESTERDAY, "US"],
    ]);

    const { Location = "", Columns = [] } = table("regions").record.StorageDescriptor ?? {};
    expect(Location).toMatch(new RegExp(`^s3://${stage.bucket}/shop/shop/regions/[0-9a-f-]{36}$`));
    expect(Columns.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      "region string",
      "orders bigint",
      "amount double",
    ]);
    expect(table("regions").record.Parameters).toEqual({
      EXTERNAL: "TRUE",
      "parquet.compression": "SNAPPY",
      classification: "parquet",
    });
    expect(await rows("SELECT * FROM shop.regions ORDER BY region")).toEqual([
      ["EU", "2", "12.0"],
      ["US", "1", "11.0"],
    ]);

    expect(foldersOf("days")).toEqual([`day=${LONG_AGO}`, `day=${YESTERDAY}`]);
    expect([...table("days").partitions.values()].map(({ record }) => record.Values)).toEqual([
      [LONG_AGO],
      [YESTERDAY],
    ]);
    expect(await rows(DAYS)).toEqual([
      [LONG_AGO, "1", "5.0"],
      [YESTERDAY, "2", "18.0"],
    ]);
  });

  test("again writes new days, and those that changed in place of what was there", async () => {
    const [before] = stage.keys("shop/shop/regions/");
    const arrived = await arrive(`(4, 13, '${YESTERDAY}', 'US')`, `(5, 17, '${TODAY}', 'EU')`);
    expect(arrived).toEqual([orders(TODAY, "EU")]);
    expect(await stage.registeredBy(() => dbt("run"))).toEqual([]);

    // insert_overwrite: one object for each day, that of yesterday anew.
    expect(foldersOf("days")).toEqual([`day=${LONG_AGO}`, `day=${YESTERDAY}`, `day=${TODAY}`]);
    expect(await rows(DAYS)).toEqual([
      [LONG_AGO, "1", "5.0"],
      [YESTERDAY, "3", "31.0"],
      [TODAY, "1", "17.0"],
    ]);
    // append: what is newer than the newest, beside what was there.
    expect(foldersOf("journal")).toHaveLength(2);
    expect(await rows("SELECT id FROM shop.journal ORDER BY id")).toEqual([["1"], ["2"], ["3"], ["5"]]);
    // A table is made again, and its old objects are gone.
    expect(await rows("SELECT * FROM shop.regions ORDER BY region")).toEqual([
      ["EU", "3", "29.0"],
      ["US", "2", "24.0"],
    ]);
    expect(stage.keys("shop/shop/regions/")).not.toContain(before);
    expect(foldersOf("regions")).toHaveLength(1);
  });

  test("with --full-refresh makes an incremental table anew", async () => {
    await dbt("run", "--full-refresh", "--select", "journal");
    expect(await rows("SELECT id FROM shop.journal ORDER BY id")).toEqual([
      ["1"],
      ["2"],
      ["3"],
      ["4"],
      ["5"],
    ]);
    expect(foldersOf("journal")).toHaveLength(1);
  });

  test("leaves no table of its own behind", () => {
    const { tables } = stage.platform.emulator.glue.store.database("shop");
    expect([...tables.keys()].sort()).toEqual(["days", "journal", "order_values", "regions"]);
  });
});

test("docs generate reads the catalog", async () => {
  await dbt("docs", "generate");
  const { nodes, sources } = JSON.parse(readFileSync(join(project, "target", "catalog.json"), "utf8"));
  const columns = (node: { columns: Record<string, { type: string }> }) =>
    Object.entries(node.columns).map(([name, { type }]) => `${name} ${type}`);
  expect(columns(nodes["model.shop.days"])).toEqual(["orders bigint", "amount double", "day string"]);
  expect(columns(sources["source.shop.clients.orders"])).toEqual([
    "id bigint",
    "amount double",
    "note string",
    "day string",
    "region string",
  ]);
});

test("test passes, and fails for a row that is wrong", async () => {
  expect(await dbt("test")).toContain("PASS=6 WARN=0 ERROR=0");
  await arrive(`(6, 1, '${TODAY}', 'XX')`);
  await expect(dbt("test")).rejects.toThrow(/FAIL 1 accepted_values_order_values_region__EU__US/);
});
