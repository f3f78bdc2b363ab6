import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { BUCKET, createLake, type Lake, linesOf } from "./athena-lake.ts";

let lake: Lake;

beforeEach(async () => {
  lake = await createLake();
});

afterEach(() => lake.close());

const rows = async (sql: string) => linesOf(await lake.query(sql)).sort();

const BARS = { symbol: "string", volume: "bigint" };
const bar = (symbol: string, volume: number) => `SELECT '${symbol}' AS symbol, ${volume}::BIGINT AS volume`;

describe("a query reads", () => {
  test("registered partitions and no others", async () => {
    lake.table("bars", BARS, { keys: { day: "string" } });
    await lake.write("bars/day=2025-11-27/1.parquet", bar("A", 1));
    await lake.write("bars/day=2025-11-28/1.parquet", bar("B", 2));
    expect(await rows("SELECT * FROM bars")).toEqual([]);
    lake.partition("bars", ["2025-11-28"], "s3://lake/bars/day=2025-11-28/");
    expect(await rows("SELECT * FROM bars")).toEqual(["B|2|2025-11-28"]);
    lake.glue.deletePartition(lake.glue.table("db", "bars"), ["2025-11-28"]);
    expect(await rows("SELECT * FROM bars")).toEqual([]);
  });

  test("a partition at its own Location, with the values of Glue and not of the path", async () => {
    lake.table("bars", BARS, { keys: { day: "date", shard: "int" } });
    await lake.write("elsewhere/day=1999-01-01/shard=7/1.parquet", bar("A", 1));
    lake.partition("bars", ["2025-11-28", "3"], "s3://lake/elsewhere/day=1999-01-01/shard=7");
    expect(await rows("SELECT symbol, day, shard + 1 FROM bars WHERE day = DATE '2025-11-28'")).toEqual([
      "A|2025-11-28|4",
    ]);
  });

  test("NULL for Hive's default partition", async () => {
    lake.table("bars", BARS, { keys: { shard: "int" } });
    await lake.write("bars/0/1.parquet", bar("A", 1));
    lake.partition("bars", ["__HIVE_DEFAULT_PARTITION__"], "s3://lake/bars/0/");
    expect(await rows("SELECT shard IS NULL, shard FROM bars")).toEqual(["true|∅"]);
  });

  test("no rows of a partition without files, or of a bucket that is not there", async () => {
    lake.table("bars", BARS, { keys: { day: "string" } });
    lake.partition("bars", ["1"], "s3://lake/bars/1/");
    lake.partition("bars", ["2"], "s3://nowhere/bars/2/");
    expect(await rows("SELECT * FROM bars")).toEqual([]);
    expect(await rows("SELECT count(*), max(volume) FROM bars")).toEqual(["0|∅"]);
    expect(await rows('SELECT * FROM "bars$partitions"')).toEqual(["1", "2"]);
  });

  test("no hidden, empty or neighbouring objects", async () => {
    lake.table("bars", BARS, { keys: { day: "string" } });
    await lake.write("bars/day=1/1.parquet", bar("A", 1));
    await lake.write("bars/day=1/sub/2.parquet", bar("B", 2));
    await lake.write("bars/day=1/_tmp/3.parquet", bar("C", 3));
    await lake.write("bars/day=1/.4.parquet", bar("D", 4));
    await lake.write("bars/day=10/5.parquet", bar("E", 5));
    lake.s3.put(BUCKET, "bars/day=1/_SUCCESS", Buffer.from("x"));
    lake.s3.put(BUCKET, "bars/day=1/", Buffer.alloc(0));
    lake.partition("bars", ["1"], "s3://lake/bars/day=1");
    expect(await rows("SELECT symbol FROM bars")).toEqual(["A", "B"]);
  });

  test("an unpartitioned table at its Location", async () => {
    lake.table("bars", BARS);
    await lake.write("bars/1.parquet", bar("A", 1));
    expect(await rows("SELECT * FROM bars")).toEqual(["A|1"]);
  });

  test("what has been written since the last query", async () => {
    lake.table("bars", BARS);
    await lake.write("bars/1.parquet", bar("A", 1));
    expect(await rows("SELECT * FROM bars")).toEqual(["A|1"]);
    await lake.write("bars/1.parquet", bar("A", 5));
    await lake.write("bars/2.parquet", bar("B", 2));
    expect(await rows("SELECT * FROM bars")).toEqual(["A|5", "B|2"]);
    lake.s3.remove(BUCKET, "bars/1.parquet");
    expect(await rows("SELECT * FROM bars")).toEqual(["B|2"]);
  });

  test("keys and values with quotes, globs and percent signs as they are", async () => {
    const odd = 'it\'s "50%" *[a]? {b} é+ %2F';
    lake.table("bars", BARS, { keys: { name: "string" } });
    await lake.write(`bars/${odd}/x*[1]?.parquet`, bar("A", 1));
    await lake.write("bars/other/x.parquet", bar("B", 2));
    lake.partition("bars", [odd], `s3://lake/bars/${odd}/`);
    expect(await rows('SELECT symbol, name, "$path" FROM bars')).toEqual([
      `A|${odd}|s3://lake/bars/${odd}/x*[1]?.parquet`,
    ]);
    expect(
      await rows(`SELECT name FROM "bars$partitions" WHERE name = '${odd.replaceAll("'", "''")}'`),
    ).toEqual([odd]);
  });
});

