/** How long a command takes until it has loaded all that it loads before it works. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SUMMARIES } from "../../cli/summaries.ts";
import { type Entry, judged } from "./goal.ts";
import { median } from "./median.ts";
import type { Scale } from "./scale.ts";

const run = promisify(execFile);
const LAUNCHER = fileURLToPath(new URL("../../cli/registrar.mjs", import.meta.url));

/** The list of commands, every command's own usage, and the check of the datasets, which is all of that command. */
const STARTS: readonly (readonly string[])[] = [
  ["--help"],
  ["check"],
  ...Object.keys(SUMMARIES).map((name) => [name, "--help"]),
];

export async function measureCommandStart({ starts }: Scale): Promise<Entry> {
  // Once untimed: the first start bundles the commands, and the next ones find them in the page cache.
  for (const args of STARTS) await secondsOf([LAUNCHER, ...args]);
  const samples = new Map<string, number>();
  for (const args of STARTS) {
    samples.set(args.join(" "), await medianOf(starts, [LAUNCHER, ...args]));
  }
  const [slowest, seconds] = [...samples].reduce((one, other) => (other[1] > one[1] ? other : one));
  const bareNode = await medianOf(starts, ["-e", ""]);
  return judged({
    name: "start of a command",
    unit: "seconds",
    values: { slowest: seconds, check: samples.get("check")!, bareNode },
    ratio: seconds / bareNode,
    ratioOf: "slowest / bareNode",
    goal: { of: "slowest", atMost: 0.6 },
    method:
      "wall time of `--help`, `check` and every command's --help as processes, files in the page cache; medians; the goal " +
      "is for the slowest",
    details: { starts, slowest, seconds: Object.fromEntries(samples) },
  });
}

async function medianOf(starts: number, args: readonly string[]): Promise<number> {
  const samples: number[] = [];
  for (let start = 0; start < starts; start++) samples.push(await secondsOf(args));
  return median(samples);
}

async function secondsOf(args: readonly string[]): Promise<number> {
  const started = performance.now();
  await run(process.execPath, [...args]);
  return (performance.now() - started) / 1000;
}
