import type { Dataset } from "../shared/datasets/dataset.ts";
import { RECORDS_PREFIX } from "../shared/removal/records.ts";
import { bucketArn, objectsArn } from "./arns.ts";
import { type Resource, type Resources, ref, sub } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { type EventPipeline, policyOf } from "./event-pipelines.ts";
import { notificationsOf } from "./notifications.ts";

/** The bucket that a stage owns. It reports what happens below a dataset's prefix to the queue that wants to know. */
export function ownedBucket(
  pipelines: readonly EventPipeline[],
  datasets: readonly Dataset[],
  { bucket }: Deployment,
): Resources {
  return {
    DataBucket: {
      Type: "AWS::S3::Bucket",
      // S3 sends a test message when notifications are set, and refuses the bucket if the queue does not admit it.
      DependsOn: pipelines.map(({ queue }) => policyOf(queue)),
      // Goes with the stage, emptied by deploy/bucket-cleanup.ts; data that shall outlive a stage lie in a bucket of their
      // own, as prod's always do. No update ends it: what an update would replace, it leaves.
      DeletionPolicy: "Delete",
      UpdateReplacePolicy: "Retain",
      Properties: {
        BucketName: sub(bucket),
        ...PRIVATE,
        LifecycleConfiguration: {
          Rules: [
            {
              Id: "AbortIncompleteUploads",
              Status: "Enabled",
              // Days. Parts of an upload that a job never finished are billed, and no listing shows them.
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            },
            {
              Id: "ExpireRecordsOfRemovals",
              Status: "Enabled",
              Prefix: RECORDS_PREFIX,
              // Days in which `registrar undo` can bring back what was removed.
              ExpirationInDays: 30,
            },
          ],
        },
        NotificationConfiguration: { QueueConfigurations: notificationsOf(pipelines, datasets) },
      },
    },
    DataBucketPolicy: tlsOnly("DataBucket", bucket),
  };
}

/** How every bucket of the stack is kept: encrypted, and nobody's but the account's. */
export const PRIVATE = {
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
  },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
  OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
} as const;

/** The policy of a bucket, by its logical id and its name. */
export const tlsOnly = (id: string, name: string): Resource => ({
  Type: "AWS::S3::BucketPolicy",
  Properties: {
    Bucket: ref(id),
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "RefusePlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [bucketArn(name), objectsArn(name)],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    },
  },
});
