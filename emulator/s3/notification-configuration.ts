/** Who hears of a bucket's changes: the XML of PutBucketNotificationConfiguration, its rules, and matching. */
import { randomUUID } from "node:crypto";
import { AwsError } from "../wire/service.ts";
import { formEncode } from "./form-encoding.ts";
import { element, type XmlElement } from "./xml.ts";

export interface QueueNotification {
  readonly id: string;
  readonly queueArn: string;
  /** "s3:ObjectCreated:*", "s3:ObjectCreated:Put", … */
  readonly events: readonly string[];
  /** Compared with the encoded key: S3 wants special characters in filters percent-encoded. */
  readonly prefix: string;
  readonly suffix: string;
}

export interface NotificationConfiguration {
  readonly queues: readonly QueueNotification[];
  readonly eventBridge: boolean;
}

/** The families of event types (S3 User Guide, "Supported event types for SQS, SNS and Lambda"). */
const EVENT_FAMILIES =
  /^s3:(ObjectCreated|ObjectRemoved|ObjectRestore|LifecycleExpiration|Replication|ObjectTagging|ReducedRedundancyLostObject|LifecycleTransition|IntelligentTiering|ObjectAcl)(:|$)/;

export function readNotificationConfiguration(root: XmlElement): NotificationConfiguration {
  for (const name of ["TopicConfiguration", "CloudFunctionConfiguration"]) {
    if (root.first(name) !== undefined) {
      throw new AwsError(
        "NotImplemented",
        `the emulator has no ${name}; supported: queues, EventBridge`,
        501,
      );
    }
  }
  const queues = root.all("QueueConfiguration").map(readQueue);
  for (const [at, queue] of queues.entries()) {
    if (queues.slice(0, at).some((other) => overlap(queue, other))) {
      throw new AwsError(
        "InvalidArgument",
        "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
      );
    }
  }
  return { queues, eventBridge: root.first("EventBridgeConfiguration") !== undefined };
}

function readQueue(xml: XmlElement): QueueNotification {
  const events = xml.all("Event").map((event) => event.text);
  const unsupported = events.find((event) => !EVENT_FAMILIES.test(event));
  if (events.length === 0 || unsupported !== undefined) {
    throw new AwsError("InvalidArgument", `The event '${unsupported}' is not supported for notifications`);
  }
  const rules = xml.first("Filter")?.first("S3Key")?.all("FilterRule") ?? [];
  const ruleOf = (name: string) =>
    rules.find((rule) => rule.textOf("Name")?.toLowerCase() === name)?.textOf("Value") ?? "";
  return {
    id: xml.textOf("Id") ?? randomUUID(),
    queueArn: xml.textOf("Queue") ?? "",
    events,
    prefix: ruleOf("prefix"),
    suffix: ruleOf("suffix"),
  };
}

/** S3 refuses two destinations for one event: filters overlap when one key could match both. */
function overlap(left: QueueNotification, right: QueueNotification): boolean {
  const shared = left.events.some((one) =>
    right.events.some((other) => covers(one, other) || covers(other, one)),
  );
  const prefixes = left.prefix.startsWith(right.prefix) || right.prefix.startsWith(left.prefix);
  const suffixes = left.suffix.endsWith(right.suffix) || right.suffix.endsWith(left.suffix);
  return shared && prefixes && suffixes;
}

function covers(pattern: string, event: string): boolean {
  return pattern === event || (pattern.endsWith("*") && event.startsWith(pattern.slice(0, -1)));
}

/** `eventName` as in the record: "ObjectCreated:Put". */
export function wants(queue: QueueNotification, eventName: string, key: string): boolean {
  const encoded = formEncode(key);
  return (
    queue.events.some((pattern) => covers(pattern, `s3:${eventName}`)) &&
    encoded.startsWith(queue.prefix) &&
    encoded.endsWith(queue.suffix)
  );
}

export function writeNotificationConfiguration(configuration: NotificationConfiguration): string[] {
  const queues = configuration.queues.map((queue) =>
    element("QueueConfiguration", [
      element("Id", queue.id),
      element("Queue", queue.queueArn),
      ...queue.events.map((event) => element("Event", event)),
      ...writeFilter(queue),
    ]),
  );
  return configuration.eventBridge ? [...queues, element("EventBridgeConfiguration", [])] : queues;
}

function writeFilter({ prefix, suffix }: QueueNotification): string[] {
  const rules = Object.entries({ Prefix: prefix, Suffix: suffix })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => element("FilterRule", [element("Name", name), element("Value", value)]));
  return rules.length === 0 ? [] : [element("Filter", [element("S3Key", rules)])];
}
