import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from "@smithy/core/config";
import { ConfigurationError } from "../shared/runtime/errors.ts";
import { REGISTRAR } from "../shared/runtime/launcher.ts";

/** The Region that every client of ours will find: AWS_REGION's, or the profile's. */
const configured = (): Promise<string> =>
  loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS)();

/**
 * The Region, asked before anything else is: without one every single call of AWS would fail for the same reason.
 * Throws INVALID_SETTINGS.
 */
export async function requireRegion(find: () => Promise<string> = configured): Promise<string> {
  try {
    return await find();
  } catch {
    throw new ConfigurationError("INVALID_SETTINGS", "no AWS Region is set:", [
      "export AWS_REGION=<region>, or set a region in the profile that AWS_PROFILE names",
      `for the local stack, export what ${REGISTRAR} local prints`,
    ]);
  }
}
