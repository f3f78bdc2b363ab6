import type { SQSClient } from "@aws-sdk/client-sqs";
import { batchSender } from "../events/sqs-batches-adapter.ts";
import { writeNomination } from "./nomination.ts";
import type { NominationQueue } from "./port.ts";

/** The deregister function's own queue, to which it sends nominations. */
export function sqsNominations(queueUrl: string, client?: SQSClient): NominationQueue {
  const sendAll = batchSender(queueUrl, client);
  return {
    send: (entries, signal) =>
      sendAll(
        entries,
        ({ nomination, delay }) => ({ MessageBody: writeNomination(nomination), DelaySeconds: delay }),
        signal,
      ),
  };
}
