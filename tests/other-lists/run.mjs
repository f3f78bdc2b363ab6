// `npm run test:other-lists`: `npm test` in a copy of the project whose shared/datasets.ts and access/grantees.ts say what
// a list of tests/fixtures/lists does; with each of them, or `-- <list>` with one. Other arguments are jest's:
// `-- shop tests/` runs all that `npm test` does. Behind the tests the same list is given by path, outside of the project.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";
import { compareByPath } from "./by-path.mjs";

const project = fileURLToPath(new URL("../../", import.meta.url));
const names = readdirSync(join(project, "tests/fixtures/lists")).map((file) => basename(file, ".ts"));

/**
 * What a list can reach, if no other arguments are given: what goes by the product's own defaults (deploy, with the
 * tests of the list itself), bundles a function or starts the product as a process (cli, functions, live-check), or
 * reads it as text (repository). Left out are bench, core, local, mutation, properties and simulate. They do none of
 * these: all they have of datasets is tests/fixtures or their own, in jest's process, where jest.config.json gives the
 * frozen list to the product's imports as well. Without that, tests of cli and deploy fail here.
 */
const REACHED = ["cli", "deploy", "functions", "live-check", "repository"].map(
  (folder) => `tests/${folder}/`,
);

/** What git has not, and what takes long to copy; node_modules of the project is linked. */
const LEFT_OUT = new Set([
  "node_modules",
  ".git",
  ".cache",
  ".serverless",
  ".esbuild",
  ".registrar",
  ".venv",
]);

function copyWith({ datasets, grantees }, list) {
  const copy = mkdtempSync(join(tmpdir(), `registrar-${list}-`));
  cpSync(project, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  symlinkSync(join(project, "node_modules"), join(copy, "node_modules"));
  declare(copy, datasets);
  write(copy, "access/grantees.ts", [
    'import { datasets } from "../shared/datasets.ts";',
    'import { defineGrantees } from "./grantee.ts";',
    `export const grantees = defineGrantees(${JSON.stringify(grantees)}, datasets);`,
  ]);
  return copy;
}

const write = (copy, file, lines) => writeFileSync(join(copy, file), `${lines.join("\n")}\n`);

function declare(copy, datasets) {
  write(copy, "shared/datasets.ts", [
    'import { defineDatasets } from "./datasets/define-datasets.ts";',
    `export const datasets = defineDatasets(${JSON.stringify(datasets)});`,
  ]);
}

/** What stops a run. A terminal sends SIGINT to the copy as well; the others come to this process alone. */
const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"];
let isStopped = false;
let running;
for (const signal of STOPS) {
  process.on(signal, () => {
    isStopped = true;
    running?.kill(signal);
  });
}

/** The exit code of `npm test` in the copy, and its count; none if it broke before it could count. */
async function testIn(copy, args) {
  running = spawn(process.execPath, ["tests/run.mjs", ...args], {
    cwd: copy,
    stdio: ["inherit", "pipe", "inherit"],
  });
  let counted;
  createInterface({ input: running.stdout }).on("line", (line) => {
    const count = /^(\d+) passed, (\d+) failed$/.exec(line);
    if (count === null) console.log(line);
    else counted = { passed: Number(count[1]), failed: Number(count[2]) };
  });
  const code = await new Promise((resolve, reject) => {
    running.on("error", reject);
    running.on("close", resolve);
  });
  return { code: code ?? 1, counted };
}

const [first, ...rest] = process.argv.slice(2);
const [lists, args] = names.includes(first) ? [[first], rest] : [names, process.argv.slice(2)];
const total = { passed: 0, failed: 0 };
process.exitCode = 0;
for (const list of lists) {
  console.error(`== with the list ${list}`);
  const declared = await tsImport(`../fixtures/lists/${list}.ts`, import.meta.url);
  const copy = copyWith(declared, list);
  try {
    if (isStopped) break;
    const { code, counted = { passed: 0, failed: 1 } } = await testIn(copy, args.length > 0 ? args : REACHED);
    total.passed += counted.passed;
    total.failed += counted.failed;
    if (code !== 0) process.exitCode = 1;
    if (isStopped || args.length > 0) continue;
    const compared = await compareByPath(declared, copy, (datasets) => declare(copy, datasets));
    total.passed += compared.passed;
    total.failed += compared.failed;
    if (compared.failed > 0) process.exitCode = 1;
  } finally {
    rmSync(copy, { recursive: true });
  }
  if (isStopped) break;
}
if (isStopped) process.exitCode = 1;
console.log(`${total.passed} passed, ${total.failed} failed`);
