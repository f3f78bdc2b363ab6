import { expect } from "@jest/globals";
import fc from "fast-check";
import { parseUndoRecord } from "../../operate/reconcile/undo-entries.ts";
import { notData } from "../../shared/datasets/data-files.ts";
import { folderOfLocation } from "../../shared/datasets/dataset-folders.ts";
import { place, sameLocation } from "../../shared/datasets/placing.ts";
import {
  type Checkpoint,
  checkpointText,
  type Progress,
  resumable,
} from "../../shared/reconcile/checkpoint.ts";
import type { Counts } from "../../shared/reconcile/finding.ts";
import { datasets } from "../fixtures/datasets.ts";
import { law } from "../support/law.ts";
import { ReconcileWorld } from "../support/reconcile-world.ts";

const trades = datasets.find(({ name }) => name === "trades")!;

interface Placed {
  readonly path: string;
  readonly size: number;
}

const day = fc.constantFrom("2026-11-02", "2026-11-03", "2026-11-30", "2026-02-30");
const symbol = fc.constantFrom("A", "AB", "BRK.B", "bad");
const key = fc.tuple(day, symbol);

/** Folders of the same values as writers name them, and others. */
const folder = fc
  .tuple(key, fc.constantFrom("own", "own", "own", "upper", "swapped", "deeper", "day", "old", "root"))
  .map(([[d, s], how]) => {
    const folders = {
      own: `day=${d}/symbol=${s}/`,
      upper: `DAY=${d}/symbol=${s}/`,
      swapped: `symbol=${s}/day=${d}/`,
      deeper: `day=${d}/symbol=${s}/part/`,
      day: `day=${d}/`,
      old: `old/day=${d}/symbol=${s}/`,
      root: "",
    };
    return folders[how as keyof typeof folders];
  });

const file = fc.constantFrom("a.parquet", "b", "_SUCCESS", "c.csv", ".hidden/x", "sub/d.parquet");
const object = fc
  .tuple(folder, file, fc.constantFrom(0, 1, 1))
  .map(([path, name, size]): Placed => ({ path: path + name, size }));

const partition = fc.record({
  values: key,
  folder: fc.option(folder, { nil: undefined }),
  how: fc.constantFrom("own", "own", "inside", "noSlash", "s3a", "foreign"),
});

const world = fc.record({
  objects: fc.array(object, { maxLength: 14 }),
  partitions: fc.uniqueArray(partition, { maxLength: 10, selector: ({ values }) => values.join("/") }),
  pageSize: fc.integer({ min: 1, max: 5 }),
});

type Case = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

function build({ objects, partitions, pageSize }: Case): ReconcileWorld {
  const made = new ReconcileWorld(trades, { pageSize });
  for (const { path, size } of objects) made.put(path, size);
  for (const { values, folder: other, how } of partitions) {
    const own = made.at(`day=${values[0]}/symbol=${values[1]}/`);
    const inside = made.at(other ?? "");
    const locations = {
      own,
      inside,
      noSlash: inside.replace(/\/$/, ""),
      s3a: inside.replace("s3:", "s3a:"),
      foreign: `s3://elsewhere/${values.join("/")}`,
    };
    made.hold(values, locations[how as keyof typeof locations]);
  }
  return made;
}

/** The paths of objects that are data, of those below a Location. */
function dataAt(objects: readonly Placed[], { scope }: ReconcileWorld, location: string): Placed[] {
  const at = folderOfLocation(scope, location);
  if (at === undefined) return [];
  return objects.filter(
    ({ path, size }) => path.startsWith(at) && notData(path.slice(at.length), size) === undefined,
  );
}

/** Of several objects of one path the last one counts. */
const unique = (objects: readonly Placed[]) => [...new Map(objects.map((one) => [one.path, one])).values()];

