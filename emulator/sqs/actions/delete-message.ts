import { DeleteMessage$, type DeleteMessageRequest } from "@aws-sdk/client-sqs";
import { sqsAction } from "../action.ts";

export const deleteMessage = sqsAction<DeleteMessageRequest>(DeleteMessage$, ({ queues }, input) => {
  queues.byUrl(input.QueueUrl).delete(input.ReceiptHandle);
  return {};
});
