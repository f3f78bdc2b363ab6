import type { SQSClient } from "@aws-sdk/client-sqs";
import { printable, shortened } from "../runtime/text.ts";
import { FIRST_SEEN, type Parking, type ParkingEntry } from "./batch.ts";
import { batchSender, type Request } from "./sqs-batches-adapter.ts";

/** A reason is a sentence. */
const REASON_LENGTH = 1000;

/** The attributes of a parked message. One that SQS itself moved, after too many receives, has none of them. */
export const PARKED_ATTRIBUTES = {
  outcome: "outcome",
  reason: "reason",
  dataset: "dataset",
  firstSeen: FIRST_SEEN,
};

/** A parking queue of a stage. */
export function sqsParking(queueUrl: string, client?: SQSClient): Parking {
  const sendAll = batchSender(queueUrl, client);
  return {
    async park(entries, signal) {
      const unsent = await sendAll(entries, requestOf, signal);
      return new Map([...unsent].map(([entry, reason]) => [entry, `parking: ${reason}`]));
    },
  };
}

function requestOf(entry: ParkingEntry): Request {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributesOf(entry)).map(([name, value]) => [
      name,
      { DataType: "String", StringValue: value },
    ]),
  );
  return { MessageBody: entry.message.body, MessageAttributes };
}

function attributesOf({ message, outcome, dataset }: ParkingEntry): Record<string, string> {
  return {
    [PARKED_ATTRIBUTES.outcome]: "code" in outcome ? `${outcome.kind} ${outcome.code}` : outcome.kind,
    [PARKED_ATTRIBUTES.reason]: shortened(printable(outcome.reason), REASON_LENGTH),
    [PARKED_ATTRIBUTES.firstSeen]: String(message.firstSeen),
    ...(dataset === undefined ? {} : { [PARKED_ATTRIBUTES.dataset]: dataset }),
  };
}
