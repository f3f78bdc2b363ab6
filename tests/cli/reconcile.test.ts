/** `reconcile` and `undo` against the emulator: what Glue and the bucket hold before and after. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { type Deployed, deployStage } from "../../local/deployment.ts";
import { datasets as fixture } from "../fixtures/datasets.ts";
import { exporting, registrar } from "./run.ts";

/** One of them has a cap of its own. */
const datasets = fixture.map((dataset) =>
  dataset.name === "bars_5m" ? { ...dataset, onEmpty: "remove" as const, removal: { perDay: 2 } } : dataset,
);

jest.unstable_mockModule("../../shared/declared-datasets.ts", () => ({ datasets }));

const { checkpointPath } = await import("../../cli/reconcile/checkpoints.ts");

const TRADES = "stock-trades-platform/raw/trades";
const BARS = "stock-trades-platform/curated/bars_5m";
const trades = datasets.find(({ name }) => name === "trades")!;

let stack: Emulator;
let stage: Deployed;
let restore: () => void;

beforeAll(async () => {
  stack = await startEmulator({ pageSize: 3 });
  stage = await deployStage(stack, "dev", datasets);
  restore = exporting(stack.env);
});

beforeEach(() => {
  for (const { key } of stack.s3.store.list(stage.bucket)) stack.s3.store.remove(stage.bucket, key);
  for (const { database, table: name } of datasets) table(name, `${database}_dev`).partitions.clear();
});

afterAll(async () => {
  restore();
  await stack.close();
});

/** Objects that came without an event. */
function put(...keys: readonly string[]): void {
  for (const key of keys) stack.s3.store.put(stage.bucket, key, Buffer.from("x"));
}

const table = (name: string, database = "stock_trades_raw_dev") => stack.glue.store.table(database, name);

/** A partition that somebody else made. */
function hold(values: string[], location: string, parameters: Record<string, string> = {}): void {
  const StorageDescriptor = { ...table("trades").record.StorageDescriptor, Location: location };
  stack.glue.store.createPartition(table("trades"), {
    Values: values,
    StorageDescriptor,
    Parameters: parameters,
  });
}

const at = (path: string) => `s3://${stage.bucket}/${TRADES}/${path}`;

/** Glue's partitions of trades: values and Location. */
const held = () =>
  Object.fromEntries(
    [...table("trades").partitions.values()].map(({ record }) => [
      record.Values?.join("/"),
      record.StorageDescriptor?.Location,
    ]),
  );

const keysBelow = (prefix: string) => stack.s3.store.list(stage.bucket, prefix).map(({ key }) => key);

async function reconcile(...args: readonly string[]) {
  const { code, out, notes } = await registrar("reconcile", "--dataset", "trades", "--json", ...args);
  return { code, notes, ...JSON.parse(out) };
}

/** A little of everything that can be wrong. */
function drift(): void {
  put(
    `${TRADES}/day=2026-11-02/symbol=AAPL/a.parquet`,
    `${TRADES}/day=2026-11-02/symbol=AAPL/b.parquet`,
    `${TRADES}/day=2026-11-03/symbol=AAPL/_SUCCESS`,
    `${TRADES}/day=2026-11-04/symbol=GE/a.parquet`,
    `${TRADES}/day=2026-02-30/symbol=GE/a.parquet`,
    `${TRADES}/stray.parquet`,
    `${TRADES}/day=2026-11-05/symbol=IBM/a.parquet`,
  );
  hold(["2026-11-02", "MSFT"], at("day=2026-11-02/symbol=MSFT/"), { owner: "somebody" });
  hold(["2026-11-04", "GE"], at("day=2026-11-04/symbol=GE/"));
  hold(["2026-11-05", "IBM"], at("old/day=2026-11-05/symbol=IBM/"));
  hold(["2026-11-06", "IBM"], "s3://elsewhere/trades/day=2026-11-06/symbol=IBM/");
}

