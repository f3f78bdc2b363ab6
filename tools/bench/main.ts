/** Measures what the project promises, and judges it: one JSON document on stdout, everything else on stderr. */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { messageOf } from "../../shared/runtime/errors.ts";
import { commitOf, measureInTurn } from "./against.ts";
import { buildBundles } from "./bundles.ts";
import { measureColdStart } from "./cold-start.ts";
import { measureCommandStart } from "./command-start.ts";
import { compare, comparisonTable, describe, unmatched } from "./comparison.ts";
import { describeMiss, type Entry, isTimed, table } from "./goal.ts";
import { measureNewPartitions } from "./new-partitions.ts";
import { measurePartitionIndex } from "./partition-index.ts";
import { measureReconcile } from "./reconcile/measure.ts";
import { FULL, QUICK, type Scale } from "./scale.ts";
import { measureSessionListing } from "./session-listing.ts";
import { measureSize } from "./size.ts";
import { measureSteadyStream, SHAPES } from "./steady-stream.ts";
import { measureTryFolder } from "./try-folder.ts";

const USAGE = `usage: npm run bench [-- --quick] [--against <commit>] [--reconcile <partitions>]
                    [--partition-index <partitions>] [--session-listing <objects>]

  --quick   fewer repetitions and objects, for CI; the report says "quick". A timed goal that is missed is told
            all the same, but only counts and sizes decide the exit code: a busy machine is no defect.
  --against <commit>
            measures this tree and the commit in turn, and tells which ratios are more than 10 % worse than there.
            Goals do not count then.
  --reconcile <partitions>
            measures the reconcile of tables of so many partitions alone, as 15000 or 15000,1000000
  --partition-index <partitions>
            measures what GetPartitions of one day takes of a table of so many partitions alone
  --session-listing <objects>
            counts the calls of a look at a session of so many objects alone

Prints one JSON document. Exit code: 0 goals met, or nothing worse; 1 one was missed or is worse, or could not be
measured; 2 wrong arguments.`;

/** Answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  let options: ReturnType<typeof optionsIn>;
  try {
    options = optionsIn(args);
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options.help === true) {
    console.error(USAGE);
    return 0;
  }
  const { against, reconcile, "partition-index": indexed, "session-listing": listed } = options;
  const numbers = { reconcile, "partition-index": indexed, "session-listing": listed };
  for (const [option, sizes] of Object.entries(numbers)) {
    if (sizes === undefined || /^[1-9]\d{0,6}(,[1-9]\d{0,6})*$/.test(sizes)) continue;
    console.error(`--${option} ${JSON.stringify(sizes)} must be whole numbers\n\n${USAGE}`);
    return 2;
  }
  const commit = against === undefined ? undefined : commitOf(ROOT, against);
  if (against !== undefined && commit === undefined) {
    console.error(`there is no commit ${JSON.stringify(against)}\n\n${USAGE}`);
    return 2;
  }
  const folder = temporaryFolder();
  const scale = options.quick === true ? QUICK : FULL;
  try {
    if (commit !== undefined) return await benchAgainst(commit, scale, folder);
    if (reconcile !== undefined) return await bench(scale, reconciles(sizesIn(reconcile)));
    if (indexed !== undefined) return await bench(scale, partitionIndexes(sizesIn(indexed)));
    if (listed !== undefined) return await bench(scale, sessionListings(sizesIn(listed)));
    return await bench(scale, measureAll(scale, folder));
  } catch (error) {
    console.error(`the benchmark did not come to an end: ${error instanceof Error ? error.stack : error}`);
    return 1;
  }
}

/** Throws TypeError. */
const optionsIn = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean" },
      against: { type: "string" },
      reconcile: { type: "string" },
      "partition-index": { type: "string" },
      "session-listing": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  }).values;

const sizesIn = (text: string) => text.split(",").map(Number);

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

