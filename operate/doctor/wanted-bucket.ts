import type { Resource, Resources } from "../../deploy/cloudformation.ts";
import type { WantedBucket, WantedNotification } from "./wanted.ts";

type Properties = Resource["Properties"];

/** The bucket of the data, as its own API calls what the template says. */
export function wantedBucket({ DataBucket, DataBucketPolicy }: Resources): WantedBucket {
  const { NotificationConfiguration, LifecycleConfiguration } = DataBucket!.Properties as {
    readonly NotificationConfiguration: { readonly QueueConfigurations: readonly TemplateNotification[] };
    readonly LifecycleConfiguration: { readonly Rules: readonly Properties[] };
  };
  return {
    notifications: NotificationConfiguration.QueueConfigurations.map(notificationOf),
    policy: DataBucketPolicy!.Properties.PolicyDocument as Properties,
    lifecycle: { Rules: LifecycleConfiguration.Rules.map(lifecycleRuleOf) },
  };
}

/** The API takes a filter even of a rule for every object, and calls the days of an expiration otherwise. */
const lifecycleRuleOf = ({ Id, Prefix = "", ExpirationInDays, ...rule }: Properties): Properties => ({
  ID: Id,
  Filter: { Prefix },
  ...(ExpirationInDays === undefined ? {} : { Expiration: { Days: ExpirationInDays } }),
  ...rule,
});

interface TemplateNotification {
  readonly Event: string;
  readonly Queue: string;
  readonly Filter: { readonly S3Key: { readonly Rules: Rules } };
}

type Rules = WantedNotification["Filter"]["Key"]["FilterRules"];

const notificationOf = ({ Event, Queue, Filter }: TemplateNotification): WantedNotification => ({
  QueueArn: Queue,
  Events: [Event],
  Filter: { Key: { FilterRules: Filter.S3Key.Rules } },
});
