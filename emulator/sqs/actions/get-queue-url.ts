import { GetQueueUrl$, type GetQueueUrlRequest } from "@aws-sdk/client-sqs";
import { sqsAction } from "../action.ts";

export const getQueueUrl = sqsAction<GetQueueUrlRequest>(GetQueueUrl$, ({ queues }, input) => ({
  QueueUrl: queues.urlOf(queues.get(input.QueueName)),
}));
