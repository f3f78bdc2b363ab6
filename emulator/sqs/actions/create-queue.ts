import { CreateQueue$, type CreateQueueRequest } from "@aws-sdk/client-sqs";
import type { JsonObject } from "../../wire/service.ts";
import { sqsAction } from "../action.ts";
import type { QueueAttributes } from "../queue-settings.ts";

export const createQueue = sqsAction<CreateQueueRequest>(CreateQueue$, ({ queues }, input): JsonObject => {
  const queue = queues.create(input.QueueName, input.Attributes as QueueAttributes | undefined);
  return { QueueUrl: queues.urlOf(queue) };
});
