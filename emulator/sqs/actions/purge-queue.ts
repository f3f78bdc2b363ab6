import { PurgeQueue$, type PurgeQueueRequest } from "@aws-sdk/client-sqs";
import { sqsAction } from "../action.ts";

/** AWS refuses a second purge within 60 seconds; here that would only make tests wait. */
export const purgeQueue = sqsAction<PurgeQueueRequest>(PurgeQueue$, ({ queues }, input) => {
  queues.byUrl(input.QueueUrl).purge();
  return {};
});