test("reconcile tells the difference as a diff with its sums, writes nothing, and exits with 1", async () => {
  drift();
  const before = held();
  const { code, out, notes } = await registrar("reconcile", "--dataset", "trades");
  const layout = "expected stock-trades-platform/raw/trades/day=YYYY-MM-DD/symbol=…/";
  expect(out.trimEnd().split("\n")).toEqual([
    `trades  s3://${stage.bucket}, 7 objects listed; 4 partitions in Glue`,
    "  + day=2026-11-02/symbol=AAPL/",
    "  - day=2026-11-02/symbol=MSFT/",
    "  - old/day=2026-11-05/symbol=IBM/",
    `  ~ day=2026-11-05/symbol=IBM/  Glue has ${at("old/day=2026-11-05/symbol=IBM/")}`,
    `  ! day=2026-02-30/symbol=GE/a.parquet  day is "2026-02-30": expected a calendar day, YYYY-MM-DD; ${layout}`,
    `  ! stray.parquet  found no day= and no symbol=; ${layout}`,
    "  · day=2026-11-03/symbol=AAPL/  hidden file",
    "  · 2026-11-06/IBM  it is left alone",
    "  1 agree, 1 missing, 2 orphaned, 1 elsewhere; besides 1 outside of its days, 1 unplaceable, 1 without data, 1 outside of the prefix",
  ]);
  expect(code).toBe(1);
  expect(notes).toContain("Nothing was written");
  expect(held()).toEqual(before);
  expect(keysBelow("stock-trades-platform/reconcile/")).toEqual([]);
});

test("reconcile exits with 0 where Glue is what S3 has, also if it tells of what is no drift", async () => {
  put(`${TRADES}/day=2026-11-02/symbol=AAPL/a.parquet`, `${TRADES}/day=2026-11-03/symbol=AAPL/_SUCCESS`);
  hold(["2026-11-02", "AAPL"], at("day=2026-11-02/symbol=AAPL"));
  const { code, out } = await registrar("reconcile", "--dataset", "trades");
  expect(out).toContain("1 agree, 0 missing, 0 orphaned, 0 elsewhere; besides 1 without data");
  expect(code).toBe(0);
});

test("reconcile without --dataset looks at every dataset that is registered", async () => {
  put(`${BARS}/day=2026-11-02/a.parquet`);
  const { code, out } = await registrar("reconcile", "--json");
  const told = JSON.parse(out).datasets as { dataset: string; counts: { missing: number } }[];
  expect(told.map(({ dataset, counts }) => [dataset, counts.missing])).toEqual([
    ["trades", 0],
    ["bars_5m", 1],
    ["ml_features_5m", 0],
    ["check_results", 0],
    ["session_changes", 0],
  ]);
  expect(code).toBe(1);
});

test("reconcile --apply registers what is missing and removes nothing; the second time it changes nothing", async () => {
  drift();
  const before = held();
  const first = await reconcile("--apply");
  expect(first).toMatchObject({ code: 1, applied: true, pruned: false });
  expect(first.datasets[0].repaired).toMatchObject({ registered: 1, removed: 0 });
  const after = held();
  expect(after).toEqual({ ...before, "2026-11-02/AAPL": at("day=2026-11-02/symbol=AAPL/") });
  const created = table("trades").partitions.get(JSON.stringify(["2026-11-02", "AAPL"]))!.record;
  // What the live table says, as every registration does.
  expect(created.StorageDescriptor?.Columns).toEqual(table("trades").record.StorageDescriptor?.Columns);
  expect(created.Parameters?.["registrar.key"]).toBe(`${TRADES}/day=2026-11-02/symbol=AAPL/a.parquet`);

  const version = table("trades").version;
  const second = await reconcile("--apply");
  expect(second.datasets[0].repaired).toMatchObject({ registered: 0, removed: 0 });
  expect(table("trades").version).toBe(version);
});

