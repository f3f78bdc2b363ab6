import { mkdir, rm } from "node:fs/promises";
import { afterEach, expect, test } from "@jest/globals";
import { checkpointPath, checkpointsOf } from "../../cli/reconcile/checkpoints.ts";
import type { ReconcileRequest } from "../../cli/reconcile/request.ts";
import { createTerminal } from "../../cli/terminal.ts";
import { checkpointFile } from "../../operate/reconcile/checkpoint-file.ts";
import type { Table } from "../../shared/catalog/port.ts";
import { NOTHING_REPAIRED, type Progress } from "../../shared/reconcile/checkpoint.ts";
import { type Finding, Tally } from "../../shared/reconcile/finding.ts";
import { datasets } from "../fixtures/datasets.ts";

const scope = {
  stage: "dev",
  dataset: datasets[0]!,
  bucket: `checkpoints-test-${process.pid}`,
  from: undefined,
  until: undefined,
};
const table = { createdAt: 1 } as Table;
const request: ReconcileRequest = {
  stage: "dev",
  datasets: [],
  from: undefined,
  until: undefined,
  apply: false,
  prune: false,
  columns: false,
  addsOnly: false,
  maxDeletes: 1000,
  isAll: false,
  isJson: false,
};
const { counts, kept } = new Tally(20);
const progress: Progress = {
  counts,
  kept,
  elsewhere: [],
  matched: 3,
  objects: 9,
  repaired: NOTHING_REPAIRED,
};

let notes = "";
let now = Date.UTC(2026, 10, 20);
const open = (asked: Partial<ReconcileRequest> = {}, of = table) => {
  notes = "";
  const stderr = { write: (text: string) => (notes += text) };
  const terminal = createTerminal({ stdout: { write: () => {} }, stderr }, false);
  return checkpointsOf(scope, of, { ...request, ...asked }, terminal, {
    checkpoints: (one) => checkpointFile(checkpointPath(one)),
    clock: { now: () => now },
  });
};

afterEach(() => rm(checkpointPath(scope), { recursive: true, force: true }));

test("a run goes on from what an earlier one saved, says so, and leaves nothing once it has ended", async () => {
  await open().save("day=2026-11-02/symbol=A/", progress);
  now += 5 * 60_000;
  const run = open();
  expect(await run.resume()).toMatchObject({ through: "day=2026-11-02/symbol=A/", progress });
  expect(notes).toBe("trades: goes on behind day=2026-11-02/symbol=A/, where a run was killed 5 min ago.\n");
  await run.clear();
  expect(await open().resume()).toBeUndefined();
  expect(notes).toBe("");
});

test.each([
  ["--apply", { apply: true }, table],
  ["--from", { from: "2026-11-02" }, table],
  ["a table that was made anew", {}, { createdAt: 2 } as Table],
])("with %s a run starts anew, and says so in one line", async (_what, asked, of) => {
  await open().save("day=2026-11-02/symbol=A/", progress);
  expect(await open(asked, of).resume()).toBeUndefined();
  expect(notes).toBe(
    "trades: the checkpoint is of a run with other arguments, or of another table; this run starts anew.\n",
  );
});

test("no checkpoint is kept of more findings than can be written every few seconds", async () => {
  const many = Array.from({ length: 10_001 }, (_, index) => ({ what: String(index) }) as Finding);
  await open().save("day=2026-11-02/symbol=A/", { ...progress, kept: many });
  expect(await open().resume()).toBeUndefined();
});

test("where no checkpoint can be written, the run goes on and says so once", async () => {
  await mkdir(checkpointPath(scope), { recursive: true });
  const run = open();
  await run.save("day=2026-11-02/symbol=A/", progress);
  await run.save("day=2026-11-03/symbol=A/", progress);
  expect(notes.split("\n")).toEqual([
    expect.stringContaining("trades: no checkpoint is kept, a killed run would start anew: "),
    "",
  ]);
});
