import type { LookRequest } from "./look-request.ts";

/** The queue of the look function. */
export interface LookQueue {
  /** Sends each request so that it arrives after its delay. Answers those that could not be sent, and why; never throws. */
  send(entries: readonly LookEntry[], signal: AbortSignal): Promise<ReadonlyMap<LookEntry, string>>;
}

export interface LookEntry {
  readonly request: LookRequest;
  /** Seconds, 0 to 900 (SQS API, SendMessageBatch: DelaySeconds). */
  readonly delay: number;
}