test("reconcile --apply --prune makes Glue what S3 has, leaves foreign Locations, and undo brings back what it removed", async () => {
  drift();
  const before = held();
  const { code, datasets: told } = await reconcile("--apply", "--prune");
  expect(told[0].repaired).toMatchObject({ registered: 2, removed: 2, left: 0, capped: 0 });
  expect(code).toBe(0);
  expect(held()).toEqual({
    "2026-11-02/AAPL": at("day=2026-11-02/symbol=AAPL/"),
    "2026-11-04/GE": at("day=2026-11-04/symbol=GE/"),
    "2026-11-05/IBM": at("day=2026-11-05/symbol=IBM/"),
    "2026-11-06/IBM": "s3://elsewhere/trades/day=2026-11-06/symbol=IBM/",
  });
  const version = table("trades").version;
  expect(await reconcile("--apply", "--prune")).toMatchObject({ code: 0, drift: false });
  expect(table("trades").version).toBe(version);

  const id = told[0].undo as string;
  const list = JSON.parse((await registrar("undo", "--list", "--json")).out);
  expect(list).toEqual({ runs: [{ id, dataset: "trades", partitions: 2 }] });
  expect((await registrar("undo", id)).out).toContain(
    "1 partition would be brought back, 0 are there already.",
  );
  expect(held()["2026-11-02/MSFT"]).toBeUndefined();

  const undone = await registrar("undo", id, "--apply", "--json");
  // The other one is registered where its data lie.
  expect(JSON.parse(undone.out)).toMatchObject({
    restored: [{ values: ["2026-11-02", "MSFT"], location: before["2026-11-02/MSFT"] }],
    troubles: [{ location: at("old/day=2026-11-05/symbol=IBM/") }],
  });
  expect(undone.code).toBe(1);
  const back = table("trades").partitions.get(JSON.stringify(["2026-11-02", "MSFT"]))!.record;
  expect(back.Parameters).toEqual({ owner: "somebody" });
  expect((await registrar("undo", id, "--apply")).out).toContain(
    "0 partitions were brought back, 1 are there",
  );
});

test("with all that may be changed a second run writes nothing at all, to Glue or to the bucket", async () => {
  drift();
  const args = ["--apply", "--prune", "--columns"];
  await reconcile(...args);
  const [glue, keys, before] = [JSON.stringify(held()), keysBelow(""), stack.requests.length];
  await reconcile(...args);
  expect([JSON.stringify(held()), keysBelow("")]).toEqual([glue, keys]);
  const writing = stack.requests
    .slice(before)
    .map(({ operation }) => operation)
    .filter((operation) => /^(Batch)?(Create|Delete|Update|Put)/.test(operation));
  expect(writing).toEqual([]);
});

test("what was removed is written down first: where that is refused, nothing is removed", async () => {
  hold(["2026-11-02", "MSFT"], at("day=2026-11-02/symbol=MSFT/"));
  const remove = stack.faults.add({
    operation: "S3.PutObject",
    kind: "error",
    code: "AccessDenied",
    status: 403,
  });
  const { code, out } = await registrar("reconcile", "--dataset", "trades", "--apply", "--prune", "--json");
  remove();
  expect(code).toBe(3);
  expect(JSON.parse(out).error).toMatchObject({ code: "STORE_REFUSED" });
  expect(Object.keys(held())).toEqual(["2026-11-02/MSFT"]);
});

test("at the cap the rest is left with one message, and a further run of the day removes none", async () => {
  for (let day = 1; day <= 7; day++) hold([`2026-10-0${day}`, "GE"], at(`day=2026-10-0${day}/symbol=GE/`));
  const args = ["--dataset", "trades", "--apply", "--prune", "--max-deletes", "5"];
  const first = await registrar("reconcile", ...args);
  expect(first.code).toBe(1);
  expect(first.out).toContain("0 partitions registered, 5 removed");
  expect(first.notes).toContain(
    "trades: 2 orphans left: at most 5 partitions may be deleted on one day (UTC)",
  );
  expect(Object.keys(held())).toHaveLength(2);
  expect((await registrar("reconcile", ...args)).out).toContain("0 removed");
  expect(Object.keys(held())).toHaveLength(2);
  expect((await registrar("reconcile", ...args.slice(0, -1), "6")).out).toContain("1 removed");
});

test("the cap is the dataset's own if it has one, and --max-deletes goes before it", async () => {
  const bars = table("bars_5m", "stock_trades_curated_dev");
  for (const day of ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"]) {
    const Location = `s3://${stage.bucket}/${BARS}/day=${day}/`;
    const StorageDescriptor = { ...bars.record.StorageDescriptor, Location };
    stack.glue.store.createPartition(bars, { Values: [day], StorageDescriptor });
  }
  const args = ["reconcile", "--dataset", "bars_5m", "--apply", "--prune"];
  const { notes } = await registrar(...args);
  expect(notes).toContain("bars_5m: 3 orphans left: at most 2 partitions may be deleted on one day (UTC)");
  expect(bars.partitions.size).toBe(3);
  await registrar(...args, "--max-deletes", "4");
  expect(bars.partitions.size).toBe(1);
});

