import { isOff } from "./evaluation.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { pipelineFreshness, sessionFreshness } from "./freshness-checks.ts";
import { presence, soundness } from "./partition-checks.ts";
import { contract } from "./schema-check.ts";
import { drift, smallFiles } from "./storage-checks.ts";

/**
 * What Glue and S3 say of a dataset. Pure. `all` are the facts of every dataset of the run: the one that this one is
 * computed from may be among them.
 */
export function metadataFindings(facts: Facts, all: readonly Facts[]): Finding[] {
  const { dataset } = facts;
  const { source } = dataset.quality;
  const origin = all.find((one) => one.dataset.name === source);
  const found = [
    ...presence(facts),
    ...soundness(facts),
    ...drift(facts),
    contract(facts),
    sessionFreshness(facts),
    // Of a dataset that is computed from nothing there is nothing to say.
    ...(source === undefined ? [] : [pipelineFreshness(facts, origin)]),
    smallFiles(facts),
  ];
  return found.filter(({ check }) => !isOff(check, dataset));
}
