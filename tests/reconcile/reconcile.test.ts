/** The plan, the repairs and the calls of a reconcile, over a bucket and a catalog in memory. */
import { expect, test } from "@jest/globals";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { FINDINGS } from "../../shared/reconcile/finding.ts";
import { datasets } from "../fixtures/datasets.ts";
import { ReconcileWorld } from "../support/reconcile-world.ts";

const trades = datasets.find(({ name }) => name === "trades")!;
const bars = datasets.find(({ name }) => name === "bars_5m")!;

const folder = (day: string, symbol: string) => `day=${day}/symbol=${symbol}/`;

/** What was found, as "kind what". */
const findings = async (world: ReconcileWorld) =>
  (await world.run()).findings.map(({ kind, what }) => `${kind} ${what}`);

const CASES: readonly (readonly [
  name: string,
  objects: string[],
  held: Record<string, string>,
  found: string[],
])[] = [
  ["nothing on both sides", [], {}, []],
  [
    "data that Glue does not know",
    [`${folder("2026-11-02", "A")}x`],
    {},
    ["missing day=2026-11-02/symbol=A/"],
  ],
  [
    "a partition without objects",
    [],
    { "2026-11-02/A": folder("2026-11-02", "A") },
    ["orphaned day=2026-11-02/symbol=A/"],
  ],
  [
    "a partition whose objects are none of data",
    [`${folder("2026-11-02", "A")}_SUCCESS`],
    { "2026-11-02/A": folder("2026-11-02", "A") },
    ["orphaned day=2026-11-02/symbol=A/"],
  ],
  [
    "a folder without data",
    [`${folder("2026-11-02", "A")}_SUCCESS`],
    {},
    ["nonData day=2026-11-02/symbol=A/"],
  ],
  [
    "a Location without its slash",
    [`${folder("2026-11-02", "A")}x`],
    { "2026-11-02/A": "day=2026-11-02/symbol=A" },
    [],
  ],
  [
    "data in a folder below the partition's",
    [`${folder("2026-11-02", "A")}part=1/x.parquet`],
    { "2026-11-02/A": folder("2026-11-02", "A") },
    [],
  ],
  [
    "keys in another order, as Glue has them",
    ["symbol=A/day=2026-11-02/x"],
    { "2026-11-02/A": "symbol=A/day=2026-11-02/" },
    [],
  ],
  [
    "one partition in two folders",
    [`${folder("2026-11-02", "A")}x`, "symbol=A/day=2026-11-02/x"],
    { "2026-11-02/A": folder("2026-11-02", "A") },
    ["elsewhere symbol=A/day=2026-11-02/"],
  ],
  [
    "a partition that reads another one's folder",
    [`${folder("2026-11-02", "A")}x`],
    { "2026-11-02/A": folder("2026-11-02", "A"), "2026-11-02/B": folder("2026-11-02", "A") },
    ["elsewhere day=2026-11-02/symbol=A/"],
  ],
  [
    "a partition that reads all symbols of its day",
    [`${folder("2026-11-02", "A")}x`],
    { "2026-11-02/A": folder("2026-11-02", "A"), "2026-11-02/B": "day=2026-11-02/" },
    ["elsewhere day=2026-11-02/"],
  ],
  ["a day that is none", [`${folder("2026-02-30", "A")}x`], {}, ["outside day=2026-02-30/symbol=A/x"]],
  [
    "a day before the dataset's first",
    [`${folder("1989-12-31", "A")}x`],
    {},
    ["outside day=1989-12-31/symbol=A/x"],
  ],
  [
    "a value that the dataset refuses",
    [`${folder("2026-11-02", "aapl")}x`],
    {},
    ["unplaceable day=2026-11-02/symbol=aapl/x"],
  ],
  ["an object above the partitions", ["day=2026-11-02/x"], {}, ["unplaceable day=2026-11-02/x"]],
  ["a hidden folder", ["_temporary/0/x"], {}, ["nonData _temporary/0/"]],
];

