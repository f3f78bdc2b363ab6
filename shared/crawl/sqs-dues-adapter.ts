import type { SQSClient } from "@aws-sdk/client-sqs";
import { batchSender } from "../events/sqs-batches-adapter.ts";
import { writeDue } from "./due.ts";
import type { Dues } from "./port.ts";

/** The crawl function's own queue, to which it sends its dues. */
export function sqsDues(queueUrl: string, client?: SQSClient): Dues {
  const sendAll = batchSender(queueUrl, client);
  return {
    send: (entries, signal) =>
      sendAll(entries, ({ due, delay }) => ({ MessageBody: writeDue(due), DelaySeconds: delay }), signal),
  };
}
