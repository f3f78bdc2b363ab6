/** Libraries of Python that write Parquet to S3 by themselves, each with an S3 client of its own. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Python } from "./python.ts";
import { openStage, orders, partition, type Stage } from "./stage.ts";

/** A folder that each of them spells as Hive does, and what it spells. */
const REGIONS = ["EU", "A B", "C+D", "50%", "E/F", "ü", "BRK.B"];

/** Rows of eight bytes: above the five mebibytes below which a part can only be the last one. */
const MANY = 2_000_000;

interface Order {
  readonly id: number;
  readonly amount: number;
  readonly note: string | null;
  readonly day: string;
  readonly region: string;
}

const ordersOf = (day: string): Order[] =>
  REGIONS.map((region, id) => ({
    id,
    amount: id + 0.5,
    note: id === 1 ? null : `note "${id}"`,
    day,
    region,
  }));

describe.each([
  ["PyArrow", "pyarrow_client.py", encodeURIComponent],
  ["Polars", "polars_client.py", (value: string) => encodeURIComponent(value).replaceAll("%2B", "+")],
  ["DuckDB", "duckdb_client.py", encodeURIComponent],
])("%s", (_, script, spelt) => {
  let stage: Stage;
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

  const registered = (of: readonly Order[]) =>
    of.map(({ region }) => partition("orders", [day, region], `day=${day}/region=${spelt(region)}/`)).sort();

  test("writes a partitioned dataset: these partitions, these rows for Athena and for itself", async () => {
    const rows = ordersOf(day);
    expect(await stage.registeredBy(() => python.ask("write", { folder, rows }))).toEqual(registered(rows));
    expect(await python.ask("read", { folder, day })).toEqual(rows);
    const seen = await stage.query(
      `SELECT id, amount, note, day, region FROM orders WHERE day = '${day}' ORDER BY id`,
    );
    expect(seen).toEqual(
      rows.map(({ id, amount, note, region }) => [`${id}`, `${amount}`, note, day, region]),
    );
  });

  test("writes into partitions that are there, which stay as they are", async () => {
    const [first, second] = [ordersOf(day).slice(0, 2), ordersOf(day).slice(1, 3)];
    await stage.registeredBy(() => python.ask("write", { folder, rows: first }));
    const again = () => python.ask("write", { folder, rows: second });
    expect(await stage.registeredBy(again)).toEqual(registered(second.slice(1)));
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
