import { GetQueueAttributes$, type GetQueueAttributesRequest } from "@aws-sdk/client-sqs";
import { AwsError } from "../../wire/service.ts";
import { sqsAction } from "../action.ts";
import type { Queue } from "../queue.ts";
import { completeAttributes } from "../queue-settings.ts";

/** Known to AWS, so asking for them is no mistake, and unset unless the owner set them. */
const OPTIONAL = [
  "Policy",
  "RedrivePolicy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
];

export const getQueueAttributes = sqsAction<GetQueueAttributesRequest>(
  GetQueueAttributes$,
  ({ queues }, input) => {
    const all = attributesOf(queues.byUrl(input.QueueUrl));
    const asked: readonly string[] = input.AttributeNames ?? [];
    const unknown = asked.find((name) => name !== "All" && !(name in all) && !OPTIONAL.includes(name));
    if (unknown !== undefined) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
    const shown = Object.entries(all).filter(([name]) => asked.includes("All") || asked.includes(name));
    return shown.length === 0 ? {} : { Attributes: Object.fromEntries(shown) };
  },
);

function attributesOf(queue: Queue): Record<string, string> {
  const { delayed, inFlight, visible } = queue.counts();
  return {
    ...completeAttributes(queue.attributes),
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
  };
}
