import { crawlTarget, type Dataset } from "../shared/datasets/dataset.ts";
import { crawlerName } from "../shared/runtime/names.ts";
import { accountId, bucketArn, crawlerLogsArn, objectsArn } from "./arns.ts";
import type { Resource } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { role, type Trusted } from "./role-resource.ts";
import { useBucketKey } from "./statements.ts";
import { tablesWithAncestors } from "./table-arns.ts";

/**
 * What a crawler may do: read below its prefix, write its one table, log. Its role cannot touch another table, so a
 * crawler that would make a wrong one fails instead, and its crawl requests are parked. AWS names no shorter list than its managed
 * policy AWSGlueServiceRole (glue:* and more, on everything); these are the actions that a crawl is made of.
 * https://docs.aws.amazon.com/glue/latest/dg/crawler-prereqs.html
 */
export function crawlerRole(dataset: Dataset, deployment: Deployment): Resource {
  const { stage, bucket } = deployment;
  const { name, prefix } = dataset;
  return role(crawlerName(stage, name), GLUE, "crawl", [
    {
      Sid: "ReadObjects",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: objectsArn(bucket, prefix),
    },
    {
      Sid: "ListObjects",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucketArn(bucket),
      // Without its last slash as well: AWS does not say in which form a crawler asks.
      Condition: { StringLike: { "s3:prefix": [prefix.slice(0, -1), `${prefix}*`] } },
    },
    {
      // Knows no prefix, so it cannot share the condition. Part of AWSGlueServiceRole.
      Sid: "FindBucket",
      Effect: "Allow",
      Action: "s3:GetBucketLocation",
      Resource: bucketArn(bucket),
    },
    {
      Sid: "WriteTable",
      Effect: "Allow",
      Action: [
        "glue:GetDatabase",
        "glue:GetTable",
        "glue:GetTables",
        ...(crawlTarget(dataset) === "s3" ? ["glue:CreateTable"] : []),
        "glue:UpdateTable",
        "glue:GetPartition",
        "glue:GetPartitions",
        "glue:BatchGetPartition",
        "glue:CreatePartition",
        "glue:BatchCreatePartition",
        "glue:UpdatePartition",
        "glue:BatchUpdatePartition",
      ],
      Resource: tablesWithAncestors([dataset], stage),
    },
    {
      // All crawlers of an account share the group, and the first of them makes it. The ARN ends in "*" for its streams.
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: crawlerLogsArn,
    },
    ...useBucketKey(deployment, { writes: false }),
  ]);
}

/**
 * Glue runs crawlers for every account by the same principal. IfExists, because AWS nowhere says that Glue sends the
 * account, still less the crawler's ARN, when it assumes a role: where it does not, no crawler would run. A role cannot
 * be passed to a crawler of another account in the first place (iam:PassRole).
 */
const GLUE: Trusted = {
  service: "glue",
  condition: { StringEqualsIfExists: { "aws:SourceAccount": accountId } },
};
