import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Emulator, startEmulator, VirtualClock } from "../../emulator/index.ts";
import { createSqs } from "../../emulator/sqs/index.ts";

let clock: VirtualClock;
let emulator: Emulator;
let sqs: SQSClient;
let QueueUrl: string;

beforeEach(async () => {
  clock = new VirtualClock();
  emulator = await startEmulator({ clock });
  sqs = new SQSClient({
    endpoint: emulator.endpoint,
    region: emulator.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: "work" }))).QueueUrl as string;
});

afterEach(async () => {
  sqs.destroy();
  await emulator.close();
});

const send = (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];

const bodies = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await receive({ MaxNumberOfMessages: 10, ...more })).map(({ Body }) => Body);

/** A queue whose messages are given up after so many receives, and the queue they end in. */
const redriveAfter = (maxReceiveCount: number) => {
  const dead = emulator.sqs.create("dead");
  emulator.sqs.get("work").attributes = {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount }),
  };
  return dead;
};

describe("queues", () => {
  test("a queue is found by name at the emulator's own address", async () => {
    expect(QueueUrl).toBe(`${emulator.endpoint}/000000000000/work`);
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: "work" }))).QueueUrl).toBe(QueueUrl);
    expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "w" }))).QueueUrls).toEqual([QueueUrl]);
  });

  test("a queue that is missing is refused by its modern and its old code", async () => {
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: "none" }))).rejects.toMatchObject({
      name: "QueueDoesNotExist",
      Code: "AWS.SimpleQueueService.NonExistentQueue",
    });
  });

  test("attributes are set, completed by their defaults and counted", async () => {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "70" } }));
    await send("seen");
    await send("waiting");
    await send("later", { DelaySeconds: 5 });
    await receive();
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: "arn:aws:sqs:us-east-1:000000000000:work",
      VisibilityTimeout: "70",
      MessageRetentionPeriod: "345600",
      ApproximateNumberOfMessages: "1",
      ApproximateNumberOfMessagesNotVisible: "1",
      ApproximateNumberOfMessagesDelayed: "1",
    });
  });

  test.each<[Record<string, string>, string]>([
    [{ VisibilityTimeout: "43201" }, "InvalidAttributeValue"],
    [{ DelaySeconds: "901" }, "InvalidAttributeValue"],
    [{ RedrivePolicy: "{}" }, "InvalidAttributeValue"],
    [{ Colour: "red" }, "InvalidAttributeName"],
  ])("the attributes %j are refused as %s", async (Attributes, name) => {
    await expect(sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))).rejects.toMatchObject({
      name,
    });
  });

  test("a name is taken once for one set of attributes", async () => {
    const again = (Attributes: Record<string, string>) =>
      sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes }));
    expect((await again({ VisibilityTimeout: "30" })).QueueUrl).toBe(QueueUrl);
    await expect(again({ VisibilityTimeout: "31" })).rejects.toMatchObject({ name: "QueueNameExists" });
  });

  test("a queue is emptied, and deleted", async () => {
    await send("a");
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await bodies()).toEqual([]);
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(send("a")).rejects.toMatchObject({ name: "QueueDoesNotExist" });
  });

  test("an operation that the emulator lacks fails naming itself", async () => {
    const tag = new TagQueueCommand({ QueueUrl, Tags: { a: "b" } });
    await expect(sqs.send(tag)).rejects.toThrow(
      /the emulator has no AmazonSQS\.TagQueue; supported: .*SendMessage/,
    );
  });
});

