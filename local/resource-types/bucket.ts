import { CreateBucketCommand, PutBucketNotificationConfigurationCommand } from "@aws-sdk/client-s3";
import type { Properties, ResourceClients, ResourceType } from "../resource-type.ts";

export const bucket: ResourceType = {
  identity: ({ BucketName }, _, references) => ({ ref: String(references.resolve(BucketName)) }),
  async create(clients, properties) {
    await clients.s3.send(new CreateBucketCommand({ Bucket: String(properties.BucketName) }));
    await putNotifications(clients, properties);
  },
  update: putNotifications,
};

/** A notification as CloudFormation spells it; S3's own API uses other names. */
interface BucketNotification {
  readonly Event: string;
  readonly Queue: string;
  readonly Filter: { readonly S3Key: { readonly Rules: readonly { Name: "prefix"; Value: string }[] } };
}

async function putNotifications(
  { s3 }: ResourceClients,
  { BucketName, NotificationConfiguration }: Properties,
) {
  const { QueueConfigurations = [] } = (NotificationConfiguration ?? {}) as {
    QueueConfigurations?: readonly BucketNotification[];
  };
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: String(BucketName),
      NotificationConfiguration: { QueueConfigurations: QueueConfigurations.map(queueConfiguration) },
    }),
  );
}

function queueConfiguration({ Event, Queue, Filter }: BucketNotification) {
  const FilterRules = Filter.S3Key.Rules.map(({ Name, Value }) => ({ Name, Value }));
  return { QueueArn: Queue, Events: [Event as "s3:ObjectCreated:*"], Filter: { Key: { FilterRules } } };
}
