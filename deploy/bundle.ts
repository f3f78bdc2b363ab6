import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { datasets as declared } from "../shared/declared-datasets.ts";
import { givenList } from "../shared/runtime/given-list.ts";
import { naming } from "../shared/runtime/naming.ts";

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
  plugins: pluginsFor(undefined),
};

/** Writes the bundle of one function: `bundle("functions/register.ts", ".cache/register.mjs")`. Default: what is declared. */
export async function bundle(entry: string, outfile: string, datasets?: readonly Dataset[]): Promise<void> {
  await build({ ...bundleOptions, entryPoints: [entry], outfile, plugins: pluginsFor(datasets) });
}

/** A list outside of the checkout, and one that a caller brings, is data in the bundle: nothing of it runs there. */
function pluginsFor(datasets: readonly Dataset[] | undefined): Plugin[] {
  const isGiven = givenList() !== undefined;
  if (datasets === undefined && !isGiven) return [];
  return [
    insteadOf("declared-datasets", `export const datasets = ${JSON.stringify(datasets ?? declared)};`),
    ...(isGiven ? [insteadOf("naming", `export const naming = ${JSON.stringify(naming)};`)] : []),
  ];
}

function insteadOf(module: string, contents: string): Plugin {
  return {
    name: module,
    setup(builder) {
      const filter = new RegExp(`[\\\\/]shared[\\\\/](?:runtime[\\\\/])?${module}\\.ts$`);
      builder.onLoad({ filter }, () => ({ contents, loader: "js" }));
    },
  };
}
