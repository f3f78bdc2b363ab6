import { emptyFunctionName } from "../shared/runtime/names.ts";
import { bucketArn, objectsArn, stackId } from "./arns.ts";
import { getAtt, type Resource, type Resources } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { LAMBDA, role } from "./role-resource.ts";
import { writeLogs } from "./statements.ts";

/** Of the custom resource; the function that serverless.yml has for it is there if this is. */
export const EMPTYING = "EmptyBuckets";

/** Seconds: the greatest that Lambda allows, and what CloudFormation waits for an answer, attempts of Lambda included. */
export const emptying = { functionTimeout: 900, responseTimeout: 3_600 } as const;

/**
 * The same resources, and what empties the buckets among them when the stack is removed: CloudFormation deletes only
 * empty ones. Buckets are found by their type, whoever wrote them into the template.
 *
 * A stage that could own a bucket has it also while it owns none. If the custom resource went together with the bucket,
 * because the stage is deployed to an existing bucket from now on, the function would be asked to empty the old one. It
 * knows better (shared/bucket-cleanup/removal-rule.ts), but that of an earlier version did not, and such an update would not replace it.
 */
export function withEmptying(resources: Resources, { stage }: Deployment): Resources {
  const buckets = Object.entries(resources).filter(([, resource]) => isDoomed(resource));
  if (buckets.length === 0 && stage === "prod") return resources;
  const ids = buckets.map(([id]) => id);
  return {
    ...Object.fromEntries(Object.entries(resources).map(([id, resource]) => [id, afterwards(resource, ids)])),
    EmptyRole: emptyRole(buckets, stage),
    [EMPTYING]: {
      Type: `Custom::${EMPTYING}`,
      Properties: {
        ServiceToken: getAtt("EmptyLambdaFunction", "Arn"),
        ServiceTimeout: emptying.responseTimeout,
        // Refers to them, and is therefore made after and removed before them.
        Buckets: ids.map((id) => getAtt(id, "Arn")),
      },
    },
  };
}

const isDoomed = ({ Type, DeletionPolicy = "Delete" }: Resource) =>
  Type === "AWS::S3::Bucket" && DeletionPolicy === "Delete";

/**
 * A bucket's policy is removed before its objects: the emptying leaves a policy that refuses writes until the bucket is
 * gone, and CloudFormation, which knows one policy for a bucket, would take that one away.
 */
function afterwards(resource: Resource, bucketIds: readonly string[]): Resource {
  const { Type, Properties, DependsOn = [] } = resource;
  const bucket = Properties.Bucket;
  const isPolicyOfDoomed =
    Type === "AWS::S3::BucketPolicy" &&
    typeof bucket === "object" &&
    bucket !== null &&
    "Ref" in bucket &&
    bucketIds.includes(String(bucket.Ref));
  return isPolicyOfDoomed ? { ...resource, DependsOn: [...DependsOn, EMPTYING] } : resource;
}

/** It sees what happens to its own stack. Without a bucket there are no statements on any: IAM refuses one on nothing. */
function emptyRole(buckets: readonly (readonly [string, Resource])[], stage: string): Resource {
  const functionName = emptyFunctionName(stage);
  const names = buckets.map(([id, resource]) => nameText(id, resource));
  const seeStack = {
    Sid: "SeeWhetherTheStackIsRemoved",
    Effect: "Allow",
    Action: "cloudformation:DescribeStacks",
    Resource: stackId,
  };
  const statements = [
    {
      Sid: "RefuseWritesAndList",
      Effect: "Allow",
      Action: ["s3:PutBucketPolicy", "s3:ListBucketVersions"],
      Resource: names.map((name) => bucketArn(name)),
    },
    {
      // All of them, whatever their names.
      Sid: "DeleteObjects",
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      Resource: names.map((name) => objectsArn(name)),
    },
  ];
  return role(functionName, LAMBDA, "empty", [
    writeLogs(functionName),
    seeStack,
    ...(buckets.length === 0 ? [] : statements),
  ]);
}

/** The name as deploy/arns.ts takes it. Throws, when the template is made, if CloudFormation would have to think of one. */
function nameText(id: string, { Properties: { BucketName } }: Resource): string {
  if (typeof BucketName === "string") return BucketName;
  if (typeof BucketName === "object" && BucketName !== null && "Fn::Sub" in BucketName) {
    return String(BucketName["Fn::Sub"]);
  }
  throw new Error(`the bucket ${id} needs a name, by which the role that empties it is limited to it`);
}
