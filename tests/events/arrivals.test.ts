import { Event } from "@aws-sdk/client-s3";
import { describe, expect, test } from "@jest/globals";
import { readArrivals } from "../../shared/events/arrivals.ts";
import { readBatch } from "../../shared/events/batch.ts";
import { eventBridgeBody, formEncode, s3Body, s3Record, snsBody } from "../support/messages.ts";

const EXPECTED =
  "; expected an S3 event notification, the same wrapped by SNS, or an S3 event of EventBridge";

const record = (changes: object) => ({ ...s3Record("raw/a.parquet"), ...changes });
const body = (...records: unknown[]) => JSON.stringify({ Records: records });
const only = (text: string) => {
  const arrivals = readArrivals(text);
  expect(arrivals).toHaveLength(1);
  return arrivals[0]!;
};
const keyOf = (text: string) => {
  const arrival = only(text);
  return "key" in arrival ? arrival.key : arrival;
};

describe("keys", () => {
  // F14: form-encoded in notifications, raw in EventBridge events; the envelope decides, never the look of the key.
  test.each([
    ["red+flower.jpg", "red flower.jpg"],
    ["day%3D2026-11-20/a.parquet", "day=2026-11-20/a.parquet"],
    ["a%2Bb", "a+b"],
    ["100%25", "100%"],
    ["caf%C3%A9/%F0%9F%98%80", "café/😀"],
    ["a%2Fb", "a/b"],
    ["ts%3D09%253A30", "ts=09%3A30"],
    ["plain/key.parquet", "plain/key.parquet"],
  ])("of S3 notifications are form-decoded once: %s", (encoded, key) => {
    expect(keyOf(body(record({ s3: { bucket: { name: "b" }, object: { key: encoded } } })))).toBe(key);
  });

  test.each(["a+b", "a%20b", "day%3D2026", "%ZZ", "100%", "red flower.jpg"])(
    "of EventBridge events are taken as they are: %s",
    (key) => {
      const event = {
        source: "aws.s3",
        "detail-type": "Object Created",
        detail: { bucket: { name: "b" }, object: { key } },
      };
      expect(keyOf(JSON.stringify(event))).toBe(key);
    },
  );

  // F14 and F15: "%3A" is part of the key; decoding twice would lose it.
  test("survive S3's encoding of Hive's escapes", () => {
    const key = "ticks/dt=2024-01-02 09%3A30/symbol=BRK.B+x/part 1.parquet";
    const encoded = "ticks/dt%3D2024-01-02+09%253A30/symbol%3DBRK.B%2Bx/part+1.parquet";
    expect(formEncode(key)).toBe(encoded);
    expect(keyOf(s3Body(key))).toBe(key);
  });

  test.each(["%", "%Z1", "a%2", "%C3%28", "%ED%A0%80"])(
    "that are not form-encoded are malformed: %s",
    (key) => {
      expect(only(body(record({ s3: { bucket: { name: "b" }, object: { key } } })))).toEqual({
        kind: "malformed",
        reason: `s3.object.key "${key}" is not form-encoded${EXPECTED}`,
      });
    },
  );
});

describe("a created object", () => {
  test("tells bucket, key, size and time", () => {
    expect(only(s3Body(s3Record("raw/a.parquet", { size: 7, time: "2026-11-20T21:05:12.345Z" })))).toEqual({
      kind: "created",
      bucket: "stock-trades-data",
      key: "raw/a.parquet",
      size: 7,
      time: "2026-11-20T21:05:12.345Z",
      replayed: false,
    });
  });

  // F19: an event without a size says nothing about emptiness.
  test.each([undefined, "0", null, -1, {}])("of size %p has an unknown size, which is not zero", (size) => {
    const object = { key: "raw/a.parquet", size };
    expect(only(body(record({ s3: { bucket: { name: "b" }, object } })))).toMatchObject({ size: undefined });
  });

  test("without a time keeps it unknown", () => {
    expect(only(body(record({ eventTime: 17 })))).toMatchObject({ kind: "created", time: undefined });
  });

  test.each(["Put", "Post", "Copy", "CompleteMultipartUpload"])("comes by ObjectCreated:%s", (how) => {
    expect(only(body(record({ eventName: `ObjectCreated:${how}` })))).toMatchObject({ kind: "created" });
  });
});

