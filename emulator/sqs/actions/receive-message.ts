import { ReceiveMessage$, type ReceiveMessageRequest } from "@aws-sdk/client-sqs";
import type { Clock } from "../../clock.ts";
import type { JsonObject } from "../../wire/service.ts";
import { checkNumber, MAX_VISIBILITY, sqsAction } from "../action.ts";
import { type Message, type MessageAttributes, md5OfAttributes } from "../message.ts";
import type { Queue } from "../queue.ts";
import { settingOf } from "../queue-settings.ts";
import { systemAttributesOf } from "../system-attributes.ts";

/** Messages of one call, and seconds of one long poll (API reference, ReceiveMessage). */
const MESSAGES = 10;
const WAIT = 20;

export const receiveMessage = sqsAction<ReceiveMessageRequest>(
  ReceiveMessage$,
  async ({ clock, queues }, input) => {
    const queue = queues.byUrl(input.QueueUrl);
    checkNumber("MaxNumberOfMessages", input.MaxNumberOfMessages, 1, MESSAGES);
    checkNumber("VisibilityTimeout", input.VisibilityTimeout, 0, MAX_VISIBILITY);
    checkNumber("WaitTimeSeconds", input.WaitTimeSeconds, 0, WAIT);
    const waitSeconds = input.WaitTimeSeconds ?? settingOf(queue.attributes, "ReceiveMessageWaitTimeSeconds");
    const take = () => queue.receive(input.MaxNumberOfMessages ?? 1, input.VisibilityTimeout);
    const messages = await poll(queue, clock, waitSeconds * 1000, take);
    const systemNames: readonly string[] = [
      ...(input.MessageSystemAttributeNames ?? []),
      ...(input.AttributeNames ?? []),
    ];
    const names: readonly string[] = input.MessageAttributeNames ?? [];
    // As AWS: no member at all when there is nothing.
    return messages.length === 0
      ? {}
      : { Messages: messages.map((message) => show(message, systemNames, names)) };
  },
);

/** Waits until there is a message or the time is up. */
function poll(
  queue: Queue,
  clock: Clock,
  waitMs: number,
  take: () => Message[],
): Message[] | Promise<Message[]> {
  const atOnce = take();
  if (atOnce.length > 0 || waitMs === 0) return atOnce;
  return new Promise((resolve) => {
    const finish = (messages: Message[]) => {
      ignore();
      cancel();
      resolve(messages);
    };
    const ignore = queue.onChange(() => {
      if (queue.peek().length === 0) return;
      const messages = take();
      if (messages.length > 0) finish(messages);
    });
    const cancel = clock.after(waitMs, () => finish([]));
  });
}

function show(message: Message, systemNames: readonly string[], names: readonly string[]): JsonObject {
  const attributes = choose(systemAttributesOf(message), systemNames);
  const own = chooseOwn(message.attributes, names);
  const md5OfMessageAttributes = md5OfAttributes(own);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(Object.keys(attributes).length === 0 ? {} : { Attributes: attributes }),
    ...(md5OfMessageAttributes === undefined
      ? {}
      : { MessageAttributes: { ...own }, MD5OfMessageAttributes: md5OfMessageAttributes }),
  };
}

function choose(
  attributes: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => names.includes("All") || names.includes(name)),
  );
}

/** "All" or ".*" for every one, "prefix.*" for some, or a name. */
function chooseOwn(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const chosen = (name: string) =>
    names.some(
      (wanted) =>
        wanted === "All" ||
        wanted === name ||
        (wanted.endsWith(".*") && name.startsWith(wanted.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => chosen(name)));
}