test.each(CASES)("of %s a plan tells what there is to tell", async (_name, objects, held, found) => {
  const world = new ReconcileWorld(trades);
  for (const path of objects) world.put(path);
  for (const [values, path] of Object.entries(held)) world.hold(values.split("/"), world.at(path));
  expect(await findings(world)).toEqual(found);
});

test("every kind of finding is told in some case", () => {
  const told = new Set(CASES.flatMap(([, , , found]) => found.map((one) => one.split(" ")[0])));
  // Those of columns are told in tests/cli/reconcile-columns.test.ts.
  expect([...told, "foreign", "stale", "differing"].sort()).toEqual(Object.keys(FINDINGS).sort());
});

test("where a folder has shown data, the next page begins behind it: a partition of any size costs one call", async () => {
  const world = new ReconcileWorld(bars, { pageSize: 10 });
  for (const day of ["2026-11-02", "2026-11-03", "2026-11-04"]) {
    for (let part = 0; part < 95; part++) world.put(`day=${day}/part-${String(part).padStart(3, "0")}`);
    world.hold([day], world.at(`day=${day}/`));
  }
  const { matched, counts } = await world.run();
  expect([matched, counts.missing, counts.orphaned]).toEqual([3, 0, 0]);
  // Three pages full of one folder each, and one that finds nothing behind the last.
  expect(world.listings).toHaveLength(4);
});

test("a folder whose first pages hold no data is read until some shows", async () => {
  const world = new ReconcileWorld(bars, { pageSize: 10 });
  for (let part = 0; part < 35; part++)
    world.put(`day=2026-11-02/_temporary/${String(part).padStart(3, "0")}`);
  world.put("day=2026-11-02/z.parquet");
  world.hold(["2026-11-02"], world.at("day=2026-11-02/"));
  expect((await world.run()).matched).toBe(1);
});

test("objects of small partitions are listed a page at a time, whatever folders they lie in", async () => {
  const world = new ReconcileWorld(trades, { pageSize: 10 });
  for (let index = 0; index < 100; index++) {
    const path = folder("2026-11-02", `A${index}`);
    world.put(`${path}x`);
    world.hold(["2026-11-02", `A${index}`], world.at(path));
  }
  expect((await world.run()).matched).toBe(100);
  expect(world.listings).toHaveLength(10);
});

test("days that are chosen are the only ones that are listed, neighbours in one go", async () => {
  const days = Array.from({ length: 28 }, (_, index) => `2026-11-${String(index + 1).padStart(2, "0")}`);
  const world = new ReconcileWorld(bars, { pageSize: 1000 }, { from: "2026-11-10", until: "2026-11-20" });
  for (const day of days) world.put(`day=${day}/x`);
  world.put("DAY=2026-11-12/x");
  world.put("zone=1/x");
  const { counts } = await world.run();
  expect(counts).toMatchObject({ missing: 11, elsewhere: 1, unplaceable: 1 });
  // What is no day may be one of another layout, and is looked at.
  const begins = ["DAY=2026-11-12/", "day=2026-11-10/", "zone=1/"];
  expect(world.listings).toEqual(begins.map((begin) => bars.prefix + begin));
});

test("of keys that hold hours, chosen days are all of their hours, which are listed in one go", async () => {
  const hourly: Dataset = { ...bars, keys: [{ name: "hour", kind: "day", format: "yyyyMMddHH" }] };
  const world = new ReconcileWorld(hourly, { pageSize: 1000 }, { from: "2026-11-10", until: "2026-11-11" });
  const inside = ["2026111000", "2026111023", "2026111100", "2026111123"];
  for (const hour of ["2026110923", ...inside, "2026111200"]) world.put(`hour=${hour}/x`);
  world.hold(["2026111014"], world.at("hour=2026111014/"));
  world.hold(["2026111223"], world.at("hour=2026111223/"));
  expect(await findings(world)).toEqual([
    "orphaned hour=2026111014/",
    "missing hour=2026111000/",
    "missing hour=2026111023/",
    "missing hour=2026111100/",
    "missing hour=2026111123/",
  ]);
  expect(world.listings[0]).toBe(`${bars.prefix}hour=2026111000/`);
});

