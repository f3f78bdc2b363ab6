/** Which files stand for the newest days, whatever the folders are. */
import { expect, test } from "@jest/globals";
import { recentFiles } from "../../operate/recent-files.ts";
import type { Dataset, PartitionKey } from "../../shared/datasets/dataset.ts";
import { MemoryStore } from "../support/memory-store.ts";

const PREFIX = "lake/x/";
const year: PartitionKey = { name: "year", kind: "year" };
const month: PartitionKey = { name: "month", kind: "month", format: "M" };
const dayOfMonth: PartitionKey = { name: "day", kind: "day-of-month", format: "d" };
const day: PartitionKey = { name: "day", kind: "day" };
const symbol: PartitionKey = { name: "symbol", kind: "text" };

/** Below the prefix. */
async function found(laid: Pick<Dataset, "keys" | "layout">, count: number, ...files: readonly string[]) {
  const store = new MemoryStore();
  for (const file of files) store.put(PREFIX + file, 1, "2026-11-20T21:00:00Z");
  const dataset = { prefix: PREFIX, ...laid };
  const keys = await recentFiles(dataset, "lake", count, store, () => AbortSignal.timeout(10_000));
  return keys.map((key) => key.slice(PREFIX.length));
}

test("of parts of a date the newest days are asked for, by their numbers", async () => {
  const files = ["year=2025/month=12/day=31/a", "year=2026/month=10/day=2/a", "year=2026/month=9/day=30/a"];
  const older = "year=2026/month=9/day=4/a";
  expect(await found({ keys: [year, month, dayOfMonth] }, 3, ...files, older)).toEqual([
    files[1],
    files[2],
    older,
  ]);
});

test("of paths without = they are those that the layout tells", async () => {
  const laid = { keys: [day], layout: "v1/{day:yyyy/MM/dd}/" };
  const files = ["v1/2025/12/31/a", "v1/2026/01/02/a", "v1/2026/01/03/_SUCCESS", "v1/2026/01/01/a"];
  expect(await found(laid, 2, ...files)).toEqual([files[1], files[3]]);
});

test("the newest days are found where folders of days and months lie above those of years", async () => {
  const laid = { keys: [day], layout: "{day:dd/MM/yyyy}/" };
  const files = ["31/12/2025/a", "31/10/2026/a", "20/11/2026/a", "21/11/2025/a"];
  expect(await found(laid, 3, ...files)).toEqual([files[2], files[1], files[0]]);
});

test("of keys that hold hours each day has one file, of its last hour with data, and what is no day none", async () => {
  const keys: PartitionKey[] = [{ name: "hour", kind: "day", format: "yyyyMMddHH" }];
  const files = ["hour=2026112014/a", "hour=2026112015/a", "hour=2026112016/_SUCCESS", "hour=2026111923/a"];
  const none = ["hour=2026112024/a", "hour=2026023000/a"];
  expect(await found({ keys }, 5, ...files, ...none)).toEqual([files[1], files[3]]);
});

test("folders that begin with no date are taken from the last one, hidden ones aside", async () => {
  const files = ["symbol=A/day=2026-11-20/a", "symbol=B/day=2026-11-19/a", "_tmp/a"];
  expect(await found({ keys: [symbol, day] }, 5, ...files)).toEqual([files[1], files[0]]);
});