describe("columns of a table", () => {
  test("are those of Glue: NULL where a file has none, invisible where Glue has none", async () => {
    lake.table("bars", { symbol: "string", vwap: "double" }, { keys: { day: "string" } });
    await lake.write("bars/1/1.parquet", "SELECT 'A' AS symbol, 9 AS secret");
    await lake.write("bars/2/1.parquet", "SELECT 1.5::DOUBLE AS VWAP, 'B' AS Symbol");
    lake.partition("bars", ["1"], "s3://lake/bars/1/");
    lake.partition("bars", ["2"], "s3://lake/bars/2/");
    expect(await rows("SELECT * FROM bars")).toEqual(["A|∅|1", "B|1.5|2"]);
    await expect(lake.query("SELECT secret FROM bars")).rejects.toThrow(/^COLUMN_NOT_FOUND: line 1:8: /);
  });

  test("are read from narrower types", async () => {
    lake.table("t", { a: "bigint", b: "double", c: "timestamp", d: "decimal(12,2)" });
    await lake.write(
      "t/1.parquet",
      "SELECT 1::INTEGER AS a, 1.5::FLOAT AS b, TIMESTAMPTZ '2025-11-28 14:30:00.0006+00' AS c, 1.5::DECIMAL(5,1) AS d",
    );
    expect(await rows("SELECT * FROM t")).toEqual(["1|1.5|2025-11-28 14:30:00.001|1.50"]);
  });

  test("are nested", async () => {
    lake.table("t", { a: "array<struct<x:int,y:string>>", m: "map<string,double>", s: "struct<p:bigint>" });
    await lake.write(
      "t/1.parquet",
      "SELECT [{'x': 1, 'y': 'b'}] AS a, MAP {'k': 1.5::DOUBLE} AS m, {'p': 7::BIGINT} AS s",
    );
    expect(await rows("SELECT a, m, s, s.p, a[1].y, m['k'] FROM t")).toEqual([
      "[{x=1, y=b}]|{k=1.5}|{p=7}|7|b|1.5",
    ]);
  });

  test("fail where a file has another type, if they are read", async () => {
    lake.table("bars", BARS, { keys: { day: "string" } });
    await lake.write("bars/1/bad.parquet", "SELECT 'A' AS symbol, 'many' AS volume");
    lake.partition("bars", ["1"], "s3://lake/bars/1/");
    expect(await rows("SELECT symbol FROM bars")).toEqual(["A"]);
    await expect(lake.query("SELECT volume FROM bars")).rejects.toThrow(
      "HIVE_BAD_DATA: Field volume's type VARCHAR in parquet file s3://lake/bars/1/bad.parquet is incompatible with type bigint defined in table schema",
    );
  });

  test("are matched to Parquet of several shapes", async () => {
    lake.table("bars", BARS);
    await lake.write("bars/1.parquet", bar("A", 1));
    await lake.write("bars/2.parquet", "SELECT 'B' AS symbol");
    await lake.write("bars/3.parquet", "SELECT 3::SMALLINT AS volume, 'x' AS extra, 'C' AS symbol");
    expect(await rows("SELECT * FROM bars")).toEqual(["A|1", "B|∅", "C|3"]);
  });
});

