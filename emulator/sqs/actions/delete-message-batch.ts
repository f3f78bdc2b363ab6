import { DeleteMessageBatch$, type DeleteMessageBatchRequest } from "@aws-sdk/client-sqs";
import { sqsAction } from "../action.ts";
import { runBatch } from "../batch.ts";

export const deleteMessageBatch = sqsAction<DeleteMessageBatchRequest>(
  DeleteMessageBatch$,
  ({ queues }, input) => {
    const queue = queues.byUrl(input.QueueUrl);
    return runBatch(input.Entries, (entry) => {
      queue.delete(entry.ReceiptHandle);
      return {};
    });
  },
);
