/** What the reconcile function makes of what it should not meet: one clear message, and nothing that a second run does not finish. */
import { beforeEach, describe, expect, test } from "@jest/globals";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { type DatasetRunReport, runDataset } from "../../shared/reconcile/dataset-run.ts";
import { type DriftRecord, driftKey, parseDriftRecord } from "../../shared/reconcile/drift-record.ts";
import { checkpointPrefix } from "../../shared/reconcile/kept-checkpoint.ts";
import { reconcileTelemetry } from "../../shared/reconcile/telemetry.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import { datasets } from "../fixtures/datasets.ts";
import { linesOf } from "../support/log-lines.ts";
import { ReconcileWorld } from "../support/reconcile-world.ts";

const keeping = datasets.find(({ name }) => name === "trades")!;
const removing: DeclaredDataset = { ...keeping, onEmpty: "remove", removal: { perDay: 2 } };
const never = new AbortController().signal;
const AT = Date.parse("2026-11-27T07:30:00Z");
const MESSAGE = { kind: "dataset", cadence: "weekly", at: AT, dataset: "trades", part: 0 } as const;
const CHECKPOINT = `${checkpointPrefix("prod")}trades.json`;

let world: ReconcileWorld;

beforeEach(() => {
  world = new ReconcileWorld(removing);
});

/** A weekly run, as an invocation does it. */
function run(): Promise<DatasetRunReport> {
  const where = { stage: "prod", bucket: "lake", dataset: removing, all: datasets, random: "0a1b2c" };
  return runDataset(
    { ...where, message: MESSAGE, stopAt: world.clock.now() + 1e9 },
    {
      catalog: world.catalog,
      reader: world,
      listing: world,
      store: world,
      remover: world,
      records: world.records,
      columns: world.columns,
      clock: world.clock,
      callTimeout: () => never,
    },
  );
}

function record(): DriftRecord {
  const key = driftKey("prod", "trades");
  return parseDriftRecord(world.records.texts.get(key)!.text, key);
}

const values = () => Object.keys(world.held()).sort();

function putDays(...days: readonly string[]): void {
  for (const day of days) for (const symbol of ["A", "B"]) world.put(`day=${day}/symbol=${symbol}/x`);
}

test("a partition that points outside of the dataset's prefix is told, and stays however often a run sees it", async () => {
  const foreign = "s3://elsewhere/trades/day=2026-11-20/symbol=A/";
  world.hold(["2026-11-20", "A"], foreign);
  putDays("2026-11-25");
  for (const registered of [2, 0]) {
    await run();
    expect(record()).toMatchObject({ counts: { foreign: 1 }, repaired: { registered, removed: 0 } });
    expect(record().findings).toContainEqual(expect.objectContaining({ kind: "foreign", location: foreign }));
  }
  expect(world.held()["2026-11-20/A"]).toBe(foreign);
  expect(values()).toHaveLength(3);
});

describe("what stops a run midway", () => {
  const days = ["2026-11-23", "2026-11-24", "2026-11-25"];
  const whole = days.flatMap((day) => [`${day}/A`, `${day}/B`]);

  beforeEach(() => {
    putDays(...days);
    world.hold(["2026-11-20", "A"], world.at("day=2026-11-20/symbol=A/"));
  });

  test("a bucket that may not be listed any more: it says so, and the next run finishes", async () => {
    const listed = world.page.bind(world);
    world.page = async (...args) => {
      if (world.listings.length > 0) throw new RegistrarError("STORE_REFUSED", "ListObjectsV2: AccessDenied");
      return listed(...args);
    };
    await expect(run()).rejects.toMatchObject({
      code: "STORE_REFUSED",
      message: expect.stringContaining("ListObjectsV2: AccessDenied"),
    });
    expect(world.records.texts.has(driftKey("prod", "trades"))).toBe(false);
    world.page = listed;
    expect(await run()).toMatchObject({ end: "whole" });
    expect(values()).toEqual(whole);
  });

  test("a table that vanishes: it says so, and the next run finishes once it is there again", async () => {
    const tables = [...world.catalog.tables];
    const listed = world.page.bind(world);
    world.page = async (...args) => {
      if (world.listings.length > 0) world.catalog.tables.clear();
      return listed(...args);
    };
    await expect(run()).rejects.toMatchObject({ code: "TABLE_NOT_FOUND" });
    expect(world.records.texts.has(driftKey("prod", "trades"))).toBe(false);
    world.page = listed;
    for (const [name, table] of tables) world.catalog.tables.set(name, table);
    expect(await run()).toMatchObject({ end: "whole" });
    expect(values()).toEqual(whole);
  });
});

test("at the cap of a day the rest is left and counted; the same day removes no more, the next one goes on", async () => {
  for (const symbol of ["A", "B", "C"]) {
    world.hold(["2026-11-20", symbol], world.at(`day=2026-11-20/symbol=${symbol}/`));
  }
  await run();
  expect(record()).toMatchObject({ repaired: { removed: 2, capped: 1 } });
  await run();
  expect(record()).toMatchObject({ repaired: { removed: 0, capped: 1 } });
  world.clock.advance(24 * 3_600_000);
  await run();
  expect(record()).toMatchObject({ repaired: { removed: 1, capped: 0 } });
  expect(values()).toEqual([]);
});

test.each([
  ["of another version", '{"version": 9}', "the checkpoint is of version 9, this is 1"],
  ["damaged", "{", "the checkpoint cannot be read"],
])("a checkpoint that is %s is told, and the run begins anew and finishes", async (_, text, reason) => {
  putDays("2026-11-25");
  world.records.put(CHECKPOINT, text);
  const report = await run();
  expect(report).toMatchObject({ end: "whole", checkpointDefect: reason });
  const lines = linesOf(() => reconcileTelemetry("prod").ended(MESSAGE, report));
  expect(lines.filter(({ message }) => message === "began anew")).toMatchObject([
    { level: "WARN", dataset: "trades", reason },
  ]);
  expect(values()).toEqual(["2026-11-25/A", "2026-11-25/B"]);
  expect(record()).toMatchObject({ counts: { missing: 2 }, repaired: { registered: 2 } });
});

test("a second run writes nothing to Glue, and removes nothing", async () => {
  putDays("2026-11-24", "2026-11-25");
  world.hold(["2026-11-20", "A"], world.at("day=2026-11-20/symbol=A/"));
  world.hold(["2026-11-24", "A"], world.at("old/day=2026-11-24/symbol=A/"));
  await run();
  const [held, deletes] = [JSON.stringify([...world.table.partitions.values()]), world.deletes];
  const undone = [...world.records.texts.keys()].filter((key) => key.includes("/undo/"));
  expect(await run()).toMatchObject({ undo: null, checkpointDefect: null });
  expect(JSON.stringify([...world.table.partitions.values()])).toBe(held);
  expect(world.deletes).toBe(deletes);
  expect([...world.records.texts.keys()].filter((key) => key.includes("/undo/"))).toEqual(undone);
  expect(record()).toMatchObject({ counts: { missing: 0, orphaned: 0, elsewhere: 0 } });
});
