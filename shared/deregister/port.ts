/** What the deregister function needs of its own queue. */
import type { Nomination } from "./nomination.ts";

/** The queue of the deregister function, for the messages that it sends to itself. */
export interface NominationQueue {
  /** Sends each nomination so that it arrives after its delay. Answers those that could not be sent; never throws. */
  send<Entry extends NominationEntry>(
    entries: readonly Entry[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<Entry, string>>;
}

export interface NominationEntry {
  readonly nomination: Nomination;
  /** Seconds, 0 to 900 (SQS API, SendMessageBatch: DelaySeconds). */
  readonly delay: number;
}
