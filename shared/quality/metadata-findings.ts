import { CHECK_IDS, CHECKS } from "./checks/index.ts";
import type { CheckFinding } from "./finding.ts";
import { isOff } from "./quality.ts";
import type { CatalogSnapshot } from "./snapshot.ts";

/**
 * What Glue and S3 say of a dataset. Pure. `all` are the snapshots of every dataset of the run: the one that this one is
 * computed from may be among them.
 */
export function metadataFindings(snapshot: CatalogSnapshot, all: readonly CatalogSnapshot[]): CheckFinding[] {
  const made = CHECK_IDS.filter((check) => !isOff(check, snapshot.dataset));
  return made.flatMap((check) =>
    [...(CHECKS[check].metadata?.(snapshot, all) ?? [])].map((found) => ({ check, ...found })),
  );
}
