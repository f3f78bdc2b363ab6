import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { scansOf } from "../../emulator/athena/engine/scans.ts";
import { createLake, type Lake, linesOf } from "./athena-lake.ts";

let lake: Lake;

beforeEach(async () => {
  lake = await createLake();
  lake.table("bars", { symbol: "string", n: "int", ts: "timestamp" }, { keys: { day: "string" } });
  await lake.write(
    "bars/day=2025-11-28/1.parquet",
    `SELECT * FROM (VALUES ('A', 1::INTEGER, TIMESTAMP '2025-11-28 14:30:00'), ('B', 2, NULL)) AS v(symbol, n, ts)`,
  );
  lake.partition("bars", ["2025-11-28"], "s3://lake/bars/day=2025-11-28/");
});

afterEach(() => lake.close());

const lines = async (sql: string) => linesOf(await lake.query(sql));

/** A view as a template would deploy it. */
function deploy(
  name: string,
  originalSql: string,
  columns: Record<string, string>,
  glueType = "string",
): void {
  const stored = Object.entries(columns).map(([column, type]) => ({ name: column, type }));
  const document = JSON.stringify({ originalSql, catalog: "awsdatacatalog", schema: "db", columns: stored });
  lake.glue.createTable("db", {
    Name: name,
    TableType: "VIRTUAL_VIEW",
    Parameters: { presto_view: "true", comment: "Presto View" },
    PartitionKeys: [],
    StorageDescriptor: { Columns: stored.map((column) => ({ Name: column.name, Type: glueType })) },
    ViewOriginalText: `/* Presto View: ${Buffer.from(document).toString("base64")} */`,
    ViewExpandedText: "/* Presto View */",
  });
}

describe("a view that is deployed in Glue", () => {
  test("is queried like a table, by its columns and in its own database", async () => {
    lake.glue.createDatabase({ Name: "other" });
    deploy("v", "SELECT symbol, n + 1 AS next, ts, day FROM bars", {
      symbol: "varchar",
      next: "bigint",
      ts: "timestamp(3)",
      day: "varchar",
    });
    const result = await lake.query("SELECT * FROM db.v AS x WHERE x.next > 2", [], "other");
    expect(linesOf(result)).toEqual(["B|3|∅|2025-11-28"]);
    expect(result.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "symbol varchar",
      "next bigint",
      "ts timestamp",
      "day varchar",
    ]);
  });

  test("sees the registered partitions and no other", async () => {
    deploy("v", "SELECT count(*) AS n FROM bars", { n: "bigint" });
    await lake.write("bars/day=2025-11-29/1.parquet", "SELECT 'C' AS symbol, 3::INTEGER AS n");
    expect(await lines("SELECT n FROM v")).toEqual(["2"]);
    lake.partition("bars", ["2025-11-29"], "s3://lake/bars/day=2025-11-29/");
    expect(await lines("SELECT n FROM v")).toEqual(["3"]);
  });

  test.each([
    ["another name", "SELECT n AS m FROM bars", { n: "integer" }],
    ["a wider type", "SELECT n + CAST(1 AS bigint) AS n FROM bars", { n: "integer" }],
    ["another type", "SELECT symbol AS n FROM bars", { n: "integer" }],
    ["more columns", "SELECT n, symbol FROM bars", { n: "integer" }],
  ])("is stale when its query has %s", async (_, sql, columns) => {
    deploy("v", sql, columns);
    await expect(lake.query("SELECT * FROM v")).rejects.toThrow(
      /^VIEW_IS_STALE: View 'awsdatacatalog\.db\.v' is stale or in invalid state: .* must be re-created$/,
    );
  });

  test.each([
    ["SELECT nope FROM bars", /^INVALID_VIEW: .*'awsdatacatalog\.db\.v': .*"nope" not found/],
    ["SELECT n FROM gone", /^INVALID_VIEW: .*: TABLE_NOT_FOUND: line 1:15: .*db\.gone' does not exist$/],
    ["SELECT n FORM bars", /^INVALID_VIEW: .*: SYNTAX_ERROR: line 1:15: /],
    ["SELECT n FROM v", /^VIEW_IS_RECURSIVE: line 1:15: View is recursive$/],
    ["SELECT n FROM bars WHERE day = ?", /^INVALID_VIEW: line 1:32: a view has no parameters$/],
    ["SELECT n FROM bars WHERE symbol = 1", /^TYPE_MISMATCH: line 1:26: .*symbol = 1 differ$/],
    [`SELECT n FROM bars WHERE "$path" <> ''`, /^NOT_SUPPORTED: line 1:15: a view over "\$path"/],
  ])("is refused with Athena's reason when its query is %s", async (sql, message) => {
    deploy("v", sql, { n: "integer" });
    await expect(lake.query("SELECT n FROM v")).rejects.toThrow(message);
  });

  test("that is none of Athena's is refused", async () => {
    lake.table("hive", { n: "int" }, { type: "VIRTUAL_VIEW" });
    await expect(lake.query("SELECT * FROM hive")).rejects.toThrow(/^NOT_SUPPORTED: db\.hive is a Hive view/);
  });

  test("may name views, up to twenty deep", async () => {
    deploy("v0", "SELECT n FROM bars", { n: "integer" });
    for (let at = 1; at <= 20; at++) deploy(`v${at}`, `SELECT n FROM v${at - 1}`, { n: "integer" });
    expect(await lines("SELECT n FROM v19 ORDER BY n")).toEqual(["1", "2"]);
    await expect(lake.query("SELECT n FROM v20")).rejects.toThrow(/^NOT_SUPPORTED: .* more than 20 views/);
  });
});

