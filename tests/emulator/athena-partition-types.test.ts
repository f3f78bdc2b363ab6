import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createLake, type Lake, linesOf } from "./athena-lake.ts";

let lake: Lake;

beforeEach(async () => {
  lake = await createLake();
});

afterEach(() => lake.close());

const rows = async (sql: string) => linesOf(await lake.query(sql)).sort();

describe("a partition that declares other types than its table", () => {
  beforeEach(async () => {
    lake.table("bars", { symbol: "string", volume: "bigint" }, { keys: { day: "string", venue: "string" } });
    await lake.write("bars/1/1.parquet", "SELECT 'A' AS symbol, 1::BIGINT AS volume");
    lake.partition("bars", ["1", "X/Y"], "s3://lake/bars/1/", {
      columns: { symbol: "string", volume: "string" },
    });
    await lake.write("bars/2/1.parquet", "SELECT 'B' AS symbol, 2::BIGINT AS volume");
    lake.partition("bars", ["2", "N"], "s3://lake/bars/2/", {
      columns: { symbol: "string", volume: "bigint" },
    });
  });

  const MESSAGE =
    "HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition schemas. The types are incompatible and cannot be coerced. The column 'volume' in table 'db.bars' is declared as type 'bigint', but partition 'day=1/venue=X%2FY' declared column 'volume' as type 'string'.";

  test.each([
    "SELECT volume FROM bars",
    "SELECT symbol FROM bars",
    "SELECT count(*) FROM bars WHERE day < '2'",
  ])("refuses every query that reads it, whichever columns it names: %s", async (sql) => {
    await expect(lake.query(sql)).rejects.toThrow(MESSAGE);
  });

  test("bars no query of other partitions, nor of the partitions themselves", async () => {
    expect(await rows("SELECT volume FROM bars WHERE day = '2'")).toEqual(["2"]);
    expect(await rows('SELECT day FROM "bars$partitions"')).toEqual(["1", "2"]);
  });

  test("refuses them without any file, too", async () => {
    lake.s3.remove("lake", "bars/1/1.parquet");
    await expect(lake.query("SELECT symbol FROM bars")).rejects.toThrow(MESSAGE);
  });

  test("is read again once it is registered with the table's types", async () => {
    lake.glue.deletePartition(lake.glue.table("db", "bars"), ["1", "X/Y"]);
    lake.partition("bars", ["1", "X/Y"], "s3://lake/bars/1/", {
      columns: { symbol: "string", volume: "bigint" },
    });
    expect(await rows("SELECT symbol, volume, venue FROM bars")).toEqual(["A|1|X/Y", "B|2|N"]);
  });
});

describe("a partition's own columns", () => {
  test("are read as they are declared there, and then as the table's", async () => {
    lake.table("t", { n: "bigint", s: "struct<a:bigint,b:string>" }, { keys: { day: "string" } });
    await lake.write("t/1/1.parquet", "SELECT 1::INTEGER AS n, {'a': 5::INTEGER} AS s");
    await lake.write("t/2/1.parquet", "SELECT 2::BIGINT AS n, {'a': 6::BIGINT, 'b': 'x'} AS s");
    lake.partition("t", ["1"], "s3://lake/t/1/", { columns: { n: "int", s: "struct<a:int>" } });
    lake.partition("t", ["2"], "s3://lake/t/2/", {
      columns: { n: "bigint", s: "struct<a:bigint,b:string>" },
    });
    expect(await rows("SELECT n, s.a, s.b, day FROM t")).toEqual(["1|5|∅|1", "2|6|x|2"]);
  });

  test("decide what a file may hold: bigint is no int, though the table says bigint", async () => {
    lake.table("t", { n: "bigint" }, { keys: { day: "string" } });
    await lake.write("t/1/1.parquet", "SELECT 3000000000 AS n");
    lake.partition("t", ["1"], "s3://lake/t/1/", { columns: { n: "int" } });
    await expect(lake.query("SELECT n FROM t")).rejects.toThrow(
      /^HIVE_BAD_DATA: Field n's type BIGINT in parquet file s3:\/\/lake\/t\/1\/1.parquet is incompatible with type int /,
    );
  });

  test("hide what they lack, are in any order, and show nothing that the table lacks", async () => {
    lake.table("t", { a: "int", b: "int" }, { keys: { day: "string" } });
    await lake.write("t/1/1.parquet", "SELECT 1 AS a, 2 AS b, 3 AS c");
    lake.partition("t", ["1"], "s3://lake/t/1/", { columns: { c: "int", b: "int" } });
    lake.partition("t", ["2"], "s3://lake/t/1/", { columns: { b: "int", a: "int" } });
    expect(await rows("SELECT * FROM t")).toEqual(["1|2|2", "∅|2|1"]);
  });

  test("and its format are its own: another one than Parquet is not read here", async () => {
    lake.table("t", { a: "int" }, { keys: { day: "string" } });
    const serde = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
    lake.partition("t", ["1"], "s3://lake/t/1/", { columns: { a: "int" }, serde });
    await expect(lake.query("SELECT a FROM t")).rejects.toThrow(
      `NOT_SUPPORTED: partition 'day=1' of db.t has the SerDe ${serde}: only Parquet is supported here`,
    );
  });
});
