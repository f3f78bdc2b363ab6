import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from "@aws-sdk/client-sqs";
import { FIRST_SEEN } from "../arrivals.ts";
import { messageOf } from "../errors.ts";
import { inParallel } from "../parallel.ts";
import type { Parking, ParkingEntry } from "../ports.ts";
import { printable, shortened } from "../text.ts";
import { PATIENCE } from "./clients.ts";

/** SQS API, SendMessageBatch: ten entries, and 1 MiB of bodies and attributes together. */
const ENTRIES_PER_CALL = 10;
const BYTES_PER_CALL = 1_048_576;
/** 3,000 messages are 300 calls: at 20 ms each and 16 at a time, under half a second. */
const CALLS_AT_ONCE = 16;
/** A reason is a sentence. */
const REASON_LENGTH = 1000;

/** The attributes of a parked message. One that SQS itself moved, after too many receives, has none of them. */
export const PARKED_ATTRIBUTES = {
  outcome: "outcome",
  reason: "reason",
  dataset: "dataset",
  firstSeen: FIRST_SEEN,
};

/** The parking queue of a stage. Most containers park nothing: its client is made when something is parked. */
export function sqsParking(queueUrl: string, given?: SQSClient): Parking {
  let client = given;

  async function send(batch: readonly Sized[], signal: AbortSignal): Promise<[ParkingEntry, string][]> {
    const command = new SendMessageBatchCommand({
      QueueUrl: queueUrl,
      // Message ids may repeat in a batch, positions do not.
      Entries: batch.map(({ request }, position) => ({ ...request, Id: String(position) })),
    });
    try {
      client ??= new SQSClient(PATIENCE);
      const { Failed = [] } = await client.send(command, { abortSignal: signal });
      return Failed.map(({ Id, Code, Message }) => [
        batch[Number(Id)]!.entry,
        `parking: ${Code}: ${Message ?? ""}`,
      ]);
    } catch (thrown) {
      return batch.map(({ entry }) => [entry, `parking: ${messageOf(thrown)}`]);
    }
  }

  return {
    async park(entries, signal) {
      const batches = packed(entries.map(sized));
      const failed = await inParallel(batches, CALLS_AT_ONCE, (batch) => send(batch, signal));
      return new Map(failed.flat());
    },
  };
}

interface Sized {
  readonly entry: ParkingEntry;
  readonly request: Omit<SendMessageBatchRequestEntry, "Id">;
  /** Body and attributes (names, types, values), as SQS counts them. */
  readonly bytes: number;
}

function sized(entry: ParkingEntry): Sized {
  const attributes = attributesOf(entry);
  let bytes = Buffer.byteLength(entry.message.body);
  for (const [name, value] of Object.entries(attributes))
    bytes += Buffer.byteLength(name + value) + "String".length;
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
  );
  return { entry, request: { MessageBody: entry.message.body, MessageAttributes }, bytes };
}

function attributesOf({ message, outcome, dataset }: ParkingEntry): Record<string, string> {
  const kind = outcome.kind === "rejected" ? `rejected ${outcome.code}` : outcome.kind;
  return {
    [PARKED_ATTRIBUTES.outcome]: kind,
    [PARKED_ATTRIBUTES.reason]: shortened(printable(outcome.reason), REASON_LENGTH),
    [PARKED_ATTRIBUTES.firstSeen]: String(message.firstSeen),
    ...(dataset === undefined ? {} : { [PARKED_ATTRIBUTES.dataset]: dataset }),
  };
}

/** Fills calls in order, each within SQS's count and size. A message too large for any call goes alone, and fails. */
function packed(entries: readonly Sized[]): Sized[][] {
  const batches: Sized[][] = [];
  let room = 0;
  for (const entry of entries) {
    const last = batches.at(-1);
    if (last === undefined || last.length === ENTRIES_PER_CALL || entry.bytes > room) {
      batches.push([entry]);
      room = BYTES_PER_CALL - entry.bytes;
    } else {
      last.push(entry);
      room -= entry.bytes;
    }
  }
  return batches;
}
