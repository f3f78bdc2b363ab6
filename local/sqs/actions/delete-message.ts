import { type DeleteMessageRequest, DeleteMessageRequest$ } from "@aws-sdk/client-sqs";
import { sqsAction } from "../action.ts";

export const deleteMessage = sqsAction<DeleteMessageRequest>(DeleteMessageRequest$, (input, { queues }) => {
  queues.byUrl(input.QueueUrl).delete(input.ReceiptHandle);
  return {};
});
