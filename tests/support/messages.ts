import type { Message } from "../../shared/events/batch.ts";
import { BUCKET } from "./platform.ts";

export interface RecordOptions {
  readonly bucket?: string;
  readonly size?: number | undefined;
  readonly time?: string | undefined;
  readonly eventName?: string;
}

/** One entry of an S3 notification's Records. `key` is the literal one. */
export function s3Record(
  key: string,
  {
    bucket = BUCKET,
    size = 48_213,
    time = "2026-11-20T21:05:12.345Z",
    eventName = "ObjectCreated:Put",
  }: RecordOptions = {},
): object {
  return {
    eventVersion: "2.5",
    eventSource: "aws:s3",
    awsRegion: "us-east-1",
    eventTime: time,
    eventName,
    s3: { s3SchemaVersion: "1.0", bucket: { name: bucket }, object: { key: formEncode(key), size } },
  };
}

export function s3Body(...records: readonly (object | string)[]): string {
  return JSON.stringify({
    Records: records.map((record) => (typeof record === "string" ? s3Record(record) : record)),
  });
}

export function snsBody(body: string): string {
  return JSON.stringify({
    Type: "Notification",
    TopicArn: "arn:aws:sns:us-east-1:123456789012:t",
    Message: body,
  });
}

/** The same event as an archive of EventBridge sends it again. */
export function archivedBody(key: string): string {
  const replay = { "replay-name": "after-the-outage" };
  return JSON.stringify({ ...JSON.parse(eventBridgeBody(key)), ...replay });
}

/** EventBridge writes the key as it is. */
export function eventBridgeBody(key: string, type = "Object Created"): string {
  const detail = { version: "0", bucket: { name: BUCKET }, object: { key, size: 48_213 } };
  return JSON.stringify({
    version: "0",
    "detail-type": type,
    source: "aws.s3",
    time: "2026-11-20T21:05:12Z",
    detail,
  });
}

/** How S3 notifications write a key: as HTML forms do, but "/" stays. */
export function formEncode(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/");
}

/** A message as SQS hands it over. */
export function message(body: string, id: string, replayed = false): Message {
  return { id, body, firstSeen: Date.UTC(2026, 10, 20, 21, 5, 13), replayed };
}

/** One message per key, with ids m1, m2 … */
export function messagesFor(...keys: readonly string[]): Message[] {
  return keys.map((key, index) => message(s3Body(key), `m${index + 1}`));
}

/** One message per body, with ids m1, m2 … */
export function messagesOf(...bodies: readonly string[]): Message[] {
  return bodies.map((body, index) => message(body, `m${index + 1}`));
}
