import { ChangeMessageVisibility$, type ChangeMessageVisibilityRequest } from "@aws-sdk/client-sqs";
import { checkNumber, MAX_VISIBILITY, sqsAction } from "../action.ts";

export const changeMessageVisibility = sqsAction<ChangeMessageVisibilityRequest>(
  ChangeMessageVisibility$,
  ({ queues }, input) => {
    checkNumber("VisibilityTimeout", input.VisibilityTimeout, 0, MAX_VISIBILITY);
    queues.byUrl(input.QueueUrl).changeVisibility(input.ReceiptHandle, input.VisibilityTimeout);
    return {};
  },
);
