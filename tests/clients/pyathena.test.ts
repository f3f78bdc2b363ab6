/** PyAthena: each of its cursors, its catalog, and its dialects of SQLAlchemy 2. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { databaseName } from "../../shared/runtime/names.ts";
import type { Python } from "./python.ts";
import { type ClientStage, openStage, orderKey, orders, partition } from "./stage.ts";

interface Answer {
  readonly columns: readonly (readonly [string, string])[];
  readonly rows: readonly unknown[];
}

let stage: ClientStage;
let python: Python;
let where: { readonly database: string; readonly results: string };
let day: string;

/** Of the day that all tests read, as rows. */
const ORDERS = [
  { id: 1, amount: 1.5, note: "no. 1", region: "EU" },
  { id: 2, amount: 2.5, note: "no. 2", region: "EU" },
  { id: 3, amount: 3.5, note: "no. 3", region: "US" },
];
const COLUMNS = [
  ["id", "bigint"],
  ["amount", "double"],
  ["note", "varchar"],
  ["region", "varchar"],
];

const sql = () => `SELECT id, amount, note, region FROM orders WHERE day = '${day}' ORDER BY id`;

const query = (cursor: string, statement = sql(), asked: Readonly<Record<string, unknown>> = {}) =>
  python.ask<Answer>("query", { cursor, sql: statement, ...where, ...asked });

beforeAll(async () => {
  stage = await openStage();
  python = stage.python("pyathena_client.py");
  where = {
    database: databaseName("clients", stage.platform.stage),
    results: `s3://${stage.bucket}/results/`,
  };
  day = stage.newDay();
  const writer = stage.python("awswrangler_client.py");
  const write = () =>
    writer.ask("call", {
      function: "s3.to_parquet",
      rows: ORDERS.map((order) => ({ ...order, day })),
      path: `s3://${stage.bucket}/clients/orders/`,
      dataset: true,
      partition_cols: ["day", "region"],
    });
  expect(await stage.registeredBy(write)).toEqual([orders(day, "EU"), orders(day, "US")]);
});

afterAll(() => stage.close());

const PLAIN = ["default", "dict", "pandas", "arrow", "polars", "s3fs"];
const CURSORS = ["", "async", "aio"].flatMap((way) =>
  PLAIN.map((name) => `${way} ${way !== "" && name === "default" ? "" : name}`.trim()),
);

/** What a cursor of that name fetches of rows. */
const fetched = (cursor: string, rows: readonly object[]) =>
  cursor.endsWith("dict") ? rows : rows.map((row) => Object.values(row));

describe("the cursor", () => {
  test.each(CURSORS)("%s reads results from S3", async (cursor) => {
    expect(await query(cursor)).toEqual({ columns: COLUMNS, rows: fetched(cursor, ORDERS) });
  });

  test.each(CURSORS)("%s reads results that Athena manages", async (cursor) => {
    const managed = await query(cursor, sql(), { results: null });
    expect(managed).toEqual({ columns: COLUMNS, rows: fetched(cursor, ORDERS) });
  });

  test.each(CURSORS.filter((name) => /pandas|arrow|polars/.test(name)))(
    "%s reads what UNLOAD wrote",
    async (cursor) => {
      const { rows } = await query(cursor, sql(), { options: { unload: true } });
      expect(rows).toEqual(fetched(cursor, ORDERS));
    },
  );

  test.each(["default", "async", "aio"])("%s writes parameters into the statement", async (cursor) => {
    const statement = "SELECT id FROM orders WHERE day = %(day)s AND id > %(id)d";
    const { rows } = await query(cursor, statement, { parameters: { day, id: 2 } });
    expect(rows).toEqual([[3]]);
  });

  test("sends parameters to Athena", async () => {
    const statement = "SELECT id FROM orders WHERE day = ? AND id > ?";
    const asked = { parameters: [`'${day}'`, "2"], execution: { paramstyle: "qmark" } };
    expect((await query("default", statement, asked)).rows).toEqual([[3]]);
  });

  test.each(["pandas", "arrow", "polars"])("%s answers a frame of its library", async (cursor) => {
    expect(await python.ask("frame", { cursor, sql: sql(), ...where })).toEqual(ORDERS);
  });

  test.each(["pandas", "polars"])("%s answers rows in chunks", async (cursor) => {
    expect(await python.ask("chunks", { cursor, sql: sql(), ...where, chunksize: 2 })).toEqual([2, 1]);
  });

  test("tells of its query", async () => {
    const told = await python.ask<{ output: string }>("execution", { sql: sql(), ...where });
    expect(told).toEqual({ state: "SUCCEEDED", output: expect.stringMatching(/\.csv$/), kind: "DML" });
    expect(stage.keys("results/")).toContain(told.output.replace(`s3://${stage.bucket}/`, ""));
  });

  test("raises what is wrong with a query", async () => {
    await expect(query("default", "SELECT nope FROM orders")).rejects.toThrow(
      /OperationalError: COLUMN_NOT_FOUND.*nope/,
    );
  });

  test("reads again what a query of the last minute has answered", async () => {
    const asked = { execution: { cache_size: 10, cache_expiration_time: 60 } };
    await query("default", sql(), asked);
    const before = stage.platform.emulator.requests.filter(
      ({ operation }) => operation === "StartQueryExecution",
    );
    expect((await query("default", sql(), asked)).rows).toEqual(fetched("default", ORDERS));
    const after = stage.platform.emulator.requests.filter(
      ({ operation }) => operation === "StartQueryExecution",
    );
    expect(after).toHaveLength(before.length);
  });
});

