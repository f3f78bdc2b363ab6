import { type DeleteQueueRequest, DeleteQueueRequest$ } from "@aws-sdk/client-sqs";
import { sqsAction } from "../action.ts";

/** AWS keeps the name back for 60 seconds; here that would only make tests wait. */
export const deleteQueue = sqsAction<DeleteQueueRequest>(DeleteQueueRequest$, (input, { queues }) => {
  queues.delete(queues.byUrl(input.QueueUrl));
  return {};
});
