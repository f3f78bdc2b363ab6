import { driftPrefix } from "../shared/reconcile/drift-record.ts";
import { checkpointPrefix } from "../shared/reconcile/kept-checkpoint.ts";
import { DELETES_PREFIX } from "../shared/removal/records.ts";
import { objectsArn } from "./arns.ts";
import type { Resource } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import type { Reconciler } from "./reconcile-settings.ts";
import { LAMBDA, role } from "./role-resource.ts";
import {
  consume,
  learnWhatIsMissing,
  listObjects,
  seeWhoSharesLocations,
  send,
  useBucketKey,
  writeLogs,
  writeUndoRecords,
} from "./statements.ts";
import { tablesWithAncestors } from "./table-arns.ts";

/**
 * What the reconcile function may do: list what is there, read the partitions of its datasets and create missing ones, and
 * keep records of its own. It removes partitions only of datasets that say so, and can neither read nor write an object of
 * a dataset.
 */
export function reconcileRole(reconciler: Reconciler, deployment: Deployment): Resource {
  const { functionName, queue, reconciled, removing } = reconciler;
  const { stage, bucket } = deployment;
  const records = [driftPrefix(stage), checkpointPrefix(stage)];
  return role(functionName, LAMBDA, "reconcile", [
    writeLogs(functionName),
    consume(queue),
    send("CarryOn", queue),
    {
      Sid: "RegisterPartitions",
      Effect: "Allow",
      // BatchUpdatePartition gives old partitions the columns that their table has gained.
      Action: [
        "glue:GetTable",
        "glue:GetPartitions",
        "glue:BatchGetPartition",
        "glue:BatchCreatePartition",
        "glue:BatchUpdatePartition",
      ],
      Resource: tablesWithAncestors(reconciled, stage),
    },
    listObjects(
      deployment,
      reconciled.map(({ prefix }) => prefix),
    ),
    // The first run finds no record.
    learnWhatIsMissing(deployment),
    {
      // One object for each dataset in each, and one for each dataset and day of removals.
      Sid: "KeepRecords",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: [...records, ...(removing.length === 0 ? [] : [`${DELETES_PREFIX}${stage}/`])].map((prefix) =>
        objectsArn(bucket, prefix),
      ),
    },
    ...(removing.length === 0 ? [] : removingOrphans(reconciler, deployment)),
    ...useBucketKey(deployment, { writes: true }),
  ]);
}

const removingOrphans = ({ removing, others }: Reconciler, deployment: Deployment): readonly object[] => [
  {
    Sid: "RemovePartitions",
    Effect: "Allow",
    Action: "glue:BatchDeletePartition",
    Resource: tablesWithAncestors(removing, deployment.stage),
  },
  writeUndoRecords(deployment),
  ...seeWhoSharesLocations(deployment, others),
];
