import { QUALITY_PREFIX } from "../shared/quality/results/table.ts";
import { driftPrefix } from "../shared/reconcile/drift-record.ts";
import { bucketArn, glueArn, objectsArn, workGroupArn } from "./arns.ts";
import { type Resource, ref } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { LAMBDA, role, writeLogs } from "./pipeline-roles.ts";
import { tablesWithAncestors } from "./table-arns.ts";
import type { Validation } from "./validation-settings.ts";

/**
 * What the validate function may do: ask Athena in one workgroup, read the datasets, write below the prefix of results,
 * and tell. Athena reads Glue and S3 in the name of whoever asks, so the role has what the queries need. No statement on
 * a place for query results: Athena keeps them itself.
 * https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
 */
export function validateRole(
  { functionName, workGroup, read }: Validation,
  { stage, bucket }: Deployment,
): Resource {
  const prefixes = [...new Set([...read.map(({ prefix }) => prefix), QUALITY_PREFIX])];
  // Of what the reconciles found, for the report.
  const readable = [...prefixes, driftPrefix(stage)];
  return role(functionName, LAMBDA, "validate", [
    writeLogs(functionName),
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
    {
      // The objects' names are not known beforehand, hence the "*" behind each prefix.
      Sid: "ReadObjects",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: readable.map((prefix) => objectsArn(bucket, prefix)),
    },
    {
      Sid: "ListObjects",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
      Condition: { StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } },
    },
    {
      // Before its first run there is nothing to compare with, and S3 tells so, instead of refusing GetObject, only to
      // who may list the bucket; that request has no prefix. Besides, this allows to list without one: names of keys.
      Sid: "LearnWhatIsMissing",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
      Condition: { Null: { "s3:prefix": "true" } },
    },
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
  ]);
}
