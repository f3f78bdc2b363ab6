import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createLake, type Lake, linesOf } from "./athena-lake.ts";

let lake: Lake;

beforeEach(async () => {
  lake = await createLake();
  lake.table("bars", { symbol: "string", volume: "bigint" }, { keys: { day: "string" } });
  lake.partition("bars", ["2026-11-20"], "s3://lake/bars/day=2026-11-20/");
  await lake.write(
    "bars/day=2026-11-20/1.parquet",
    "SELECT * FROM (VALUES ('AAPL', 3::BIGINT), ('MSFT', NULL)) AS t(symbol, volume)",
  );
});

afterEach(() => lake.close());

const lines = async (sql: string) => linesOf(await lake.query(sql));
const keys = (prefix: string) => lake.s3.list("lake", prefix).map(({ key }) => key);
const partitionsOf = (table: string) =>
  [...lake.glue.table("db", table).partitions.values()].map(({ record }) => [
    record.Values,
    record.StorageDescriptor?.Location,
  ]);

/** What Athena calls its files: the time, a name of the query, and an id. */
const FILE = /\/\d{8}_\d{6}_00001_[0-9a-f]{5}_[0-9a-f-]{36}$/;

describe("CREATE TABLE AS", () => {
  test("writes Parquet below its location and makes a table that answers the same", async () => {
    const output = await lake.query(
      "CREATE TABLE copy WITH (external_location = 's3://lake/copy', format = 'parquet') AS SELECT * FROM bars",
    );
    expect(output).toMatchObject({
      statementType: "DDL",
      columns: [{ name: "rows", type: "bigint" }],
      rows: [],
      updateCount: 2,
      files: keys("copy/").map((key) => `s3://lake/${key}`),
    });
    expect(output.files).toEqual([expect.stringMatching(FILE)]);
    expect(await lines("SELECT * FROM copy ORDER BY 1")).toEqual(
      await lines("SELECT * FROM bars ORDER BY 1"),
    );
    expect(lake.glue.table("db", "copy").record).toMatchObject({
      TableType: "EXTERNAL_TABLE",
      Owner: "hadoop",
      PartitionKeys: [],
      Parameters: { EXTERNAL: "TRUE", "parquet.compression": "GZIP" },
      StorageDescriptor: {
        Location: "s3://lake/copy",
        Columns: [
          { Name: "symbol", Type: "string" },
          { Name: "volume", Type: "bigint" },
          { Name: "day", Type: "string" },
        ],
      },
    });
  });

  test("makes a partition for each value of its keys, in Hive's folders", async () => {
    await lake.query(
      `CREATE TABLE parted WITH (external_location = 's3://lake/parted/', partitioned_by = ARRAY['day', 'n']) AS
       SELECT * FROM (VALUES ('a', DATE '2026-11-20', 1), ('b', DATE '2026-11-20', 1), ('c', NULL, 2)) AS t(x, day, n)`,
    );
    expect(partitionsOf("parted")).toEqual([
      [["2026-11-20", "1"], "s3://lake/parted/day=2026-11-20/n=1"],
      [["__HIVE_DEFAULT_PARTITION__", "2"], "s3://lake/parted/day=__HIVE_DEFAULT_PARTITION__/n=2"],
    ]);
    expect(keys("parted/")).toHaveLength(2);
    expect(await lines("SELECT x, day, n FROM parted ORDER BY 1")).toEqual([
      "a|2026-11-20|1",
      "b|2026-11-20|1",
      "c|∅|2",
    ]);
    expect(lake.glue.table("db", "parted").record).toMatchObject({
      PartitionKeys: [
        { Name: "day", Type: "date" },
        { Name: "n", Type: "int" },
      ],
    });
  });

  test("escapes values of keys as Hive does, and takes the empty text for NULL", async () => {
    await lake.query(
      `CREATE TABLE odd WITH (external_location = 's3://lake/odd/', partitioned_by = ARRAY['k']) AS
       SELECT * FROM (VALUES (1, 'a/b=c'), (2, ''), (3, 'it''s'), (4, NULL)) AS t(n, k)`,
    );
    expect(partitionsOf("odd").map(([, location]) => location)).toEqual([
      "s3://lake/odd/k=a%2Fb%3Dc",
      "s3://lake/odd/k=it%27s",
      "s3://lake/odd/k=__HIVE_DEFAULT_PARTITION__",
    ]);
    expect(await lines("SELECT n, k FROM odd ORDER BY 1")).toEqual(["1|a/b=c", "2|∅", "3|it's", "4|∅"]);
    expect(keys("odd/")).toHaveLength(3);
  });

  test("gives columns Hive's types, and reads them as they were", async () => {
    const select = `SELECT sum(3) AS total, true AS b, 1.5 AS d, DECIMAL '1.50' AS price, DATE '2026-11-20' AS day,
      TIMESTAMP '2026-11-20 10:00:00.123' AS at, ARRAY['x'] AS tags, CAST(ROW(1, 'a') AS ROW(n integer, t varchar)) AS r,
      MAP(ARRAY['k'], ARRAY[2]) AS m, CAST(1 AS real) AS f, CAST(NULL AS bigint) AS nothing`;
    await lake.query(`CREATE TABLE typed WITH (external_location = 's3://lake/typed/') AS ${select}`);
    const { StorageDescriptor } = lake.glue.table("db", "typed").record;
    expect(StorageDescriptor?.Columns?.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      "total bigint",
      "b boolean",
      "d double",
      "price decimal(3,2)",
      "day date",
      "at timestamp",
      "tags array<string>",
      "r struct<n:int,t:string>",
      "m map<string,int>",
      "f float",
      "nothing bigint",
    ]);
    expect(await lines("SELECT * FROM typed")).toEqual(await lines(select));
  });

  test("WITH NO DATA makes the table alone, and does not run the query", async () => {
    const { updateCount } = await lake.query(
      `CREATE TABLE IF NOT EXISTS none WITH (external_location = 's3://lake/none/', partitioned_by = ARRAY['day'])
       AS SELECT 1 / 0 AS n, day FROM bars WITH NO DATA`,
    );
    expect(updateCount).toBe(0);
    expect(keys("none/")).toEqual([]);
    expect(partitionsOf("none")).toEqual([]);
    expect(await lines("SELECT * FROM none")).toEqual([]);
  });

  test("of no rows writes no object", async () => {
    await lake.query(
      "CREATE TABLE empty WITH (external_location = 's3://lake/empty/') AS SELECT 1 AS n WHERE false",
    );
    expect(keys("empty/")).toEqual([]);
    expect(await lines("SELECT * FROM empty")).toEqual([]);
  });

  test("IF NOT EXISTS leaves a table as it is", async () => {
    const { updateCount } = await lake.query(
      "CREATE TABLE IF NOT EXISTS bars WITH (external_location = 's3://lake/new/') AS SELECT 1 AS n",
    );
    expect(updateCount).toBe(0);
    expect(keys("new/")).toEqual([]);
  });

  test.each(["GZIP", "SNAPPY", "ZSTD", "NONE"])(
    "compresses by %s, and so do later inserts",
    async (codec) => {
      await lake.query(
        `CREATE TABLE z WITH (external_location = 's3://lake/z/', write_compression = '${codec}') AS SELECT 1 AS n`,
      );
      await lake.query("INSERT INTO z VALUES 2");
      const codecs = await lake.codecs("z/");
      expect(codecs).toEqual([codec, codec].map((one) => (one === "NONE" ? "UNCOMPRESSED" : one)));
    },
  );

  test("without a location of its own lies below the results of its query", async () => {
    const results = { id: "an-id", location: "s3://lake/results/", isEnforced: true };
    await lake.query("CREATE TABLE below AS SELECT 1 AS n", [], "db", results);
    expect(keys("results/")).toEqual([expect.stringMatching(/^results\/tables\/an-id\/[^/]+$/)]);
    expect(await lines("SELECT * FROM below")).toEqual(["1"]);
    await expect(
      lake.query(
        "CREATE TABLE b WITH (external_location = 's3://lake/b/') AS SELECT 1 AS n",
        [],
        "db",
        results,
      ),
    ).rejects.toThrow(/enforces a centralized output location/);
    await expect(lake.query("CREATE TABLE b AS SELECT 1 AS n")).rejects.toThrow(
      /^NOT_SUPPORTED: a table without external_location/,
    );
  });

  const AT = "external_location = 's3://lake/t/'";
  test.each([
    ["CREATE TABLE bars WITH (format = 'PARQUET') AS SELECT 1 AS n", /NOT_SUPPORTED: a table without/],
    [
      `CREATE TABLE bars WITH (${AT}) AS SELECT 1 AS n`,
      /^TABLE_ALREADY_EXISTS: line 1:1: .*'awsdatacatalog.db.bars'/,
    ],
    [
      "CREATE TABLE t WITH (external_location = 's3://lake/bars') AS SELECT 1 AS n",
      /^HIVE_PATH_ALREADY_EXISTS: Target directory for table 'db.t' already exists: s3:\/\/lake\/bars\./,
    ],
    [
      "CREATE TABLE t WITH (external_location = 's3://nothing/t/') AS SELECT 1 AS n",
      /^HIVE_FILESYSTEM_ERROR: .*does not exist: nothing/,
    ],
    [
      "CREATE TABLE t WITH (external_location = 't') AS SELECT 1 AS n",
      /^INVALID_TABLE_PROPERTY: 't' is no location/,
    ],
    [`CREATE TABLE t WITH (${AT}, format = 'ORC') AS SELECT 1 AS n`, /^NOT_SUPPORTED: the format ORC/],
    [
      `CREATE TABLE t WITH (${AT}, table_type = 'ICEBERG') AS SELECT 1 AS n`,
      /^NOT_SUPPORTED: the table type ICEBERG/,
    ],
    [
      `CREATE TABLE t WITH (${AT}, is_external = false) AS SELECT 1 AS n`,
      /^NOT_SUPPORTED: a table that is not external/,
    ],
    [
      `CREATE TABLE t WITH (${AT}, write_compression = 'LZO') AS SELECT 1 AS n`,
      /^NOT_SUPPORTED: the compression LZO/,
    ],
    [
      `CREATE TABLE t WITH (${AT}, bucketed_by = ARRAY['n'], bucket_count = 2) AS SELECT 1 AS n`,
      /^NOT_SUPPORTED: line 1:58: the property bucketed_by is not supported here/,
    ],
    [`CREATE TABLE t WITH (${AT}, ${AT}) AS SELECT 1 AS n`, /^DUPLICATE_PROPERTY/],
    [
      `CREATE TABLE t WITH (${AT}, format = ARRAY['PARQUET']) AS SELECT 1 AS n`,
      /^INVALID_TABLE_PROPERTY: format is a text/,
    ],
    [
      `CREATE TABLE t WITH (${AT}, partitioned_by = 'n') AS SELECT 1 AS a, 2 AS n`,
      /^INVALID_TABLE_PROPERTY: partitioned_by is an array/,
    ],
    [
      `CREATE TABLE t WITH (${AT}, partitioned_by = ARRAY['x']) AS SELECT 1 AS n`,
      /Partition columns \[x\] not present in schema/,
    ],
    [
      `CREATE TABLE t WITH (${AT}, partitioned_by = ARRAY['n']) AS SELECT 1 AS n`,
      /Table contains only partition columns/,
    ],
    [
      `CREATE TABLE t WITH (${AT}, partitioned_by = ARRAY['n']) AS SELECT 1 AS n, 2 AS a`,
      /^HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns .*: \[n\]/,
    ],
    [`CREATE TABLE t WITH (${AT}) AS SELECT 1`, /^COLUMN_NAME_NOT_SPECIFIED: .*position 1/],
    [`CREATE TABLE t WITH (${AT}) AS SELECT 1 AS n, 2 AS n`, /^DUPLICATE_COLUMN_NAME: .*'n'/],
    [
      `CREATE TABLE t WITH (${AT}) AS SELECT NULL AS n`,
      /^COLUMN_TYPE_UNKNOWN: line 1:1: Column type is unknown: n/,
    ],
    [
      `CREATE TABLE t WITH (${AT}) AS SELECT now() AS n`,
      /^NOT_SUPPORTED: Unsupported Hive type: timestamp\(3\) with time zone/,
    ],
    [`CREATE TABLE t WITH (${AT}) AS SELECT x FROM bars`, /^COLUMN_NOT_FOUND: line 1:\d+: Column 'x'/],
    [`CREATE TABLE t (n) WITH (${AT}) AS SELECT 1`, /^NOT_SUPPORTED: CREATE TABLE is not supported here/],
    [
      `CREATE TABLE t COMMENT 'x' WITH (${AT}) AS SELECT 1 AS n`,
      /^NOT_SUPPORTED: line 1:1: of CREATE TABLE AS only/,
    ],
    [`CREATE TABLE nothing.t WITH (${AT}) AS SELECT 1 AS n`, /Database does not exist: nothing/],
    [
      `CREATE TABLE t WITH (${AT}, partitioned_by = ARRAY['k']) AS SELECT 1 AS n, 'é' AS k`,
      /^HIVE_INVALID_PARTITION_VALUE: .*Invalid value: C3 A9/,
    ],
    [
      `CREATE TABLE t WITH (${AT}, partitioned_by = ARRAY['k']) AS SELECT 1 AS n, k FROM UNNEST(sequence(1, 101)) AS u(k)`,
      /^HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers/,
    ],
    [`CREATE TABLE t WITH (${AT}) AS SELECT 1 / (volume - 3) AS n FROM bars`, /^DIVISION_BY_ZERO/],
  ])("refused, and nothing is written: %s", async (sql, message) => {
    await expect(lake.query(sql)).rejects.toThrow(message);
    expect(keys("t/")).toEqual([]);
    expect([...lake.glue.database("db").tables.keys()]).toEqual(["bars"]);
  });

  test("a hundred partitions are as many as a statement may write", async () => {
    await lake.query(
      `CREATE TABLE many WITH (external_location = 's3://lake/many/', partitioned_by = ARRAY['k'])
       AS SELECT 1 AS n, k FROM UNNEST(sequence(1, 100)) AS u(k)`,
    );
    expect(partitionsOf("many")).toHaveLength(100);
    expect(await lines("SELECT sum(k) FROM many")).toEqual(["5050"]);
  });
});

