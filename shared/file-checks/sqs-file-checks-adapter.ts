import type { SQSClient } from "@aws-sdk/client-sqs";
import { batchSender } from "../events/sqs-batches-adapter.ts";
import { writeFileCheck } from "./file-check.ts";
import type { FileCheckQueue } from "./port.ts";

/** The guard function's queue, to which the register function sends file checks. */
export function sqsFileChecks(queueUrl: string, client?: SQSClient): FileCheckQueue {
  const sendAll = batchSender(queueUrl, client);
  return {
    send: (checks, signal) => sendAll(checks, (check) => ({ MessageBody: writeFileCheck(check) }), signal),
  };
}
