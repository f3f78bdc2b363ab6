/** A message in a queue, and what SQS says about its contents: digests, size, legality. */
import { createHash, randomUUID } from "node:crypto";
import { AwsError } from "../wire/service.ts";

export type MessageAttribute = {
  /** "String", "Number" or "Binary", with any suffix: "String.uuid". */
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
};

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender gives. */
export interface MessageContents {
  readonly body: string;
  readonly attributes?: MessageAttributes;
  /** AWSTraceHeader, the only attribute a sender may give in the system's name. */
  readonly traceHeader?: string;
}

export interface Message extends MessageContents {
  readonly id: string;
  readonly attributes: MessageAttributes;
  readonly md5OfBody: string;
  /** Bytes as SQS counts them. */
  readonly size: number;
  /** Epoch milliseconds of the first enqueue: retention counts from here, also in a dead-letter queue. */
  readonly sentAt: number;
  /** Epoch milliseconds from which consumers see it. */
  visibleAt: number;
  receiveCount: number;
  /** Epoch milliseconds of the first and of the latest receipt. */
  firstReceivedAt?: number;
  receivedAt?: number;
  /** Names the latest receipt; earlier ones delete nothing. */
  receiptHandle?: string;
  deadLetterSourceArn?: string;
}

/** Attributes of one message (SQS Developer Guide, "Message metadata"). */
const ATTRIBUTES = 10;
const ATTRIBUTE_NAME = /^(?!AWS\.|Amazon\.)(?!.*\.\.)(?!\.)(?!.*\.$)[A-Za-z0-9_.-]{1,256}$/i;
const DATA_TYPE = /^(String|Number|Binary)(\.|$)/;

/** #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF (API reference, SendMessage). */
const LEGAL = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

export function createMessage(contents: MessageContents, now: number, delayMs: number): Message {
  return {
    ...contents,
    attributes: contents.attributes ?? {},
    id: randomUUID(),
    md5OfBody: md5(contents.body),
    size: sizeOf(contents),
    sentAt: now,
    visibleAt: now + delayMs,
    receiveCount: 0,
  };
}

/** The body plus name, type and value of every attribute. */
export function sizeOf({ attributes = {}, body }: MessageContents): number {
  let size = Buffer.byteLength(body);
  for (const [name, attribute] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + bytesOf(attribute).length;
  }
  return size;
}

/** Refuses what SQS refuses to keep; `limit` is the queue's MaximumMessageSize in bytes. */
export function checkContents(contents: MessageContents, limit: number): void {
  if (contents.body === "") {
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
  }
  if (!LEGAL.test(contents.body)) {
    throw new AwsError("InvalidMessageContents", "Invalid characters found in the message body.");
  }
  const attributes = Object.entries(contents.attributes ?? {});
  if (attributes.length > ATTRIBUTES) {
    throw invalid(
      `Number of message attributes [${attributes.length}] exceeds the allowed maximum [${ATTRIBUTES}].`,
    );
  }
  for (const [name, attribute] of attributes) checkAttribute(name, attribute);
  if (sizeOf(contents) > limit) {
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`);
  }
}

function checkAttribute(name: string, attribute: MessageAttribute): void {
  if (!ATTRIBUTE_NAME.test(name)) throw invalid(`Message attribute name '${name}' is invalid.`);
  if (!DATA_TYPE.test(attribute.DataType)) {
    throw invalid(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  if (bytesOf(attribute).length === 0 || !LEGAL.test(attribute.StringValue ?? "")) {
    throw invalid(`The message attribute '${name}' must contain a legal, non-empty message attribute value.`);
  }
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** Sorted by name; lengths as 4 bytes, the value preceded by 1 for text and 2 for bytes (Developer Guide). */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const withLength = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name] as MessageAttribute;
    withLength(Buffer.from(name));
    withLength(Buffer.from(attribute.DataType));
    hash.update(Buffer.from([attribute.StringValue === undefined ? 2 : 1]));
    withLength(bytesOf(attribute));
  }
  return hash.digest("hex");
}

function bytesOf({ BinaryValue, StringValue }: MessageAttribute): Buffer {
  return StringValue === undefined ? Buffer.from(BinaryValue ?? "", "base64") : Buffer.from(StringValue);
}