const LITERALS = `SELECT true AS b, CAST(1 AS tinyint) AS t, 2 AS i, CAST(3 AS bigint) AS l, CAST(4.5 AS real) AS r,
  5.5e0 AS d, CAST('6.70' AS decimal(10, 2)) AS c, 'é,"' AS s, DATE '2026-01-02' AS day,
  TIMESTAMP '2026-01-02 03:04:05.678' AS ts, CAST(NULL AS varchar) AS n, ARRAY[1, 2] AS a,
  MAP(ARRAY['k'], ARRAY[1]) AS m, CAST(ROW(1, 'x') AS ROW(p integer, q varchar)) AS w, X'0AFF' AS x,
  JSON '{"j": 1}' AS j`;

test.each(["default", "async", "aio"])("a value of every type is read by the cursor %s", async (cursor) => {
  const { rows } = await query(cursor, LITERALS);
  const [row] = rows;
  expect(row).toEqual([
    ...[true, 1, 2, 3, 4.5, 5.5, "6.70", 'é,"', "2026-01-02", "2026-01-02 03:04:05.678000", null],
    ...[[1, 2], { k: "1" }, { p: "1", q: "x" }, String.raw`b'\n\xff'`, { j: 1 }],
  ]);
});

describe("a statement", () => {
  const lines = async (statement: string) => (await query("default", statement)).rows.flat();

  test("lists by SHOW DATABASES, SHOW TABLES, SHOW PARTITIONS and SHOW COLUMNS", async () => {
    expect(await lines("SHOW DATABASES")).toEqual([where.database]);
    expect(await lines("SHOW TABLES 'or*'")).toContain("orders");
    expect(await lines("SHOW PARTITIONS orders")).toEqual([`day=${day}/region=EU`, `day=${day}/region=US`]);
    expect((await lines("SHOW COLUMNS IN orders")).map((name) => String(name).trim())).toEqual([
      ...["id", "amount", "note", "day", "region"],
    ]);
  });

  test("is written by SHOW CREATE TABLE and SHOW CREATE VIEW", async () => {
    expect((await lines("SHOW CREATE TABLE orders")).join("\n")).toMatch(/^CREATE EXTERNAL TABLE/);
    expect((await lines("SHOW CREATE VIEW orders_latest_session")).join("\n")).toMatch(/^CREATE VIEW/);
  });

  test("lists properties by SHOW TBLPROPERTIES", async () => {
    expect((await lines("SHOW TBLPROPERTIES orders")).join("\n")).toMatch(/classification\tparquet/);
  });

  test.each(["", "EXTENDED ", "FORMATTED "])("tells columns and keys by DESCRIBE %sorders", async (word) => {
    expect((await lines(`DESCRIBE ${word}orders`)).join("\n")).toMatch(/amount\s+double/);
  });

  test("tells a partition by DESCRIBE", async () => {
    const described = await lines(`DESCRIBE orders PARTITION (day = '${day}', region = 'EU')`);
    expect(described.join("\n")).toMatch(/amount\s+double/);
  });

  test("tells a plan by EXPLAIN", async () => {
    expect((await lines(`EXPLAIN ${sql()}`)).length).toBeGreaterThan(0);
  });

  test("tells of the session by current_user and version()", async () => {
    const { rows } = await query("default", "SELECT current_user IS NOT NULL, version() IS NOT NULL");
    expect(rows).toEqual([[true, true]]);
  });

  test("is kept by PREPARE, done by EXECUTE and forgotten by DEALLOCATE PREPARE", async () => {
    await query("default", "PREPARE of_day FROM SELECT count(*) AS n FROM orders WHERE day = ?");
    expect(await lines(`EXECUTE of_day USING '${day}'`)).toEqual([3]);
    await query("default", "DEALLOCATE PREPARE of_day");
    await expect(query("default", `EXECUTE of_day USING '${day}'`)).rejects.toThrow("of_day");
  });

  test("of INSERT INTO, by executemany, writes what events register and queries read", async () => {
    const next = stage.newDay();
    const statement = "INSERT INTO orders VALUES (%(id)d, %(amount)f, %(note)s, %(day)s, %(region)s)";
    const rows = ORDERS.map((order) => ({ ...order, day: next }));
    const insert = () => python.ask("many", { sql: statement, rows, ...where });
    // Athena registers what it writes itself, and a Location of its own has no slash at the end.
    const registered = ["EU", "US"].map((region) =>
      partition("orders", [next, region], `day=${next}/region=${region}`),
    );
    expect(await stage.registeredBy(insert)).toEqual(registered);
    expect(stage.keys(orderKey(next, "EU", ""))).toHaveLength(2);
    const { rows: read } = await query("dict", sql().replace(day, next));
    expect(read).toEqual(ORDERS);
  });
});

