import { CreateTopicCommand, DeleteTopicCommand } from "@aws-sdk/client-sns";
import type { Properties, ResourceClients, ResourceType } from "../resource-type.ts";

export const topic: ResourceType = {
  identity({ TopicName }, { accountId, region }) {
    const arn = `arn:aws:sns:${region}:${accountId}:${TopicName}`;
    return { ref: arn, arn };
  },
  create: createTopic,
  // Of a name that is there already it makes none.
  update: createTopic,
  remove: ({ sns }, _, TopicArn) => sns.send(new DeleteTopicCommand({ TopicArn })),
};

function createTopic({ sns }: ResourceClients, { TopicName }: Properties): Promise<unknown> {
  return sns.send(new CreateTopicCommand({ Name: String(TopicName) }));
}
