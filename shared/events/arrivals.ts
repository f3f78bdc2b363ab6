import { RegistrarError } from "../runtime/errors.ts";
import { quoted } from "../runtime/text.ts";
import { readUsualNotification } from "./usual-notification.ts";

/** A message of the source queue, in our words. Times are milliseconds since 1970. */
export interface Message {
  readonly id: string;
  readonly body: string;
  /** When the message first entered a queue of ours; survives parking and replay. */
  readonly firstSeen: number;
  /** True when an operator sent it again: its age says nothing about our latency. */
  readonly replayed: boolean;
}

/** What one entry of a message tells. */
export type Arrival =
  | CreatedObject
  | { readonly kind: "removed"; readonly bucket: string; readonly key: string }
  | { readonly kind: "notice"; readonly reason: "test event" | "other event" }
  | { readonly kind: "malformed"; readonly reason: string };

export interface CreatedObject {
  readonly kind: "created";
  readonly bucket: string;
  /** The literal S3 key, decoded. */
  readonly key: string;
  /** Bytes; undefined when the event does not say, which is not the same as empty. */
  readonly size: number | undefined;
  /** When S3 says it happened, ISO 8601; undefined when the event does not say. */
  readonly time: string | undefined;
  /** True when an archive of EventBridge sent the event again: its age says nothing about our latency. */
  readonly replayed: boolean;
}

/** The message attribute that carries `firstSeen` across parking and replay. */
export const FIRST_SEEN = "first-seen";

/**
 * The messages of a Lambda invocation by SQS. Anything else throws: acknowledging what we cannot read would lose
 * it, and an invocation by hand deserves an answer that says what this function takes.
 */
export function readBatch(event: unknown): Message[] {
  const records = isObject(event) ? event.Records : undefined;
  if (!Array.isArray(records) || !records.every(isSqsRecord)) {
    throw new RegistrarError(
      "NOT_AN_SQS_EVENT",
      'expected an SQS batch ({ Records: [{ eventSource: "aws:sqs", messageId, body }] }); ' +
        "S3, SNS and EventBridge events reach this function through its queue only",
    );
  }
  return records.map(toMessage);
}

type SqsRecord = JsonObject & { messageId: string };

function isSqsRecord(record: unknown): record is SqsRecord {
  return isObject(record) && record.eventSource === "aws:sqs" && typeof record.messageId === "string";
}

function toMessage(record: SqsRecord): Message {
  const attributes = isObject(record.attributes) ? record.attributes : {};
  const custom = isObject(record.messageAttributes) ? record.messageAttributes[FIRST_SEEN] : undefined;
  const replayedFrom = isObject(custom) ? milliseconds(custom.stringValue) : undefined;
  return {
    id: record.messageId,
    body: typeof record.body === "string" ? record.body : "",
    firstSeen: replayedFrom ?? milliseconds(attributes.SentTimestamp) ?? 0,
    replayed: replayedFrom !== undefined,
  };
}

