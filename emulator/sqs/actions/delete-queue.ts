import { DeleteQueue$, type DeleteQueueRequest } from "@aws-sdk/client-sqs";
import { sqsAction } from "../action.ts";

/** AWS keeps the name back for 60 seconds; here that would only make tests wait. */
export const deleteQueue = sqsAction<DeleteQueueRequest>(DeleteQueue$, ({ queues }, input) => {
  queues.delete(queues.byUrl(input.QueueUrl));
  return {};
});
