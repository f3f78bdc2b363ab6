import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import type { Dataset } from "../shared/datasets/dataset.ts";

const CREDENTIALS = fileURLToPath(new URL("../shared/runtime/lambda-credentials.ts", import.meta.url));

/** How a deployed function becomes one file; the packaged bundle and that of `bundle()` are the same bytes. */
export const bundleOptions: BuildOptions = {
  bundle: true,
  platform: "node",
  format: "esm",
  // The oldest Node.js that package.json supports: demo and tests run the very bundle that Lambda runs.
  target: "node20.19",
  // The ESM builds of the SDK can be tree-shaken, their CommonJS builds cannot: half the size.
  mainFields: ["module", "main"],
  minify: true,
  // See shared/runtime/lambda-credentials.ts.
  alias: { "@aws-sdk/credential-provider-node": CREDENTIALS },
  // What was judged before it was bundled is not judged again at every start.
  define: { IS_BUNDLED: "true" },
  sourcemap: false,
  // The SDK is bundled, not taken from the runtime: its version is ours, and one file loads faster than hundreds.
  external: [],
  // Some bundled CommonJS calls require("node:…"), which an ES module does not have.
  banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  logLevel: "warning",
};

/** The same, with what serverless-esbuild itself wants to know. */
export const packagingOptions = {
  ...bundleOptions,
  outputFileExtension: ".mjs",
  // Its default leaves the old `aws-sdk` out of the bundle; nothing is left out of ours.
  exclude: [],
};

/**
 * Writes the bundle of one function, for example `bundle("functions/register.ts", ".cache/register.mjs")`. Other
 * datasets than those of shared/datasets.ts take their place in it, as if that file said so.
 */
export async function bundle(entry: string, outfile: string, datasets?: readonly Dataset[]): Promise<void> {
  const plugins = datasets === undefined ? [] : [insteadOfDatasets(datasets)];
  await build({ ...bundleOptions, entryPoints: [entry], outfile, plugins });
}

function insteadOfDatasets(datasets: readonly Dataset[]): Plugin {
  const contents = `export const datasets = ${JSON.stringify(datasets)};`;
  return {
    name: "datasets",
    setup(builder) {
      builder.onLoad({ filter: /[\\/]shared[\\/]datasets\.ts$/ }, () => ({ contents, loader: "js" }));
    },
  };
}
