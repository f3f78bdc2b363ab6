import type { Dataset } from "../shared/datasets/dataset.ts";
import { DELETES_PREFIX, undoPrefix } from "../shared/removal/records.ts";
import { bucketArn, objectsArn } from "./arns.ts";
import { getAtt } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import type { EventPipeline } from "./event-pipelines.ts";
import { tablesWithAncestors } from "./table-arns.ts";

/**
 * What the deregister function may do besides what all consumers may: look into the Locations of its datasets, remove their
 * partitions, and write down what it removes and how many. It can neither read nor write an object of a dataset.
 */
export function deregistering(
  { datasets, queue }: EventPipeline,
  { stage, bucket }: Deployment,
  pipelines: readonly EventPipeline[],
): readonly object[] {
  const others = othersOf(datasets, pipelines);
  return [
    {
      Sid: "SendNominations",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: getAtt(queue.id, "Arn"),
    },
    {
      // Created again if an object is there after all.
      Sid: "RemovePartitions",
      Effect: "Allow",
      Action: [
        "glue:GetTable",
        "glue:GetPartitions",
        "glue:BatchGetPartition",
        "glue:BatchDeletePartition",
        "glue:BatchCreatePartition",
      ],
      Resource: tablesWithAncestors(datasets, stage),
    },
    ...(others.length === 0 ? [] : [seeShared(others, stage)]),
    {
      Sid: "ListObjects",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
      Condition: { StringLike: { "s3:prefix": datasets.map(({ prefix }) => `${prefix}*`) } },
    },
    {
      // The first removal of a day finds no count, and S3 tells so, instead of refusing GetObject, only to who may list the
      // bucket; that request has no prefix. Besides, this allows to list without one: names of keys.
      Sid: "LearnWhatIsMissing",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
      Condition: { Null: { "s3:prefix": "true" } },
    },
    {
      // One object for each dataset and day.
      Sid: "CountRemovals",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: objectsArn(bucket, `${DELETES_PREFIX}${stage}/`),
    },
    {
      // One object for each delete; the function writes none twice, and reads none.
      Sid: "WriteUndoRecords",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: objectsArn(bucket, undoPrefix(stage)),
    },
  ];
}

/** Partitions of these may point at the Locations of the others. */
const seeShared = (others: readonly Dataset[], stage: string) => ({
  Sid: "SeeWhoSharesLocations",
  Effect: "Allow",
  Action: ["glue:GetTable", "glue:GetPartitions"],
  Resource: tablesWithAncestors(others, stage),
});

/** Every dataset with partitions in Glue has a pipeline. */
const othersOf = (datasets: readonly Dataset[], pipelines: readonly EventPipeline[]) => [
  ...new Set(pipelines.flatMap((one) => one.datasets).filter((dataset) => !datasets.includes(dataset))),
];