test("a Location that another partition or another dataset has too is never removed", async () => {
  hold(["2026-11-02", "A"], at("day=2026-11-02/symbol=A/"));
  hold(["2026-11-02", "B"], at("day=2026-11-02/symbol=A/"));
  hold(["2026-11-02", "C"], at("day=2026-11-02/symbol=C/"));
  const bars = table("bars_5m", "stock_trades_curated_dev");
  stack.glue.store.createPartition(bars, {
    Values: ["2026-11-02"],
    StorageDescriptor: { Location: at("day=2026-11-02/symbol=C/") },
  });
  const { code, datasets: told } = await reconcile("--apply", "--prune");
  expect(code).toBe(1);
  expect(told[0].repaired).toMatchObject({ removed: 0, left: 3 });
  expect(told[0].repaired.lines.join("\n")).toContain("something else has the same Location");
  expect(Object.keys(held())).toHaveLength(3);
});

test("--from and --to choose days of both sides", async () => {
  for (const day of ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"]) {
    put(`${TRADES}/day=${day}/symbol=GE/a.parquet`);
    hold([day, "IBM"], at(`day=${day}/symbol=IBM/`));
  }
  const range = ["--from", "2026-11-03", "--to", "2026-11-04"];
  const { datasets: told } = await reconcile(...range);
  expect(told[0].counts).toMatchObject({ missing: 2, orphaned: 2, elsewhere: 0 });
  await reconcile(...range, "--apply", "--prune");
  expect(Object.keys(held()).sort()).toEqual([
    "2026-11-02/IBM",
    "2026-11-03/GE",
    "2026-11-04/GE",
    "2026-11-05/IBM",
  ]);
});

test.each([
  ["S3.ListObjectsV2", "AccessDenied", "STORE_REFUSED", "AccessDenied"],
  ["AWSGlue.GetPartitions", "EntityNotFoundException", "TABLE_NOT_FOUND", "GetPartitions"],
  ["AWSGlue.BatchCreatePartition", "EntityNotFoundException", "TABLE_NOT_FOUND", "BatchCreatePartition"],
])(
  "where %s is refused with %s there is one message, and a second run finishes",
  async (operation, code, ours, says) => {
    drift();
    const remove = stack.faults.add({ operation, kind: "error", code, status: 400 });
    const refused = await registrar("reconcile", "--dataset", "trades", "--apply");
    remove();
    expect(refused.code).toBe(3);
    expect(refused.notes).toContain(`${ours}  ${operation.split(".")[1]}`);
    expect(refused.notes).toContain(says);
    expect((await reconcile("--apply")).datasets[0].repaired).toMatchObject({ registered: 1 });
  },
);

test("a listing that is throttled more often than a function would try goes on", async () => {
  drift();
  stack.faults.add({ operation: "S3.ListObjectsV2", kind: "throttle", times: 3 });
  stack.faults.add({ operation: "AWSGlue.GetPartitions", kind: "throttle", times: 3 });
  expect((await reconcile()).datasets[0].counts).toMatchObject({ missing: 1, orphaned: 2, elsewhere: 1 });
});

const scope = () => ({
  stage: "dev",
  dataset: trades,
  bucket: stage.bucket,
  from: undefined,
  until: undefined,
});