test.each(["2.0", "2.1", "2.2", "2.3", "2.5", "2.17"])("eventVersion %s is understood", (eventVersion) => {
  expect(only(body(record({ eventVersion })))).toMatchObject({ kind: "created" });
});

test.each([
  "ObjectRemoved:Delete",
  "ObjectRemoved:DeleteMarkerCreated",
  "LifecycleExpiration:Delete",
  "LifecycleExpiration:DeleteMarkerCreated",
])("%s is a removal", (eventName) => {
  expect(only(body(record({ eventName })))).toEqual({
    kind: "removed",
    bucket: "stock-trades-data",
    key: "raw/a.parquet",
  });
});

describe("every event that S3 can be asked for", () => {
  const names = Object.values(Event).filter((name) => !name.endsWith("*"));

  test.each(names.map((name) => name.replace("s3:", "")))("%s is known", (eventName) => {
    const { kind } = only(body(record({ eventName })));
    const [family] = eventName.split(":");
    const kinds: Readonly<Record<string, string>> = {
      ObjectCreated: "created",
      ObjectRemoved: "removed",
      LifecycleExpiration: "removed",
    };
    expect(kind).toBe(kinds[family!] ?? "notice");
  });
});

test.each(["ObjectTagging:Put", "LifecycleTransition", "Replication:OperationFailedReplication"])(
  "%s is another event",
  (eventName) => {
    expect(only(body(record({ eventName })))).toEqual({ kind: "notice", reason: "other event" });
  },
);

// "s3:" is how a bucket's configuration names events, and other stores their notifications; S3 leaves it out.
test.each(["s3:ObjectCreated:Put", "ObjectMaterialized:Put", "ObjectCreate", "objectcreated:Put", "", ":"])(
  "an event named %j is parked, since it may tell of a new object",
  (eventName) => {
    expect(only(body(record({ eventName })))).toEqual({
      kind: "malformed",
      reason: `eventName "${eventName}" is not known here${EXPECTED}`,
    });
  },
);

test.each([
  ["Object Created", "created"],
  ["Object Deleted", "removed"],
  ["Object Restore Initiated", "notice"],
  ["Object Restore Completed", "notice"],
  ["Object Restore Expired", "notice"],
  ["Object Tags Added", "notice"],
  ["Object Tags Deleted", "notice"],
  ["Object ACL Updated", "notice"],
  ["Object Storage Class Changed", "notice"],
  ["Object Access Tier Changed", "notice"],
])("EventBridge's %s is %s", (type, kind) => {
  expect(only(eventBridgeBody("raw/a.parquet", type)).kind).toBe(kind);
});

test.each([
  "AWS API Call via CloudTrail",
  "Object ObjectCreated Put",
  "object created",
  "Async Copy Completion",
  "",
])("EventBridge's %j is parked, since it may tell of a new object", (type) => {
  expect(only(eventBridgeBody("raw/a.parquet", type))).toEqual({
    kind: "malformed",
    reason: `detail-type "${type}" is not known here${EXPECTED}`,
  });
});

describe("SNS's own messages", () => {
  const own = (Type: string) => {
    const links = { Token: "SECRET", SubscribeURL: "https://sns.us-east-1.amazonaws.com/?Token=SECRET" };
    const TopicArn = "arn:aws:sns:us-east-1:111111111111:t";
    return only(JSON.stringify({ Type, TopicArn, Message: "You have chosen", ...links })) as {
      reason: string;
    };
  };

  test.each([
    ["SubscriptionConfirmation", "waits to be confirmed, and sends no event before that"],
    ["UnsubscribeConfirmation", "was ended, and sends no more events; confirming restores it"],
  ])("%s is parked with what to do, and without its token", (type, state) => {
    expect(own(type)).toEqual({
      kind: "malformed",
      reason:
        `SNS ${type}: the subscription of this queue to "arn:aws:sns:us-east-1:111111111111:t" ${state}. ` +
        "If the topic is meant to send S3 events here, confirm with the Token of this message " +
        "(aws sns confirm-subscription --topic-arn … --token …); if not, delete the message",
    });
  });

  test("of another type are no S3 event", () => {
    expect(own("Renamed").reason).toBe(
      `neither Records nor an EventBridge event of source aws.s3${EXPECTED}`,
    );
  });
});