describe("messages", () => {
  test("a message arrives with its attributes and what SQS says of it", async () => {
    const MessageAttributes = {
      reason: { DataType: "String", StringValue: "unplaceable" },
      count: { DataType: "Number", StringValue: "3" },
      raw: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2, 3]) },
    };
    const sent = await send("häß", { MessageAttributes });
    clock.advance(1500);
    const [message] = await receive({ MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: "häß",
      MD5OfBody: sent.MD5OfMessageBody,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes,
      Attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: String(clock.now() - 1500),
        ApproximateFirstReceiveTimestamp: String(clock.now()),
      },
    });
    clock.advance(30_000);
    const [unasked] = await receive();
    expect(unasked?.Attributes).toBeUndefined();
    expect(unasked?.MessageAttributes).toBeUndefined();
  });

  test("the digest of attributes is the one that AWS computes", async () => {
    // A vector known from the tests of other implementations of the same algorithm.
    const MessageAttributes = { timestamp: { DataType: "Number", StringValue: "1493147359900" } };
    const { MD5OfMessageAttributes } = await send("derp", { MessageAttributes });
    expect(MD5OfMessageAttributes).toBe("235c5c510d26fb653d073faed50ae77c");
  });

  test("a received message is hidden until its timeout and then comes again", async () => {
    await send("a");
    expect(await bodies({ VisibilityTimeout: 60 })).toEqual(["a"]);
    clock.advance(59_999);
    expect(await bodies()).toEqual([]);
    clock.advance(1);
    const [again] = await receive({ MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
    expect(again?.Attributes).toEqual({ ApproximateReceiveCount: "2" });
  });

  test("a delayed message appears when its time has come", async () => {
    await send("later", { DelaySeconds: 900 });
    clock.advance(899_999);
    expect(await bodies()).toEqual([]);
    clock.advance(1);
    expect(await bodies()).toEqual(["later"]);
  });

  test("a consumer gives a message back, or holds it longer", async () => {
    await send("a");
    const [first] = await receive();
    const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    await change(first?.ReceiptHandle, 0);
    const [second] = await receive();
    await change(second?.ReceiptHandle, 100);
    clock.advance(99_999);
    expect(await bodies()).toEqual([]);
    clock.advance(1);
    await expect(change(second?.ReceiptHandle, 10)).rejects.toMatchObject({ name: "MessageNotInflight" });
    expect(await bodies()).toEqual(["a"]);
  });

  test("a message is deleted by its latest receipt only", async () => {
    await send("a");
    const [first] = await receive();
    clock.advance(30_000);
    const [second] = await receive();
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(emulator.sqs.get("work").counts().inFlight).toBe(1);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    expect(emulator.sqs.get("work").messages()).toEqual([]);
    await expect(
      sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "nonsense" })),
    ).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
  });

  test("a long poll over the wire gets a message sent meanwhile", async () => {
    const polled = bodies({ WaitTimeSeconds: 20 });
    await send("a");
    expect(await polled).toEqual(["a"]);
  });

  test("a long poll waits for the first message, or until its time is up", async () => {
    const { queues, service } = createSqs({
      clock,
      region: emulator.region,
      accountId: emulator.accountId,
      endpoint: () => emulator.endpoint,
    });
    const queue = queues.create("work");
    const poll = () => service.actions.ReceiveMessage?.({ QueueUrl, WaitTimeSeconds: 20 });
    const lucky = poll();
    queue.send({ body: "a" }, 5);
    clock.advance(5000);
    expect(await lucky).toMatchObject({ Messages: [{ Body: "a" }] });
    const unlucky = poll();
    clock.advance(20_000);
    expect(await unlucky).toEqual({});
  });

  test("a message is forgotten when its retention is over", async () => {
    await send("a");
    clock.advance(345_600_000);
    expect(emulator.sqs.get("work").counts().visible).toBe(1);
    clock.advance(1);
    expect(await bodies()).toEqual([]);
  });

  test.each([
    [{ MessageBody: "\u0000" }, "InvalidMessageContents"],
    [{ MessageBody: "\uFFFE" }, "InvalidMessageContents"],
    [{ MessageBody: "" }, "MissingParameter"],
    [{ MessageBody: "x".repeat(1_048_577) }, "InvalidParameterValue"],
    [{ MessageBody: "x", DelaySeconds: 901 }, "InvalidParameterValue"],
    [
      { MessageBody: "x", MessageAttributes: { "AWS.x": { DataType: "String", StringValue: "x" } } },
      "InvalidParameterValue",
    ],
    [
      { MessageBody: "x", MessageAttributes: { x: { DataType: "Text", StringValue: "x" } } },
      "InvalidParameterValue",
    ],
    [
      { MessageBody: "x", MessageAttributes: { x: { DataType: "String", StringValue: "" } } },
      "InvalidParameterValue",
    ],
  ])("message %# is refused as %s", async (input, name) => {
    await expect(send(input.MessageBody, input)).rejects.toMatchObject({ name });
    expect(emulator.sqs.get("work").messages()).toEqual([]);
  });

  test.each([[{ MaxNumberOfMessages: 11 }], [{ WaitTimeSeconds: 21 }], [{ VisibilityTimeout: 43_201 }]])(
    "receiving with %j is refused",
    async (input) => {
      await expect(receive(input)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    },
  );
});

