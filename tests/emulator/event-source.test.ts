import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { VirtualClock } from "../../emulator/index.ts";
import {
  connectQueue,
  type EventSource,
  type EventSourceOptions,
} from "../../emulator/lambda/event-source.ts";
import type { SqsEvent } from "../../emulator/lambda/sqs-event.ts";
import type { Queue } from "../../emulator/sqs/queue.ts";
import { Queues } from "../../emulator/sqs/queues.ts";

let clock: VirtualClock;
let queue: Queue;
let dead: Queue;
let source: EventSource;
/** Bodies of every invocation so far. */
let batches: string[][];

beforeEach(() => {
  clock = new VirtualClock();
  const queues = new Queues({
    clock,
    region: "us-east-1",
    accountId: "000000000000",
    endpoint: () => "http://sqs",
  });
  dead = queues.create("dead");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 });
  queue = queues.create("work", { VisibilityTimeout: "60", RedrivePolicy });
  batches = [];
});

afterEach(() => source.close());

const connect = (
  options: Partial<EventSourceOptions> = {},
  answer: (event: SqsEvent) => unknown = () => undefined,
) => {
  source = connectQueue({
    queue,
    clock,
    ...options,
    invoke: (event) => {
      batches.push(event.Records.map(({ body }) => body));
      return answer(event);
    },
  });
};

const send = (...bodies: string[]) => {
  for (const body of bodies) queue.send({ body });
};

const idsOf = (event: SqsEvent, ...bodies: string[]) => ({
  batchItemFailures: event.Records.filter(({ body }) => bodies.includes(body)).map(({ messageId }) => ({
    itemIdentifier: messageId,
  })),
});

test("what is switched off takes nothing, however long, and goes on where it ended", async () => {
  connect({ windowMs: 1000 });
  source.isEnabled = false;
  send("a");
  clock.advance(60_000);
  expect([batches, bodiesOf(queue)]).toEqual([[], ["a"]]);
  source.isEnabled = true;
  clock.advance(1000);
  await source.quiet();
  expect(batches).toEqual([["a"]]);
});

const bodiesOf = (from: Queue) => from.messages().map(({ body }) => body);

/** Lets what was invoked answer; the clock stands still. */
const settled = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

describe("batches", () => {
  test("what waits already is taken at once when there is no window", async () => {
    send("a", "b", "c");
    connect({ batchSize: 2, maximumConcurrency: 2 });
    await source.idle();
    expect(batches).toEqual([["a", "b"], ["c"]]);
    expect(bodiesOf(queue)).toEqual([]);
  });

  test("a window collects until it is over", async () => {
    connect({ batchSize: 100, windowMs: 5000 });
    send("a");
    clock.advance(4999);
    send("b");
    expect(batches).toEqual([]);
    clock.advance(1);
    expect(batches).toEqual([["a", "b"]]);
    await source.idle();
    send("c");
    clock.advance(4999);
    expect(batches).toHaveLength(1);
    clock.advance(1);
    expect(batches).toEqual([["a", "b"], ["c"]]);
  });

  test("a full batch does not wait for its window", () => {
    connect({ batchSize: 3, windowMs: 5000 });
    send("a", "b", "c", "d");
    expect(batches).toEqual([["a", "b", "c"]]);
    clock.advance(5000);
    expect(batches).toEqual([["a", "b", "c"], ["d"]]);
  });

  test("a batch closes before it is more than 6 MB", async () => {
    connect({ batchSize: 10_000, windowMs: 300_000 });
    const megabyte = "x".repeat(1_000_000);
    send(...Array.from({ length: 7 }, () => megabyte));
    expect(batches.map((batch) => batch.length)).toEqual([6]);
    await settled();
    clock.advance(300_000);
    expect(batches.map((batch) => batch.length)).toEqual([6, 1]);
  });

  test("no more invocations run at a time than allowed", async () => {
    const running: (() => void)[] = [];
    connect(
      { batchSize: 1, maximumConcurrency: 2 },
      () => new Promise<void>((resolve) => running.push(resolve)),
    );
    send("a", "b", "c");
    expect(batches).toEqual([["a"], ["b"]]);
    running.shift()?.();
    await settled();
    expect(batches).toEqual([["a"], ["b"], ["c"]]);
    for (const finish of running) finish();
    await source.idle();
    expect(bodiesOf(queue)).toEqual([]);
  });

  test("a message that somebody counts in the very moment at which it comes into sight is taken all the same", async () => {
    connect();
    clock.after(5000, () => queue.counts());
    queue.send({ body: "a" }, 5);
    clock.advance(5000);
    expect(batches).toEqual([["a"]]);
    await source.idle();
  });

  test("large batches want a window, as Lambda does", () => {
    connect();
    expect(() => connectQueue({ queue, clock, invoke: () => undefined, batchSize: 11 })).toThrow(/window/);
    expect(() => connectQueue({ queue, clock, invoke: () => undefined, batchSize: 10_001 })).toThrow(
      /10,000/,
    );
  });
});