describe("INSERT INTO", () => {
  test("adds to the partitions that are there, wherever they lie, and makes those that are not", async () => {
    lake.partition("bars", ["2026-11-23"], "s3://lake/elsewhere/");
    const output = await lake.query(
      `INSERT INTO bars SELECT symbol, 7, d FROM bars CROSS JOIN UNNEST(ARRAY['2026-11-20', '2026-11-23', '2026-11-24']) AS u(d)
       WHERE symbol = 'AAPL'`,
    );
    expect(output).toMatchObject({ statementType: "DML", rows: [], updateCount: 3 });
    expect(partitionsOf("bars")).toEqual([
      [["2026-11-20"], "s3://lake/bars/day=2026-11-20/"],
      [["2026-11-23"], "s3://lake/elsewhere/"],
      [["2026-11-24"], "s3://lake/bars/day=2026-11-24"],
    ]);
    expect(output.files?.map((file) => file.replace(FILE, ""))).toEqual([
      "s3://lake/bars/day=2026-11-20",
      "s3://lake/elsewhere",
      "s3://lake/bars/day=2026-11-24",
    ]);
    expect(await lines("SELECT day, symbol, volume FROM bars ORDER BY 1, 2, 3")).toEqual([
      "2026-11-20|AAPL|3",
      "2026-11-20|AAPL|7",
      "2026-11-20|MSFT|∅",
      "2026-11-23|AAPL|7",
      "2026-11-24|AAPL|7",
    ]);
  });

  test("a list of columns leaves the others NULL, and values may be parameters", async () => {
    await lake.query("INSERT INTO db.bars (day, symbol) VALUES (?, ?)", ["'2026-11-25'", "NVDA"]);
    expect(await lines("SELECT * FROM bars WHERE day = '2026-11-25'")).toEqual(["NVDA|∅|2026-11-25"]);
  });

  test("into a table without keys makes one more object of it", async () => {
    lake.table("prices", { price: "decimal(12,2)", at: "timestamp", shares: "double" });
    await lake.query("INSERT INTO prices VALUES (7, DATE '2026-11-20', 3), (DECIMAL '1.5', NULL, NULL)");
    await lake.query("INSERT INTO prices SELECT * FROM prices WHERE at IS NULL");
    expect(keys("prices/")).toHaveLength(2);
    expect(await lines("SELECT * FROM prices ORDER BY 1")).toEqual([
      "1.50|∅|∅",
      "1.50|∅|∅",
      "7.00|2026-11-20 00:00:00.000|3.0",
    ]);
  });

  test.each([
    [
      "INSERT INTO nothing VALUES 1",
      /^TABLE_NOT_FOUND: line 1:13: Table 'awsdatacatalog.db.nothing' does not exist/,
    ],
    ["INSERT INTO v VALUES 1", /^NOT_SUPPORTED: line 1:13: Inserting into views is not supported/],
    ["INSERT INTO ice VALUES 1", /^NOT_SUPPORTED: line 1:13: db.ice is no Hive table/],
    ["INSERT INTO projected VALUES (1, 'a')", /^NOT_SUPPORTED: .*projected table/],
    [
      "INSERT INTO bars VALUES ('a', 'b', 'c')",
      /^TYPE_MISMATCH: line 1:1: Insert query has mismatched column types: Table: \[varchar, bigint, varchar\], Query: \[varchar, varchar, varchar\]/,
    ],
    ["INSERT INTO bars VALUES ('a', 1)", /^TYPE_MISMATCH: .*Query: \[varchar, integer\]/],
    ["INSERT INTO bars (volume) VALUES 1.5", /^TYPE_MISMATCH: .*Table: \[bigint\], Query: \[double\]/],
    [
      "INSERT INTO bars (x) VALUES 1",
      /^COLUMN_NOT_FOUND: .*Insert column name does not exist in target table: x/,
    ],
    ["INSERT INTO bars (day, day) VALUES (1, 2)", /^DUPLICATE_COLUMN_NAME: .*more than once: day/],
    ["INSERT INTO bars SELECT symbol, 1 / 0, day FROM bars", /^DIVISION_BY_ZERO/],
  ])("refused, and nothing is written: %s", async (sql, message) => {
    await lake.query("CREATE VIEW v AS SELECT 1 AS n");
    lake.table("ice", { n: "int" }, { parameters: { table_type: "ICEBERG" } });
    lake.table(
      "projected",
      { n: "int" },
      { keys: { k: "string" }, parameters: { "projection.enabled": "true" } },
    );
    const before = keys("");
    await expect(lake.query(sql)).rejects.toThrow(message);
    expect(keys("")).toEqual(before);
  });
});

