import { driftPrefix } from "../shared/reconcile/drift-record.ts";
import { checkpointPrefix } from "../shared/reconcile/kept-checkpoint.ts";
import { DELETES_PREFIX, undoPrefix } from "../shared/removal/records.ts";
import { bucketArn, objectsArn } from "./arns.ts";
import { getAtt, type Resource } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { consume, LAMBDA, role, writeLogs } from "./pipeline-roles.ts";
import type { Reconciler } from "./reconcile-settings.ts";
import { tablesWithAncestors } from "./table-arns.ts";

/**
 * What the reconcile function may do: list what is there, read the partitions of its datasets and create missing ones, and
 * keep records of its own. It removes partitions only of datasets that say so, and can neither read nor write an object of
 * a dataset.
 */
export function reconcileRole(
  { functionName, queue, reconciled, removing, others }: Reconciler,
  { stage, bucket }: Deployment,
): Resource {
  const records = [driftPrefix(stage), checkpointPrefix(stage)];
  return role(functionName, LAMBDA, "reconcile", [
    writeLogs(functionName),
    consume(queue),
    {
      Sid: "CarryOn",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: getAtt(queue.id, "Arn"),
    },
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
    {
      Sid: "ListObjects",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
      Condition: { StringLike: { "s3:prefix": reconciled.map(({ prefix }) => `${prefix}*`) } },
    },
    {
      // The first run finds no record, and S3 tells so, instead of refusing GetObject, only to who may list the bucket; that
      // request has no prefix. Besides, this allows to list without one: names of keys.
      Sid: "LearnWhatIsMissing",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
      Condition: { Null: { "s3:prefix": "true" } },
    },
    {
      // One object for each dataset in each, and one for each dataset and day of removals.
      Sid: "KeepRecords",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: [...records, ...(removing.length === 0 ? [] : [`${DELETES_PREFIX}${stage}/`])].map((prefix) =>
        objectsArn(bucket, prefix),
      ),
    },
    ...(removing.length === 0
      ? []
      : [
          {
            Sid: "RemovePartitions",
            Effect: "Allow",
            Action: "glue:BatchDeletePartition",
            Resource: tablesWithAncestors(removing, stage),
          },
          {
            // One object for each delete; the function writes none twice, and reads none.
            Sid: "WriteUndoRecords",
            Effect: "Allow",
            Action: "s3:PutObject",
            Resource: objectsArn(bucket, undoPrefix(stage)),
          },
        ]),
    ...(removing.length === 0 || others.length === 0
      ? []
      : [
          {
            // Their partitions may point at the Locations of the others.
            Sid: "SeeWhoSharesLocations",
            Effect: "Allow",
            Action: ["glue:GetTable", "glue:GetPartitions"],
            Resource: tablesWithAncestors(others, stage),
          },
        ]),
  ]);
}