describe("CREATE VIEW", () => {
  test("puts into Glue what Athena does", async () => {
    const sql =
      "SELECT symbol, count(*) AS total, max(ts) AS last, array_agg(n) AS ns FROM bars GROUP BY symbol";
    expect(await lake.query(`CREATE VIEW v AS ${sql};`)).toMatchObject({ statementType: "DDL", rows: [] });
    const { record } = lake.glue.table("db", "v");
    expect(record).toMatchObject({
      TableType: "VIRTUAL_VIEW",
      Parameters: { presto_view: "true", comment: "Presto View" },
      PartitionKeys: [],
      StorageDescriptor: {
        Columns: [
          { Name: "symbol", Type: "string" },
          { Name: "total", Type: "bigint" },
          { Name: "last", Type: "timestamp" },
          { Name: "ns", Type: "array<int>" },
        ],
      },
      ViewExpandedText: "/* Presto View */",
    });
    const [, encoded = ""] = /^\/\* Presto View: (.*) \*\/$/.exec(record.ViewOriginalText ?? "") ?? [];
    expect(JSON.parse(Buffer.from(encoded, "base64").toString())).toEqual({
      originalSql: sql,
      catalog: "awsdatacatalog",
      schema: "db",
      columns: [
        { name: "symbol", type: "varchar" },
        { name: "total", type: "bigint" },
        { name: "last", type: "timestamp(3)" },
        { name: "ns", type: "array(integer)" },
      ],
    });
    expect(await lines("SELECT symbol, total, ns FROM v ORDER BY 1")).toEqual(["A|1|[1]", "B|1|[2]"]);
  });

  test("is refused for what is there, unless it replaces a view", async () => {
    await lake.query("CREATE VIEW v AS SELECT 1 AS a");
    await expect(lake.query("CREATE VIEW v AS SELECT 2 AS a")).rejects.toThrow(
      /View already exists: 'db\.v'/,
    );
    await expect(lake.query("CREATE OR REPLACE VIEW bars AS SELECT 2 AS a")).rejects.toThrow(
      /Table already exists: 'db\.bars'/,
    );
    await lake.query("CREATE OR REPLACE VIEW v AS SELECT 2 AS a");
    expect(await lines("SELECT a FROM v")).toEqual(["2"]);
  });

  test.each([
    ["CREATE VIEW w AS SELECT n + 1 FROM bars", /^COLUMN_NAME_NOT_SPECIFIED: .* at position 1$/],
    [
      "CREATE VIEW w AS SELECT n AS a, n AS A FROM bars",
      /^DUPLICATE_COLUMN_NAME: .*'a' specified more than once$/,
    ],
    ["CREATE VIEW w AS SELECT nope FROM bars", /^COLUMN_NOT_FOUND: /],
    [
      "CREATE VIEW w AS SELECT now() AS t",
      /^NOT_SUPPORTED: Unsupported Hive type: timestamp\(3\) with time zone$/,
    ],
    ["CREATE VIEW w AS DROP TABLE bars", /^SYNTAX_ERROR|^NOT_SUPPORTED/],
    ["CREATE VIEW nowhere.w AS SELECT 1 AS a", /Database does not exist: nowhere$/],
    ["DROP VIEW w", /^TABLE_NOT_FOUND: .*View 'awsdatacatalog\.db\.w' does not exist$/],
    ["DROP VIEW bars", /^TABLE_NOT_FOUND: .* but a table with that name exists$/],
    ["SHOW CREATE VIEW bars", /^TABLE_NOT_FOUND: /],
  ])("is not done, nor undone or shown, by %s", async (sql, message) => {
    await expect(lake.query(sql)).rejects.toThrow(message);
    expect(await lines("SHOW TABLES")).toEqual(["bars"]);
  });
});