test("an object that comes between the delete and the listing brings its partition back as it was", async () => {
  const world = new ReconcileWorld(bars);
  world.hold(["2026-11-02"], world.at("day=2026-11-02/"));
  const before = JSON.stringify([...world.table.partitions]);
  world.afterDelete = () => world.put("day=2026-11-02/late.parquet");
  const { repaired } = await world.run({ apply: true, prune: true });
  expect(repaired).toMatchObject({ removed: 0, left: 1 });
  expect(repaired?.lines[0]).toContain("there is data in its Location again");
  expect(world.deletes).toBe(1);
  expect(JSON.stringify([...world.table.partitions])).toBe(before);
});

test("a delete whose answer is lost is read again, and counts as what it was", async () => {
  const world = new ReconcileWorld(bars);
  world.hold(["2026-11-02"], world.at("day=2026-11-02/"));
  world.losesDelete = true;
  expect((await world.run({ apply: true, prune: true })).repaired).toMatchObject({ removed: 1, left: 0 });
  expect(world.held()).toEqual({});
});

test("two runs at the same time delete no more than the cap together", async () => {
  const world = new ReconcileWorld(bars, { maxDeletes: 3 });
  for (const day of ["02", "03", "04", "05", "06"])
    world.hold([`2026-11-${day}`], world.at(`day=2026-11-${day}/`));
  const key = "stock-trades-platform/reconcile/deletes/prod/bars_5m/2026-11-20.json";
  // Another run takes two after this one has read the count.
  world.records.beforeWrite = () => world.records.put(key, JSON.stringify({ version: 1, deleted: 2 }));
  const { repaired } = await world.run({ apply: true, prune: true });
  expect(repaired).toMatchObject({ removed: 1, capped: 4 });
  expect(JSON.parse(world.records.texts.get(key)!.text)).toMatchObject({ version: 1, deleted: 3 });
});

test("a count of deletes of a later version is not overwritten, and nothing is deleted", async () => {
  const world = new ReconcileWorld(bars);
  world.hold(["2026-11-02"], world.at("day=2026-11-02/"));
  const key = "stock-trades-platform/reconcile/deletes/prod/bars_5m/2026-11-20.json";
  world.records.put(key, '{"version": 2}');
  await expect(world.run({ apply: true, prune: true })).rejects.toMatchObject({ code: "RECORD_UNREADABLE" });
  expect(Object.keys(world.held())).toEqual(["2026-11-02"]);
});

test("Glue is read before S3 is listed, so a partition that is registered meanwhile is asked for and not told", async () => {
  const world = new ReconcileWorld(bars);
  const read = world.read.bind(world);
  world.read = async (...call) => {
    await read(...call);
    world.put("day=2026-11-02/x");
    world.hold(["2026-11-02"], world.at("day=2026-11-02/"));
  };
  expect((await world.run()).findings).toEqual([]);
});

test("a partition whose data lie in two other folders is removed once, and moves to the one in the table's key order", async () => {
  const world = new ReconcileWorld(trades);
  world.put(`${folder("2026-11-02", "A")}x`);
  world.put("symbol=A/day=2026-11-02/x");
  world.hold(["2026-11-02", "A"], world.at("old/"));
  const { repaired } = await world.run({ apply: true, prune: true });
  expect(repaired).toMatchObject({ removed: 1, registered: 1 });
  expect(world.held()).toEqual({ "2026-11-02/A": world.at(folder("2026-11-02", "A")) });
});

