/** What a job writes, as S3 tells of it and as Lambda hands it over. Repeatable to the byte. */

import { createHash } from "node:crypto";
import { type SqsEvent, type SqsRecord, seeded } from "../../emulator/index.ts";
import { formEncode } from "../../emulator/parts.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { folderOf } from "../../shared/datasets/placing.ts";
import { datasets } from "../../shared/declared-datasets.ts";

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2024, 0, 2);
const WRITTEN_AT = Date.UTC(2026, 10, 20, 21, 5, 12, 345);

/** Keys in exactly `partitions` partitions, evenly over all datasets, mixed as parallel writers mix them. */
export function objectKeys(objects: number, partitions: number): string[] {
  const keys = Array.from({ length: objects }, (_, index) => objectKey(index, index % partitions));
  return shuffled(keys);
}

function objectKey(index: number, partition: number): string {
  const dataset = datasets[partition % datasets.length]!;
  const folder = partitionFolder(dataset, Math.floor(partition / datasets.length));
  // A table keyed by day alone still has a folder for each symbol.
  const below = dataset.keys.some(({ kind }) => kind === "text") ? "" : `symbol=${symbol(index)}/`;
  return `${folder}${below}part-00000-${uuid(`object ${index}`)}.c000.snappy.parquet`;
}

/** The partition of this number: days first, then, where the table has another key, every day again. */
function partitionFolder(dataset: Dataset, number: number): string {
  const days = dataset.keys.some(({ kind }) => kind === "text") ? 20 : Number.POSITIVE_INFINITY;
  const [ofDay, ofText] = [day(number % days), symbol(Math.floor(number / days))];
  return folderOf(
    dataset,
    dataset.keys.map(({ kind }) => (kind === "text" ? ofText : ofDay)),
  );
}

function day(number: number): string {
  return new Date(FIRST_DAY + number * DAY_MS).toISOString().slice(0, 10);
}

/** AAAA, BAAA, CAAA.B, DAAA … */
function symbol(number: number): string {
  const letters = [1, 26, 676, 17_576].map((place) => 65 + (Math.floor(number / place) % 26));
  return String.fromCharCode(...letters) + (number % 10 === 2 ? ".B" : "");
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const random = seeded(1);
  const places = items.map((item) => ({ item, place: random() }));
  return places.sort((one, other) => one.place - other.place).map(({ item }) => item);
}

/** The body of a message, member by member as S3 writes it: some 0.9 KB. */
export function notification(bucket: string, key: string): string {
  const record = {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: "us-east-1",
    eventTime: new Date(WRITTEN_AT).toISOString(),
    eventName: "ObjectCreated:Put",
    userIdentity: { principalId: "AWS:AROAEXAMPLEETLROLEID1:trades-etl" },
    requestParameters: { sourceIPAddress: "10.0.12.117" },
    responseElements: {
      "x-amz-request-id": digest(key, "hex").slice(0, 16).toUpperCase(),
      "x-amz-id-2": digest(key, "base64").slice(0, 76),
    },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: "stock-trades-partitions-register",
      bucket: {
        name: bucket,
        ownerIdentity: { principalId: "A3NL1KOZZKEXAMPLE" },
        arn: `arn:aws:s3:::${bucket}`,
      },
      object: {
        key: formEncode(key),
        size: 48_213,
        eTag: digest(key, "hex").slice(16, 48),
        sequencer: digest(key, "hex").slice(48, 66).toUpperCase(),
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** The event of an invocation, one message for each key: some 1.8 KB each as JSON. */
export function sqsEvent(bucket: string, keys: readonly string[], queueArn: string): SqsEvent {
  return { Records: keys.map((key) => sqsRecord(notification(bucket, key), queueArn)) };
}

function sqsRecord(body: string, queueArn: string): SqsRecord {
  return {
    messageId: uuid(body),
    receiptHandle: receiptHandle(body),
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: String(WRITTEN_AT + 900),
      SenderId: "AIDAJQOC3SADRY5PEMBNW",
      ApproximateFirstReceiveTimestamp: String(WRITTEN_AT + 1400),
    },
    messageAttributes: {},
    md5OfBody: createHash("md5").update(body).digest("hex"),
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: "us-east-1",
  };
}

/** As long as those of SQS: "AQEB" and 408 characters of base64. */
function receiptHandle(seed: string): string {
  const parts = [1, 2, 3, 4, 5].map((part) => digest(`${part} ${seed}`, "base64").slice(0, 86));
  return `AQEB${parts.join("").slice(0, 406)}==`;
}

function uuid(seed: string): string {
  return digest(seed, "hex").replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
}

function digest(seed: string, encoding: "hex" | "base64"): string {
  return createHash("sha512").update(seed).digest(encoding);
}
