/** The PyAthena and SQLAlchemy 1.4 that Superset 6.1 has: its own choice, and what docs/bi.md installs beside it. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { biWorkGroupName, databaseName } from "../../shared/runtime/names.ts";
import type { Python } from "./python.ts";
import { type ClientStage, openStage, orders } from "./stage.ts";

const ORDERS = [
  { id: 1, amount: 1.5, note: "no. 1", region: "EU" },
  { id: 2, amount: 2.5, note: "no. 2", region: "EU" },
  { id: 3, amount: 3.5, note: "no. 3", region: "US" },
];

let stage: ClientStage;
let schema: string;
let url: string;
let day: string;
let next: string;

beforeAll(async () => {
  stage = await openStage();
  schema = databaseName("clients", stage.platform.stage);
  // As docs/bi.md writes it, but that answers are looked for more often than every second.
  const work_group = biWorkGroupName(stage.platform.stage);
  url = `awsathena+rest://athena.us-east-1.amazonaws.com:443/${schema}?work_group=${work_group}&poll_interval=0.02`;
  [day, next] = [stage.newDay(), stage.newDay()];
  const write = () =>
    stage.python("awswrangler_client.py").ask("call", {
      function: "s3.to_parquet",
      rows: ORDERS.map((order) => ({ ...order, day })),
      path: `s3://${stage.bucket}/clients/orders/`,
      dataset: true,
      partition_cols: ["day", "region"],
    });
  expect(await stage.registeredBy(write)).toEqual([orders(day, "EU"), orders(day, "US")]);
});

afterAll(() => stage.close());

describe.each([
  ["superset", "2.25.2"],
  ["bi", "3.40.0"],
])("environment %s, PyAthena %s", (environment, version) => {
  let python: Python;

  beforeAll(() => {
    python = stage.python("superset_client.py", environment);
  });

  const ask = <Told>(capability: string, asked = {}) => python.ask<Told>(capability, { url, ...asked });
  const ofOrders = (capability: string, asked = {}) => ask(capability, { schema, name: "orders", ...asked });

  test("has SQLAlchemy 1.4", async () => {
    expect(await python.ask("versions")).toEqual([version, "1.4.54"]);
  });

  test("connects", async () => {
    expect(await ask("ping")).toBe(true);
  });

  test("reflects schemas, tables, views and columns", async () => {
    expect(await ofOrders("browse")).toEqual({
      schemas: [schema],
      tables: ["orders", "visits"],
      views: expect.arrayContaining(["orders_latest_session", "visits_latest_session"]),
      columns: [
        ["id", "BIGINT"],
        ["amount", expect.stringMatching(/DOUBLE|FLOAT/)],
        ["note", "VARCHAR"],
        ["day", "VARCHAR"],
        ["region", "VARCHAR"],
      ],
      indexes: [],
      primary_key: expect.anything(),
      foreign_keys: [],
      comment: null,
    });
  });

  test("reflects the columns of a view", async () => {
    expect(await ask("browse", { schema, name: "orders_latest_session" })).toMatchObject({
      columns: [
        ["id", "BIGINT"],
        expect.anything(),
        expect.anything(),
        ["day", "VARCHAR"],
        expect.anything(),
      ],
    });
  });

  test("knows the partition keys", async () => {
    expect(await ofOrders("keys")).toEqual(["day", "region"]);
  });

  test("previews a table", async () => {
    expect(await ofOrders("preview")).toMatchObject({ rows: { length: ORDERS.length } });
  });

  test("runs a statement of SQL Lab, with a comment and a limit", async () => {
    const sql = `-- by id\nSELECT id, amount FROM ${schema}.orders WHERE day = '${day}' ORDER BY id\nLIMIT 2`;
    expect(await ask("run", { sql })).toEqual({
      columns: [
        ["id", "bigint"],
        ["amount", "double"],
      ],
      rows: [
        [1, 1.5],
        [2, 2.5],
      ],
    });
  });

  test.each(["table", "view", "virtual dataset"])("runs a chart of a %s", async (of) => {
    const name = of === "view" ? "orders_latest_session" : "orders";
    const virtual = of === "virtual dataset" ? `SELECT * FROM ${schema}.orders WHERE amount > 0` : null;
    expect(await ofOrders("chart", { name, since: day, until: next, virtual })).toEqual({
      columns: [
        ["__timestamp", "timestamp"],
        ["region", "varchar"],
        ["sum(amount)", "double"],
      ],
      rows: [
        [`${day} 00:00:00`, "EU", 4],
        [`${day} 00:00:00`, "US", 3.5],
      ],
    });
  });

  test("offers the values of a filter", async () => {
    expect(await ofOrders("choices")).toMatchObject({ rows: [["EU"], ["US"]] });
  });

  test("is told what is wrong with a statement", async () => {
    await expect(ask("run", { sql: "SELECT nope FROM orders" })).rejects.toThrow(/COLUMN_NOT_FOUND.*nope/);
  });
});