async function plant(text: string): Promise<string> {
  const file = checkpointPath(scope());
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

test.each([
  ['{"version": 7}', "the checkpoint is of version 7, this is 1"],
  ["cut off whi", "the checkpoint cannot be read"],
])("a checkpoint that is %s is told in one message, and the run starts anew", async (text, says) => {
  drift();
  const file = await plant(text);
  const { code, datasets: told, notes } = await reconcile();
  expect(notes.split("\n").filter((line: string) => line.startsWith("trades: "))).toEqual([
    `trades: ${says}; this run starts anew.`,
  ]);
  expect(told[0].counts).toMatchObject({ missing: 1, orphaned: 2, elsewhere: 1 });
  expect(code).toBe(1);
  await expect(readFile(file)).rejects.toThrow("ENOENT");
});

test("a run that was killed less than an hour ago goes on behind the folder that it had come to", async () => {
  drift();
  const { createdAt } = await (await import("../../shared/catalog/glue-catalog-adapter.ts"))
    .glueCatalog()
    .table("stock_trades_raw_dev", "trades", AbortSignal.timeout(10_000));
  const run = JSON.stringify({ table: createdAt, apply: false, prune: false, columns: false, isAll: true });
  const counts = {
    missing: 41,
    orphaned: 0,
    elsewhere: 0,
    outside: 0,
    unplaceable: 0,
    nonData: 0,
    foreign: 0,
    stale: 0,
    differing: 0,
  };
  const repaired = { registered: 0, removed: 0, capped: 0, left: 0, lines: [] };
  const progress = { counts, kept: [], elsewhere: [], matched: 7, objects: 100, repaired };
  const through = "day=2026-11-03/symbol=AAPL/";
  const file = await plant(JSON.stringify({ version: 1, run, at: Date.now() - 600_000, through, progress }));
  const { datasets: told, notes } = await reconcile();
  expect(notes).toContain(`trades: goes on behind ${through}, where a run was killed 10 min ago.`);
  expect(told[0].counts).toMatchObject({ missing: 41, orphaned: 1, elsewhere: 1 });
  expect(told[0].matched).toBe(8);
  await rm(file, { force: true });
});

test("undo reads the records of version 1, which did not say who removed", async () => {
  hold(["2026-11-02", "MSFT"], at("day=2026-11-02/symbol=MSFT/"));
  const { datasets: told } = await reconcile("--apply", "--prune");
  const [key] = keysBelow("stock-trades-platform/reconcile/undo/");
  const { by, ...record } = JSON.parse(await readFile(stack.s3.store.localPath(stage.bucket, key!), "utf8"));
  expect([record.version, by]).toEqual([2, "command"]);
  stack.s3.store.put(stage.bucket, key!, Buffer.from(JSON.stringify({ ...record, version: 1 })));
  expect(await registrar("undo", told[0].undo, "--apply")).toMatchObject({ code: 0 });
  expect(Object.values(held())).toEqual([at("day=2026-11-02/symbol=MSFT/")]);
});

test("undo refuses a table that was made anew with its keys in another order, and what is no record of ours", async () => {
  hold(["2026-11-02", "MSFT"], at("day=2026-11-02/symbol=MSFT/"));
  const { datasets: told } = await reconcile("--apply", "--prune");
  const { record } = table("trades");
  record.PartitionKeys?.reverse();
  const refused = await registrar("undo", told[0].undo, "--apply");
  expect(refused).toMatchObject({ code: 3, notes: expect.stringContaining("TABLE_KEYS_DIFFER") });
  expect(held()).toEqual({});
  record.PartitionKeys?.reverse();
  const [key] = keysBelow("stock-trades-platform/reconcile/undo/");
  stack.s3.store.put(stage.bucket, key!, Buffer.from('{"version": 3}'));
  const unknown = await registrar("undo", told[0].undo, "--apply");
  expect(unknown).toMatchObject({
    code: 3,
    notes: expect.stringContaining("has version 3, expected versions 1 to 2"),
  });
  expect(held()).toEqual({});
});

test.each([
  ["reconcile --dataset trads", 'got "trads"; did you mean "trades"?'],
  ["reconcile --from 2026-02-30", '--from "2026-02-30" is not a day YYYY-MM-DD'],
  ["reconcile --from 2026-11-03 --to 2026-11-02", "--from 2026-11-03 is after --to 2026-11-02"],
  ["reconcile --prune --max-deletes many", '--max-deletes "many" must be a number from 0 to 9999999'],
  ["reconcile --max-deletes 5", "--max-deletes is for --prune only"],
  ["undo", 'expected --list, or an id as reconcile prints it, got "nothing"'],
  ["undo 20261120T210515Z-00000g", "expected --list, or an id as reconcile prints it"],
  ["undo 20261120T210515Z-000000 --list", "give either --list or an id"],
  ["undo 20261120T210515Z-000000", "nothing was removed under the id 20261120T210515Z-000000"],
])("%s exits with 2 and says: %s", async (args, says) => {
  const { code, notes } = await registrar(...args.split(" "));
  expect(code).toBe(2);
  expect(notes).toContain(says);
});
