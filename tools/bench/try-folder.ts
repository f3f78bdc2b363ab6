/** How long `registrar try` takes of a large folder, from the command to the prompt. */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parquetWriteBuffer } from "hyparquet-writer";
import { type Entry, judged } from "./goal.ts";

const run = promisify(execFile);
const LAUNCHER = fileURLToPath(new URL("../../cli/registrar.mjs", import.meta.url));
const REGIONS = 10;
const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_DAY = Date.parse("2026-01-01T00:00:00Z");

export async function measureTryFolder(partitions: number, folder: string): Promise<Entry> {
  const source = join(folder, "orders");
  for (let index = 0; index < partitions; index++) writePartition(source, index);
  // Once untimed: the first start bundles the commands.
  await run(process.execPath, [LAUNCHER, "--help"]);
  const started = performance.now();
  const { stdout } = await run(process.execPath, [LAUNCHER, "try", source, "--json"], { maxBuffer: 1e9 });
  const seconds = (performance.now() - started) / 1000;
  const { datasets } = JSON.parse(stdout) as {
    readonly datasets: readonly { readonly partitions: number }[];
  };
  const registered = datasets.reduce((sum, one) => sum + one.partitions, 0);
  if (registered !== partitions) throw new Error(`${registered} of ${partitions} partitions were registered`);
  return judged({
    name: `registrar try of ${partitions.toLocaleString("en-US")} partitions`,
    unit: "seconds",
    values: { wholeCommand: seconds, goal: GOAL_SECONDS },
    ratio: seconds / GOAL_SECONDS,
    ratioOf: "wholeCommand / goal",
    goal: { of: "wholeCommand", atMost: GOAL_SECONDS },
    method:
      "one process: reads a folder of a small file a partition, starts a local stack, puts every file, waits until all " +
      "are registered, queries them, makes a first set of checks and writes their report",
  });
}

const GOAL_SECONDS = 10;

function writePartition(source: string, index: number): void {
  const day = new Date(FIRST_DAY + Math.floor(index / REGIONS) * DAY_MS).toISOString().slice(0, 10);
  const partition = join(source, `day=${day}`, `region=r${index % REGIONS}`);
  mkdirSync(partition, { recursive: true });
  writeFileSync(join(partition, "part-0.parquet"), ROWS);
}

const ROWS = Buffer.from(
  parquetWriteBuffer({
    columnData: [
      { name: "order_id", type: "INT32", data: Int32Array.of(1, 2, 3) },
      { name: "amount", type: "DOUBLE", data: Float64Array.of(10, 12.5, 15) },
    ],
  }),
);
