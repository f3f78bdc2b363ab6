import { type BuildOptions, build } from "esbuild";

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

/** Writes the bundle of one function, for example `bundle("functions/register.ts", ".cache/register.mjs")`. */
export async function bundle(entry: string, outfile: string): Promise<void> {
  await build({ ...bundleOptions, entryPoints: [entry], outfile });
}
