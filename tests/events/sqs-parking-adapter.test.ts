import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import type { ParkingEntry } from "../../shared/events/batch.ts";
import type { ParkedOutcome } from "../../shared/events/outcome.ts";
import { sqsParking } from "../../shared/events/sqs-parking-adapter.ts";
import { message } from "../support/messages.ts";
import { NO_DEADLINES } from "../support/platform.ts";

const sqs = mockClient(SQSClient);
const parking = sqsParking("https://sqs.test/parking", sqs as unknown as SQSClient);
const park = (entries: ParkingEntry[]) => parking.park(entries, NO_DEADLINES.parking);

type Batch = SendMessageBatchRequestEntry[];

/** What reached the queue, call by call. */
let calls: Batch[];

/** What the queue answers to a call. */
let answer: (batch: Batch) => object;

beforeEach(() => {
  calls = [];
  answer = () => ({});
  sqs.reset();
  sqs.on(SendMessageBatchCommand).callsFake((input: { QueueUrl: string; Entries: Batch }) => {
    expect(input.QueueUrl).toBe("https://sqs.test/parking");
    calls.push(input.Entries);
    return answer(input.Entries);
  });
});

const malformed = { kind: "malformed", reason: "the body is not a JSON object" } as const;
const entry = (
  body: string,
  id = body,
  outcome: ParkedOutcome = malformed,
  dataset?: string,
): ParkingEntry => ({
  message: message(body, id),
  outcome,
  dataset,
});
const entries = (count: number, body = "body") =>
  Array.from({ length: count }, (_, index) => entry(body, `m${index}`));