test("SNS wraps notifications and test events alike", () => {
  expect(readArrivals(snsBody(s3Body("raw/a.parquet")))).toEqual(readArrivals(s3Body("raw/a.parquet")));
  const testEvent = JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent" });
  expect(readArrivals(snsBody(testEvent))).toEqual(readArrivals(testEvent));
});

// F1: `records[0]` in front of a test event, or of a message with two records, has taken whole batches down.
test("a message answers one arrival per record, in order", () => {
  const arrivals = readArrivals(
    body(s3Record("a"), 17, s3Record("b", { eventName: "ObjectRemoved:Delete" })),
  );
  expect(arrivals.map(({ kind }) => kind)).toEqual(["created", "malformed", "removed"]);
});

// F1, F2: each of these has crashed somebody's batch, or vanished without a trace.
test.each([
  ["", "the body is not a JSON object"],
  ["not JSON", "the body is not a JSON object"],
  ["{", "the body is not a JSON object"],
  ["null", "the body is not a JSON object"],
  ["[]", "the body is not a JSON object"],
  ["17", "the body is not a JSON object"],
  ['"text"', "the body is not a JSON object"],
  ["{}", "neither Records nor an EventBridge event of source aws.s3"],
  ['{"Records":{}}', "neither Records nor an EventBridge event of source aws.s3"],
  ['{"source":"aws.ec2"}', "neither Records nor an EventBridge event of source aws.s3"],
  ['{"Records":[]}', "Records is empty"],
  [body(null), "a record is not of eventSource aws:s3"],
  [body(record({ eventSource: "aws:sqs" })), "a record is not of eventSource aws:s3"],
  [body(record({ eventVersion: "3.0" })), 'eventVersion is "3.0", expected 2.x'],
  [body(record({ eventVersion: "12.1" })), 'eventVersion is "12.1", expected 2.x'],
  [body(record({ eventVersion: "2.1-beta" })), 'eventVersion is "2.1-beta", expected 2.x'],
  [body(record({ eventVersion: 2.1 })), "eventVersion is 2.1, expected 2.x"],
  [body(record({ eventVersion: undefined })), "eventVersion is missing, expected 2.x"],
  [body(record({ eventName: undefined })), "eventName is missing"],
  [body(record({ s3: undefined })), "s3.bucket.name is missing"],
  [body(record({ s3: { bucket: {}, object: { key: "k" } } })), "s3.bucket.name is missing"],
  [body(record({ s3: { bucket: { name: "b" } } })), "s3.object.key is missing"],
  [body(record({ s3: { bucket: { name: "b" }, object: { key: 1 } } })), "s3.object.key is missing"],
  [
    body(record({ s3: { bucket: { name: "b" }, object: { key: "" } } })),
    's3.object.key "" is not form-encoded',
  ],
  ['{"source":"aws.s3"}', "detail-type is missing"],
  ['{"source":"aws.s3","detail-type":"Object Created"}', "detail.bucket.name is missing"],
  [
    '{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{},"object":{"key":"k"}}}',
    "detail.bucket.name is missing",
  ],
  [
    '{"source":"aws.s3","detail-type":"Object Deleted","detail":{"bucket":{"name":"b"}}}',
    "detail.object.key is missing",
  ],
  [
    '{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"b"},"object":{"key":""}}}',
    "detail.object.key is missing",
  ],
  // What Lambda's destinations, minio and an InputPath of EventBridge make of events.
  [
    '{"version":"1.0","requestPayload":{"Records":[]}}',
    "neither Records nor an EventBridge event of source aws.s3",
  ],
  [body(record({ eventSource: "minio:s3" })), "a record is not of eventSource aws:s3"],
  [
    '{"bucket":{"name":"b"},"object":{"key":"k"}}',
    "neither Records nor an EventBridge event of source aws.s3",
  ],
  [JSON.stringify(s3Body("k")), "the body is not a JSON object"],
  [`[${s3Body("k")}]`, "the body is not a JSON object"],
  [`\ufeff${s3Body("k")}`, "the body is not a JSON object"],
  ['{"source":"aws.s3","detail":{"bucket":{"name":"b"},"object":{"key":"k"}}}', "detail-type is missing"],
  [snsBody("not JSON"), "the body is not a JSON object"],
  ['{"Type":"Notification"}', "neither Records nor an EventBridge event of source aws.s3"],
  [snsBody(snsBody(s3Body("k"))), "neither Records nor an EventBridge event of source aws.s3"],
])("a body is malformed: %s", (text, found) => {
  expect(readArrivals(text)).toEqual([{ kind: "malformed", reason: found + EXPECTED }]);
});

