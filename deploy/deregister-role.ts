import type { Dataset } from "../shared/datasets/dataset.ts";
import { DELETES_PREFIX } from "../shared/removal/records.ts";
import { objectsArn } from "./arns.ts";
import type { Deployment } from "./deployment.ts";
import type { EventPipeline } from "./event-pipelines.ts";
import {
  learnWhatIsMissing,
  listObjects,
  seeWhoSharesLocations,
  send,
  useBucketKey,
  writeUndoRecords,
} from "./statements.ts";
import { tablesWithAncestors } from "./table-arns.ts";

/**
 * What the deregister function may do besides what all consumers may: look into the Locations of its datasets, remove their
 * partitions, and write down what it removes and how many. It can neither read nor write an object of a dataset.
 */
export function deregistering(
  { datasets, queue }: EventPipeline,
  deployment: Deployment,
  pipelines: readonly EventPipeline[],
): readonly object[] {
  const { stage, bucket } = deployment;
  return [
    send("SendNominations", queue),
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
    ...seeWhoSharesLocations(deployment, othersOf(datasets, pipelines)),
    listObjects(
      deployment,
      datasets.map(({ prefix }) => prefix),
    ),
    // The first removal of a day finds no count.
    learnWhatIsMissing(deployment),
    {
      // One object for each dataset and day.
      Sid: "CountRemovals",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: objectsArn(bucket, `${DELETES_PREFIX}${stage}/`),
    },
    writeUndoRecords(deployment),
    ...useBucketKey(deployment, { writes: true }),
  ];
}

/** Every dataset with partitions in Glue has a pipeline. */
const othersOf = (datasets: readonly Dataset[], pipelines: readonly EventPipeline[]) => [
  ...new Set(pipelines.flatMap((one) => one.datasets).filter((dataset) => !datasets.includes(dataset))),
];
