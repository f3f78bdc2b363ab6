import { describe, expect, test } from "@jest/globals";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { CatalogError } from "../../shared/runtime/errors.ts";
import { datasets } from "../fixtures/datasets.ts";
import { DeregisterWorld } from "../support/deregister-world.ts";

const trades: Dataset = { ...datasets.find(({ name }) => name === "trades")!, onEmpty: "remove" };
const AAPL = "day=2026-11-20/symbol=AAPL/";
const MSFT = "day=2026-11-20/symbol=MSFT/";
const MINUTE = 60_000;

/** A world in which these objects were written and registered. */
async function worldWith(paths: readonly string[], dataset: Dataset = trades, options = {}) {
  const made = new DeregisterWorld(dataset, options);
  for (const path of paths) made.put(path);
  await made.register();
  return made;
}

const outcomesOf = (report: Awaited<ReturnType<DeregisterWorld["deregister"]>>) =>
  report === "killed" ? report : report.results.map(({ outcome }) => outcome.kind);

/** Nominates what was removed, and lets the grace period pass. */
async function afterGrace(made: DeregisterWorld) {
  await made.deregister();
  made.world.clock.advance(15 * MINUTE);
  return made.deregister();
}

test("a partition is removed once its last object has been gone for the grace period, and not before", async () => {
  const made = await worldWith([`${AAPL}a`, `${AAPL}b`, `${MSFT}a`]);
  made.remove(`${AAPL}a`);
  made.remove(`${AAPL}b`);
  expect(outcomesOf(await made.deregister())).toEqual(["waiting", "waiting"]);
  expect(made.removals).toHaveLength(1);
  made.world.clock.advance(15 * MINUTE - 1);
  expect(await made.deregister()).toMatchObject({ results: [], removed: 0 });
  made.world.clock.advance(1);
  const report = await made.deregister();
  expect(report).toMatchObject({ removed: 1, examined: 1, undo: expect.stringMatching(/^20261120T/) });
  expect(made.world.held()).toEqual({ "2026-11-20/MSFT": made.world.at(MSFT) });
  expect(made.removals).toEqual([]);
});

test.each([
  "ObjectRemoved:DeleteMarkerCreated",
  "LifecycleExpiration:Delete",
  "LifecycleExpiration:DeleteMarkerCreated",
])("%s nominates like a delete", async (eventName) => {
  const made = await worldWith([`${AAPL}a`]);
  made.remove(`${AAPL}a`, eventName);
  expect(outcomesOf(await afterGrace(made))).toEqual(["removed"]);
  expect(made.world.held()).toEqual({});
});

test("a grace longer than SQS holds a message back is waited for in steps", async () => {
  const made = await worldWith([`${AAPL}a`], { ...trades, removal: { graceMinutes: 40 } });
  made.remove(`${AAPL}a`);
  await made.deregister();
  const seen: unknown[] = [];
  for (let minutes = 0; minutes < 45; minutes += 5) {
    made.world.clock.advance(5 * MINUTE);
    seen.push(...(outcomesOf(await made.deregister()) as string[]));
  }
  expect(seen).toEqual(["waiting", "waiting", "removed"]);
});

test("an overwrite that ends within the grace period leaves its partition alone", async () => {
  const made = await worldWith([`${AAPL}old`]);
  made.remove(`${AAPL}old`);
  await made.deregister();
  made.put(`${AAPL}new`);
  made.world.clock.advance(15 * MINUTE);
  expect(outcomesOf(await made.deregister())).toEqual(["kept"]);
  await made.quiet();
  expect(made.world.deletes).toBe(0);
  expect(made.world.held()).toEqual({ "2026-11-20/AAPL": made.world.at(AAPL) });
});

test("an overwrite that writes later than the grace period ends registered", async () => {
  const made = await worldWith([`${AAPL}old`]);
  made.remove(`${AAPL}old`);
  await afterGrace(made);
  expect(made.world.held()).toEqual({});
  made.put(`${AAPL}new`);
  await made.quiet();
  expect(made.world.held()).toEqual({ "2026-11-20/AAPL": made.world.at(AAPL) });
});

test("an object that comes between the delete and the listing behind it brings the partition back as it was", async () => {
  const made = await worldWith([`${AAPL}old`]);
  const before = [...made.world.table.partitions.values()];
  made.remove(`${AAPL}old`);
  made.world.afterDelete = () => made.world.put(`${AAPL}new`);
  expect(outcomesOf(await afterGrace(made))).toEqual(["kept"]);
  expect([...made.world.table.partitions.values()]).toEqual(before);
});

describe("left alone is", () => {
  test("a partition whose Location is elsewhere", async () => {
    const made = await worldWith([]);
    made.world.hold(["2026-11-20", "AAPL"], made.world.at("old/day=2026-11-20/symbol=AAPL/"));
    made.remove(`${AAPL}a`);
    expect(outcomesOf(await afterGrace(made))).toEqual(["kept"]);
    expect(made.world.deletes).toBe(0);
  });

  test("a partition whose Location is another one's, too", async () => {
    const made = await worldWith([`${AAPL}a`]);
    made.world.hold(["2026-11-20", "AAPL2"], made.world.at(AAPL).replace("s3:", "s3a:"));
    made.remove(`${AAPL}a`);
    expect(outcomesOf(await afterGrace(made))).toEqual(["kept"]);
    expect(made.world.deletes).toBe(0);
  });

  test.each([
    ["a marker's", `${AAPL}_SUCCESS`],
    ["a hidden folder's", `${AAPL}_temporary/0/a.parquet`],
    ["an unplaceable object's", "day=2026-02-30/symbol=AAPL/a"],
  ])("%s partition: such a removal says nothing", async (_, path) => {
    const made = await worldWith([]);
    made.remove(path);
    expect(outcomesOf(await made.deregister())).toEqual(["ignored"]);
    expect(made.removals).toEqual([]);
  });

  test("every partition of a dataset that keeps them", async () => {
    const made = await worldWith([`${AAPL}a`], { ...trades, onEmpty: "keep" });
    made.remove(`${AAPL}a`);
    expect(outcomesOf(await made.deregister())).toEqual(["ignored"]);
  });
});

