import { beforeEach, expect, test } from "@jest/globals";
import { findArrivals, planBackfill } from "../../operate/backfill.ts";
import { compareWithGlue } from "../../operate/preview.ts";
import type { Catalog } from "../../shared/catalog/port.ts";
import { CatalogError, RegistrarError } from "../../shared/runtime/errors.ts";
import type { ObjectStore } from "../../shared/store/port.ts";
import { datasets } from "../fixtures/datasets.ts";
import { MemoryCatalog } from "../support/memory-catalog.ts";
import { MemoryStore } from "../support/memory-store.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const DAYS = ["2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06", "2025-10-07"];
const SYMBOLS = 500;
const PARTITIONS = DAYS.length * SYMBOLS;
/** Milliseconds: what a call takes, and what it may take. */
const CALL = 50_000;
const MINUTE = 60_000;

const dataset = datasets.find(({ name }) => name === "trades")!;
const range = { dataset, bucket: "lake", from: undefined, until: undefined };

let clock: VirtualClock;
let ends: Map<AbortSignal, number>;
let store: MemoryStore;
let catalog: MemoryCatalog;

beforeEach(() => {
  clock = new VirtualClock();
  ends = new Map();
  store = new MemoryStore();
  catalog = new MemoryCatalog(clock);
  catalog.add("stock_trades_raw_dev", "trades", ["day", "symbol"]);
  for (const day of DAYS) {
    for (let symbol = 0; symbol < SYMBOLS; symbol += 1) {
      store.put(`${dataset.prefix}day=${day}/symbol=S${symbol}/p.parquet`, 1, `${day}T21:00:00Z`);
    }
  }
});

function callTimeout(): AbortSignal {
  const { signal } = new AbortController();
  ends.set(signal, clock.now() + MINUTE);
  return signal;
}

/** A call that takes its time, and is broken off at its deadline. */
function take(signal: AbortSignal, late: Error): void {
  clock.advance(CALL);
  if (clock.now() > ends.get(signal)!) throw late;
}

const slowStore = (): ObjectStore => {
  const late = new RegistrarError("STORE_REFUSED", "broken off");
  return {
    async children(bucket, prefix, signal) {
      take(signal, late);
      return store.children(bucket, prefix);
    },
    async *objects(bucket, prefix, signal) {
      take(signal, late);
      yield* store.objects(bucket, prefix);
    },
  };
};

const slowCatalog = (): Pick<Catalog, "table" | "readPartitions"> => {
  const late = new CatalogError("DEADLINE", "broken off", { retryable: true });
  return {
    table(database, name, signal) {
      take(signal, late);
      return catalog.table(database, name, signal);
    },
    readPartitions(table, values, signal) {
      take(signal, late);
      return catalog.readPartitions(table, values, signal);
    },
  };
};

const never = new AbortController().signal;

test("a dry run takes as long as Glue takes, call by call, and tells how far it is", async () => {
  const arrivals = await findArrivals(
    range,
    store,
    () => never,
    () => {},
  );
  const began = clock.now();
  const compared: number[] = [];
  const { absent } = await compareWithGlue(
    planBackfill(arrivals, range),
    "dev",
    slowCatalog() as Catalog,
    callTimeout,
    (so) => compared.push(so),
  );
  expect(absent).toHaveLength(PARTITIONS);
  expect(compared).toEqual([1000, 2000, PARTITIONS]);
  // GetTable, and three of BatchGetPartition: longer in all than any of them may take.
  expect(clock.now() - began).toBe(4 * CALL);
});

test("a listing takes as long as S3 takes, folder by folder", async () => {
  const one = { ...range, from: "2025-10-01", until: "2025-10-01" };
  const listed: number[] = [];
  const began = clock.now();
  const arrivals = await findArrivals(one, slowStore(), callTimeout, (progress) =>
    listed.push(progress.listed),
  );
  expect(arrivals).toHaveLength(SYMBOLS);
  expect(listed.at(-1)).toBe(2 + SYMBOLS);
  expect(clock.now() - began).toBe((2 + SYMBOLS) * CALL);
});
