import type { Dataset } from "../shared/datasets/dataset.ts";
import { undoPrefix } from "../shared/removal/records.ts";
import { EVENT_DETAIL_TYPE, EVENT_SOURCE } from "../shared/sessions/change-event.ts";
import { bucketArn, eventBusArn, logStreamsArn, objectsArn } from "./arns.ts";
import { getAtt, sub } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import type { Named } from "./event-pipelines.ts";
import { tablesWithAncestors } from "./table-arns.ts";

/** Statements of policies that the roles of several functions have. */

/** The log group itself belongs to the template. The ARN ends in ":*" because streams get their names at run time. */
export const writeLogs = (functionName: string) => ({
  Sid: "WriteLogs",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: logStreamsArn(functionName),
});

/** What the event source mapping does in the function's name. */
export const consume = (queue: Named) => ({
  Sid: "Consume",
  Effect: "Allow",
  Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
  Resource: getAtt(queue.id, "Arn"),
});

/** SendMessageBatch is authorised as SendMessage. */
export const send = (Sid: string, queue: Named) => ({
  Sid,
  Effect: "Allow",
  Action: "sqs:SendMessage",
  Resource: getAtt(queue.id, "Arn"),
});

/** The objects' names are not known beforehand, hence the "*" behind each prefix. */
export const readObjects = ({ bucket }: Deployment, prefixes: readonly string[]) => ({
  Sid: "ReadObjects",
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: prefixes.map((prefix) => objectsArn(bucket, prefix)),
});

export const listObjects = ({ bucket }: Deployment, prefixes: readonly string[]) => ({
  Sid: "ListObjects",
  Effect: "Allow",
  Action: "s3:ListBucket",
  Resource: bucketArn(bucket),
  Condition: { StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } },
});

/**
 * Whether an object is missing S3 tells, instead of refusing GetObject, only to who may list the bucket; that request has
 * no prefix. Besides, this allows to list without one: names of keys.
 */
export const learnWhatIsMissing = ({ bucket }: Deployment) => ({
  Sid: "LearnWhatIsMissing",
  Effect: "Allow",
  Action: "s3:ListBucket",
  Resource: bucketArn(bucket),
  Condition: { Null: { "s3:prefix": "true" } },
});

/**
 * S3 asks the key in the name of who reads or writes an object. None where S3's own keys encrypt the bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export const useBucketKey = ({ bucketKey }: Deployment, { writes }: { readonly writes: boolean }) =>
  bucketKey === undefined
    ? []
    : [
        {
          Sid: "UseBucketKey",
          Effect: "Allow",
          Action: writes ? ["kms:Decrypt", "kms:GenerateDataKey"] : "kms:Decrypt",
          Resource: bucketKey,
          Condition: { StringEquals: { "kms:ViaService": sub(`s3.\${AWS::Region}.amazonaws.com`) } },
        },
      ];

/** Events of this product alone, whatever else is told on that bus. */
export const tellOnBus = ({ eventBus }: Deployment) => ({
  Sid: "TellOnBus",
  Effect: "Allow",
  Action: "events:PutEvents",
  Resource: eventBusArn(eventBus),
  // A call has several events, so that the keys have several values.
  Condition: {
    "ForAllValues:StringEquals": { "events:source": EVENT_SOURCE, "events:detail-type": EVENT_DETAIL_TYPE },
  },
});

/** One object for each delete; a function writes none twice, and reads none. */
export const writeUndoRecords = ({ stage, bucket }: Deployment) => ({
  Sid: "WriteUndoRecords",
  Effect: "Allow",
  Action: "s3:PutObject",
  Resource: objectsArn(bucket, undoPrefix(stage)),
});

/** Partitions of the others may point at Locations from which partitions are removed. None without others: IAM refuses a statement on nothing. */
export const seeWhoSharesLocations = ({ stage }: Deployment, others: readonly Dataset[]) =>
  others.length === 0
    ? []
    : [
        {
          Sid: "SeeWhoSharesLocations",
          Effect: "Allow",
          Action: ["glue:GetTable", "glue:GetPartitions"],
          Resource: tablesWithAncestors(others, stage),
        },
      ];

/**
 * A call on a table needs the table and all of its ancestors; partitions have no ARN of their own.
 * https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
 */
export const registerPartitions = ({ stage }: Deployment, datasets: readonly Dataset[]) => ({
  Sid: "RegisterPartitions",
  Effect: "Allow",
  Action: ["glue:GetTable", "glue:BatchGetPartition", "glue:BatchCreatePartition"],
  Resource: tablesWithAncestors(datasets, stage),
});
