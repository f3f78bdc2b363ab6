/** A scheduled reconcile of one dataset in memory: what it does, where it stops, and how another invocation goes on. */
import { beforeEach, describe, expect, test } from "@jest/globals";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { RUN_BUDGET, runDataset } from "../../shared/reconcile/dataset-run.ts";
import { type DriftRecord, driftKey, parseDriftRecord } from "../../shared/reconcile/drift-record.ts";
import type { DatasetMessage } from "../../shared/reconcile/run-message.ts";
import { datasets } from "../fixtures/datasets.ts";
import { ReconcileWorld } from "../support/reconcile-world.ts";

const keeping = datasets.find(({ name }) => name === "trades")!;
const removing: DeclaredDataset = { ...keeping, onEmpty: "remove" };
const never = new AbortController().signal;
const AT = Date.parse("2026-11-27T07:30:00Z");

let world: ReconcileWorld;
let calls: number;

beforeEach(() => {
  world = new ReconcileWorld(keeping);
  calls = 0;
});

const message = (change: Partial<DatasetMessage> = {}): DatasetMessage => {
  return { kind: "dataset", cadence: "weekly", at: AT, dataset: "trades", part: 0, ...change };
};

/** One invocation, with so many milliseconds. */
function invoke(change: Partial<DatasetMessage> = {}, milliseconds = 1e9, dataset = keeping) {
  const where = { stage: "prod", bucket: "lake", dataset, all: datasets, random: "0a1b2c" };
  return runDataset(
    { ...where, message: message(change), stopAt: world.clock.now() + milliseconds },
    {
      catalog: world.catalog,
      reader: world,
      listing: world,
      store: world,
      remover: world,
      records: world.records,
      columns: world.columns,
      clock: world.clock,
      callTimeout: () => {
        calls += 1;
        return never;
      },
    },
  );
}

/** What is left for the report. */
function record(): DriftRecord | undefined {
  const key = driftKey("prod", "trades");
  const found = world.records.texts.get(key);
  return found === undefined ? undefined : parseDriftRecord(found.text, key);
}

function putDays(...days: readonly string[]): void {
  for (const day of days) for (const symbol of ["A", "B"]) world.put(`day=${day}/symbol=${symbol}/x`);
}

const values = () => Object.keys(world.held()).sort();

test("what is missing is registered, and the record says so", async () => {
  putDays("2026-11-20", "2026-11-25");
  expect(await invoke()).toMatchObject({ end: "whole", undo: null });
  expect(values()).toEqual(["2026-11-20/A", "2026-11-20/B", "2026-11-25/A", "2026-11-25/B"]);
  expect(record()).toMatchObject({
    cadence: "weekly",
    scheduled: "2026-11-27T07:30:00.000Z",
    from: null,
    counts: { missing: 4 },
    repaired: { registered: 4 },
    stoppedBy: null,
  });
});

test("a second run finds nothing, and its record takes the place of the first", async () => {
  putDays("2026-11-25");
  await invoke();
  expect((await invoke({ at: AT + 1000 })).found.counts).toMatchObject({
    missing: 0,
    orphaned: 0,
    elsewhere: 0,
  });
  expect(record()).toMatchObject({ scheduled: "2026-11-27T07:30:01.000Z", repaired: { registered: 0 } });
});

test("a nightly run leaves days before its sessions alone", async () => {
  putDays("2026-11-02", "2026-11-25");
  await invoke({ cadence: "nightly" });
  expect(values()).toEqual(["2026-11-25/A", "2026-11-25/B"]);
  expect(record()).toMatchObject({ from: "2026-11-20" });
});

describe("a partition without data", () => {
  beforeEach(() => world.hold(["2026-11-20", "A"], world.at("day=2026-11-20/symbol=A/")));

  test("stays, and is counted, where the dataset keeps it", async () => {
    await invoke();
    expect(values()).toEqual(["2026-11-20/A"]);
    expect(record()).toMatchObject({ counts: { orphaned: 1 }, repaired: { removed: 0, left: 0 } });
  });

  test("goes where the dataset says so, and the record names its undo", async () => {
    const { undo } = await invoke({}, 1e9, removing);
    expect(values()).toEqual([]);
    expect(undo).toMatch(/-0a1b2c$/);
    expect(record()).toMatchObject({ repaired: { removed: 1 }, undo });
    expect([...world.records.texts.keys()].some((key) => key.includes(`/undo/prod/trades/${undo}/`))).toBe(
      true,
    );
  });
});