law(
  "after a reconcile with apply and prune, Glue holds every partition that has data, and none without",
  fc.asyncProperty(world, async (given) => {
    const made = build(given);
    const objects = unique(given.objects);
    const before = made.held();
    await made.run({ apply: true, prune: true });
    const after = made.held();
    const isShared = (location: string) =>
      Object.values(before).filter((other) => sameLocation(other, location)).length > 1;
    for (const { path, size } of objects) {
      const placement = place(trades, "lake", trades.prefix + path, size);
      if (placement.kind !== "partition") continue;
      const location = after[placement.partition.values.join("/")];
      // Somebody may have pointed it elsewhere, where there are data too, or outside, or at what is shared.
      const isRight =
        location !== undefined &&
        (dataAt(objects, made, location).length > 0 ||
          folderOfLocation(made.scope, location) === undefined ||
          isShared(location));
      expect({ path, location, isRight }).toMatchObject({ isRight: true });
    }
    for (const [values, location] of Object.entries(after)) {
      const isForeign = folderOfLocation(made.scope, location) === undefined;
      const isKept = isForeign || isShared(location) || dataAt(objects, made, location).length > 0;
      expect({ values, location, isKept }).toMatchObject({ isKept: true });
    }
  }),
);

law(
  "a reconcile removes nothing but what is written down, has no data and shares its Location with nothing",
  fc.asyncProperty(world, async (given) => {
    const made = build(given);
    const objects = unique(given.objects);
    const before = made.held();
    await made.run({ apply: true, prune: true });
    const after = made.held();
    const written = [...made.records.texts]
      .filter(([name]) => name.includes("/undo/"))
      .flatMap(([name, { text }]) => parseUndoRecord(text, name).partitions);
    for (const [values, location] of Object.entries(before)) {
      if (after[values] === location) continue;
      expect(dataAt(objects, made, location)).toEqual([]);
      expect(folderOfLocation(made.scope, location)).toBeDefined();
      expect(Object.values(before).filter((other) => sameLocation(other, location))).toHaveLength(1);
      expect(written.filter((one) => one.values.join("/") === values)).toMatchObject([{ location }]);
    }
  }),
);

law(
  "a second reconcile finds nothing to do, and a plan changes nothing",
  fc.asyncProperty(world, async (given) => {
    const made = build(given);
    const before = JSON.stringify(made.held());
    await made.run();
    expect(JSON.stringify(made.held())).toBe(before);
    await made.run({ apply: true, prune: true });
    const [held, deletes] = [JSON.stringify(made.held()), made.deletes];
    const again = await made.run({ apply: true, prune: true });
    expect(again.repaired).toMatchObject({ registered: 0, removed: 0 });
    expect(again.counts.missing).toBe(0);
    expect([JSON.stringify(made.held()), made.deletes]).toEqual([held, deletes]);
  }),
);

law(
  "a reconcile that is killed at any listing and goes on from its last checkpoint ends as one that was not",
  fc.asyncProperty(world, fc.integer({ min: 1, max: 12 }), fc.boolean(), async (given, killedAt, repairs) => {
    const how = { apply: repairs, prune: repairs };
    const whole = build(given);
    const expected = await whole.run(how);
    const made = build(given);
    made.killedAt = killedAt;
    made.pageTime = 5000;
    let kept: string | undefined;
    const save = async (through: string, progress: Progress) => {
      kept = checkpointText({ run: "", at: made.clock.now(), through, progress });
    };
    const resume = async () =>
      kept === undefined ? undefined : (resumable(kept, "", made.clock.now()) as Checkpoint);
    const first = await made.run({ ...how, save, resume }).catch(() => undefined);
    const { counts, matched } = first ?? (await made.run({ ...how, save, resume }));
    expect(made.held()).toEqual(whole.held());
    // What was repaired between the checkpoint and the end is in order when the run goes on.
    if (!repairs) expect([sums(counts), matched]).toEqual([sums(expected.counts), expected.matched]);
  }),
);

/**
 * Of two folders with the same values that Glue does not know, one is missing and the other elsewhere if Glue is asked for
 * both at once; without the first being registered, both are missing if a checkpoint lies between them.
 */
const sums = ({ missing, elsewhere, ...others }: Counts) => ({ ...others, drift: missing + elsewhere });
