import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { Properties, ResourceClients, ResourceType } from "../resource-type.ts";

/** Kept with its queues for who asks; nobody is refused anything here. */
export const queuePolicy: ResourceType = {
  identity: ({ Queues }) => ({ ref: String(Queues) }),
  create: putQueuePolicy,
  update: putQueuePolicy,
  remove: (clients, properties) => putQueuePolicy(clients, { ...properties, PolicyDocument: undefined }),
};

function putQueuePolicy({ sqs }: ResourceClients, { Queues, PolicyDocument }: Properties): Promise<unknown> {
  const Policy = PolicyDocument === undefined ? "" : JSON.stringify(PolicyDocument);
  return Promise.all(
    (Queues as readonly string[]).map((QueueUrl) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } })),
    ),
  );
}
