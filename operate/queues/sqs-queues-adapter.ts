import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { FIRST_SEEN, milliseconds } from "../../shared/events/batch.ts";
import {
  type Batch,
  BYTES_PER_CALL,
  bytesOf,
  entriesOf,
  packed,
  type Request,
} from "../../shared/events/sqs-batches-adapter.ts";
import { PARKED_ATTRIBUTES } from "../../shared/events/sqs-parking-adapter.ts";
import { CLIENT_DEFAULTS } from "../../shared/runtime/client-defaults.ts";
import { messageOf, RegistrarError } from "../../shared/runtime/errors.ts";
import { chunked } from "../../shared/runtime/parallel.ts";
import type { ParkedMessage, Queues } from "./port.ts";

/** SQS API: ten messages in a ReceiveMessage and in every batch call. */
const MESSAGES_PER_CALL = 10;
/** Seconds. A long poll asks all of SQS's servers, so that one empty answer means an empty queue. */
const LONG_POLL = 1;

const COUNTS = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

/** The queues of the account and Region that the SDK is configured for. */
export function sqsQueues(client = new SQSClient(CLIENT_DEFAULTS)): Queues {
  return {
    async url(name) {
      try {
        const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
        return QueueUrl ?? "";
      } catch (thrown) {
        if (thrown instanceof QueueDoesNotExist) {
          const message = `there is no queue ${name}; is the stage deployed in this account and Region?`;
          throw new RegistrarError("QUEUE_NOT_FOUND", message, { cause: thrown });
        }
        throw refused(`GetQueueUrl ${name}`, thrown);
      }
    },

    async *receive(url, limit, hold) {
      const seen = new Set<string>();
      while (seen.size < limit) {
        const messages = await receiveOnce(client, url, Math.min(MESSAGES_PER_CALL, limit - seen.size), hold);
        // Seen before: the hold is over, and we went around.
        const fresh = messages.filter(({ id }) => !seen.has(id));
        if (fresh.length === 0) return;
        for (const message of fresh) {
          seen.add(message.id);
          yield message;
        }
      }
    },

    async release(url, messages) {
      for (const batch of chunked(messages, MESSAGES_PER_CALL)) {
        const Entries = batch.map(({ receipt }, position) => {
          return { Id: String(position), ReceiptHandle: receipt, VisibilityTimeout: 0 };
        });
        const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries });
        await attempt("ChangeMessageVisibilityBatch", () => client.send(command));
      }
    },

    async move(from, to, messages) {
      let moved = 0;
      for (const batch of packed(messages, replayOf)) moved += await moveBatch(client, from, to, batch);
      return moved;
    },

    async delete(url, messages) {
      let deleted = 0;
      for (const batch of chunked(messages, MESSAGES_PER_CALL))
        deleted += await deleteBatch(client, url, batch);
      return deleted;
    },

    async depth(url) {
      const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] });
      const { Attributes } = await attempt("GetQueueAttributes", () => client.send(command));
      const [visible, inFlight, delayed] = COUNTS.map((name) => Number(Attributes?.[name] ?? 0));
      return { visible: visible!, inFlight: inFlight!, delayed: delayed! };
    },
  };
}

/** Sends first and deletes after: a crash in between leaves a message twice, never none. */
async function moveBatch(
  client: SQSClient,
  from: string,
  to: string,
  batch: Batch<ParkedMessage>,
): Promise<number> {
  const send = new SendMessageBatchCommand({ QueueUrl: to, Entries: entriesOf(batch) });
  const { Successful = [] } = await attempt("SendMessageBatch", () => client.send(send));
  const sent = Successful.map(({ Id }) => batch[Number(Id)]!.entry);
  if (sent.length === 0) return 0;
  await deleteBatch(client, from, sent);
  return sent.length;
}

/** The body again, with when it was first seen, unless that has no room: SQS itself may have moved a full message. */
function replayOf({ body, firstSeen }: ParkedMessage): Request {
  const seen = { [FIRST_SEEN]: { DataType: "String", StringValue: String(firstSeen) } };
  const whole = { MessageBody: body, MessageAttributes: seen };
  return bytesOf(whole) <= BYTES_PER_CALL ? whole : { MessageBody: body };
}

async function deleteBatch(client: SQSClient, url: string, batch: readonly ParkedMessage[]): Promise<number> {
  const Entries = batch.map(({ receipt }, position) => ({ Id: String(position), ReceiptHandle: receipt }));
  const command = new DeleteMessageBatchCommand({ QueueUrl: url, Entries });
  const { Successful = [] } = await attempt("DeleteMessageBatch", () => client.send(command));
  return Successful.length;
}

async function receiveOnce(
  client: SQSClient,
  url: string,
  count: number,
  hold: number,
): Promise<ParkedMessage[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: url,
    MaxNumberOfMessages: count,
    VisibilityTimeout: hold,
    WaitTimeSeconds: LONG_POLL,
    MessageSystemAttributeNames: ["SentTimestamp", "DeadLetterQueueSourceArn"],
    MessageAttributeNames: ["All"],
  });
  const { Messages = [] } = await attempt("ReceiveMessage", () => client.send(command));
  return Messages.map(parkedMessage);
}

function parkedMessage({
  MessageId,
  ReceiptHandle,
  Body,
  Attributes,
  MessageAttributes,
}: Message): ParkedMessage {
  const attribute = (name: string) => MessageAttributes?.[name]?.StringValue;
  const reason = attribute(PARKED_ATTRIBUTES.reason);
  // SQS moved it: an earlier parking may have left its own reason on a replayed message.
  const isRedriven = Attributes?.DeadLetterQueueSourceArn !== undefined || reason === undefined;
  return {
    id: MessageId ?? "",
    receipt: ReceiptHandle ?? "",
    body: Body ?? "",
    reason: isRedriven ? "retries exhausted" : reason,
    outcome: isRedriven ? "failed" : (attribute(PARKED_ATTRIBUTES.outcome) ?? "unknown"),
    dataset: attribute(PARKED_ATTRIBUTES.dataset),
    firstSeen:
      milliseconds(attribute(PARKED_ATTRIBUTES.firstSeen)) ?? milliseconds(Attributes?.SentTimestamp) ?? 0,
  };
}

async function attempt<Answer>(doing: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    throw refused(doing, thrown);
  }
}

function refused(doing: string, thrown: unknown): RegistrarError {
  const name = thrown instanceof Error ? thrown.name : "Error";
  return new RegistrarError("QUEUE_REFUSED", `${doing}: ${name}: ${messageOf(thrown)}`, { cause: thrown });
}
