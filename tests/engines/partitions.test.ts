/** Trino sees the partitions that are registered, no others, and what it does to them the registrar goes on from. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createFunctionLog } from "../../local/demo/function-log.ts";
import { deliver } from "../../local/demo/journey.ts";
import { SESSIONS } from "../../local/demo/market.ts";
import { tradingDays } from "../../local/demo/trading-day.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import { datasets } from "../fixtures/datasets.ts";
import { judgedFact } from "../support/judged-fact.ts";
import { type Engines, openEngines } from "./engines.ts";
import { judgedPort } from "./trino.ts";

const RAW = "stock_trades_raw_dev";
const CURATED = "stock_trades_curated_dev";
const BARS = "stock-trades-platform/curated/bars_5m/";
const [WEDNESDAY, FRIDAY] = SESSIONS.map(({ day }) => day) as [string, string];
const THURSDAY = "2025-11-27";

let platform: Platform;
let engines: Engines;
let statements = 0;

beforeAll(async () => {
  const log = createFunctionLog();
  const witness = { done: () => {}, doing: () => {} };
  platform = await startPlatform({
    port: judgedPort(),
    datasets,
    windowMs: 1000,
    onLog: (line) => log.read(line),
  });
  engines = openEngines(platform.emulator);
  await deliver(platform, tradingDays(platform.emulator.dataDir).uploads, log, witness);
});

afterAll(async () => {
  judgedFact("statements about partitions", statements);
  engines.close();
  await platform.close();
});

/** All that Trino answers, each row on a line. */
async function trino(sql: string, database = CURATED): Promise<string[]> {
  statements += 1;
  const answer = await engines.trino.ask(sql, database);
  if (answer.error !== undefined) throw new Error(`${sql}: ${answer.error}`);
  return answer.rows.map((row) => row.join("/"));
}

/** A procedure of the connector on the table of bars. */
const call = (procedure: string, ...rest: readonly string[]) =>
  trino(`CALL system.${procedure}(${[`'${CURATED}'`, "'bars_5m'", ...rest].join(", ")})`);
const ofDay = (day: string) => ["ARRAY['day']", `ARRAY['${day}']`];

const registered = (database: string, table: string) =>
  [...platform.emulator.glue.store.table(database, table).partitions.values()]
    .map(({ record }) => record.Values.join("/"))
    .sort();

const bars = () => registered(CURATED, "bars_5m");
const seen = (table: string, database = CURATED) =>
  trino(`SELECT * FROM "${table}$partitions"`, database).then((lines) => lines.sort());
const counted = () => trino("SELECT day, count(*) FROM bars_5m GROUP BY day ORDER BY day");
const objects = (prefix: string) => {
  const { bucket, emulator: stack } = platform;
  return stack.s3.store.list(bucket, prefix).map(({ key }) => `s3://${bucket}/${key}`);
};
async function alike(sql: string, database = CURATED): Promise<void> {
  statements += 1;
  expect(await engines.compare(sql, { database })).toEqual([]);
}

test("what events registered is what Trino has as partitions, and no folder besides", async () => {
  for (const [database, table] of [
    [RAW, "trades"],
    [CURATED, "bars_5m"],
    [CURATED, "ml_features_5m"],
  ] as const) {
    expect(await seen(table, database)).toEqual(registered(database, table));
    expect(registered(database, table).length).toBeGreaterThan(1);
    await alike(`SELECT * FROM "${table}$partitions"`, database);
  }
  // An object lies in a folder of 2025-11-31, which is no day.
  expect(objects("stock-trades-platform/raw/trades/day=2025-11-31/")).toHaveLength(1);
  expect(await trino(`SELECT count(*) FROM trades WHERE day = '2025-11-31'`, RAW)).toEqual(["0"]);
});

test("rows come from the objects of those partitions", async () => {
  expect(await trino(`SELECT DISTINCT "$path" FROM bars_5m ORDER BY 1`)).toEqual(objects(BARS));
  await alike(`SELECT DISTINCT "$path" FROM bars_5m`);
  await alike(`SELECT "$path", count(*) FROM trades GROUP BY 1`, RAW);
  expect(await counted()).toEqual([`${WEDNESDAY}/${13 * 78}`, `${FRIDAY}/${13 * 42}`]);
});

test("a partition that Athena drops is gone for Trino, though its objects are there; an event brings it back", async () => {
  const before = bars();
  await engines.athena.ask(`ALTER TABLE bars_5m DROP PARTITION (day = '${FRIDAY}')`, CURATED);
  expect(await seen("bars_5m")).toEqual([WEDNESDAY]);
  expect(await counted()).toEqual([`${WEDNESDAY}/${13 * 78}`]);
  await alike("SELECT day, count(*) FROM bars_5m GROUP BY day");
  await arriveAgain(FRIDAY);
  expect(await seen("bars_5m")).toEqual(before);
  expect(await counted()).toEqual([`${WEDNESDAY}/${13 * 78}`, `${FRIDAY}/${13 * 42}`]);
});

