import type { CheckId } from "./checks.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { pipelineFreshness, sessionFreshness } from "./freshness-checks.ts";
import { presence, soundness } from "./partition-checks.ts";
import { contract } from "./schema-check.ts";
import { drift, smallFiles } from "./storage-checks.ts";

/** The checks that ask nothing of Athena. */
export const METADATA_CHECKS: readonly CheckId[] = [
  "partition.present",
  "partition.nonsession",
  "partition.format",
  "partition.schema",
  "partition.drift",
  "schema.contract",
  "freshness.session",
  "freshness.pipeline",
  "files.small",
];

/**
 * What Glue and S3 say of a dataset. Pure. `source` are the facts of the dataset that this one is computed from,
 * undefined if there are none.
 */
export function metadataFindings(facts: Facts, source: Facts | undefined): Finding[] {
  return [
    ...presence(facts),
    ...soundness(facts),
    ...drift(facts),
    contract(facts),
    sessionFreshness(facts),
    // Of a dataset that is computed from nothing there is nothing to say.
    ...(facts.dataset.quality.source === undefined ? [] : [pipelineFreshness(facts, source)]),
    smallFiles(facts),
  ];
}
