import type { Message } from "./arrivals.ts";
import type { Dataset } from "./dataset.ts";
import { isParked, type Outcome, outweighs } from "./outcome.ts";
import type { Parking, ParkingEntry } from "./ports.ts";

/** A message of a batch, and what its records come to. `Claim` is what the function asks of Glue for a record. */
export interface PlannedMessage<Claim> {
  readonly message: Message;
  /** One per record of the message; at least one. */
  readonly records: readonly PlannedRecord<Claim>[];
}

/** A record is settled already, or ends as its claim does. */
export type PlannedRecord<Claim> =
  | { readonly dataset: Dataset | undefined; readonly settled: Outcome }
  | { readonly dataset: Dataset; readonly claim: Claim };

/** How every claim of a batch ended. */
export type Settlement<Claim> = Map<Claim, Outcome>;

/** How one message ended. */
export interface Ending {
  readonly id: string;
  readonly outcome: Outcome;
  readonly dataset: string | undefined;
}

/** When to stop waiting: Glue's answers first, so that there is time left to park and to reply. */
export interface Deadlines {
  readonly catalog: AbortSignal;
  readonly parking: AbortSignal;
}

/** The messages that SQS must deliver again: those that failed, and no other. */
export function messagesToReturn({ endings }: { readonly endings: readonly Ending[] }): string[] {
  return [...new Set(endings.filter(({ outcome }) => outcome.kind === "failed").map(({ id }) => id))];
}

/**
 * Ends a batch: settles what needs Glue, gives every message its one outcome, in their order, and parks those that
 * nothing here can use. What needs no answer from Glue is parked while Glue answers.
 */
export async function endBatch<Claim>(
  messages: readonly PlannedMessage<Claim>[],
  settle: () => Promise<Settlement<Claim>>,
  parking: Parking,
  signal: AbortSignal,
): Promise<{ readonly endings: readonly Ending[]; readonly settlement: Settlement<Claim> }> {
  const early = messages.filter(isDecided);
  const waiting = messages.filter((message) => !isDecided(message));
  const [earlyEndings, settlement] = await Promise.all([end(early, new Map(), parking, signal), settle()]);
  const lateEndings = await end(waiting, settlement, parking, signal);
  const [nextEarly, nextLate] = [earlyEndings.values(), lateEndings.values()];
  const endings = messages.map((message) => (isDecided(message) ? nextEarly : nextLate).next().value!);
  return { endings, settlement };
}

/** Is this message's end known without Glue? */
function isDecided<Claim>({ records }: PlannedMessage<Claim>): boolean {
  return records.every((record) => "settled" in record);
}

async function end<Claim>(
  messages: readonly PlannedMessage<Claim>[],
  settlement: Settlement<Claim>,
  parking: Parking,
  signal: AbortSignal,
): Promise<Ending[]> {
  const endings = messages.map((message) => decide(message, settlement));
  const positions = new Map<ParkingEntry, number>();
  for (const [position, { outcome, dataset }] of endings.entries()) {
    if (isParked(outcome))
      positions.set({ message: messages[position]!.message, outcome, dataset }, position);
  }
  for (const [entry, reason] of await parking.park([...positions.keys()], signal)) {
    const position = positions.get(entry)!;
    const outcome: Outcome = { kind: "failed", code: "PARKING_FAILED", retryable: true, reason };
    endings[position] = { ...endings[position]!, outcome };
  }
  return endings;
}

/** A message of several records ends as the weightiest of them. */
function decide<Claim>({ message, records }: PlannedMessage<Claim>, settlement: Settlement<Claim>): Ending {
  let ending: Ending | undefined;
  for (const record of records) {
    const outcome = "settled" in record ? record.settled : settlement.get(record.claim)!;
    if (ending === undefined || outweighs(outcome, ending.outcome)) {
      ending = { id: message.id, outcome, dataset: record.dataset?.name };
    }
  }
  return ending!;
}

/** Settlements of disjoint claims as one. */
export function mergedSettlements<Claim>(settlements: readonly Settlement<Claim>[]): Settlement<Claim> {
  const all: Settlement<Claim> = new Map();
  for (const one of settlements) for (const [claim, outcome] of one) all.set(claim, outcome);
  return all;
}