describe("UNLOAD", () => {
  test("writes Parquet and makes no table", async () => {
    const output = await lake.query(
      `UNLOAD (
         SELECT symbol, ')' AS ")", volume -- a ) in a comment
         FROM bars WHERE symbol = ? ORDER BY 1
       )
       TO 's3://lake/out' WITH (format = 'PARQUET', compression = 'SNAPPY');`,
      ["AAPL"],
    );
    expect(output).toMatchObject({ statementType: "DML", rows: [], updateCount: 1 });
    expect(output.files).toEqual([expect.stringMatching(/^s3:\/\/lake\/out\/[^/]+$/)]);
    expect([...lake.glue.database("db").tables.keys()]).toEqual(["bars"]);
    lake.table("out", { symbol: "string", ")": "string", volume: "bigint" });
    expect(await lines("SELECT * FROM out")).toEqual(["AAPL|)|3"]);
    expect(await lake.codecs("out/")).toEqual(["SNAPPY"]);
  });

  test("with keys writes Hive's folders, and may be repeated", async () => {
    const unload = `UNLOAD (SELECT symbol, volume, day FROM bars)
      TO 's3://lake/out/' WITH (format = 'PARQUET', partitioned_by = ARRAY['volume', 'day'])`;
    await lake.query(unload);
    await lake.query(unload);
    expect(keys("out/").map((key) => key.replace(FILE, ""))).toEqual([
      "out/volume=3/day=2026-11-20",
      "out/volume=3/day=2026-11-20",
      "out/volume=__HIVE_DEFAULT_PARTITION__/day=2026-11-20",
      "out/volume=__HIVE_DEFAULT_PARTITION__/day=2026-11-20",
    ]);
  });

  const TO = "TO 's3://lake/t/'";
  test.each([
    [
      "UNLOAD (SELECT 1 AS n) TO 's3://lake/bars/' WITH (format = 'PARQUET')",
      /^HIVE_PATH_ALREADY_EXISTS: .*for UNLOAD/,
    ],
    [`UNLOAD (SELECT 1 AS n) ${TO}`, /^SYNTAX_ERROR: UNLOAD \(query\) TO 'location' WITH/],
    [`UNLOAD (SELECT (1 AS n) ${TO} WITH (format = 'PARQUET')`, /^SYNTAX_ERROR/],
    [`UNLOAD (SELECT 1 AS n ${TO} WITH (format = 'PARQUET')`, /^SYNTAX_ERROR/],
    [`UNLOAD (SELECT 1 AS n) ${TO} WITH (compression = 'GZIP')`, /UNLOAD needs the property format/],
    [`UNLOAD (SELECT 1 AS n) ${TO} WITH (format = 'JSON')`, /^NOT_SUPPORTED: the format JSON/],
    [
      `UNLOAD (SELECT 1 AS n) ${TO} WITH (format = 'PARQUET', field_delimiter = ',')`,
      /the property field_delimiter/,
    ],
    [
      `UNLOAD (SELECT 1\n, x FROM bars) ${TO} WITH (format = 'PARQUET')`,
      /^COLUMN_NOT_FOUND: line 2:3: Column 'x'/,
    ],
  ])("refused, and nothing is written: %s", async (sql, message) => {
    await expect(lake.query(sql)).rejects.toThrow(message);
    expect(keys("t/")).toEqual([]);
  });
});