describe("answers", () => {
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["an empty object", {}],
    ["no failures", { batchItemFailures: [] }],
    ["null for failures", { batchItemFailures: null }],
  ])("%s means that all succeeded", async (_, answer) => {
    connect({ batchSize: 2 }, () => answer);
    send("a", "b");
    await source.idle();
    expect(bodiesOf(queue)).toEqual([]);
  });

  test.each([
    ["an unknown id", { batchItemFailures: [{ itemIdentifier: "who" }] }],
    ["an empty id", { batchItemFailures: [{ itemIdentifier: "" }] }],
    ["null for an id", { batchItemFailures: [{ itemIdentifier: null }] }],
    ["a misspelt member", { batchItemFailures: [{ itemIdentifer: "a" }] }],
    ["a list that is none", { batchItemFailures: "a" }],
    ["a text", "fine"],
  ])("%s means that all failed", async (_, answer) => {
    send("a", "b");
    connect({}, () => answer);
    await settled();
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 2, delayed: 0 });
  });

  test("an error means that all failed", async () => {
    const errors: unknown[] = [];
    send("a", "b");
    connect({ onError: (error) => errors.push(error) }, () => {
      throw new Error("broken");
    });
    await settled();
    expect(queue.counts().inFlight).toBe(2);
    expect(errors).toEqual([new Error("broken")]);
  });

  test("failed messages alone come again, once their visibility is over", async () => {
    send("good", "bad");
    connect({}, (event) => (batches.length === 1 ? idsOf(event, "bad") : undefined));
    await settled();
    expect(bodiesOf(queue)).toEqual(["bad"]);
    clock.advance(59_999);
    expect(batches).toHaveLength(1);
    clock.advance(1);
    await source.idle();
    expect(batches).toEqual([["good", "bad"], ["bad"]]);
    expect(bodiesOf(queue)).toEqual([]);
  });

  test("a message that always fails ends in the dead-letter queue, the others do not", async () => {
    send("good", "poison");
    connect({}, (event) => idsOf(event, "poison"));
    for (let visibility = 0; visibility < 3; visibility++) {
      await settled();
      clock.advance(60_000);
    }
    await source.idle();
    expect(batches).toEqual([["good", "poison"], ["poison"], ["poison"]]);
    expect(bodiesOf(dead)).toEqual(["poison"]);
    expect(bodiesOf(queue)).toEqual([]);
  });

  test("without ReportBatchItemFailures the answer is not read", async () => {
    send("a");
    connect({ reportBatchItemFailures: false }, (event) => idsOf(event, "a"));
    await source.idle();
    expect(bodiesOf(queue)).toEqual([]);
  });
});

test("a record is shaped as Lambda gives it", async () => {
  const events: SqsEvent[] = [];
  connect({}, (event) => void events.push(event));
  queue.send({ body: "hello", attributes: { reason: { DataType: "String", StringValue: "parked" } } });
  await source.idle();
  expect(events).toEqual([
    {
      Records: [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body: "hello",
          attributes: {
            ApproximateReceiveCount: "1",
            SentTimestamp: String(clock.now()),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: String(clock.now()),
          },
          messageAttributes: {
            reason: { stringValue: "parked", stringListValues: [], binaryListValues: [], dataType: "String" },
          },
          md5OfBody: "5d41402abc4b2a76b9719d911017c592",
          md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
          eventSource: "aws:sqs",
          eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:work",
          awsRegion: "us-east-1",
        },
      ],
    },
  ]);
});

test("closing waits for what runs and takes nothing more", async () => {
  let finish = () => {};
  connect({ maximumConcurrency: 1, batchSize: 1 }, () => new Promise<void>((resolve) => (finish = resolve)));
  send("a", "b");
  const closed = source.close();
  finish();
  await closed;
  expect(batches).toEqual([["a"]]);
  expect(bodiesOf(queue)).toEqual(["b"]);
});

test("quiet waits for delayed messages and for what they lead to, idle does not", async () => {
  connect({}, (event) => {
    if (event.Records.some(({ body }) => body === "due")) queue.send({ body: "again" }, 5);
  });
  queue.send({ body: "due" }, 10);
  await source.idle();
  let isQuiet = false;
  void source.quiet().then(() => {
    isQuiet = true;
  });
  const seen: unknown[] = [];
  for (const seconds of [0, 10, 4, 1]) {
    clock.advance(seconds * 1000);
    await settled();
    seen.push([isQuiet, batches.length]);
  }
  expect(seen).toEqual([
    [false, 0],
    [false, 1],
    [false, 1],
    [true, 2],
  ]);
});
