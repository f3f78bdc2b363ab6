import { QUALITY_PREFIX } from "../shared/quality/results/table.ts";
import { driftPrefix } from "../shared/reconcile/drift-record.ts";
import { bucketArn, glueArn, objectsArn, workGroupArn } from "./arns.ts";
import { type Resource, ref } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { lookQueueOf } from "./event-pipelines.ts";
import { LAMBDA, role } from "./role-resource.ts";
import {
  consume,
  learnWhatIsMissing,
  listObjects,
  readObjects,
  send,
  tellOnBus,
  useBucketKey,
  writeLogs,
} from "./statements.ts";
import { tablesWithAncestors } from "./table-arns.ts";
import type { Validation } from "./validation-settings.ts";

/**
 * What the validate function may do: ask Athena in one workgroup, read the datasets, write below the prefix of results,
 * and tell. Athena reads Glue and S3 in the name of whoever asks, so the role has what the queries need. No statement on
 * a place for query results: Athena keeps them itself.
 * https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
 */
export function validateRole(
  { functionName, workGroup, queue, read }: Validation,
  deployment: Deployment,
): Resource {
  const { stage, bucket } = deployment;
  const prefixes = [...new Set([...read.map(({ prefix }) => prefix), QUALITY_PREFIX])];
  // Of what the reconciles found, for the report.
  const readable = [...prefixes, driftPrefix(stage)];
  return role(functionName, LAMBDA, "validate", [
    writeLogs(functionName),
    consume(queue),
    tellOnBus(deployment),
    // At sessions that were written while they were read.
    send("AskForLooks", lookQueueOf(stage)),
    {
      Sid: "AskAthena",
      Effect: "Allow",
      Action: [
        "athena:StartQueryExecution",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:StopQueryExecution",
      ],
      Resource: workGroupArn(workGroup),
    },
    {
      Sid: "ReadCatalog",
      Effect: "Allow",
      Action: [
        "glue:GetDatabase",
        "glue:GetTable",
        "glue:GetPartition",
        "glue:GetPartitions",
        "glue:BatchGetPartition",
      ],
      Resource: tablesWithAncestors(read, stage),
    },
    {
      // Athena looks for it in every account, whatever a query names.
      Sid: "SeeDefaultDatabase",
      Effect: "Allow",
      Action: "glue:GetDatabase",
      Resource: glueArn("database/default"),
    },
    readObjects(deployment, readable),
    listObjects(deployment, prefixes),
    // Before its first run there is nothing to compare with.
    learnWhatIsMissing(deployment),
    {
      // Knows no prefix, so it cannot share the condition. Athena asks in which Region the data are.
      Sid: "FindBucket",
      Effect: "Allow",
      Action: "s3:GetBucketLocation",
      Resource: bucketArn(bucket),
    },
    {
      // Results, reports, and what was said last. It cannot write, and so not spoil, the data that it judges.
      Sid: "WriteResults",
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: objectsArn(bucket, QUALITY_PREFIX),
    },
    {
      // The second is where Lambda itself, in the function's name, tells of a run that failed for good.
      Sid: "Tell",
      Effect: "Allow",
      Action: "sns:Publish",
      Resource: [ref("QualityTopic"), ref("AlarmTopic")],
    },
    ...useBucketKey(deployment, { writes: true }),
  ]);
}
