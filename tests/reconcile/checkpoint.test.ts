import { expect, test } from "@jest/globals";
import {
  type Checkpoint,
  checkpointText,
  NOTHING_REPAIRED,
  resumable,
} from "../../shared/reconcile/checkpoint.ts";
import { Tally } from "../../shared/reconcile/finding.ts";
import { foldersIn } from "../../shared/reconcile/folders.ts";
import { join } from "../../shared/reconcile/join.ts";
import { SortedTexts } from "../../shared/reconcile/sorted-texts.ts";
import { datasets } from "../fixtures/datasets.ts";
import { ReconcileWorld } from "../support/reconcile-world.ts";

const NOW = Date.UTC(2026, 10, 20, 21, 5);
const MINUTE = 60_000;
const { counts, kept } = new Tally(20);
const checkpoint: Checkpoint = {
  run: "run",
  at: NOW - 59 * MINUTE,
  through: "day=2026-11-02/",
  progress: { counts, kept, elsewhere: [], matched: 3, objects: 9, repaired: NOTHING_REPAIRED },
};

test("a checkpoint is read back as it was written, while it is less than an hour old", () => {
  expect(resumable(checkpointText(checkpoint), "run", NOW)).toMatchObject({ ...checkpoint });
});

test.each([
  ["too old", checkpointText({ ...checkpoint, at: NOW - 61 * MINUTE }), "the checkpoint is 61 minutes old"],
  ["of the future", checkpointText({ ...checkpoint, at: NOW + MINUTE }), "the checkpoint is -1 minutes old"],
  [
    "of other arguments",
    checkpointText({ ...checkpoint, run: "other" }),
    "the checkpoint is of a run with other arguments, or of another table",
  ],
  ["of another version", '{"version": "2"}', 'the checkpoint is of version "2", this is 1'],
  ["no JSON", "{", "the checkpoint cannot be read"],
  ["no object", "null", "the checkpoint cannot be read"],
  [
    "short of a count",
    checkpointText({ ...checkpoint, progress: { ...checkpoint.progress, counts: { missing: 1 } as never } }),
    "the checkpoint cannot be read",
  ],
  [
    "short of what was repaired",
    checkpointText({ ...checkpoint, progress: { ...checkpoint.progress, repaired: {} as never } }),
    "the checkpoint cannot be read",
  ],
])("a checkpoint that is %s tells why nobody goes on from it", (_what, text, why) => {
  expect(resumable(text, "run", NOW)).toBe(why);
});

test("a join that goes on behind any folder tells what is behind it, as if it had never stopped", async () => {
  const bars = datasets.find(({ name }) => name === "bars_5m")!;
  const world = new ReconcileWorld(bars, { pageSize: 2 });
  const days = ["02", "03", "04", "05", "06", "09"].map((day) => `day=2026-11-${day}/`);
  const held = new SortedTexts();
  for (const [index, day] of days.entries()) {
    if (index % 2 === 0) held.add(day);
    if (index % 3 === 0) for (const file of ["a", "b", "c"]) world.put(day + file);
  }
  held.seal();
  const whole = { first: undefined, last: undefined };
  const told = async (after?: string) => {
    const found: string[] = [];
    const pages = foldersIn(world.scope, [whole], after, world, () => AbortSignal.timeout(60_000));
    for await (const { orphans, unregistered } of join(world.scope, held, pages, after)) {
      found.push(...[...orphans, ...unregistered].map(({ folder }) => folder));
    }
    return found.sort();
  };
  const all = await told();
  expect(all).toEqual(["day=2026-11-04/", "day=2026-11-05/", "day=2026-11-06/"]);
  for (const day of days) expect(await told(day)).toEqual(all.filter((one) => one > day));
});