describe("when the time is up", () => {
  const days = Array.from({ length: 9 }, (_, index) => `2026-11-0${index + 1}`);

  beforeEach(() => {
    putDays(...days);
    world.pageTime = 1000;
  });

  test("invocations go on one after the other, and end where one would have", async () => {
    const ends: string[] = [];
    for (let part = 0; part < 50 && ends.at(-1) !== "whole"; part++) {
      // Never the last part: that would end it.
      ends.push((await invoke({ part: Math.min(part, RUN_BUDGET.parts - 2) }, 1500)).end);
      if (ends.at(-1) === "goes on") expect(record()).toBeUndefined();
    }
    expect(ends.length).toBeGreaterThan(3);
    expect(new Set(ends.slice(0, -1))).toEqual(new Set(["goes on"]));
    expect(values()).toEqual(days.flatMap((day) => [`${day}/A`, `${day}/B`]));
    expect(record()).toMatchObject({
      counts: { missing: 18 },
      repaired: { registered: 18 },
      stoppedBy: null,
    });
  });

  test("the last invocation that a run may take says that it was cut short", async () => {
    expect(await invoke({ part: RUN_BUDGET.parts - 1 }, 1500)).toMatchObject({ end: "parts" });
    expect(record()).toMatchObject({ stoppedBy: "parts" });
  });

  test("what another run has left is no place to go on from", async () => {
    const { repaired } = (await invoke({}, 1500)).found;
    const { found } = await invoke({ at: AT + 1000 });
    expect(found.matched).toBe(repaired!.registered);
    expect(found.counts.missing).toBe(18 - repaired!.registered);
  });

  describe("and the checkpoint was written meanwhile", () => {
    const key = "stock-trades-platform/reconcile/checkpoints/prod/trades.json";
    const run = (at: number) => `weekly ${at} ${world.table.table.createdAt}`;

    test("of two invocations at the same run one gives way", async () => {
      world.records.beforeWrite = () => void world.records.put(key, JSON.stringify({ run: run(AT) }));
      expect(await invoke({}, 1500)).toMatchObject({ end: "elsewhere" });
      expect(record()).toBeUndefined();
    });

    test.each([
      ["by another run", () => JSON.stringify({ run: run(AT - 1000) })],
      ["by nobody who can be read", () => "{}"],
    ])("%s, the run goes on all the same", async (_, text) => {
      world.records.beforeWrite = () => void world.records.put(key, text());
      expect(await invoke({}, 1500)).toMatchObject({ end: "goes on" });
      expect(JSON.parse(world.records.texts.get(key)!.text).run).toBe(run(AT));
    });

    test("by this very write, whose answer was lost, the run goes on", async () => {
      world.records.losesAnswer = true;
      expect(await invoke({}, 1500)).toMatchObject({ end: "goes on" });
    });

    test("again and again, the message comes back", async () => {
      const others = () => {
        world.records.put(key, "{}");
        world.records.beforeWrite = others;
      };
      others();
      await expect(invoke({}, 1500)).rejects.toMatchObject({ code: "STORE_REFUSED", retryable: true });
    });
  });
});

test("a run ends when it has registered as many partitions as it may, and the record says why", async () => {
  const some = Math.ceil(RUN_BUDGET.writes / 1000) + 2;
  world = new ReconcileWorld(keeping, { pageSize: 1000 });
  for (let day = 0; day < some; day++) {
    const name = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
    for (let symbol = 0; symbol < 1000; symbol++) world.put(`day=${name}/symbol=S${symbol}/x`);
  }
  expect(await invoke()).toMatchObject({ end: "writes" });
  expect(values().length).toBeLessThanOrEqual(RUN_BUDGET.writes + 1000);
  expect(record()).toMatchObject({ stoppedBy: "writes" });
  // The next night goes on.
  expect(await invoke({ at: AT + 86_400_000 })).toMatchObject({ end: "whole" });
  expect(values()).toHaveLength(some * 1000);
});

test("a run ends when it has made as many calls as it may", async () => {
  putDays("2026-11-25", "2026-11-26");
  const real = RUN_BUDGET.calls;
  (RUN_BUDGET as { calls: number }).calls = 3;
  try {
    expect(await invoke()).toMatchObject({ end: "calls" });
    expect(calls).toBeLessThan(20);
    expect(record()).toMatchObject({ stoppedBy: "calls" });
  } finally {
    (RUN_BUDGET as { calls: number }).calls = real;
  }
});

test("what the guard holds back stays out of Glue, and the record says that it is left", async () => {
  putDays("2026-11-25");
  await invoke({}, 1e9, { ...keeping, guard: "enforce" });
  expect(values()).toEqual([]);
  expect(record()).toMatchObject({ counts: { missing: 2 }, repaired: { registered: 0, left: 2 } });
  expect(record()?.repaired.lines[0]).toContain("once the guard has read a file of it");
});
