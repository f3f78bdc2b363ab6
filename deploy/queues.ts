import { objectEventsRuleName, parkingQueueName, registerQueueName } from "../shared/names.ts";
import { accountId, bucketArn, queueArn, ruleArn } from "./arns.ts";
import { getAtt, type Resources, ref } from "./cloudformation.ts";
import { delivery } from "./delivery.ts";
import type { Deployment } from "./deployment.ts";

/**
 * The register queue and the parking queue. The latter holds what the function parked with a reason and, as the
 * former's dead-letter queue, what was tried for hours in vain.
 */
export function queues(deployment: Deployment): Resources {
  const { stage } = deployment;
  const register = registerQueueName(stage);
  const parking = parkingQueueName(stage);
  return {
    RegisterQueue: {
      Type: "AWS::SQS::Queue",
      Properties: {
        QueueName: register,
        ...ENCRYPTION,
        VisibilityTimeout: delivery.visibilityTimeout,
        MessageRetentionPeriod: delivery.registerRetention,
        RedrivePolicy: {
          deadLetterTargetArn: getAtt("ParkingQueue", "Arn"),
          maxReceiveCount: delivery.maxReceiveCount,
        },
      },
    },
    RegisterQueuePolicy: policy("RegisterQueue", [encryptedOnly(register), eventsInto(register, deployment)]),
    ParkingQueue: {
      Type: "AWS::SQS::Queue",
      Properties: {
        QueueName: parking,
        ...ENCRYPTION,
        MessageRetentionPeriod: delivery.parkingRetention,
        // By name: each queue's redrive policy names the other.
        RedriveAllowPolicy: { redrivePermission: "byQueue", sourceQueueArns: [queueArn(register)] },
      },
    },
    ParkingQueuePolicy: policy("ParkingQueue", [
      encryptedOnly(parking),
      // Events that EventBridge could not deliver. S3 has no such thing: it retries by itself.
      ...(deployment.ownsBucket ? [] : [eventsInto(parking, deployment)]),
    ]),
  };
}

/**
 * Encrypted with keys of SQS. The AWS managed KMS key (alias/aws/sqs) would look stricter and stop every delivery
 * without a word: its policy cannot be changed to let S3 and EventBridge use it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ways-to-add-notification-config-to-bucket.html
 */
const ENCRYPTION = { SqsManagedSseEnabled: true };

const policy = (queue: string, Statement: readonly object[]) => ({
  Type: "AWS::SQS::QueuePolicy",
  Properties: { Queues: [ref(queue)], PolicyDocument: { Version: "2012-10-17", Statement } },
});

const encryptedOnly = (queue: string) => ({
  Sid: "RefusePlainHttp",
  Effect: "Deny",
  Principal: "*",
  Action: "sqs:*",
  Resource: queueArn(queue),
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

function eventsInto(queue: string, deployment: Deployment) {
  return deployment.ownsBucket ? fromBucket(queue, deployment.bucket) : fromRule(queue, deployment.stage);
}

/** A bucket's ARN does not say whose it is, and a deleted bucket's name can be taken by anybody: hence the account. */
const fromBucket = (queue: string, bucket: string) => ({
  Sid: "AcceptFromBucket",
  Effect: "Allow",
  Principal: { Service: "s3.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: queueArn(queue),
  Condition: {
    ArnEquals: { "aws:SourceArn": bucketArn(bucket) },
    StringEquals: { "aws:SourceAccount": accountId },
  },
});

/**
 * A rule's ARN holds the account, so it alone decides; AWS's examples for EventBridge name nothing else. IfExists,
 * because a delivery without aws:SourceAccount would otherwise be refused, and nobody would see it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
const fromRule = (queue: string, stage: string) => ({
  Sid: "AcceptFromRule",
  Effect: "Allow",
  Principal: { Service: "events.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: queueArn(queue),
  Condition: {
    ArnEquals: { "aws:SourceArn": ruleArn(objectEventsRuleName(stage)) },
    StringEqualsIfExists: { "aws:SourceAccount": accountId },
  },
});
