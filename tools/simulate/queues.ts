/** The queues of a stage: the local stack's, with what SQS does to messages besides; and the client that sends to them. */

import { delivery } from "../../deploy/queue-delivery.ts";
import { AwsError, type Message, type MessageAttributes } from "../../emulator/index.ts";
import { checkContents, createMessage, Queue } from "../../emulator/parts.ts";
import type { Container } from "./lambda.ts";
import { callOf, type Fate, sdkError } from "./network.ts";
import type { Surroundings } from "./product.ts";
import type { BaseWorld, QueueName } from "./world.ts";

export const urlOf = (name: QueueName) => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`;
const arnOf = (name: QueueName) => `arn:aws:sqs:us-east-1:123456789012:${name}`;

/** What Lambda deletes is judged; what it receives may get lost on the way. */
export class UnreliableQueue extends Queue {
  readonly #world: BaseWorld;

  /** `visibility` is in seconds. */
  constructor(
    world: BaseWorld,
    name: QueueName,
    maxReceiveCount: number,
    visibility: number = delivery.visibilityTimeout,
  ) {
    const redrive = JSON.stringify({ deadLetterTargetArn: arnOf("parking"), maxReceiveCount });
    super({
      name,
      arn: arnOf(name),
      clock: world.timeline,
      attributes: {
        VisibilityTimeout: String(visibility),
        MessageRetentionPeriod: String(delivery.parkingRetention),
        ...(name === "parking" ? {} : { RedrivePolicy: redrive }),
      },
      find: () => world.queues.parking,
    });
    this.#world = world;
  }

  override receive(limit: number, visibilitySeconds?: number): Message[] {
    const received = super.receive(limit, visibilitySeconds);
    if (this.name === "parking" || !this.#world.strikes(this.#world.weather.sqs / 6)) return received;
    // The answer was lost: they count as received, and nobody has them.
    this.#world.fault("receive without a delivery");
    return [];
  }

  override delete(...receiptHandles: string[]): void {
    const world = this.#world;
    if (this.name === "parking") super.delete(...receiptHandles);
    else
      for (const receiptHandle of receiptHandles) {
        const id = idOf(receiptHandle);
        world.judge.acknowledged(id);
        if (world.strikes(world.weather.sqs / 6)) {
          world.fault("SQS does not delete");
          continue;
        }
        super.delete(receiptHandle);
        if (!world.strikes(world.weather.delivery / 6)) continue;
        world.fault("SQS delivers again what was deleted");
        world.sendAgain(this, id);
      }
  }
}

/** As the local queue writes handles. */
function idOf(receiptHandle: string): string {
  return Buffer.from(receiptHandle, "base64").toString().split("/")[1]!;
}

/** A message with an id of the story's own, so that the same seed tells the same story. */
export function messageOf(
  id: string,
  now: number,
  body: string,
  delayMs = 0,
  attributes: MessageAttributes = {},
): Message {
  return { ...createMessage({ body, attributes }, now, delayMs), id };
}

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageAttributes?: MessageAttributes;
  readonly DelaySeconds?: number;
}

interface SendCommand {
  readonly input: { readonly QueueUrl: string; readonly Entries: readonly Entry[] };
}

const REFUSED: Fate = {
  fault: "SQS refuses to send",
  before: sdkError("RequestThrottled", "throttled", 400),
};
const ACCEPTED: Fate = {
  fault: "SQS accepts, the answer is lost",
  after: sdkError("Error", "socket hang up"),
};
const SILENT: Fate = { fault: "SQS gives no answer", silent: "after" };

export function sqsClient(world: BaseWorld, container: Container): Surroundings["sqs"] {
  const send = ({ input }: SendCommand, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) => {
    const name = input.QueueUrl.split("/").at(-1) as QueueName;
    return callOf(world, container, {
      shown: `SendMessageBatch ${name} x${input.Entries.length}`,
      fate: world.strikes(world.weather.sqs) ? world.chance.pick([REFUSED, ACCEPTED, SILENT]) : undefined,
      signal: abortSignal,
      effect: () => sendAll(world, container, name, input.Entries),
    });
  };
  return { send } as unknown as Surroundings["sqs"];
}

function sendAll(world: BaseWorld, container: Container, name: QueueName, entries: readonly Entry[]) {
  const { invocation } = container;
  if (entries.length > 10) throw sdkError("TooManyEntriesInBatchRequest", "more than 10", 400);
  const Failed: { readonly Id: string; readonly Code: string; readonly Message: string }[] = [];
  for (const { Id, MessageBody, MessageAttributes = {}, DelaySeconds = 0 } of entries) {
    if (world.strikes(world.weather.sqs / 2)) {
      world.fault("SQS refuses one entry", invocation, invocation);
      Failed.push({ Id, Code: "InternalError", Message: "of this entry" });
      continue;
    }
    try {
      checkContents({ body: MessageBody, attributes: MessageAttributes }, 1_048_576);
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      Failed.push({ Id, Code: thrown.code, Message: thrown.message });
      continue;
    }
    if (name === "parking") world.judge.parked(invocation!, MessageBody, MessageAttributes);
    world.send(name, MessageBody, { delayMs: DelaySeconds * 1000, attributes: MessageAttributes });
  }
  return { Failed };
}
