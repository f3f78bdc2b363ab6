/** Libraries of Python that write Parquet to S3 by themselves, each with an S3 client of its own. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { asSeen, ordersOf, partitionsOf, queryOf } from "./orders.ts";
import type { Python } from "./python.ts";
import { type ClientStage, openStage, orders } from "./stage.ts";

/** Rows of eight bytes: above the five mebibytes below which a part can only be the last one. */
const MANY = 2_000_000;

describe.each([
  ["PyArrow", "pyarrow_client.py", encodeURIComponent],
  ["Polars", "polars_client.py", (value: string) => encodeURIComponent(value).replaceAll("%2B", "+")],
  ["DuckDB", "duckdb_client.py", encodeURIComponent],
])("%s", (_, script, spelt) => {
  let stage: ClientStage;
  let python: Python;
  let day: string;
  let folder: string;

  beforeAll(async () => {
    stage = await openStage({ pageSize: 3 });
    python = stage.python(script);
    folder = `${stage.bucket}/clients/orders`;
  });

  beforeEach(() => {
    day = stage.newDay();
  });

  afterAll(() => stage.close());

  test("writes a partitioned dataset: these partitions, these rows for Athena and for itself", async () => {
    const rows = ordersOf(day);
    expect(await stage.registeredBy(() => python.ask("write", { folder, rows }))).toEqual(
      partitionsOf(rows, spelt),
    );
    expect(await python.ask("read", { folder, day })).toEqual(rows);
    expect(await stage.query(queryOf(day))).toEqual(asSeen(rows));
  });

  test("writes into partitions that are there, which stay as they are", async () => {
    const [first, second] = [ordersOf(day).slice(0, 2), ordersOf(day).slice(1, 3)];
    await stage.registeredBy(() => python.ask("write", { folder, rows: first }));
    const again = () => python.ask("write", { folder, rows: second });
    expect(await stage.registeredBy(again)).toEqual(partitionsOf(second.slice(1), spelt));
  });

  test("writes NULL into the folder that Hive has for it, which is parked: no partition is NULL here", async () => {
    const rows = [{ ...ordersOf(day)[0], region: null }];
    const write = stage.registeredBy(() => python.ask("write", { folder, rows }));
    await expect(write).rejects.toThrow(
      /parked:\nregion is "__HIVE_DEFAULT_PARTITION__": NULL cannot be a partition/,
    );
  });

  test("writes an object in parts, and reads it", async () => {
    const key = `${folder}/day=${day}/region=EU/big.parquet`;
    const before = stage.requests("CompleteMultipartUpload");
    expect(await stage.registeredBy(() => python.ask("write_big", { key, count: MANY }))).toEqual([
      orders(day, "EU"),
    ]);
    expect(stage.requests("CompleteMultipartUpload") - before).toBe(1);
    expect(await python.ask("sum_of", { key })).toBe((MANY * (MANY - 1)) / 2);
  });
});