test("beyond the day's cap nominations are parked with its code, and go on after a replay on the next day", async () => {
  const symbols = ["A", "B", "C", "D", "E"].map((symbol) => `day=2026-11-20/symbol=${symbol}/a`);
  const made = await worldWith(symbols, { ...trades, removal: { perDay: 2 } });
  for (const path of symbols) made.remove(path);
  expect(outcomesOf(await afterGrace(made))).toEqual(["unremovable"]);
  expect(made.world.deletes).toBe(2);
  const [entry] = made.parking.entries;
  expect(entry!.outcome).toMatchObject({
    code: "REMOVALS_CAPPED",
    reason: expect.stringContaining("as many"),
  });
  made.world.clock.advance(24 * 60 * MINUTE);
  made.announce(entry!.message.body);
  expect(outcomesOf(await made.deregister())).toEqual(["unremovable"]);
  expect(made.world.deletes).toBe(4);
});

test("a table that is gone has nothing to remove: the message is done with", async () => {
  const made = await worldWith([`${AAPL}a`]);
  made.remove(`${AAPL}a`);
  await made.deregister();
  made.world.catalog.tables.clear();
  made.world.clock.advance(15 * MINUTE);
  expect(outcomesOf(await made.deregister())).toEqual(["kept"]);
});

test("a table that vanishes while its partitions are removed has nothing left to remove", async () => {
  const made = await worldWith([`${AAPL}a`]);
  made.remove(`${AAPL}a`);
  await made.deregister();
  made.world.clock.advance(15 * MINUTE);
  made.world.delete = async () => {
    made.world.catalog.tables.clear();
    throw new CatalogError("TABLE_NOT_FOUND", "BatchDeletePartition: Table trades not found.");
  };
  const report = await made.deregister();
  expect(report === "killed" ? report : report.results.map(({ outcome }) => outcome)).toEqual([
    { kind: "kept", reason: "BatchDeletePartition: Table trades not found." },
  ]);
  expect([made.removals, made.parking.entries]).toEqual([[], []]);
});

test("what cannot be nominated comes back", async () => {
  const made = await worldWith([`${AAPL}a`]);
  made.remove(`${AAPL}a`);
  made.unsent = "no queue";
  expect(await made.deregister()).toMatchObject({
    results: [{ outcome: { kind: "failed", code: "NOMINATION_NOT_SENT" } }],
  });
  made.unsent = undefined;
  await made.quiet();
  expect(made.world.held()).toEqual({});
});

test("what there is no time for is nominated again, and nothing of it is lost", async () => {
  const paths = Array.from({ length: 60 }, (_, index) => `day=2026-11-20/symbol=S${index}/a`);
  const made = await worldWith(paths);
  for (const path of paths) made.remove(path);
  await made.deregister();
  made.world.clock.advance(15 * MINUTE);
  made.world.pageTime = 1000;
  made.remaining = 30_001;
  expect(await made.deregister()).toMatchObject({ removed: 25, nominated: 35 });
  await made.quiet();
  expect(made.world.held()).toEqual({});
});

test("neighbours share their listings: sixty partitions of a day take three before their deletes, and three behind", async () => {
  const paths = Array.from({ length: 60 }, (_, index) => `day=2026-11-20/symbol=S${index}/a`);
  const made = await worldWith(paths, trades, { pageSize: 1000 });
  for (const path of paths) made.remove(path);
  await afterGrace(made);
  expect(made.calls.filter((call) => call === "listing.page")).toHaveLength(6);
  expect(made.calls.filter((call) => call === "remover.delete")).toHaveLength(3);
  expect(made.calls.filter((call) => call === "reader.read")).toHaveLength(1);
});

test("a batch that is killed at any of its calls, before or after its effect, is finished by its next delivery", async () => {
  const build = async () => {
    const made = await worldWith([`${AAPL}a`, `${MSFT}a`]);
    made.remove(`${AAPL}a`);
    made.remove(`${MSFT}a`);
    await made.deregister();
    made.world.clock.advance(15 * MINUTE);
    // Somebody writes one of them again at the worst moment; the event is handled before the delete.
    made.world.afterDelete = () => {
      made.world.afterDelete = () => {};
      made.world.put(`${MSFT}b`);
    };
    return made;
  };
  const whole = await build();
  await whole.deregister();
  const { calls } = whole;
  expect(calls).toEqual(
    expect.arrayContaining(["records.write", "remover.delete", "listing.page", "remover.restore"]),
  );
  for (let call = 1; call <= calls.length; call++) {
    for (const isAfter of [false, true]) {
      const made = await build();
      made.killedAt = { call, isAfter };
      expect(await made.deregister()).toBe("killed");
      made.killedAt = undefined;
      await made.quiet();
      const expected = made.world.paths().length === 0 ? {} : { "2026-11-20/MSFT": made.world.at(MSFT) };
      expect([call, isAfter, made.world.held()]).toEqual([call, isAfter, expected]);
    }
  }
});
