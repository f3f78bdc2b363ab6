/** What the local SNS does not offer, by name: it has standard topics and plain messages. */
import type { Limits } from "../wire/limits.ts";

export const snsLimits: Limits = {
  "CreateTopicInput.Attributes": { offered: false },
  "CreateTopicInput.DataProtectionPolicy": { offered: false },
  "PublishInput.TargetArn": { offered: false },
  "PublishInput.PhoneNumber": { offered: false },
  "PublishInput.MessageStructure": { offered: false },
  "PublishInput.MessageDeduplicationId": { offered: false },
  "PublishInput.MessageGroupId": { offered: false },
};
