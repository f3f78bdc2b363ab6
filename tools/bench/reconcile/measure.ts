/** How long `registrar reconcile` takes for tables of some sizes, in how many calls, with how much memory. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Dataset } from "../../../shared/datasets/dataset.ts";
import { datasets } from "../../../shared/declared-datasets.ts";
import { type Entry, judged } from "../goal.ts";
import { PAGE, startStandIn } from "./stand-in.ts";

const LATENCY_MS = 20;
const PROCESS = fileURLToPath(new URL("process.mjs", import.meta.url));

/** Seconds that a reconcile may take, by partitions. */
const SECONDS: Readonly<Record<number, number>> = { 15000: 15, 300000: 180, 1000000: 600 };

/** What others have published. Theirs are on real Glue and S3, ours on stand-ins: they are no comparison of speed. */
const PUBLISHED: Readonly<Record<number, string>> = {
  15000: "Hudi's sync on real Glue: 582 s, later 117 s (apache/hudi#8124)",
  300000: "Trino's sync_partition_metadata on real Glue: 60 s, later 360 s (trinodb/trino#22756)",
  1000000: "Trino's sync_partition_metadata on real Glue: fails after 300 s (trinodb/trino#22756)",
};

interface Run {
  readonly seconds: number;
  readonly calls: number;
  readonly maxRssKb: number;
}

export async function measureReconcile(partitions: number): Promise<Entry[]> {
  const dataset = datasetOfDaysAndSymbols();
  const { seconds, calls, maxRssKb } = await run(dataset, partitions);
  const pages = Math.ceil(partitions / PAGE);
  const name = `reconcile of ${partitions.toLocaleString("en-US")} partitions in order`;
  const method = `registrar reconcile as a process; S3 and Glue answer in ${LATENCY_MS} ms, ${PAGE} keys or partitions a page`;
  const published = PUBLISHED[partitions];
  const details = { latencyMs: LATENCY_MS, ...(published === undefined ? {} : { published }) };
  const of = { method, details };
  const limit = SECONDS[partitions] ?? 600;
  return [
    judged({
      ...of,
      name,
      unit: "seconds",
      values: { reconcile: seconds, partitionsPerSecond: partitions / seconds },
      ratio: seconds / limit,
      ratioOf: "reconcile / goal",
      goal: { of: "reconcile", atMost: limit },
    }),
    judged({
      ...of,
      name: `${name}, calls`,
      unit: "calls",
      values: { reconcile: calls, pagesOfS3AndGlue: 2 * pages },
      ratio: calls / (2 * pages),
      ratioOf: "reconcile / pagesOfS3AndGlue",
      goal: { of: "ratio", atMost: 1.1 },
    }),
    judged({
      ...of,
      name: `${name}, memory`,
      unit: "KB of RSS",
      values: { peak: maxRssKb, perPartition: maxRssKb / partitions },
      ratio: maxRssKb / MOST_KB,
      ratioOf: "peak / goal",
      goal: { of: "peak", atMost: MOST_KB },
    }),
  ];
}

/** 512 MB. */
const MOST_KB = 512 * 1024;

function datasetOfDaysAndSymbols(): Dataset {
  const found = datasets.find(({ strategy, keys }) => {
    return strategy === "register" && keys.map(({ name }) => name).join() === "day,symbol";
  });
  if (found === undefined) throw new Error("shared/datasets.ts has no registered dataset by day and symbol");
  return found;
}

async function run(dataset: Dataset, partitions: number): Promise<Run> {
  const standIn = await startStandIn(dataset, partitions, LATENCY_MS);
  try {
    const began = performance.now();
    const child = spawn(process.execPath, [PROCESS, "--dataset", dataset.name, "--json"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: standIn.url,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "bench",
        AWS_SECRET_ACCESS_KEY: "bench",
        NODE_NO_WARNINGS: "1",
      },
    });
    const [out, notes, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit"),
    ]);
    const seconds = (performance.now() - began) / 1000;
    const matched = code === 0 ? (JSON.parse(out).datasets[0].matched as number) : Number.NaN;
    if (matched !== partitions) throw new Error(`reconcile ended with ${code}: ${out}\n${notes}`);
    const { maxRssKb } = JSON.parse(notes.trim().split("\n").at(-1)!) as { maxRssKb: number };
    const calls = Object.values(standIn.calls).reduce((sum, count) => sum + count, 0);
    return { seconds, calls, maxRssKb };
  } finally {
    standIn.close();
  }
}
