import { CreateQueueCommand, DeleteQueueCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { Properties, ResourceType } from "../resource-type.ts";

export const queue: ResourceType = {
  identity({ QueueName }, { endpoint, accountId, region }) {
    return {
      ref: `${endpoint}/${accountId}/${QueueName}`,
      arn: `arn:aws:sqs:${region}:${accountId}:${QueueName}`,
    };
  },
  create: ({ sqs }, properties) =>
    sqs.send(
      new CreateQueueCommand({
        QueueName: String(properties.QueueName),
        Attributes: queueAttributes(properties),
      }),
    ),
  update: ({ sqs }, properties, QueueUrl) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: queueAttributes(properties) })),
  remove: ({ sqs }, _, QueueUrl) => sqs.send(new DeleteQueueCommand({ QueueUrl })),
};

const queueAttributes = ({ QueueName: _, Tags: __, ...attributes }: Properties) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
