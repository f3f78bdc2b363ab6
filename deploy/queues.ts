import { accountId, bucketArn, queueArn, ruleArn } from "./arns.ts";
import { getAtt, type Resources, ref } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { type EventPipeline, type Named, policyOf } from "./event-pipelines.ts";
import { type EventRule, rulesOf } from "./event-rules.ts";
import { delivery, PIPELINE_DELIVERY, type PipelineDelivery } from "./queue-delivery.ts";

/**
 * The queue of each function and its parking queue. The latter holds what the function parked with a reason and, as
 * the former's dead-letter queue, what was tried for hours in vain.
 */
export function queues(pipelines: readonly EventPipeline[], deployment: Deployment): Resources {
  return Object.fromEntries(pipelines.flatMap((pipeline) => Object.entries(pair(pipeline, deployment))));
}

function pair(pipeline: EventPipeline, deployment: Deployment): Resources {
  const { consumer, queue, parking } = pipeline;
  // Events that EventBridge could not deliver. S3 has no such thing: it retries by itself.
  const undelivered = deployment.ownsBucket ? [] : eventsInto(parking, pipeline, deployment);
  return {
    ...queueWithDeadLetters(queue, parking, PIPELINE_DELIVERY[consumer]),
    [policyOf(queue)]: policy(queue, eventsInto(queue, pipeline, deployment)),
    [policyOf(parking)]: policy(parking, undelivered),
  };
}

/** A queue, and the one to which SQS moves what was received so often in vain. */
export function queueWithDeadLetters(
  queue: Named,
  deadLetters: Named,
  { visibilityTimeout, maxReceiveCount }: Pick<PipelineDelivery, "visibilityTimeout" | "maxReceiveCount">,
): Resources {
  return {
    [queue.id]: {
      Type: "AWS::SQS::Queue",
      Properties: {
        QueueName: queue.name,
        ...ENCRYPTION,
        VisibilityTimeout: visibilityTimeout,
        MessageRetentionPeriod: delivery.queueRetention,
        RedrivePolicy: {
          deadLetterTargetArn: getAtt(deadLetters.id, "Arn"),
          maxReceiveCount,
        },
      },
    },
    [deadLetters.id]: {
      Type: "AWS::SQS::Queue",
      Properties: {
        QueueName: deadLetters.name,
        ...ENCRYPTION,
        MessageRetentionPeriod: delivery.parkingRetention,
        // By name: each queue's redrive policy names the other.
        RedriveAllowPolicy: { redrivePermission: "byQueue", sourceQueueArns: [queueArn(queue.name)] },
      },
    },
  };
}

/**
 * Encrypted with keys of SQS. The AWS managed KMS key (alias/aws/sqs) would look stricter and stop every delivery
 * without a word: its policy cannot be changed to let S3 and EventBridge use it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ways-to-add-notification-config-to-bucket.html
 */
const ENCRYPTION = { SqsManagedSseEnabled: true };

/** Who may send, besides those whom their own policies let. */
export const policy = (queue: Named, admitted: readonly object[]) => ({
  Type: "AWS::SQS::QueuePolicy",
  Properties: {
    Queues: [ref(queue.id)],
    PolicyDocument: { Version: "2012-10-17", Statement: [encryptedOnly(queue.name), ...admitted] },
  },
});

const encryptedOnly = (queue: string) => ({
  Sid: "RefusePlainHttp",
  Effect: "Deny",
  Principal: "*",
  Action: "sqs:*",
  Resource: queueArn(queue),
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** Nobody, as long as no dataset has events for this function. */
function eventsInto(
  { name }: Named,
  pipeline: EventPipeline,
  { ownsBucket, bucket }: Deployment,
): readonly object[] {
  if (pipeline.datasets.length === 0) return [];
  return [ownsBucket ? fromBucket(name, bucket) : fromRules(name, rulesOf(pipeline))];
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
const fromRules = (queue: string, [first, ...others]: readonly EventRule[]) => ({
  Sid: "AcceptFromRule",
  Effect: "Allow",
  Principal: { Service: "events.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: queueArn(queue),
  Condition: {
    ArnEquals: { "aws:SourceArn": others.length === 0 ? arn(first!) : [first!, ...others].map(arn) },
    StringEqualsIfExists: { "aws:SourceAccount": accountId },
  },
});

const arn = ({ name }: EventRule) => ruleArn(name);
