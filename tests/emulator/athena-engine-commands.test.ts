import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createLake, type Lake, linesOf } from "./athena-lake.ts";

let lake: Lake;

beforeEach(async () => {
  lake = await createLake();
  lake.table("bars", { symbol: "string", volume: "bigint" }, { keys: { day: "string", shard: "int" } });
});

afterEach(() => lake.close());

const lines = async (sql: string) => linesOf(await lake.query(sql));

const ORDERS = `CREATE EXTERNAL TABLE IF NOT EXISTS db.orders (
    id bigint COMMENT 'it''s unique', -- the key
    lines array<struct<sku:string,price:decimal(12,2)>>)
  PARTITIONED BY (dt date)
  STORED AS PARQUET
  LOCATION 's3://lake/orders/'
  TBLPROPERTIES ('owner'='me')`;

test("CREATE EXTERNAL TABLE makes a table that can be queried", async () => {
  const { statementType } = await lake.query(ORDERS);
  expect(statementType).toBe("DDL");
  await lake.query(ORDERS);
  await lake.write(
    "orders/dt=2025-11-28/1.parquet",
    "SELECT 1::BIGINT AS id, [{'sku': 'a', 'price': 1.5::DECIMAL(12,2)}] AS lines",
  );
  await lake.query("ALTER TABLE orders ADD PARTITION (dt='2025-11-28')");
  expect(await lines("SELECT * FROM orders")).toEqual(["1|[{sku=a, price=1.50}]|2025-11-28"]);
  expect(lake.glue.table("db", "orders").record).toMatchObject({
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: [{ Name: "dt", Type: "date" }],
    Parameters: { EXTERNAL: "TRUE", owner: "me" },
    StorageDescriptor: {
      Location: "s3://lake/orders/",
      Columns: [
        { Name: "id", Type: "bigint", Comment: "it's unique" },
        { Name: "lines", Type: "array<struct<sku:string,price:decimal(12,2)>>" },
      ],
      SerdeInfo: { SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
    },
  });
});

test("SHOW CREATE TABLE is a statement that makes the table again", async () => {
  await lake.query(ORDERS);
  const { StorageDescriptor, PartitionKeys } = lake.glue.table("db", "orders").record;
  const statement = (await lines("SHOW CREATE TABLE orders")).join("\n");
  await lake.query("DROP TABLE orders");
  await lake.query(statement.replace("`db.orders`", "db.orders"));
  expect(lake.glue.table("db", "orders").record).toMatchObject({ StorageDescriptor, PartitionKeys });
});

test("databases are created, listed and dropped", async () => {
  await lake.query("CREATE DATABASE shop COMMENT 'Orders'");
  await lake.query("CREATE SCHEMA IF NOT EXISTS shop");
  expect(await lines("SHOW DATABASES")).toEqual(["db", "shop"]);
  expect(await lines("SHOW SCHEMAS LIKE 's*'")).toEqual(["shop"]);
  await expect(lake.query("CREATE DATABASE shop")).rejects.toThrow(/AlreadyExistsException/);
  await expect(lake.query("DROP DATABASE db")).rejects.toThrow(/Database db is not empty/);
  await lake.query("DROP DATABASE db CASCADE");
  await lake.query("DROP DATABASE IF EXISTS nothing");
  expect(await lines("SHOW DATABASES")).toEqual(["shop"]);
});

test("tables are listed and dropped, their objects stay", async () => {
  await lake.query(ORDERS);
  await lake.write("orders/1.parquet", "SELECT 1");
  expect(await lines("SHOW TABLES")).toEqual(["bars", "orders"]);
  expect(await lines("SHOW TABLES IN db 'ord*|x'")).toEqual(["orders"]);
  await lake.query("DROP TABLE IF EXISTS nothing");
  await lake.query("DROP TABLE `orders`");
  expect(await lines("SHOW TABLES IN db")).toEqual(["bars"]);
  expect(lake.s3.list("lake", "orders/")).toHaveLength(1);
});

test("partitions are added, listed and dropped", async () => {
  await lake.query(`ALTER TABLE bars ADD
    PARTITION (day='1', shard=1) LOCATION 's3://lake/elsewhere/'
    PARTITION (day='1', shard=2)`);
  await lake.query(
    "ALTER TABLE bars ADD IF NOT EXISTS PARTITION (shard=1, day='1') PARTITION (shard=1, day='a/b')",
  );
  expect(await lines("SHOW PARTITIONS bars")).toEqual([
    "day=1/shard=1",
    "day=1/shard=2",
    "day=a%2Fb/shard=1",
  ]);
  const locations = [...lake.glue.table("db", "bars").partitions.values()].map(
    ({ record }) => record.StorageDescriptor?.Location,
  );
  expect(locations).toEqual([
    "s3://lake/elsewhere/",
    "s3://lake/bars/day=1/shard=2",
    "s3://lake/bars/day=a%2Fb/shard=1",
  ]);
  await expect(lake.query("ALTER TABLE bars ADD PARTITION (day='1', shard=1)")).rejects.toThrow(
    /AlreadyExists/,
  );
  await expect(lake.query("ALTER TABLE bars ADD PARTITION (day='1')")).rejects.toThrow(
    /exactly the partition keys/,
  );
  await lake.query("ALTER TABLE bars DROP PARTITION (day='1', shard=2), PARTITION (day='a/b')");
  await lake.query("ALTER TABLE bars DROP IF EXISTS PARTITION (day='9')");
  await expect(lake.query("ALTER TABLE bars DROP PARTITION (day='9')")).rejects.toThrow(
    /Partition not found/,
  );
  expect(await lines("SHOW PARTITIONS db.bars")).toEqual(["day=1/shard=1"]);
});

test("MSCK REPAIR TABLE adds what lies in Hive's folders, in lower case, and drops nothing", async () => {
  for (const folder of [
    "day=1/shard=1",
    "day=2/shard=1",
    "day=a%3Ab/shard=1",
    "Day=3/shard=1",
    "day=4",
    "x/y",
  ]) {
    await lake.write(`bars/${folder}/1.parquet`, "SELECT 'A' AS symbol, 1::BIGINT AS volume");
  }
  lake.partition("bars", ["1", "1"], "s3://lake/elsewhere/");
  expect(await lines("MSCK REPAIR TABLE bars")).toEqual([
    "Partitions not in metastore:\tbars:day=2/shard=1\tbars:day=a%3Ab/shard=1",
    "Repair: Added partition to metastore bars:day=2/shard=1",
    "Repair: Added partition to metastore bars:day=a%3Ab/shard=1",
  ]);
  expect(await lines("SELECT day, shard FROM bars ORDER BY 1")).toEqual(["2|1", "a:b|1"]);
  expect(await lines("MSCK REPAIR TABLE bars")).toEqual([]);
});

test("MSCK REPAIR TABLE finds nothing to do in a table without keys", async () => {
  lake.table("plain", { n: "bigint" });
  await lake.write("plain/1.parquet", "SELECT 1::BIGINT AS n");
  expect(await lines("MSCK REPAIR TABLE plain")).toEqual([]);
  expect(lake.glue.table("db", "plain").partitions.size).toBe(0);
});

test("MSCK REPAIR TABLE reads escapes as Hive does: characters, not bytes of UTF-8", async () => {
  await lake.write("bars/day=S%C3%A3o/shard=1/1.parquet", "SELECT 'A' AS symbol, 1::BIGINT AS volume");
  await lines("MSCK REPAIR TABLE bars");
  expect(await lines("SELECT day, shard FROM bars")).toEqual(["SÃ£o|1"]);
});

test("DESCRIBE and SHOW COLUMNS tell the columns, keys last", async () => {
  expect(
    (await lines("DESCRIBE bars")).map((line) =>
      line
        .split("\t")
        .map((cell) => cell.trim())
        .join("|"),
    ),
  ).toEqual([
    "symbol|string|",
    "volume|bigint|",
    "day|string|",
    "shard|int|",
    "||",
    "# Partition Information||",
    "# col_name|data_type|comment",
    "||",
    "day|string|",
    "shard|int|",
  ]);
  expect((await lines("SHOW COLUMNS IN db.bars")).map((line) => line.trim())).toEqual([
    "symbol",
    "volume",
    "day",
    "shard",
  ]);
  expect((await lake.query("DESC db.bars")).statementType).toBe("UTILITY");
});

describe("DESCRIBE", () => {
  const cells = async (sql: string) =>
    (await lines(sql)).map((line) =>
      line
        .split("\t")
        .map((cell) => cell.trim())
        .join("|"),
    );

  test("of a partition shows the columns that the partition declares", async () => {
    lake.partition("bars", ["1", "2"], "s3://lake/elsewhere/", { columns: { symbol: "varchar(4)" } });
    expect(await cells("DESCRIBE db.bars PARTITION (day='1', shard='2')")).toEqual([
      "symbol|varchar(4)|",
      "day|string|",
      "shard|int|",
      "||",
      "# Partition Information||",
      "# col_name|data_type|comment",
      "||",
      "day|string|",
      "shard|int|",
    ]);
    await expect(lake.query("DESCRIBE bars PARTITION (day='9', shard='2')")).rejects.toThrow(
      /Partition not found \{day=9, shard=2\}/,
    );
  });

  test("FORMATTED tells where and how a table is stored", async () => {
    await lake.query(ORDERS);
    expect(await cells("DESCRIBE FORMATTED orders")).toEqual([
      "# col_name|data_type|comment",
      "||",
      "id|bigint|it's unique",
      "lines|array<struct<sku:string,price:decimal(12,2)>>|",
      "||",
      "# Partition Information||",
      "# col_name|data_type|comment",
      "||",
      "dt|date|",
      "||",
      "# Detailed Table Information||",
      "Database:|db|",
      "Owner:|hadoop|",
      expect.stringMatching(/^CreateTime:\|\w{3}, .* GMT\|$/),
      "LastAccessTime:|UNKNOWN|",
      "Retention:|0|",
      "Location:|s3://lake/orders/|",
      "Table Type:|EXTERNAL_TABLE|",
      "Table Parameters:||",
      "|EXTERNAL|TRUE",
      "|owner|me",
      "||",
      "# Storage Information||",
      "SerDe Library:|org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe|",
      "InputFormat:|org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat|",
      "OutputFormat:|org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat|",
      "Compressed:|No|",
      "Num Buckets:|0|",
      "Bucket Columns:|[]|",
      "Sort Columns:|[]|",
      "Storage Desc Params:||",
      "|serialization.format|1",
    ]);
  });

  test("FORMATTED and EXTENDED of a partition tell its own location", async () => {
    lake.partition("bars", ["1", "2"], "s3://lake/elsewhere/");
    const formatted = await cells("DESC FORMATTED bars PARTITION (day='1', shard='2')");
    expect(formatted).toEqual(
      expect.arrayContaining([
        "# Detailed Partition Information||",
        "Partition Value:|[1, 2]|",
        "Table:|bars|",
        "Location:|s3://lake/elsewhere/|",
      ]),
    );
    const extended = await cells("DESCRIBE EXTENDED bars PARTITION (day='1', shard='2')");
    expect(extended.at(-1)).toMatch(
      /^Detailed Partition Information\|Partition\(values:\[1, 2\], .*location:s3:\/\/lake\/elsewhere\//,
    );
    expect((await cells("DESCRIBE EXTENDED bars")).at(-1)).toMatch(
      /^Detailed Table Information\|Table\(tableName:bars, dbName:db, .*location:s3:\/\/lake\/bars\//,
    );
  });
});

test("ALTER TABLE SET TBLPROPERTIES adds and replaces, and leaves the rest of the table", async () => {
  await lake.query(ORDERS);
  const { Parameters: _, ...before } = lake.glue.table("db", "orders").record;
  await lake.query(
    "ALTER TABLE `db`.`orders` SET TBLPROPERTIES ('classification' = 'parquet', 'owner' = 'you')",
  );
  const { Parameters, ...after } = lake.glue.table("db", "orders").record;
  expect(Parameters).toEqual({ EXTERNAL: "TRUE", owner: "you", classification: "parquet" });
  expect(after).toEqual({ ...before, VersionId: "1", UpdateTime: expect.any(Number) });
});

test("SHOW TBLPROPERTIES shows all properties, or one", async () => {
  await lake.query(ORDERS);
  const { columns, rows, statementType } = await lake.query("SHOW TBLPROPERTIES db.orders");
  expect([statementType, columns.map(({ name }) => name)]).toEqual(["UTILITY", ["prpt_name", "prpt_value"]]);
  expect(rows).toEqual([["EXTERNAL\tTRUE"], ["owner\tme"]]);
  expect(await lines("SHOW TBLPROPERTIES orders('owner')")).toEqual(["owner\tme"]);
  expect(await lines("SHOW TBLPROPERTIES orders('x')")).toEqual([
    "Table db.orders does not have property: x",
  ]);
});

describe("a statement that is not done here", () => {
  test.each([
    [
      "CREATE TABLE t (a int) LOCATION 's3://lake/t/' TBLPROPERTIES ('table_type'='ICEBERG')",
      /^NOT_SUPPORTED: CREATE TABLE is not supported here$/,
    ],
    ["INSERT OVERWRITE bars SELECT 1", /^NOT_SUPPORTED: INSERT is not supported here$/],
    ["ALTER TABLE bars RENAME TO foo", /^NOT_SUPPORTED: of ALTER TABLE only/],
    [
      "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://lake/t/'",
      /^NOT_SUPPORTED: only tables STORED AS PARQUET/,
    ],
    ["CREATE EXTERNAL TABLE t (a int) STORED AS PARQUET", /needs a LOCATION/],
    [
      "CREATE EXTERNAL TABLE t (a text) STORED AS PARQUET LOCATION 's3://lake/t/'",
      /Unsupported Hive type: text/,
    ],
    ["SHOW PARTITIONS nothing", /^FAILED: SemanticException .*Table not found db.nothing/],
    ["SHOW TABLES IN nothing", /Database does not exist: nothing/],
    [
      "SHOW PARTITIONS bars x",
      /^FAILED: ParseException line 1:21 expecting the end of the statement near 'x'/,
    ],
    ["ALTER TABLE bars ADD PARTITION day='1'", /^FAILED: ParseException line 1:31 expecting \( near 'day'/],
    ["DROP TABLE nothing", /EntityNotFoundException: Table nothing not found/],
  ])("is refused with its reason: %s", async (sql, message) => {
    await expect(lake.query(sql)).rejects.toThrow(message);
  });
});
