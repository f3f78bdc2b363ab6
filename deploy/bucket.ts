import { RECORDS_PREFIX } from "../shared/removal/records.ts";
import { bucketArn, objectsArn } from "./arns.ts";
import { getAtt, type Resource, type Resources, ref, sub } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { type EventPipeline, policyOf } from "./event-pipelines.ts";

/**
 * What S3 reports. Lifecycle rules delete without an ObjectRemoved event, hence the third.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
 */
const EVENTS = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"] as const;

/** The bucket that a stage owns. It reports what happens below a dataset's prefix to the queue that wants to know. */
export function ownedBucket(pipelines: readonly EventPipeline[], { bucket }: Deployment): Resources {
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
        NotificationConfiguration: { QueueConfigurations: pipelines.flatMap(notifications) },
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

/** By prefix alone: no suffix marks data, since Athena's CTAS and UNLOAD write names without an extension. */
function notifications({ datasets, queue }: EventPipeline) {
  return datasets.flatMap(({ prefix }) =>
    EVENTS.map((Event) => ({
      Event,
      Queue: getAtt(queue.id, "Arn"),
      Filter: { S3Key: { Rules: [{ Name: "prefix", Value: filterValue(prefix) }] } },
    })),
  );
}

/** S3 wants filter values form-encoded, "/" as it is; of the characters a prefix may hold that changes "=" alone. */
export function filterValue(prefix: string): string {
  return prefix.split("/").map(encodeURIComponent).join("/");
}
