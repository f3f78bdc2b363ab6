import { CHECK_IDS, CHECKS } from "./checks/index.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { isOff } from "./quality.ts";

/**
 * What Glue and S3 say of a dataset. Pure. `all` are the facts of every dataset of the run: the one that this one is
 * computed from may be among them.
 */
export function metadataFindings(facts: Facts, all: readonly Facts[]): Finding[] {
  const made = CHECK_IDS.filter((check) => !isOff(check, facts.dataset));
  return made.flatMap((check) =>
    [...(CHECKS[check].metadata?.(facts, all) ?? [])].map((found) => ({ check, ...found })),
  );
}
