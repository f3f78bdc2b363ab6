import type { SQSClient } from "@aws-sdk/client-sqs";
import { batchSender } from "../events/sqs-batches-adapter.ts";
import { askedRunBody } from "../quality/scheduled-run.ts";
import type { VerdictQueue } from "./port.ts";

/** The validate function's queue. */
export function sqsVerdicts(queueUrl: string, client?: SQSClient): VerdictQueue {
  const sendAll = batchSender(queueUrl, client);
  return {
    send: (requests, signal) =>
      sendAll(requests, (request) => ({ MessageBody: askedRunBody(request) }), signal),
  };
}
