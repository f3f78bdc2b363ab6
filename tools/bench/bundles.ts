import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundle, bundleOptions } from "../../deploy/bundle.ts";
import { bundleRegister } from "../../local/functions.ts";

export interface Bundles {
  /** The register function, exactly as it is deployed. */
  readonly register: string;
  /** The least that a function is that creates partitions: bare-glue.ts, made with the same options, the SDK as it comes. */
  readonly bareGlue: string;
  /** The same, with the credentials of Lambda alone, as the register function has them. */
  readonly leanGlue: string;
}

export async function buildBundles(folder: string): Promise<Bundles> {
  const bundles = {
    register: join(folder, "register.mjs"),
    bareGlue: join(folder, "bare-glue.mjs"),
    leanGlue: join(folder, "lean-glue.mjs"),
  };
  const bareGlue = fileURLToPath(new URL("bare-glue.ts", import.meta.url));
  await Promise.all([
    bundleRegister(bundles.register),
    build({ ...bundleOptions, alias: {}, entryPoints: [bareGlue], outfile: bundles.bareGlue }),
    bundle(bareGlue, bundles.leanGlue),
  ]);
  return bundles;
}