async function benchAgainst(commit: string, scale: Scale, folder: string): Promise<number> {
  const startedAt = new Date().toISOString();
  const args = scale.mode === "quick" ? ["--quick"] : [];
  const { ours, theirs } = await measureInTurn({
    root: ROOT,
    commit,
    folder,
    rounds: scale.rounds,
    args,
    progress,
  });
  const entries = compare(ours, theirs);
  const report = {
    benchmark: "partition-registrar",
    mode: scale.mode,
    startedAt,
    machine: machine(),
    against: commit,
  };
  console.log(JSON.stringify({ ...report, rounds: scale.rounds, entries }, null, 2));
  if (process.stderr.isTTY === true)
    console.error(`\n${comparisonTable(entries, process.stderr.columns ?? 100)}\n`);
  for (const name of unmatched(ours, theirs)) console.error(`bench: only one of the two measures ${name}`);
  const worse = entries.filter((entry) => entry.worse);
  for (const entry of worse) console.error(`bench: worse than ${commit}: ${describe(entry)}`);
  const deciding = scale.mode === "quick" ? worse.filter(({ timed }) => !timed) : worse;
  return deciding.length === 0 && entries.length > 0 ? 0 : 1;
}

const progress = (what: string) => console.error(`bench: ${what}`);

const machine = () => ({
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
});

async function measureAll(scale: Scale, folder: string): Promise<Entry[]> {
  progress("bundling");
  const bundles = await buildBundles(folder);
  const entries: Entry[] = [];
  progress(`CPU of a warm batch of ${scale.messages} messages, ${scale.repetitions} times`);
  for (const shape of SHAPES) entries.push(await measureSteadyStream(bundles, scale, shape, folder));
  progress(`${scale.objects} objects in ${scale.partitions} new partitions`);
  entries.push(...(await measureNewPartitions(bundles, scale, folder)));
  progress(`import time, ${scale.processes} fresh processes each`);
  entries.push(await measureColdStart(bundles, scale));
  entries.push(measureSize(bundles));
  progress(`start of every command, ${scale.starts} times`);
  entries.push(await measureCommandStart(scale));
  entries.push(...(await reconciles(scale.reconciled)));
  entries.push(...(await partitionIndexes([scale.indexed])));
  entries.push(...(await sessionListings(scale.listed)));
  return [...entries, ...(await triedFolders(scale.tried, folder))];
}

async function triedFolders(sizes: readonly number[], folder: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const size of sizes) {
    progress(`registrar try of ${size} partitions`);
    entries.push(await measureTryFolder(size, folder));
  }
  return entries;
}

async function sessionListings(sizes: readonly number[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const size of sizes) {
    progress(`a look at a session of ${size} objects`);
    entries.push(await measureSessionListing(size));
  }
  return entries;
}

async function partitionIndexes(sizes: readonly number[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const size of sizes) {
    progress(`GetPartitions of one day of ${size} partitions`);
    entries.push(await measurePartitionIndex(size));
  }
  return entries;
}

async function reconciles(sizes: readonly number[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const size of sizes) {
    progress(`reconcile of ${size} partitions`);
    entries.push(...(await measureReconcile(size)));
  }
  return entries;
}

async function bench(scale: Scale, measuring: Promise<readonly Entry[]>): Promise<number> {
  const startedAt = new Date().toISOString();
  const entries = await measuring;
  const missed = entries.filter(({ met }) => !met);
  const report = {
    benchmark: "partition-registrar",
    mode: scale.mode,
    startedAt,
    machine: machine(),
    scale,
    entries,
    met: missed.length === 0,
  };
  console.log(JSON.stringify(report, null, 2));
  if (process.stderr.isTTY === true) console.error(`\n${table(entries, process.stderr.columns ?? 100)}\n`);
  for (const entry of missed) console.error(`bench: goal missed: ${describeMiss(entry)}`);
  const deciding = scale.mode === "quick" ? missed.filter((entry) => !isTimed(entry)) : missed;
  return deciding.length === 0 ? 0 : 1;
}

/** Gone when this process is, whatever ends it. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "registrar-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  // As a shell reports a process that a signal ended: 128 and the signal's number.
  for (const [signal, code] of [
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(signal, () => process.exit(code));
  }
  return folder;
}
