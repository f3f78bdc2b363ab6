import { readdirSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";
import { bundleOptions } from "../../deploy/bundle.ts";
import { bundlesOf } from "./bundles.mjs";

const project = fileURLToPath(new URL("../../", import.meta.url));

/** What the functions import and no test of theirs judges: the list of datasets, and names of validation's metrics. */
const OTHER_SUBJECTS = /^shared\/(datasets\.ts|quality\/)/;

/** The rooms whose tests stay in memory: what the two functions are made of, and laws. */
const IN_MEMORY = [
  "catalog",
  "crawl",
  "datasets",
  "events",
  "guard",
  "look-requests",
  "operate",
  "properties",
  "register",
  "runtime",
].map((room) => `tests/${room}`);

/**
 * Tests there of other code that merely passes through what is mutated here, one that reads a real clock, and those
 * whose files an engine writes.
 */
const OTHER_TESTS = /\/(footer|glue-patience|guard\/apply|sqs-queues-adapter|type-coercion)\./;

/**
 * What the functions `register` and `crawl` are made of: by file of shared/, the lines `first-last` of each statement at
 * its top level that is in one of the bundles. The others are for commands, deployments and the other functions.
 */
export async function subjects() {
  const lines = await bundledLines(["functions/register.ts", "functions/crawl.ts"]);
  const files = [...lines.keys()].filter((file) => file.startsWith("shared/") && !OTHER_SUBJECTS.test(file));
  return new Map(files.sort().map((file) => [file, statementsWith(lines.get(file), file)]));
}

/** Lines of sources, from 1, that are in a bundle after what nobody uses was shaken off. */
async function bundledLines(entryPoints) {
  const { outputFiles } = await build({
    ...bundleOptions,
    absWorkingDir: project,
    entryPoints,
    outdir: "bundles",
    write: false,
    sourcemap: "external",
    packages: "external",
    alias: {},
  });
  const lines = new Map();
  for (const map of outputFiles.filter(({ path }) => path.endsWith(".map"))) {
    const code = outputFiles.find(({ path }) => `${path}.map` === map.path).text;
    const sourceMap = new SourceMap(JSON.parse(map.text));
    for (const [line, text] of code.split("\n").entries())
      for (let column = 0; column < text.length; column++) {
        const { originalSource, originalLine } = sourceMap.findEntry(line, column);
        if (originalSource === undefined) continue;
        const file = relative("..", originalSource).replaceAll("\\", "/");
        lines.set(file, (lines.get(file) ?? new Set()).add(originalLine + 1));
      }
  }
  return lines;
}

function statementsWith(lines, file) {
  const source = ts.createSourceFile(file, readFileSync(join(project, file), "utf8"), ts.ScriptTarget.Latest);
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  return source.statements
    .map((statement) => [lineOf(statement.getStart(source)), lineOf(statement.end)])
    .filter(([first, last]) => [...lines].some((line) => line >= first && line <= last))
    .map(([first, last]) => `${first}-${last}`);
}

/** The tests in memory that import one of `files`. */
export async function testsOf(files) {
  const tests = IN_MEMORY.flatMap((folder) =>
    readdirSync(join(project, folder))
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => `${folder}/${name}`),
  );
  const bundles = await bundlesOf(
    project,
    tests.filter((file) => !OTHER_TESTS.test(file)),
  );
  return bundles
    .filter(({ sources }) => files.some((file) => sources.includes(file)))
    .map(({ file }) => file);
}
