/** The packaged reconcile function on the local stack, set off by what a schedule sends. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type Platform, startPlatform } from "../../local/platform.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";
import { driftKey } from "../../shared/reconcile/drift-record.ts";
import { datasets as fixture } from "../fixtures/datasets.ts";

const datasets = defineDatasets(
  fixture.map((dataset) => (dataset.name === "bars_5m" ? { ...dataset, onEmpty: "remove" } : dataset)),
);
const TRADES = "stock-trades-platform/raw/trades/";
const BARS = "stock-trades-platform/curated/bars_5m/";
const TIME = "2026-11-27T07:30:00Z";

let platform: Platform;

beforeEach(async () => {
  platform = await startPlatform({ datasets });
});

afterEach(() => platform.close());

/** An object of which no event tells. */
const putInSilence = (key: string) => platform.emulator.s3.store.put(platform.bucket, key, Buffer.from("x"));

function held(database: string, table: string): string[] {
  const { partitions } = platform.emulator.glue.store.table(`${database}_dev`, table);
  return [...partitions.values()].map(({ record }) => (record.Values ?? []).join("/")).sort();
}

function hold(day: string): void {
  const table = platform.emulator.glue.store.table("stock_trades_curated_dev", "bars_5m");
  const Location = `s3://${platform.bucket}/${BARS}day=${day}/`;
  const StorageDescriptor = { ...table.record.StorageDescriptor, Location };
  platform.emulator.glue.store.createPartition(table, { Values: [day], StorageDescriptor });
}

const waitingIn = (queue: string) =>
  platform.emulator.sqs.get(`stock-trades-partitions-dev-${queue}`).counts();

test("a nightly run registers what no event told of, in every dataset, and leaves a record of each", async () => {
  putInSilence(`${TRADES}day=2026-11-25/symbol=AAPL/p.parquet`);
  putInSilence(`${BARS}day=2026-11-25/p.parquet`);
  await platform.reconcile("nightly", TIME);
  expect(held("stock_trades_raw", "trades")).toEqual(["2026-11-25/AAPL"]);
  expect(held("stock_trades_curated", "bars_5m")).toEqual(["2026-11-25"]);
  for (const { name } of datasets) {
    const text = platform.emulator.s3.store.read(platform.bucket, driftKey("dev", name)).toString();
    expect(JSON.parse(text)).toMatchObject({ version: 1, dataset: name, cadence: "nightly" });
  }
  const nothing = { visible: 0, inFlight: 0, delayed: 0 };
  expect([waitingIn("reconcile"), waitingIn("reconcile-dead-letters")]).toEqual([nothing, nothing]);
});

test("a weekly run removes partitions without data where a dataset says so, and no other", async () => {
  hold("2025-01-02");
  await platform.reconcile("nightly", TIME);
  expect(held("stock_trades_curated", "bars_5m")).toEqual(["2025-01-02"]);
  await platform.reconcile("weekly", TIME);
  expect(held("stock_trades_curated", "bars_5m")).toEqual([]);
});

test("a weekly run gives an old partition the columns that its table has gained", async () => {
  putInSilence(`${BARS}day=2025-01-02/p.parquet`);
  const table = platform.emulator.glue.store.table("stock_trades_curated_dev", "bars_5m");
  const { Columns = [], ...format } = table.record.StorageDescriptor ?? {};
  const Location = `s3://${platform.bucket}/${BARS}day=2025-01-02/`;
  const StorageDescriptor = { ...format, Location, Columns: Columns.slice(0, -1) };
  platform.emulator.glue.store.createPartition(table, { Values: ["2025-01-02"], StorageDescriptor });
  await platform.reconcile("weekly", TIME);
  const [partition] = table.partitions.values();
  expect(partition?.record.StorageDescriptor).toMatchObject({ Location, Columns });
});