/** What somebody else does after Glue was read, and what is there afterwards. */
const MEANWHILE: readonly (readonly [
  what: string,
  act: (world: ReconcileWorld) => void,
  left: (world: ReconcileWorld) => object,
])[] = [
  [
    "moved",
    (world) => world.hold(["2026-11-02"], "s3://elsewhere/x/"),
    () => ({ "2026-11-02": "s3://elsewhere/x/" }),
  ],
  ["removed", (world) => world.table.partitions.clear(), () => ({})],
  [
    "moved to where there are data",
    (world) => {
      world.put("other/day=2026-11-02/x");
      world.hold(["2026-11-02"], world.at("other/day=2026-11-02/"));
    },
    (world) => ({ "2026-11-02": world.at("other/day=2026-11-02/") }),
  ],
];

test.each(MEANWHILE)("an orphan that somebody has %s meanwhile is left alone", async (_what, act, left) => {
  const world = new ReconcileWorld(bars);
  world.hold(["2026-11-02"], world.at("day=2026-11-02/"));
  const read = world.read.bind(world);
  world.read = async (...call) => {
    await read(...call);
    act(world);
  };
  await world.run({ apply: true, prune: true });
  expect(world.deletes).toBe(0);
  expect([...world.records.texts.keys()]).toEqual([]);
  expect(world.held()).toEqual(left(world));
});

test.each([
  ["where another one points", { "2026-11-03": "old/" }, { "2026-11-02": "old/" }],
  ["together, at one Location", {}, { "2026-11-02": "old/", "2026-11-04": "old/" }],
])("partitions that come meanwhile, %s, share it and stay", async (_, before, meanwhile) => {
  const world = new ReconcileWorld(bars);
  const hold = (all: object) => {
    for (const [day, path] of Object.entries(all)) world.hold([day], world.at(path));
  };
  for (const day of Object.keys(meanwhile)) world.put(`day=${day}/x`);
  hold(before);
  const read = world.read.bind(world);
  world.read = async (...call) => {
    await read(...call);
    hold(meanwhile);
  };
  await world.run({ apply: true, prune: true });
  const held = world.held();
  for (const day of Object.keys(meanwhile)) expect(held[day]).toBe(world.at("old/"));
});

test("an orphan to which data come before it is deleted is neither deleted nor counted", async () => {
  const world = new ReconcileWorld(bars);
  world.hold(["2026-11-02"], world.at("day=2026-11-02/"));
  const readWhole = world.readWhole.bind(world);
  world.readWhole = (...call) => {
    world.put("day=2026-11-02/late.parquet");
    return readWhole(...call);
  };
  const { repaired } = await world.run({ apply: true, prune: true });
  expect(repaired).toMatchObject({ removed: 0, left: 1 });
  expect([world.deletes, world.records.texts.size]).toEqual([0, 0]);
});

test.each([
  ["moves", 1, (world: ReconcileWorld) => world.hold(["2026-11-02"], world.at("old/"))],
  ["drops", 0, (world: ReconcileWorld) => world.table.partitions.clear()],
])("what somebody %s after it was written down is not deleted", async (_, left, edit) => {
  const world = new ReconcileWorld(bars);
  world.hold(["2026-11-02"], world.at("day=2026-11-02/"));
  const put = world.records.put.bind(world.records);
  world.records.put = (key, text) => {
    if (key.includes("/undo/")) edit(world);
    return put(key, text);
  };
  const { repaired } = await world.run({ apply: true, prune: true });
  expect(repaired).toMatchObject({ removed: 0, left });
  expect(world.deletes).toBe(0);
});

test("what is to be deleted is written down before it is deleted", async () => {
  const world = new ReconcileWorld(bars);
  world.hold(["2026-11-02"], world.at("day=2026-11-02/"));
  let written: string[] = [];
  world.afterDelete = () => {
    written = [...world.records.texts.keys()].filter((key) => key.includes("/undo/"));
  };
  await world.run({ apply: true, prune: true });
  expect(written).toHaveLength(1);
});
