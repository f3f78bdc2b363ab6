import { SendMessage$, type SendMessageRequest } from "@aws-sdk/client-sqs";
import { AwsError, type JsonObject } from "../../wire/service.ts";
import { checkNumber, MAX_DELAY, sqsAction } from "../action.ts";
import { checkContents, type MessageAttributes, type MessageContents, md5OfAttributes } from "../message.ts";
import type { Queue } from "../queue.ts";
import { settingOf } from "../queue-settings.ts";

export const sendMessage = sqsAction<SendMessageRequest>(SendMessage$, ({ queues }, input) =>
  enqueue(queues.byUrl(input.QueueUrl), input),
);

/** What one message and one entry of a batch have in common. */
interface Submission {
  readonly MessageBody?: unknown;
  readonly MessageAttributes?: unknown;
  readonly MessageSystemAttributes?: unknown;
  readonly DelaySeconds?: number | undefined;
  readonly MessageDeduplicationId?: string | undefined;
}

export function enqueue(queue: Queue, submission: Submission): JsonObject {
  checkNumber("DelaySeconds", submission.DelaySeconds, 0, MAX_DELAY);
  if (submission.MessageDeduplicationId !== undefined) {
    throw new AwsError(
      "InvalidParameterValue",
      "The request include parameter that is not valid for this queue type. Reason: MessageDeduplicationId",
    );
  }
  const contents = contentsOf(submission);
  checkContents(contents, settingOf(queue.attributes, "MaximumMessageSize"));
  const message = queue.send(contents, submission.DelaySeconds);
  const md5OfMessageAttributes = md5OfAttributes(message.attributes);
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.md5OfBody,
    ...(md5OfMessageAttributes === undefined ? {} : { MD5OfMessageAttributes: md5OfMessageAttributes }),
  };
}

/** The schema has proved the types of these members; its own names for them say `Uint8Array`, the wire says base64. */
export function contentsOf(submission: Submission): MessageContents {
  const attributes = submission.MessageAttributes as MessageAttributes | undefined;
  const system = submission.MessageSystemAttributes as MessageAttributes | undefined;
  const traceHeader = system?.AWSTraceHeader?.StringValue;
  return {
    body: submission.MessageBody as string,
    ...(attributes === undefined ? {} : { attributes }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}