test("sync_partition_metadata adds folders that are not registered", async () => {
  await engines.athena.ask(`ALTER TABLE bars_5m DROP PARTITION (day = '${FRIDAY}')`, CURATED);
  await call("sync_partition_metadata", "'DROP'");
  expect(bars()).toEqual([WEDNESDAY]);
  await call("sync_partition_metadata", "'ADD'");
  expect(bars()).toEqual([WEDNESDAY, FRIDAY]);
  await alike(`SELECT * FROM "bars_5m$partitions"`);
  await alike("SELECT day, count(*) FROM bars_5m GROUP BY day");
});

test("it drops partitions whose folders are gone, and does both", async () => {
  const { bucket, emulator: stack } = platform;
  const [friday] = objects(`${BARS}day=${FRIDAY}/`);
  const key = friday!.slice(`s3://${bucket}/`.length);
  const body = stack.s3.store.read(bucket, key);
  stack.s3.remove(bucket, key);
  stack.s3.store.put(bucket, `${BARS}day=${THURSDAY}/part-0.parquet`, body);
  await call("sync_partition_metadata", "'ADD'");
  expect(bars()).toEqual([WEDNESDAY, THURSDAY, FRIDAY]);
  await call("sync_partition_metadata", "'DROP'");
  expect(bars()).toEqual([WEDNESDAY, THURSDAY]);
  stack.s3.store.put(bucket, key, body);
  stack.s3.remove(bucket, `${BARS}day=${THURSDAY}/part-0.parquet`);
  await call("sync_partition_metadata", "'FULL'");
  expect(bars()).toEqual([WEDNESDAY, FRIDAY]);
  expect(await seen("bars_5m")).toEqual([WEDNESDAY, FRIDAY]);
});

test("unregister_partition and register_partition take one away and bring it back", async () => {
  await call("unregister_partition", ...ofDay(FRIDAY));
  expect(bars()).toEqual([WEDNESDAY]);
  await alike("SELECT day, count(*) FROM bars_5m GROUP BY day");
  await call("register_partition", ...ofDay(FRIDAY));
  expect(bars()).toEqual([WEDNESDAY, FRIDAY]);
  await alike("SELECT * FROM bars_5m");
  // Registered by somebody else: the next object of the day finds it there.
  await arriveAgain(FRIDAY);
  expect(bars()).toEqual([WEDNESDAY, FRIDAY]);
});

test("create_empty_partition registers a day without rows", async () => {
  await call("create_empty_partition", ...ofDay(THURSDAY));
  expect(bars()).toEqual([WEDNESDAY, THURSDAY, FRIDAY]);
  expect(await seen("bars_5m")).toEqual([WEDNESDAY, THURSDAY, FRIDAY]);
  expect(await counted()).toEqual([`${WEDNESDAY}/${13 * 78}`, `${FRIDAY}/${13 * 42}`]);
  await alike("SELECT day, count(*) FROM bars_5m GROUP BY day");
  await call("unregister_partition", ...ofDay(THURSDAY));
});

test("what Trino inserts is registered by it or by its objects' events, and both read it", async () => {
  const columns = "symbol, bar_start, open, high, low, close, volume, trade_count, vwap";
  await trino(`INSERT INTO bars_5m SELECT ${columns}, '${THURSDAY}' FROM bars_5m WHERE day = '${WEDNESDAY}'`);
  await platform.quiet();
  expect(bars()).toEqual([WEDNESDAY, THURSDAY, FRIDAY]);
  await alike("SELECT day, count(*), sum(volume) FROM bars_5m GROUP BY day");
  const parking = platform.emulator.sqs.byUrl(platform.parkingQueueUrl);
  // Of the day that is none, from the beginning.
  expect(parking.counts().visible).toBe(1);
});

test("what ANALYZE counts is kept in Glue, and read back", async () => {
  await trino("ANALYZE bars_5m");
  const stats = await trino("SHOW STATS FOR bars_5m");
  const symbols = stats.find((line) => line.startsWith("symbol/"))!.split("/");
  // Column, size, distinct values.
  expect(Number(symbols[2])).toBe(13);
  expect(stats.at(-1)).toContain(String(13 * (78 + 78 + 42)));
});

/** The objects of a day are written again, as a job that repeats does. */
async function arriveAgain(day: string): Promise<void> {
  const { bucket, emulator: stack } = platform;
  for (const { key } of stack.s3.store.list(bucket, `${BARS}day=${day}/`)) {
    stack.s3.put(bucket, key, stack.s3.store.read(bucket, key));
  }
  await platform.quiet();
}
