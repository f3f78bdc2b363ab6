import type { Dataset } from "../datasets/dataset.ts";
import type { Message } from "./arrivals.ts";
import { isParked, type Outcome, takesPrecedence } from "./outcome.ts";
import type { Parking, ParkingEntry } from "./parking.ts";

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
  const waiting = messages.filter((message) => !isDecided(message));
  const [earlyResults, known] = await Promise.all([complete(early, new Map(), parking, signal), outcomes]);
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
