/** `npm run mutation`: changes the product in one small way after another, and asks the tests each time. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { messageOf } from "../../shared/runtime/errors.ts";
import {
  type Explained,
  judge,
  type Mutant,
  type MutantTally,
  type MutationResult,
  scoreOf,
} from "./result.ts";

const USAGE = `npm run mutation -- [<file>…] [--percent <number>] [--seed <number>] [--workers <number>]

  <file>     mutates these files of shared/ alone; default all that register and crawl run
  --percent  tries only so many of the mutants, drawn at random; default 100
  --seed     draws others; default 0
  --workers  processes side by side; default one for each core

Exit codes: 0 every survivor is explained, 1 one is not, or is explained and no survivor, 2 usage error.`;

const project = fileURLToPath(new URL("../../", import.meta.url));
const CACHE = ".cache/mutation";

/** Cases of each law and half as many worlds of crawls, for one mutant. */
const LAW_RUNS = "30";

/** Of what a whole run must kill, in percent. */
const GOAL = 90;

/** Milliseconds in which a mutant must be done, beside three times what its tests take without it. */
const PATIENCE = 3000;

export interface Parts {
  /** What is mutated: by file, from the project's folder, lines as `first-last`. */
  readonly subjects: () => Promise<ReadonlyMap<string, readonly string[]>>;
  /** Tests that import one of the files. */
  readonly testsOf: (files: readonly string[]) => Promise<readonly string[]>;
  /** Runs Stryker with options of its own. */
  readonly stryker: (options: object) => Promise<readonly Mutant[]>;
}

interface Called {
  readonly files: readonly string[];
  readonly percent: number;
  readonly seed: number;
  readonly workers: number;
}

export async function main(args: readonly string[], parts: Parts): Promise<number> {
  const subjects = await parts.subjects();
  const called = read(args, [...subjects.keys()]);
  if (typeof called === "string") {
    console.error(`${called}\n\n${USAGE}`);
    return 2;
  }
  const { files, percent, seed, workers } = called;
  const testFiles = await parts.testsOf(files);
  process.env.LAW_RUNS ??= LAW_RUNS;
  const mutants = await parts.stryker({
    mutate: files.flatMap((file) => subjects.get(file)!.map((lines) => `${file}:${lines}`)),
    testRunner: "warm",
    checkers: percent < 100 ? ["sample"] : [],
    plugins: ["runner.mjs", "sample.mjs"].map((file) => fileURLToPath(new URL(file, import.meta.url))),
    mutation: { testFiles, share: percent / 100, seed },
    coverageAnalysis: "perTest",
    concurrency: workers,
    timeoutMS: PATIENCE,
    timeoutFactor: 3,
    // The instrumented code is bundled as it is, and never type-checked.
    disableTypeChecks: false,
    ignorePatterns: [".cache", ".registrar", ".serverless", ".esbuild"],
    tempDirName: `${CACHE}/sandbox`,
    reporters: ["progress", "html", "json"],
    htmlReporter: { fileName: `${CACHE}/report.html` },
    jsonReporter: { fileName: `${CACHE}/report.json` },
    cleanTempDir: "always",
    logLevel: "warn",
    warnings: { unknownOptions: false, slow: false },
  });
  const sources = new Map(files.map((file) => [file, readFileSync(join(project, file), "utf8")]));
  const explained: Explained = JSON.parse(readFileSync(new URL("survivors.json", import.meta.url), "utf8"));
  const named = mutants.map((mutant) => ({
    ...mutant,
    fileName: relative(project, mutant.fileName).replaceAll("\\", "/"),
  }));
  const result = judge(named, sources, explained, percent < 100);
  return tell(result, files.length === subjects.size);
}

/** What is wrong with the call, or the call. */
export function read(args: readonly string[], subjects: readonly string[]): Called | string {
  const text = { type: "string" } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { percent: text, seed: text, workers: text },
      allowPositionals: true,
    });
    const { percent = "100", seed = "0", workers = String(availableParallelism()) } = values;
    for (const number of [percent, seed, workers])
      if (!/^\d{1,9}$/.test(number)) return `not a number of this kind: ${JSON.stringify(number)}`;
    if (percent === "0" || Number(percent) > 100) return `not between 1 and 100: --percent ${percent}`;
    if (workers === "0") return "--workers must be 1 or more";
    const unknown = positionals.find((file) => !subjects.includes(file));
    if (unknown !== undefined)
      return `${JSON.stringify(unknown)} is not mutated; what is:\n  ${subjects.join("\n  ")}`;
    const files = positionals.length === 0 ? subjects : [...new Set(positionals)];
    return { files, percent: Number(percent), seed: Number(seed), workers: Number(workers) };
  } catch (error) {
    return messageOf(error);
  }
}

/** Prints the result, and answers the exit code. */
function tell({ files, all, unexplained, gone }: MutationResult, whole: boolean): number {
  const row = (name: string, tally: MutantTally) =>
    console.log(
      `${scoreOf(tally).toFixed(1).padStart(6)} %  ${String(tally.killed).padStart(5)} killed  ${String(tally.survived).padStart(4)} survived  ${name}`,
    );
  for (const [file, tally] of files) row(file, tally);
  row("all", all);
  if (unexplained.length > 0)
    console.log(`\nSurvived, and not explained in tools/mutation/survivors.json:\n`);
  for (const line of unexplained) console.log(line);
  if (gone.length > 0) console.log(`\nExplained there, and no survivor:\n`);
  for (const line of gone) console.log(line);
  const low = whole && scoreOf(all) < GOAL;
  if (low) console.log(`\nLess than ${GOAL} % were killed.`);
  const failed = unexplained.length + gone.length + (low ? 1 : 0);
  console.log(`\n${CACHE}/report.html shows each mutant in its place.`);
  console.log(`${all.killed + all.survived - unexplained.length} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