test("the browser of a tool lists databases, tables, views, columns and keys", async () => {
  expect(await python.ask("metadata", { ...where, table: "orders" })).toEqual({
    databases: [where.database],
    tables: expect.arrayContaining([
      ["orders", "EXTERNAL_TABLE"],
      ["orders_latest_session", "VIRTUAL_VIEW"],
    ]),
    columns: [
      ["id", "bigint"],
      ["amount", "double"],
      ["note", "string"],
    ],
    partition_keys: [
      ["day", "string"],
      ["region", "string"],
    ],
    location: `s3://${stage.bucket}/clients/orders/`,
  });
});

describe("SQLAlchemy 2", () => {
  test("reflects schemas, tables, views, columns and keys", async () => {
    const reflected = await python.ask("reflect", {
      ...where,
      table: "orders",
      view: "orders_latest_session",
    });
    expect(reflected).toEqual({
      schemas: [where.database],
      tables: ["orders", "visits"],
      views: expect.arrayContaining(["orders_latest_session", "visits_last_5_sessions"]),
      has: [true, false],
      columns: [
        ...[
          ["id", "BIGINT"],
          ["amount", "DOUBLE"],
          ["note", "VARCHAR"],
        ],
        ...[
          ["day", "VARCHAR"],
          ["region", "VARCHAR"],
        ],
      ],
      partition_keys: ["day", "region"],
      options: expect.objectContaining({ awsathena_location: `s3://${stage.bucket}/clients/orders/` }),
      view: expect.stringMatching(/^CREATE VIEW .*SELECT/s),
      view_columns: ["id", "amount", "note", "day", "region"],
    });
  });

  test.each(["rest", "pandas", "arrow", "polars", "s3fs"])(
    "selects through awsathena+%s",
    async (dialect) => {
      const rows = await python.ask("select", { dialect, ...where, table: "orders", day });
      expect(rows).toEqual(ORDERS.map((order) => expect.objectContaining({ ...order, day })));
    },
  );
});
