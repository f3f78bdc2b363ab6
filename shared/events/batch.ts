/** A batch of SQS: what its messages hold, and how each of them ends. */
import type { Dataset } from "../datasets/dataset.ts";
import { RegistrarError } from "../runtime/errors.ts";
import { isObject, type JsonObject } from "../runtime/json.ts";
import { isParked, type Outcome, type ParkedOutcome, takesPrecedence } from "./outcome.ts";

/** A message of the source queue, in our words. Times are milliseconds since 1970. */
export interface Message {
  readonly id: string;
  readonly body: string;
  /** When the message first entered a queue of ours; survives parking and replay. */
  readonly firstSeen: number;
  /** True when an operator sent it again: its age says nothing about our latency. */
  readonly replayed: boolean;
}

/** The message attribute that carries `firstSeen` across parking and replay. */
export const FIRST_SEEN = "first-seen";

/**
 * The messages of a Lambda invocation by SQS. Anything else throws: acknowledging what we cannot read would lose
 * it, and an invocation by hand deserves an answer that says what this function takes.
 */
export function readBatch(event: unknown): Message[] {
  const records = isObject(event) ? event.Records : undefined;
  if (!Array.isArray(records) || !records.every(isSqsRecord)) {
    throw new RegistrarError(
      "NOT_AN_SQS_EVENT",
      'expected an SQS batch ({ Records: [{ eventSource: "aws:sqs", messageId, body }] }); ' +
        "S3, SNS and EventBridge events reach this function through its queue only",
    );
  }
  return records.map(toMessage);
}

type SqsRecord = JsonObject & { messageId: string };

function isSqsRecord(record: unknown): record is SqsRecord {
  return isObject(record) && record.eventSource === "aws:sqs" && typeof record.messageId === "string";
}

function toMessage(record: SqsRecord): Message {
  const attributes = isObject(record.attributes) ? record.attributes : {};
  const custom = isObject(record.messageAttributes) ? record.messageAttributes[FIRST_SEEN] : undefined;
  const replayedFrom = isObject(custom) ? milliseconds(custom.stringValue) : undefined;
  return {
    id: record.messageId,
    body: typeof record.body === "string" ? record.body : "",
    firstSeen: replayedFrom ?? milliseconds(attributes.SentTimestamp) ?? 0,
    replayed: replayedFrom !== undefined,
  };
}

/** Milliseconds since 1970 as SQS and Lambda write them, in text; anybody can write such an attribute. */
export function milliseconds(text: unknown): number | undefined {
  return typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A message of a batch, and what its records come to. `Claim` is what the function asks of Glue for a record. */
export interface PlannedMessage<Claim> {
  readonly message: Message;
  /** One per record of the message; at least one. */
  readonly records: readonly PlannedRecord<Claim>[];
}

/** A record is resolved already, or ends as its claim does. */
export type PlannedRecord<Claim> =
  | { readonly dataset: Dataset | undefined; readonly resolved: Outcome }
  | { readonly dataset: Dataset; readonly claim: Claim };

/** How every claim of a batch ended. */
export type ClaimOutcomes<Claim> = Map<Claim, Outcome>;

/** How one message ended. */
export interface MessageResult {
  readonly id: string;
  readonly outcome: Outcome;
  readonly dataset: string | undefined;
}

/** The queue where messages wait for a person. */
export interface Parking {
  /** Sends what was read, unchanged, with why. Answers the entries that could not be sent; never throws. */
  park(entries: readonly ParkingEntry[], signal: AbortSignal): Promise<ReadonlyMap<ParkingEntry, string>>;
}

export interface ParkingEntry {
  readonly message: Message;
  readonly outcome: ParkedOutcome;
  readonly dataset: string | undefined;
}

/** The messages that SQS must deliver again: those that failed, and no other. */
export function messagesToReturn({ results }: { readonly results: readonly MessageResult[] }): string[] {
  return [...new Set(results.filter(({ outcome }) => outcome.kind === "failed").map(({ id }) => id))];
}

/**
 * Gives every message its one outcome, in the batch's order, and parks those that cannot be processed. `outcomes` is what
 * Glue's answers will come to; what needs none of them is parked meanwhile.
 */
export async function completeBatch<Claim>(
  messages: readonly PlannedMessage<Claim>[],
  outcomes: Promise<ClaimOutcomes<Claim>>,
  parking: Parking,
  signal: AbortSignal,
): Promise<MessageResult[]> {
  const early = messages.filter(isDecided);
  const [earlyResults, known] = await Promise.all([complete(early, new Map(), parking, signal), outcomes]);
  if (early.length === 0) return complete(messages, known, parking, signal);
  const waiting = messages.filter((message) => !isDecided(message));
  const lateResults = await complete(waiting, known, parking, signal);
  const [nextEarly, nextLate] = [earlyResults.values(), lateResults.values()];
  return messages.map((message) => (isDecided(message) ? nextEarly : nextLate).next().value!);
}

/** Is this message's end known without Glue? */
function isDecided<Claim>({ records }: PlannedMessage<Claim>): boolean {
  return records.every((record) => "resolved" in record);
}

async function complete<Claim>(
  messages: readonly PlannedMessage<Claim>[],
  outcomes: ClaimOutcomes<Claim>,
  parking: Parking,
  signal: AbortSignal,
): Promise<MessageResult[]> {
  const results = messages.map((message) => resultOf(message, outcomes));
  const positions = new Map<ParkingEntry, number>();
  for (const [position, { outcome, dataset }] of results.entries()) {
    if (isParked(outcome))
      positions.set({ message: messages[position]!.message, outcome, dataset }, position);
  }
  for (const [entry, reason] of await parking.park([...positions.keys()], signal)) {
    const position = positions.get(entry)!;
    const outcome: Outcome = { kind: "failed", code: "PARKING_FAILED", retryable: true, reason };
    results[position] = { ...results[position]!, outcome };
  }
  return results;
}

/** Of the outcomes of a message's records the one that takes precedence. */
function resultOf<Claim>(
  { message, records }: PlannedMessage<Claim>,
  outcomes: ClaimOutcomes<Claim>,
): MessageResult {
  let result: MessageResult | undefined;
  for (const record of records) {
    const outcome = "resolved" in record ? record.resolved : outcomes.get(record.claim)!;
    if (result === undefined || takesPrecedence(outcome, result.outcome)) {
      result = { id: message.id, outcome, dataset: record.dataset?.name };
    }
  }
  return result!;
}

/** Outcomes of disjoint claims as one. */
export function mergedOutcomes<Claim>(outcomes: readonly ClaimOutcomes<Claim>[]): ClaimOutcomes<Claim> {
  const all: ClaimOutcomes<Claim> = new Map();
  for (const some of outcomes) for (const [claim, outcome] of some) all.set(claim, outcome);
  return all;
}