/** Milliseconds since 1970 as SQS and Lambda write them, in text; anybody can write such an attribute. */
export function milliseconds(text: unknown): number | undefined {
  return typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/**
 * Reads the body of a message: an S3 event notification, the same wrapped by SNS, or an S3 event of EventBridge.
 * Total: never throws, and answers at least one arrival.
 */
export function readArrivals(body: string): Arrival[] {
  const usual = readUsualNotification(body);
  if (usual !== undefined) return [readS3Record(usual)];
  const content = parse(body);
  return isObject(content) ? readObject(content) : readContent(content);
}

/**
 * What SNS wraps, by its Type, and what came without it. Its own messages are
 * https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html, and the page of the other. Their
 * URLs and tokens confirm for whoever has them: nothing here follows or shows them.
 */
function readObject(content: JsonObject): Arrival[] {
  switch (content.Type) {
    case "Notification":
      return typeof content.Message === "string" ? readContent(parse(content.Message)) : readContent(content);
    case "SubscriptionConfirmation":
      return [unconfirmed(content, "waits to be confirmed, and sends no event before that")];
    case "UnsubscribeConfirmation":
      return [unconfirmed(content, "was ended, and sends no more events; confirming restores it")];
    default:
      return readContent(content);
  }
}

function unconfirmed({ Type, TopicArn }: JsonObject, state: string): Arrival {
  const reason =
    `SNS ${Type}: the subscription of this queue to ${quoted(TopicArn)} ${state}. ` +
    "If the topic is meant to send S3 events here, confirm with the Token of this message " +
    "(aws sns confirm-subscription --topic-arn … --token …); if not, delete the message";
  return { kind: "malformed", reason };
}

function readContent(content: unknown): Arrival[] {
  if (!isObject(content)) return [malformed("the body is not a JSON object")];
  if (Array.isArray(content.Records)) {
    return content.Records.length > 0 ? content.Records.map(readS3Record) : [malformed("Records is empty")];
  }
  if (content.Event === "s3:TestEvent") return [{ kind: "notice", reason: "test event" }];
  if (content.source === "aws.s3") return [readEventBridge(content)];
  return [malformed("neither Records nor an EventBridge event of source aws.s3")];
}

/**
 * What S3 tells of objects besides their creation and removal: the part of an event's name before ":".
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html, and the
 * enumeration Event of https://docs.aws.amazon.com/AmazonS3/latest/API/API_QueueConfiguration.html
 */
const OTHER_EVENTS: ReadonlySet<string> = new Set([
  "IntelligentTiering",
  "LifecycleTransition",
  "ObjectAcl",
  "ObjectAnnotation",
  "ObjectRestore",
  "ObjectRetention",
  "ObjectTagging",
  "ReducedRedundancyLostObject",
  "Replication",
]);

/** The same in EventBridge's words: https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html */
const OTHER_DETAIL_TYPES: ReadonlySet<string> = new Set([
  "Object ACL Updated",
  "Object Access Tier Changed",
  "Object Restore Completed",
  "Object Restore Expired",
  "Object Restore Initiated",
  "Object Storage Class Changed",
  "Object Tags Added",
  "Object Tags Deleted",
]);

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
function readS3Record(record: unknown): Arrival {
  if (!isObject(record) || record.eventSource !== "aws:s3")
    return malformed("a record is not of eventSource aws:s3");
  // AWS: accept any minor version of the major version that you know.
  const version = record.eventVersion;
  if (typeof version !== "string" || !/^2\.\d+$/.test(version)) {
    return malformed(`eventVersion is ${quoted(version)}, expected 2.x`);
  }
  const { bucket, object } = isObject(record.s3) ? record.s3 : {};
  if (!isObject(bucket) || typeof bucket.name !== "string") return malformed("s3.bucket.name is missing");
  if (!isObject(object) || typeof object.key !== "string") return malformed("s3.object.key is missing");
  const key = formDecode(object.key);
  if (key === undefined) return malformed(`s3.object.key ${quoted(object.key)} is not form-encoded`);
  const name = record.eventName;
  if (typeof name !== "string") return malformed("eventName is missing");
  if (name.startsWith("ObjectCreated:")) {
    return created(bucket.name, key, object.size, record.eventTime, false);
  }
  if (name.startsWith("ObjectRemoved:") || name.startsWith("LifecycleExpiration:")) {
    return { kind: "removed", bucket: bucket.name, key };
  }
  // What nobody knows may be a new way to create an object: a person decides.
  if (!OTHER_EVENTS.has(name.split(":", 1)[0]!))
    return malformed(`eventName ${quoted(name)} is not known here`);
  return { kind: "notice", reason: "other event" };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html. Its keys are raw (observed, not stated). */
function readEventBridge(event: JsonObject): Arrival {
  const type = event["detail-type"];
  if (typeof type !== "string") return malformed("detail-type is missing");
  if (OTHER_DETAIL_TYPES.has(type)) return { kind: "notice", reason: "other event" };
  if (type !== "Object Created" && type !== "Object Deleted") {
    return malformed(`detail-type ${quoted(type)} is not known here`);
  }
  const { bucket, object } = isObject(event.detail) ? event.detail : {};
  if (!isObject(bucket) || typeof bucket.name !== "string") return malformed("detail.bucket.name is missing");
  if (!isObject(object) || typeof object.key !== "string" || object.key === "") {
    return malformed("detail.object.key is missing");
  }
  if (type === "Object Deleted") return { kind: "removed", bucket: bucket.name, key: object.key };
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
  return created(bucket.name, object.key, object.size, event.time, "replay-name" in event);
}

function created(bucket: string, key: string, size: unknown, time: unknown, replayed: boolean): Arrival {
  return {
    kind: "created",
    bucket,
    key,
    size: typeof size === "number" && size >= 0 ? size : undefined,
    time: typeof time === "string" ? time : undefined,
    replayed,
  };
}

/** S3 notifications encode keys as HTML forms do: "+" is a space, the rest is percent-encoded UTF-8. */
function formDecode(encoded: string): string | undefined {
  if (encoded === "") return undefined;
  try {
    return decodeURIComponent(encoded.includes("+") ? encoded.replaceAll("+", " ") : encoded);
  } catch {
    return undefined;
  }
}

function malformed(found: string): Arrival {
  return {
    kind: "malformed",
    reason: `${found}; expected an S3 event notification, the same wrapped by SNS, or an S3 event of EventBridge`,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type JsonObject = { readonly [name: string]: unknown };

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