test("views are listed, described and dropped", async () => {
  await lake.query("CREATE VIEW v AS\nSELECT symbol FROM bars");
  expect(await lines("SHOW VIEWS")).toEqual(["v"]);
  expect(await lines("SHOW VIEWS IN db LIKE 'w*'")).toEqual([]);
  expect(await lines("SHOW TABLES")).toEqual(["bars", "v"]);
  expect(await lines("SHOW COLUMNS IN v")).toEqual(["symbol              "]);
  expect(await lines("SHOW CREATE VIEW v")).toEqual(["CREATE VIEW db.v AS", "SELECT symbol FROM bars"]);
  expect(
    await lines("SELECT table_name, table_type FROM information_schema.tables ORDER BY table_name"),
  ).toEqual(["bars|BASE TABLE", "v|VIEW"]);
  expect(await lines("SELECT view_definition FROM information_schema.views")).toEqual([
    "SELECT symbol FROM bars",
  ]);
  await expect(lake.query("DROP TABLE v")).rejects.toThrow(/Cannot drop a view with DROP TABLE/);
  await lake.query("DROP VIEW v");
  await lake.query("DROP VIEW IF EXISTS v");
  expect(await lines("SHOW TABLES")).toEqual(["bars"]);
});

describe("the scans of a query", () => {
  test.each([
    ["SELECT 1", {}],
    ["SELECT count(*), min(n) FROM bars WHERE day = '2025-11-28'", { "db.bars": 1 }],
    ["SELECT * FROM db.bars a JOIN awsdatacatalog.db.bars b ON a.n = b.n", { "db.bars": 2 }],
    ["SELECT n FROM bars UNION ALL SELECT n FROM other.bars", { "db.bars": 1, "other.bars": 1 }],
    ["WITH a AS (SELECT n FROM bars) SELECT n FROM a;", { "db.bars": 1 }],
    ["WITH a AS (SELECT n FROM bars) SELECT * FROM a x JOIN a y ON x.n = y.n", { "db.bars": 2 }],
    ["WITH a AS (TABLE bars), b AS (SELECT * FROM a, a) SELECT * FROM b, a", { "db.bars": 3 }],
    ["WITH a AS (SELECT n FROM bars) SELECT 1", {}],
    [
      "WITH RECURSIVE r (k) AS (SELECT n FROM bars UNION ALL SELECT k + 1 FROM r WHERE k < 3) SELECT k FROM r",
      { "db.bars": 1 },
    ],
    ["WITH bars AS (SELECT 1 AS n) SELECT * FROM bars", {}],
    ["SELECT (SELECT max(n) FROM bars) FROM bars WHERE n IN (SELECT n FROM bars)", { "db.bars": 3 }],
    ["SELECT * FROM twice", { "db.bars": 2 }],
    ["WITH bars AS (SELECT 1 AS n) SELECT * FROM twice", { "db.bars": 2 }],
    ['SELECT * FROM "bars$partitions"', { "db.bars$partitions": 1 }],
    ["SELECT * FROM (VALUES 1) AS v (n) CROSS JOIN UNNEST(ARRAY[1]) AS u (m)", {}],
  ])("are counted: %s", async (sql, expected) => {
    deploy("twice", "SELECT a.n FROM bars a JOIN bars b ON a.n = b.n", { n: "integer" });
    expect(Object.fromEntries(await scansOf(sql, lake.glue, "db"))).toEqual(expected);
  });
});
