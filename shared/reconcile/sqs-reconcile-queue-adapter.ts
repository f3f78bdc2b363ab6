import type { SQSClient } from "@aws-sdk/client-sqs";
import { batchSender } from "../events/sqs-batches-adapter.ts";
import { RegistrarError } from "../runtime/errors.ts";
import type { ReconcileQueue } from "./port.ts";
import { writeMessage } from "./run-message.ts";

export function sqsReconcileQueue(queueUrl: string, client?: SQSClient): ReconcileQueue {
  const sendAll = batchSender(queueUrl, client);
  return {
    async send(messages, signal) {
      const unsent = await sendAll(messages, (message) => ({ MessageBody: writeMessage(message) }), signal);
      const [first] = unsent;
      if (first === undefined) return;
      const [{ dataset }, reason] = first;
      const message = `${dataset}, and ${unsent.size - 1} more: ${reason}`;
      throw new RegistrarError("QUEUE_REFUSED", message, { retryable: true });
    },
  };
}