/** Bytes of a call as SQS counts them: bodies, and names, types and values of attributes. */
function bytesOf(batch: Batch): number {
  const texts = batch.flatMap(({ MessageBody, MessageAttributes = {} }) => [
    MessageBody ?? "",
    ...Object.entries(MessageAttributes).flatMap(([name, { DataType, StringValue }]) => [
      name,
      DataType ?? "",
      StringValue ?? "",
    ]),
  ]);
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

test("a message is sent as it came, with why, whose and since when", async () => {
  const conflict: ParkedOutcome = { kind: "conflict", reason: "points elsewhere" };
  expect(await park([entry('{"é": "😀"}', "m1", conflict, "trades")])).toEqual(new Map());
  const attribute = (StringValue: string) => ({ DataType: "String", StringValue });
  expect(calls).toEqual([
    [
      {
        Id: "0",
        MessageBody: '{"é": "😀"}',
        MessageAttributes: {
          outcome: attribute("conflict"),
          reason: attribute("points elsewhere"),
          "first-seen": attribute(String(Date.UTC(2026, 10, 20, 21, 5, 13))),
          dataset: attribute("trades"),
        },
      },
    ],
  ]);
});

test("whose it is is left out where nobody knows", async () => {
  await park([entry("body")]);
  expect(Object.keys(calls[0]![0]!.MessageAttributes!)).toEqual(["outcome", "reason", "first-seen"]);
});

test("nothing is sent behind the deadline", async () => {
  await park([entry("body")]);
  expect(sqs.calls().map(({ args }) => (args as readonly unknown[])[1])).toEqual([
    { abortSignal: NO_DEADLINES.parking },
  ]);
});

test("what Glue rejected carries its code", async () => {
  await park([entry("body", "m1", { kind: "rejected", code: "INVALID_INPUT", reason: "no" }, "trades")]);
  expect(calls[0]![0]!.MessageAttributes?.outcome?.StringValue).toBe("rejected INVALID_INPUT");
});

describe("a call", () => {
  test("takes ten messages", async () => {
    await park(entries(25));
    expect(calls.map((batch) => batch.length)).toEqual([10, 10, 5]);
  });

  test("takes 1 MiB of bodies and attributes, and as much of it as fits", async () => {
    // Two bytes each: length is not size.
    await park(entries(20, "é".repeat(100_000)));
    expect(calls.map((batch) => batch.length)).toEqual([5, 5, 5, 5]);
    for (const batch of calls) expect(bytesOf(batch)).toBeLessThanOrEqual(1_048_576);
  });

  test("is filled to the last byte, and not one further", async () => {
    const overhead = await attributeBytes();
    await park(entries(2, "x".repeat(524_288 - overhead)));
    expect(calls.map((batch) => bytesOf(batch))).toEqual([1_048_576]);
    calls = [];
    await park(entries(2, "x".repeat(524_289 - overhead)));
    expect(calls.map((batch) => batch.length)).toEqual([1, 1]);
  });

  test("has ids of its own: a batch may hold a message id twice", async () => {
    await park([entry("a", "m1"), entry("b", "m1")]);
    expect(calls[0]!.map(({ Id }) => Id)).toEqual(["0", "1"]);
  });
});

async function attributeBytes(): Promise<number> {
  await park(entries(1, "x"));
  const bytes = bytesOf(calls[0]!) - 1;
  calls = [];
  return bytes;
}

describe("failures", () => {
  // F7: matched by the wrong id, the wrong message is lost.
  test("are the entries that SQS names, in whatever call they were", async () => {
    answer = (batch) => ({
      Failed: batch
        .filter(({ MessageBody }) => MessageBody === "bad")
        .map(({ Id }) => ({ Id, Code: "InternalError", Message: "try again", SenderFault: false })),
    });
    const batch = entries(30).map((one, index) => (index % 7 === 3 ? entry("bad", `m${index}`) : one));
    const failed = await park(batch);
    expect([...failed.keys()].map(({ message }) => message.id)).toEqual(["m3", "m10", "m17", "m24"]);
    expect(new Set(failed.values())).toEqual(new Set(["parking: InternalError: try again"]));
  });

  test("without a message are told by their code", async () => {
    answer = () => ({ Failed: [{ Id: "0", Code: "InternalError", SenderFault: false }] });
    expect([...(await park([entry("a")])).values()]).toEqual(["parking: InternalError: "]);
  });

  test("of a whole call are its entries and no others", async () => {
    answer = (batch) => {
      if (batch.some(({ MessageBody }) => MessageBody === "bad")) throw new Error("the queue is gone");
      return {};
    };
    const batch = entries(30).map((one, index) => (index === 15 ? entry("bad", "m15") : one));
    const failed = await park(batch);
    expect([...failed.keys()]).toEqual(batch.slice(10, 20));
    expect(new Set(failed.values())).toEqual(new Set(["parking: the queue is gone"]));
  });

  test("of a message too large for any call are its alone", async () => {
    answer = (batch) => {
      if (bytesOf(batch) > 1_048_576) throw new Error("BatchRequestTooLong");
      return {};
    };
    const batch = [entry("a"), entry("x".repeat(1_048_576), "large"), entry("b")];
    const failed = await park(batch);
    expect([...failed.keys()]).toEqual([batch[1]]);
  });

  test("that name an entry nobody sent return the whole call", async () => {
    answer = () => ({ Failed: [{ Id: "77", Code: "InternalError", SenderFault: false }] });
    const batch = entries(2);
    expect([...(await park(batch)).keys()]).toEqual(batch);
  });
});

// SQS takes what XML 1.0 takes, and refuses the whole message otherwise.
test.each([
  ["a\u0000b\u001b", "a\\u0000b\\u001b"],
  ["half \ud83d", "half \\ud83d"],
  ["\ufffe\uffff", "\\ufffe\\uffff"],
  ["x".repeat(2000), "x".repeat(1000)],
  [`${"x".repeat(999)}😀`, "x".repeat(999)],
])("a reason holds nothing that SQS refuses: %j", async (reason, sent) => {
  await park([entry("body", "m1", { kind: "malformed", reason })]);
  expect(calls[0]![0]!.MessageAttributes?.reason?.StringValue).toBe(sent);
});

test("a client is made when there is something to send", async () => {
  const own = sqsParking("https://sqs.test/parking");
  expect(await own.park([entry("body")], NO_DEADLINES.parking)).toEqual(new Map());
  expect(calls).toHaveLength(1);
});

test("no message needs no call", async () => {
  expect(await park([])).toEqual(new Map());
  expect(calls).toEqual([]);
});
