/** What a command loads before it says its first word: Node.js reads each file on its own, and a package is hundreds. */
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { build, type Metafile } from "esbuild";
import { PROJECT } from "../repository/sources.ts";

const MAIN = "cli/main.ts";
const WITHOUT_PACKAGE = ["check", "calendar", "export", "demo", "local"];
const WITH_SDK = ["status", "query", "explain", "parked"];

const fileOf = (command: string) => `cli/commands/${command}.ts`;

let inputs: Metafile["inputs"];

beforeAll(async () => {
  const files = [MAIN, ...[...WITHOUT_PACKAGE, ...WITH_SDK].map(fileOf)];
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: files.map((file) => join(PROJECT, file)),
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    splitting: true,
    outdir: "nowhere",
    logLevel: "silent",
  });
  inputs = metafile.inputs;
});

/** Files that are loaded with this one, and the packages: what is imported when it is called for is not among them. */
function loadedWith(file: string): { readonly files: number; readonly packages: readonly string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  follow(file, files, packages);
  return { files: files.size, packages: [...packages].sort() };
}

function follow(file: string, files: Set<string>, packages: Set<string>): void {
  if (files.has(file)) return;
  files.add(file);
  for (const { path, kind, external } of inputs[file]?.imports ?? []) {
    if (kind === "dynamic-import") continue;
    if (external !== true) follow(path, files, packages);
    else if (!path.startsWith("node:")) packages.add(path);
  }
}

test("the list of commands, and every usage error, wait for a dozen files and no package", () => {
  const { files, packages } = loadedWith(MAIN);
  expect(packages).toEqual([]);
  expect(files).toBeLessThan(20);
});

test.each(WITHOUT_PACKAGE)("registrar %s begins without a package: no SDK, no DuckDB, no esbuild", (name) => {
  expect(loadedWith(fileOf(name)).packages).toEqual([]);
});

test.each(WITH_SDK)("registrar %s begins with the SDK alone, and not with the local stack", (name) => {
  const { packages } = loadedWith(fileOf(name));
  expect(packages.filter((one) => !/^@(aws-sdk|smithy)\//.test(one))).toEqual([]);
});
