import {
  CreateTopicCommand,
  DeleteTopicCommand,
  PublishCommand,
  type PublishCommandInput,
  SetTopicAttributesCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { clientConfig, type Emulator, startEmulator, VirtualClock } from "../../emulator/index.ts";

let clock: VirtualClock;
let emulator: Emulator;
let sns: SNSClient;

beforeAll(async () => {
  clock = new VirtualClock();
  emulator = await startEmulator({ clock });
  sns = new SNSClient({ ...clientConfig(emulator), maxAttempts: 1 });
});

afterAll(async () => {
  sns.destroy();
  await emulator.close();
});

const create = async (Name: string) => (await sns.send(new CreateTopicCommand({ Name }))).TopicArn!;
const publish = (TopicArn: string, more: Partial<PublishCommandInput> = {}) =>
  sns.send(new PublishCommand({ TopicArn, Message: "hello", ...more }));

test("a topic keeps what is published to it, in order and to the letter", async () => {
  const arn = await create("told");
  expect(arn).toBe("arn:aws:sns:us-east-1:000000000000:told");
  const message = "a & b = <c>\nsecond line, 100 % + naïve 5 µs";
  const { MessageId } = await publish(arn, {
    Subject: "[dev] bars_5m: 1 new",
    Message: message,
    MessageAttributes: {
      outcome: { DataType: "String", StringValue: "fail" },
      dataset: { DataType: "String", StringValue: "bars_5m" },
    },
  });
  clock.advance(1000);
  await publish(arn);
  const [first, second] = emulator.sns.published(arn);
  expect(first).toEqual({
    id: MessageId,
    subject: "[dev] bars_5m: 1 new",
    message,
    attributes: { outcome: "fail", dataset: "bars_5m" },
    at: clock.now() - 1000,
  });
  expect(second).toMatchObject({ subject: undefined, message: "hello", attributes: {}, at: clock.now() });
});

test("creating a topic again changes nothing; deleting it forgets it", async () => {
  const arn = await create("again");
  await publish(arn);
  expect(await create("again")).toBe(arn);
  expect(emulator.sns.published(arn)).toHaveLength(1);
  for (const _ of ["once", "twice"]) await sns.send(new DeleteTopicCommand({ TopicArn: arn }));
  expect(() => emulator.sns.published(arn)).toThrow("Topic does not exist");
});

describe("SNS", () => {
  const cases: readonly [string, Partial<PublishCommandInput>, string, string][] = [
    [
      "a topic that is not there",
      { TopicArn: "arn:aws:sns:us-east-1:000000000000:no" },
      "NotFoundException",
      "Topic does not exist",
    ],
    ["an empty message", { Message: "" }, "InvalidParameterException", "Invalid parameter: Empty message"],
    [
      "a subject of 100 characters",
      { Subject: "x".repeat(100) },
      "InvalidParameterException",
      "Invalid parameter: Subject",
    ],
    [
      "a subject of two lines",
      { Subject: "a\nb" },
      "InvalidParameterException",
      "Invalid parameter: Subject",
    ],
    [
      "a subject beyond ASCII",
      { Subject: "naïve" },
      "InvalidParameterException",
      "Invalid parameter: Subject",
    ],
    [
      "a message that is too long with its attributes",
      {
        Message: "µ".repeat(131_065),
        MessageAttributes: { a: { DataType: "String", StringValue: "12345678" } },
      },
      "InvalidParameterException",
      "Invalid parameter: Message too long",
    ],
    [
      "a message by protocol",
      { MessageStructure: "json" },
      "UnsupportedOperationException",
      "messageStructure",
    ],
  ];

  test.each(cases)("refuses a call for %s", async (_, more, name, words) => {
    const arn = await create("refusing");
    await expect(publish(arn, more)).rejects.toMatchObject({ name, message: expect.stringContaining(words) });
    expect(emulator.sns.published(arn)).toEqual([]);
  });

  test("refuses a topic of no name", async () => {
    await expect(create("no spaces")).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  test("refuses an operation that is not offered, by its name", async () => {
    const command = new SetTopicAttributesCommand({ TopicArn: "arn", AttributeName: "Policy" });
    await expect(sns.send(command)).rejects.toMatchObject({
      message: "the emulator has no SNS.SetTopicAttributes; supported: CreateTopic, DeleteTopic, Publish",
    });
  });
});

test("a fault strikes like any other, and the request log has the call", async () => {
  const arn = await create("faulty");
  emulator.faults.add({ operation: "SNS.Publish", kind: "throttle", times: 1 });
  await expect(publish(arn)).rejects.toMatchObject({ name: expect.stringContaining("Thrott") });
  await publish(arn);
  expect(emulator.sns.published(arn)).toHaveLength(1);
  const calls = emulator.requests.filter(({ service }) => service === "SNS").slice(-2);
  expect(calls).toMatchObject([
    { operation: "Publish", status: 400 },
    { operation: "Publish", status: 200 },
  ]);
});
