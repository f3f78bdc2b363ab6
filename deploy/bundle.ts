import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { datasets as declared } from "../shared/declared-datasets.ts";
import type { DeclaredDataset } from "../shared/quality/quality.ts";
import { naming } from "../shared/runtime/naming.ts";
import { withCheckedRules } from "./rules/checked-rules.ts";

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
  plugins: pluginsFor(),
};

/** Writes the bundle of one function: `bundle("functions/register.ts", ".cache/register.mjs")`. Default: what is declared. */
export async function bundle(
  entry: string,
  outfile: string,
  datasets?: readonly DeclaredDataset[],
): Promise<void> {
  await build({ ...bundleOptions, entryPoints: [entry], outfile, plugins: pluginsFor(datasets) });
}

/** The list is data in the bundle: nothing of it runs there, and of rules there is only what deploy/rules has written. */
function pluginsFor(datasets: readonly DeclaredDataset[] = declared): Plugin[] {
  return [
    insteadOf("declared-datasets", "datasets", () => withCheckedRules(datasets)),
    insteadOf("naming", "naming", async () => naming),
  ];
}

/** The module exports one value, under a name. */
function insteadOf(module: string, name: string, value: () => Promise<unknown>): Plugin {
  return {
    name: module,
    setup(builder) {
      const filter = new RegExp(`[\\\\/]shared[\\\\/](?:runtime[\\\\/])?${module}\\.ts$`);
      builder.onLoad({ filter }, async () => {
        return { contents: `export const ${name} = ${JSON.stringify(await value())};`, loader: "js" };
      });
    },
  };
}
