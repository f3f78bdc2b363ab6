import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createLake, type Lake, linesOf } from "./athena-lake.ts";

let lake: Lake;

beforeEach(async () => {
  lake = await createLake();
  lake.table("bars", { symbol: "string", volume: "bigint" }, { keys: { day: "string" } });
});

afterEach(() => lake.close());

test("EXPLAIN tells the columns of a query and the tables that it scans, and reads nothing", async () => {
  lake.partition("bars", ["1"], "s3://lake/bars/day=1/");
  await lake.write("bars/day=1/1.parquet", "SELECT 'A' AS symbol, 1::BIGINT AS volume");
  const output = await lake.query(
    "EXPLAIN SELECT a.symbol, 1 / 0 AS n FROM bars a JOIN db.bars b ON a.symbol = b.symbol WHERE a.day = ?",
    ["'1'"],
  );
  expect(output).toMatchObject({ statementType: "DML", columns: [{ name: "Query Plan" }], scannedBytes: 0 });
  expect(linesOf(output)).toEqual([
    "Fragment 0 [SINGLE]",
    "    Output layout: [symbol, n]",
    "    Output partitioning: SINGLE []",
    "    Output[columnNames = [symbol, n]]",
    "    │   Layout: [symbol:varchar, n:integer]",
    "    └─ TableScan[table = awsdatacatalog.db.bars]",
    "    └─ TableScan[table = awsdatacatalog.db.bars]",
  ]);
});

test("EXPLAIN takes the options that say what it does, and finds what is wrong with the query", async () => {
  const plan = linesOf(await lake.query("EXPLAIN SELECT 1 AS n"));
  expect(linesOf(await lake.query("EXPLAIN (TYPE DISTRIBUTED, FORMAT TEXT) SELECT 1 AS n"))).toEqual(plan);
  await expect(lake.query("EXPLAIN SELECT x FROM bars")).rejects.toThrow(
    /^COLUMN_NOT_FOUND: line 1:16: Column 'x'/,
  );
  await expect(lake.query("EXPLAIN (TYPE VALIDATE) SELECT 1")).rejects.toThrow(
    /^NOT_SUPPORTED: line 1:10: EXPLAIN \(TYPEVALIDATE\)/,
  );
});
