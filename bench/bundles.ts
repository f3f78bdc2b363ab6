import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../deploy/bundle.ts";
import { bundleRegister } from "../local/platform.ts";

export interface Bundles {
  /** The register function, exactly as it is deployed. */
  readonly register: string;
  /** The least that a function could be that creates partitions: bare-glue.ts, made with the same options. */
  readonly bareGlue: string;
}

export async function buildBundles(folder: string): Promise<Bundles> {
  const bundles = { register: join(folder, "register.mjs"), bareGlue: join(folder, "bare-glue.mjs") };
  await Promise.all([
    bundleRegister(bundles.register),
    bundle(fileURLToPath(new URL("bare-glue.ts", import.meta.url)), bundles.bareGlue),
  ]);
  return bundles;
}