describe("a file that is no Parquet fails", () => {
  test("the queries that would read it, and only those", async () => {
    lake.table("bars", BARS, { keys: { day: "string" } });
    await lake.write("bars/1/good.parquet", bar("A", 1));
    lake.s3.put(BUCKET, "bars/2/bad.parquet", Buffer.from("day,symbol\n1,A\n"));
    lake.partition("bars", ["1"], "s3://lake/bars/1/");
    lake.partition("bars", ["2"], "s3://lake/bars/2/");
    expect(await rows("SELECT symbol FROM bars WHERE day = '1'")).toEqual(["A"]);
    await expect(lake.query("SELECT symbol FROM bars")).rejects.toThrow(
      /^HIVE_BAD_DATA: Not valid Parquet file: s3:\/\/lake\/bars\/2\/bad.parquet/,
    );
  });
});

describe("only the files of wanted partitions", () => {
  let size = 0;

  beforeEach(async () => {
    lake.table("bars", BARS, { keys: { day: "string", shard: "int" } });
    for (const [at, day] of ["2025-11-26", "2025-11-27", "2025-11-28"].entries()) {
      size = await lake.write(`bars/${day}/1.parquet`, bar("A", 1));
      lake.partition("bars", [day, String(at)], `s3://lake/bars/${day}/`);
    }
  });

  test.each([
    ["SELECT * FROM bars", 3],
    ["SELECT * FROM bars WHERE day = '2025-11-28'", 1],
    ["SELECT * FROM bars b WHERE b.day > '2025-11-26' AND b.volume > 5", 2],
    ["SELECT * FROM bars WHERE day IN ('2025-11-26', '2025-11-28') AND shard < 2", 1],
    ["SELECT * FROM bars WHERE day BETWEEN '2025-11-27' AND '2025-11-28'", 2],
    ["SELECT * FROM bars WHERE shard = 1 OR day = '2025-11-28'", 2],
    ["SELECT * FROM bars WHERE shard = 1 OR volume = 1", 3],
    ["SELECT * FROM bars WHERE day = '2030-01-01'", 0],
    ["SELECT * FROM bars WHERE day >= date_format(DATE '2025-11-27', '%Y-%m-%d')", 2],
    ["SELECT * FROM (SELECT * FROM bars WHERE shard = 0) JOIN bars b USING (day)", 4],
    ["SELECT * FROM bars a JOIN bars b ON a.day = b.day WHERE a.shard = 0 AND b.shard = 0", 2],
    ["SELECT * FROM bars a LEFT JOIN bars b ON a.day = b.day WHERE b.shard IS NULL", 6],
    ["SELECT count(*) FROM bars WHERE day = ?", 1],
    ["SELECT count(*) FROM bars WHERE day LIKE '2025-11-%' AND NOT shard = 1", 3],
  ])("are scanned by %s", async (sql, files) => {
    const { scannedBytes } = await lake.query(sql, ["'2025-11-28'"]);
    expect(scannedBytes).toBe(files * size);
  });
});

test("hidden columns name the file, and no star shows them", async () => {
  lake.table("bars", BARS);
  const size = await lake.write("bars/1.parquet", bar("A", 1));
  expect(await rows('SELECT *, "$path", "$file_size" FROM bars')).toEqual([
    `A|1|s3://lake/bars/1.parquet|${size}`,
  ]);
  expect(await rows('SELECT count(*) FROM bars WHERE "$file_modified_time" <= now()')).toEqual(["1"]);
  expect((await lake.query("SELECT * FROM bars")).columns.map(({ name }) => name)).toEqual([
    "symbol",
    "volume",
  ]);
});

test("information_schema tells what is in Glue", async () => {
  lake.table("bars", BARS, { keys: { day: "date" } });
  expect(
    await rows(
      "SELECT ordinal_position, column_name, data_type FROM information_schema.columns WHERE table_schema = 'db' AND table_name = 'bars'",
    ),
  ).toEqual(["1|symbol|varchar", "2|volume|bigint", "3|day|date"]);
  expect(await rows("SELECT table_schema, table_name FROM information_schema.tables")).toEqual(["db|bars"]);
  expect(await rows("SELECT schema_name FROM awsdatacatalog.information_schema.schemata")).toEqual(["db"]);
});

