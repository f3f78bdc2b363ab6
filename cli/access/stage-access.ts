import { grantees } from "../../access/declared-grantees.ts";
import { iamRolePolicies } from "../../access/iam-role-policies-adapter.ts";
import type { AccessStage } from "../../access/stage.ts";
import { stsTokens } from "../../access/sts-tokens-adapter.ts";
import { glueCatalog, gluePartitions } from "../../shared/catalog/glue-catalog-adapter.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { s3Writer } from "../../shared/store/s3-writer-adapter.ts";
import { bucketOfTable, STEP_TIMEOUT } from "../stage-ports.ts";
import type { Terminal } from "../terminal.ts";
import { saying } from "../whereabouts.ts";

/** Grants in a stage of AWS, with the project's datasets and grantees. */
export function stageAccess(stage: string, terminal: Terminal): AccessStage {
  return {
    stage,
    datasets,
    grantees,
    tokens: saying(stsTokens(), terminal),
    policies: iamRolePolicies(),
    catalog: glueCatalog(),
    partitions: gluePartitions(),
    store: s3Store(),
    writer: s3Writer(),
    bucketOf: (dataset) => bucketOfTable(dataset, stage),
    clock: Date,
    callTimeout: () => signalAfter(STEP_TIMEOUT),
  };
}
