import { LOOKS_PREFIX } from "../shared/looks/budget.ts";
import { SESSIONS_PREFIX } from "../shared/sessions/keys.ts";
import { SESSION_CHANGES } from "../shared/sessions/table.ts";
import { objectsArn } from "./arns.ts";
import { getAtt } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import type { EventPipeline } from "./event-pipelines.ts";
import { learnWhatIsMissing, listObjects, tellOnBus, useBucketKey } from "./statements.ts";
import { tablesWithAncestors } from "./table-arns.ts";

/**
 * What the look function may do besides what all consumers may: list the sessions of datasets that promise something, keep
 * their states, tell of changes, and ask for verdicts. It can neither read nor write an object of a dataset.
 */
export function looking({ looks }: EventPipeline, deployment: Deployment): readonly object[] {
  const { stage, bucket } = deployment;
  const { datasets, queue, verdicts } = looks!;
  return [
    {
      // Its own, for later looks; and the validate function's.
      Sid: "AskForLooksAndVerdicts",
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Resource: [queue, verdicts].map(({ id }) => getAtt(id, "Arn")),
    },
    {
      Sid: "ReadCatalog",
      Effect: "Allow",
      Action: ["glue:GetTable", "glue:GetPartitions"],
      Resource: tablesWithAncestors(datasets, stage),
    },
    listObjects(deployment, [...datasets.map(({ prefix }) => prefix), SESSIONS_PREFIX]),
    ...useBucketKey(deployment, { writes: true }),
    // Most sessions have no state yet.
    learnWhatIsMissing(deployment),
    {
      // One object for each session, and one for each day.
      Sid: "KeepStates",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: [SESSIONS_PREFIX, LOOKS_PREFIX].map((prefix) => objectsArn(bucket, prefix)),
    },
    {
      Sid: "WriteChanges",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: objectsArn(bucket, SESSION_CHANGES.prefix),
    },
    tellOnBus(deployment),
  ];
}