// F1: JSON.parse takes any depth, JSON.stringify does not.
test("a message nested deeper than the stack is malformed, and throws nothing", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const text = body(record({ eventVersion: "DEEP" })).replace('"DEEP"', deep);
  expect(only(text)).toMatchObject({ kind: "malformed" });
});

test("a malformed key is told in one printable line of bounded length", () => {
  const { reason } = only(
    body(record({ s3: { bucket: { name: "b" }, object: { key: `%\n\u202e${"x".repeat(5000)}` } } })),
  ) as { reason: string };
  expect(reason).toMatch(/^[\x20-\x7e…]+$/);
  expect(reason.length).toBeLessThan(400);
});

describe("a batch", () => {
  const sqs = (changes: object = {}) => ({
    eventSource: "aws:sqs",
    messageId: "m1",
    body: "{}",
    attributes: { SentTimestamp: "1795208713245" },
    messageAttributes: {},
    ...changes,
  });

  test("gives id, body and the time of the first enqueue", () => {
    expect(readBatch({ Records: [sqs()] })).toEqual([
      { id: "m1", body: "{}", firstSeen: 1795208713245, replayed: false },
    ]);
  });

  test("keeps the first-seen time of a message that was parked and sent again", () => {
    const messageAttributes = { "first-seen": { stringValue: "1795000000000", dataType: "String" } };
    expect(readBatch({ Records: [sqs({ messageAttributes })] })).toMatchObject([
      { firstSeen: 1795000000000, replayed: true },
    ]);
  });

  test.each([
    { stringValue: "soon" },
    { stringValue: "1.5" },
    { binaryValue: "AA==" },
    { stringValue: "" },
    { stringValue: { toString: 1, valueOf: 1 } },
    null,
  ])("takes the sent time when first-seen is %j", (attribute) => {
    const messageAttributes = { "first-seen": attribute };
    expect(readBatch({ Records: [sqs({ messageAttributes })] })).toMatchObject([
      { firstSeen: 1795208713245, replayed: false },
    ]);
  });

  test("without any time is as old as can be", () => {
    expect(readBatch({ Records: [sqs({ attributes: undefined })] })).toMatchObject([{ firstSeen: 0 }]);
  });

  test("with a message without a body has an empty one, which nobody can read", () => {
    expect(readBatch({ Records: [sqs({ body: undefined })] })).toMatchObject([{ body: "" }]);
  });

  test("of no messages is empty", () => {
    expect(readBatch({ Records: [] })).toEqual([]);
  });

  // F1: acknowledging an event that did not come through the queue would lose it.
  test.each([
    undefined,
    null,
    "text",
    {},
    { Records: {} },
    { Records: [null] },
    { Records: [{ ...sqs(), messageId: 1 }] },
    { Records: [sqs({ eventSource: "aws:kinesis" })] },
    { Records: [sqs(), s3Record("raw/a.parquet")] },
    { Records: [{ EventSource: "aws:sns", Sns: {} }] },
    { source: "aws.s3", detail: {} },
  ])("is nothing but an SQS event: %j throws", (event) => {
    const message =
      'expected an SQS batch ({ Records: [{ eventSource: "aws:sqs", messageId, body }] }); ' +
      "S3, SNS and EventBridge events reach this function through its queue only";
    expect(() => readBatch(event)).toThrow(expect.objectContaining({ code: "NOT_AN_SQS_EVENT", message }));
  });
});
