import type { SQSClient } from "@aws-sdk/client-sqs";
import { batchSender } from "../events/sqs-batches-adapter.ts";
import { writeLookRequest } from "./look-request.ts";
import type { LookQueue } from "./port.ts";

/** The look function's queue, to which the functions that see writes send, and it itself. */
export function sqsLooks(queueUrl: string, client?: SQSClient): LookQueue {
  const sendAll = batchSender(queueUrl, client);
  return {
    send: (entries, signal) =>
      sendAll(
        entries,
        ({ request, delay }) => ({ MessageBody: writeLookRequest(request), DelaySeconds: delay }),
        signal,
      ),
  };
}
