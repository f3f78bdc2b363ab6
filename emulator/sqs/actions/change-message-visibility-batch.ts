import { ChangeMessageVisibilityBatch$, type ChangeMessageVisibilityBatchRequest } from "@aws-sdk/client-sqs";
import { checkNumber, MAX_VISIBILITY, sqsAction } from "../action.ts";
import { runBatch } from "../batch.ts";

export const changeMessageVisibilityBatch = sqsAction<ChangeMessageVisibilityBatchRequest>(
  ChangeMessageVisibilityBatch$,
  ({ queues }, input) => {
    const queue = queues.byUrl(input.QueueUrl);
    return runBatch(input.Entries, (entry) => {
      checkNumber("VisibilityTimeout", entry.VisibilityTimeout, 0, MAX_VISIBILITY);
      queue.changeVisibility(entry.ReceiptHandle, entry.VisibilityTimeout ?? 0);
      return {};
    });
  },
);
