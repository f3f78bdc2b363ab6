import { SendMessageBatch$, type SendMessageBatchRequest } from "@aws-sdk/client-sqs";
import { AwsError } from "../../wire/service.ts";
import { sqsAction } from "../action.ts";
import { runBatch } from "../batch.ts";
import { sizeOf } from "../message.ts";
import { contentsOf, enqueue } from "./send-message.ts";

/** Bytes of all entries together: 1 MiB (API reference, SendMessageBatch). */
const BATCH_BYTES = 1_048_576;

export const sendMessageBatch = sqsAction<SendMessageBatchRequest>(SendMessageBatch$, ({ queues }, input) => {
  const queue = queues.byUrl(input.QueueUrl);
  const total = input.Entries.reduce((sum, entry) => sum + sizeOf(contentsOf(entry)), 0);
  if (total > BATCH_BYTES) {
    throw new AwsError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${BATCH_BYTES} bytes. You have sent ${total} bytes.`,
    );
  }
  return runBatch(input.Entries, (entry) => enqueue(queue, entry));
});
