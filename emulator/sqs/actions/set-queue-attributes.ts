import { SetQueueAttributes$, type SetQueueAttributesRequest } from "@aws-sdk/client-sqs";
import { sqsAction } from "../action.ts";
import { checkAttributes, type QueueAttributes } from "../queue-settings.ts";

export const setQueueAttributes = sqsAction<SetQueueAttributesRequest>(
  SetQueueAttributes$,
  ({ clock, queues }, input) => {
    const queue = queues.byUrl(input.QueueUrl);
    const attributes = input.Attributes as QueueAttributes;
    checkAttributes(attributes);
    queue.attributes = { ...queue.attributes, ...attributes };
    queue.modifiedAt = clock.now();
    return {};
  },
);
