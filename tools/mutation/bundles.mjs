import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import vm from "node:vm";
import { build } from "esbuild";

const project = fileURLToPath(new URL("../../", import.meta.url));
const jestGlobals = fileURLToPath(new URL("jest-globals.mjs", import.meta.url));

/** What a bundle leaves outside, from the project's own node_modules. */
export const requirePackage = createRequire(join(project, "package.json"));

/** A bundle has no `import.meta`; each of its sources keeps its own address. */
const ownAddress = {
  name: "own-address",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const address = JSON.stringify(pathToFileURL(path).href);
      return { loader: "ts", contents: text.replaceAll("import.meta.url", address) };
    });
  },
};

/**
 * Each of `files`, below `root`, as one script of its own with all that it imports of the project. `sources` are the
 * paths of those, below `root`.
 */
export async function bundlesOf(root, files) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: files,
    outbase: root,
    outdir: "bundles",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    packages: "external",
    alias: { "@jest/globals": jestGlobals },
    plugins: [ownAddress],
    logLevel: "error",
  });
  const textOf = new Map(outputFiles.map(({ path, text }) => [relative(root, path), text]));
  return Object.entries(metafile.outputs).map(([path, { entryPoint, inputs }]) => ({
    file: entryPoint,
    sources: Object.keys(inputs),
    text: textOf.get(path),
  }));
}

/** Answers a function that evaluates the bundle anew each time, and answers the tests that it declares. */
export function loaderOf({ file, text }) {
  const script = new vm.Script(`(module, require) => { const exports = module.exports; ${text}\n}`, {
    filename: file,
  });
  return () => {
    const module = { exports: {} };
    script.runInThisContext()(module, requirePackage);
    return globalThis.collectedTests;
  };
}
