import {
  DeleteMessageBatchCommand,
  type DeleteMessageBatchCommandInput,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import fc from "fast-check";
import type { ParkedMessage } from "../../operate/queues/port.ts";
import { sqsQueues } from "../../operate/queues/sqs-queues-adapter.ts";

const sqs = mockClient(SQSClient);
const queues = sqsQueues(sqs as unknown as SQSClient);
const MIB = 1_048_576;

let sent: SendMessageBatchRequestEntry[][];
let deleted: string[];

beforeEach(() => {
  [sent, deleted] = [[], []];
  sqs.reset();
  sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: { Entries: SendMessageBatchRequestEntry[] }) => {
    sent.push(Entries);
    return { Successful: Entries.map(({ Id }) => ({ Id })) };
  });
  sqs.on(DeleteMessageBatchCommand).callsFake(({ Entries = [] }: DeleteMessageBatchCommandInput) => {
    deleted.push(...Entries.map(({ ReceiptHandle = "" }) => ReceiptHandle));
    return { Successful: Entries.map(({ Id }) => ({ Id })) };
  });
});

const parked = (body: string, id: number): ParkedMessage => ({
  id: `m${id}`,
  receipt: `r${id}`,
  body,
  reason: "retries exhausted",
  outcome: "failed",
  dataset: undefined,
  firstSeen: Date.UTC(2026, 10, 20),
});

/** As SQS counts: bodies, and names, types and values of attributes. */
const bytesOf = (batch: readonly SendMessageBatchRequestEntry[]) =>
  batch.reduce((sum, { MessageBody = "", MessageAttributes = {} }) => {
    const attributes = Object.entries(MessageAttributes).map(
      ([name, { DataType = "", StringValue = "" }]) => name + DataType + StringValue,
    );
    return sum + Buffer.byteLength(MessageBody + attributes.join(""));
  }, 0);

test("a replay sends ten messages a call at most, and one mebibyte; all of them, once, in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: MIB / 2 })), {
        minLength: 1,
        maxLength: 40,
      }),
      async (sizes) => {
        [sent, deleted] = [[], []];
        const messages = sizes.map((size, id) => parked("é".repeat(size), id));
        expect(await queues.move("from", "to", messages)).toBe(messages.length);
        expect(sent.every((batch) => batch.length <= 10 && bytesOf(batch) <= MIB)).toBe(true);
        expect(sent.flat().map(({ MessageBody }) => MessageBody!.length)).toEqual(sizes);
        expect(deleted).toEqual(messages.map(({ receipt }) => receipt));
      },
    ),
    { numRuns: 25 },
  );
});

test("a message that fills all the room that SQS gives is sent again without the time it was first seen", async () => {
  const messages = [parked("x".repeat(MIB), 0), parked("y".repeat(MIB - 29), 1), parked("z", 2)];
  expect(await queues.move("from", "to", messages)).toBe(3);
  expect(sent.map((batch) => batch.map(({ MessageAttributes }) => MessageAttributes !== undefined))).toEqual([
    [false],
    [true],
    [true],
  ]);
  expect(Math.max(...sent.map(bytesOf))).toBe(MIB);
});

describe("the time that a parked message was first seen", () => {
  const SENT = Date.UTC(2026, 10, 21);
  test.each([
    ["1795132800000", 1795132800000],
    ["NaN", SENT],
    ["", SENT],
    ["-1", SENT],
    ["1e99", SENT],
    ["9999999999999999", SENT],
    ["2026-11-20", SENT],
    [undefined, SENT],
  ])("is a time, whatever the attribute says: %j", async (text, expected) => {
    sqs.on(ReceiveMessageCommand).resolves({
      Messages: [
        {
          MessageId: "m1",
          ReceiptHandle: "r1",
          Body: "{}",
          Attributes: { SentTimestamp: String(SENT) },
          MessageAttributes: {
            reason: { DataType: "String", StringValue: "x" },
            "first-seen": { DataType: "String", StringValue: text },
          },
        },
      ],
    });
    const found: number[] = [];
    for await (const { firstSeen } of queues.receive("url", 1, 30)) found.push(firstSeen);
    expect(found).toEqual([expected]);
  });
});