describe("a table is found", () => {
  test.each([
    "bars",
    "BARS",
    '"Bars"',
    "db.bars",
    '"db"."bars"',
    'AwsDataCatalog.DB."BARS"',
    '"awsdatacatalog".db.bars',
  ])("as %s", async (name) => {
    lake.table("bars", BARS);
    await lake.write("bars/1.parquet", bar("A", 1));
    expect(await rows(`SELECT volume FROM ${name}`)).toEqual(["1"]);
    expect(await rows(`SELECT db.bars.volume, bars.SYMBOL FROM ${name}`)).toEqual(["1|A"]);
  });

  test("in the database named default when there is no other", async () => {
    lake.glue.createDatabase({ Name: "default" });
    const query = lake.engine.run({
      sql: "SELECT * FROM bars",
      database: undefined,
      parameters: [],
      signal: new AbortController().signal,
    });
    await expect(query).rejects.toThrow(
      "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.default.bars' does not exist",
    );
  });
});

describe("a table that this engine can not read", () => {
  test.each([
    [
      "projection",
      { parameters: { "projection.enabled": "true" }, keys: { day: "string" } },
      /missing projection configuration: \[day\]/,
    ],
    ["a view of Hive", { type: "VIRTUAL_VIEW" }, /is a Hive view/],
    ["a managed table", { type: "MANAGED_TABLE" }, /only EXTERNAL_TABLE is supported/],
    ["Iceberg", { parameters: { table_type: "ICEBERG" } }, /is no Hive table/],
    ["CSV", { inputFormat: "org.apache.hadoop.mapred.TextInputFormat" }, /only Parquet is supported/],
  ])("is refused: %s", async (_name, options, message) => {
    lake.table("t", BARS, options);
    await expect(lake.query("SELECT * FROM t")).rejects.toThrow(message);
  });
});

test("a value that is none of its key's type fails the query", async () => {
  lake.table("bars", BARS, { keys: { day: "date" } });
  await lake.write("bars/1/1.parquet", bar("A", 1));
  lake.partition("bars", ["yesterday"], "s3://lake/bars/1/");
  await expect(lake.query("SELECT * FROM bars")).rejects.toThrow(
    "HIVE_INVALID_PARTITION_VALUE: Invalid partition value 'yesterday'",
  );
});

test("a query that is stopped ends at once", async () => {
  const stop = new AbortController();
  const query = lake.engine.run({
    sql: "SELECT count(*) FROM UNNEST(sequence(1, 1000000)) AS a (x) CROSS JOIN UNNEST(sequence(1, 1000000)) AS b (y) WHERE x + y = 0",
    database: "db",
    parameters: [],
    signal: stop.signal,
  });
  setTimeout(() => stop.abort(), 50);
  await expect(query).rejects.toThrow("Query was cancelled");
  expect(await rows("SELECT 1")).toEqual(["1"]);
});

test("queries run side by side while the catalog changes", async () => {
  lake.table("bars", BARS, { keys: { day: "string" } });
  const counts: Promise<string[]>[] = [];
  for (let day = 0; day < 20; day++) {
    await lake.write(`bars/${day}/1.parquet`, bar("A", day));
    lake.partition("bars", [String(day)], `s3://lake/bars/${day}/`);
    counts.push(rows("SELECT count(*) FROM bars"));
  }
  for (const [count = ""] of await Promise.all(counts)) expect(Number(count)).toBeGreaterThan(0);
  expect(await rows("SELECT count(*) FROM bars")).toEqual(["20"]);
});

test("a thousand partitions are one table", async () => {
  lake.table("bars", BARS, { keys: { day: "string", shard: "int" } });
  await lake.write("bars/seed.parquet", bar("A", 1));
  const body = lake.s3.read(BUCKET, "bars/seed.parquet");
  for (let shard = 0; shard < 1000; shard++) {
    lake.s3.put(BUCKET, `bars/${shard}/1.parquet`, body);
    lake.partition("bars", [`d${shard % 10}`, String(shard)], `s3://lake/bars/${shard}/`);
  }
  expect(await rows("SELECT count(*), count(DISTINCT shard), sum(volume) FROM bars")).toEqual([
    "1000|1000|1000",
  ]);
  const { scannedBytes } = await lake.query("SELECT count(*) FROM bars WHERE day = 'd3' AND shard < 100");
  expect(scannedBytes).toBe(10 * body.length);
});
