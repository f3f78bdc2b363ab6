import { type GetQueueUrlRequest, GetQueueUrlRequest$ } from "@aws-sdk/client-sqs";
import { sqsAction } from "../action.ts";

export const getQueueUrl = sqsAction<GetQueueUrlRequest>(GetQueueUrlRequest$, (input, { queues }) => ({
  QueueUrl: queues.urlOf(queues.get(input.QueueName)),
}));