describe("batches", () => {
  const batch = (entries: { Id: string; MessageBody: string; DelaySeconds?: number }[]) =>
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries }));
  const entries = (count: number, MessageBody = "x") =>
    Array.from({ length: count }, (_, at) => ({ Id: `m${at}`, MessageBody }));

  test("each entry succeeds or fails by itself", async () => {
    const answer = await batch([
      { Id: "good", MessageBody: "a" },
      { Id: "bad", MessageBody: "\u0001" },
      { Id: "late", MessageBody: "b", DelaySeconds: 1000 },
    ]);
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
    expect(answer.Failed).toMatchObject([
      { Id: "bad", Code: "InvalidMessageContents", SenderFault: true },
      { Id: "late", Code: "InvalidParameterValue", SenderFault: true },
    ]);
    expect(await bodies()).toEqual(["a"]);
  });

  test.each([
    ["no entry", [], "EmptyBatchRequest"],
    ["eleven entries", entries(11), "TooManyEntriesInBatchRequest"],
    ["one id twice", [...entries(1), ...entries(1)], "BatchEntryIdsNotDistinct"],
    ["an id with a dot", [{ Id: "a.b", MessageBody: "x" }], "InvalidBatchEntryId"],
    ["more than 1 MiB in all", entries(2, "x".repeat(600_000)), "BatchRequestTooLong"],
  ])("a batch of %s is refused as a whole", async (_, given, name) => {
    await expect(batch(given)).rejects.toMatchObject({ name });
    expect(emulator.sqs.get("work").messages()).toEqual([]);
  });

  test("messages are deleted ten at a time", async () => {
    await batch(entries(10));
    const received = await receive({ MaxNumberOfMessages: 10 });
    const Entries = received.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
    const bad = { Id: "bad", ReceiptHandle: "nonsense" };
    const answer = await sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl, Entries: [...Entries.slice(1), bad] }),
    );
    expect(answer.Failed).toMatchObject([{ Id: "bad", Code: "ReceiptHandleIsInvalid" }]);
    expect(emulator.sqs.get("work").messages()).toHaveLength(1);
  });
});

describe("dead letters", () => {
  test("a message received too often moves to the dead-letter queue and tells where it came from", async () => {
    const dead = redriveAfter(2);
    await send("poison", { MessageAttributes: { k: { DataType: "String", StringValue: "v" } } });
    for (let at = 0; at < 2; at++) {
      expect(await bodies()).toEqual(["poison"]);
      clock.advance(30_000);
    }
    expect(await bodies()).toEqual([]);
    const [letter] = await receive({
      QueueUrl: emulator.sqs.urlOf(dead),
      MessageSystemAttributeNames: ["DeadLetterQueueSourceArn"],
      MessageAttributeNames: ["k"],
    });
    expect(letter).toMatchObject({
      Body: "poison",
      Attributes: { DeadLetterQueueSourceArn: "arn:aws:sqs:us-east-1:000000000000:work" },
      MessageAttributes: { k: { StringValue: "v" } },
    });
  });

  const moveBack = (SourceArn: string, DestinationArn?: string) =>
    sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
  const tasks = async (SourceArn: string) =>
    (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }))).Results;

  test("dead letters are moved back to where they came from, as new messages", async () => {
    const dead = redriveAfter(1);
    const { MessageId } = await send("a");
    await receive();
    clock.advance(30_000);
    await receive();
    expect(dead.counts().visible).toBe(1);
    await moveBack(dead.arn);
    expect(await tasks(dead.arn)).toMatchObject([
      { Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 },
    ]);
    const [again] = await receive({ MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
    expect(again).toMatchObject({ Body: "a", Attributes: { ApproximateReceiveCount: "1" } });
    expect(again?.MessageId).not.toBe(MessageId);
  });

  test("what was sent to the dead-letter queue directly is moved only to a named destination", async () => {
    const dead = redriveAfter(1);
    dead.send({ body: "parked" });
    await moveBack(dead.arn);
    expect(await tasks(dead.arn)).toMatchObject([
      { Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" },
    ]);
    expect(dead.counts().visible).toBe(1);
    await moveBack(dead.arn, emulator.sqs.get("work").arn);
    expect(await bodies()).toEqual(["parked"]);
  });

  test("a queue that is nobody's dead-letter queue is no source", async () => {
    await expect(moveBack(emulator.sqs.get("work").arn)).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
    await expect(moveBack("arn:aws:sqs:us-east-1:000000000000:none")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});
