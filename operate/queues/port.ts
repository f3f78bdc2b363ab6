/** The queues of a stage, as an operator needs them. Throws RegistrarError. */
export interface Queues {
  /** The URL of a queue by its name. */
  url(name: string): Promise<string>;
  /** Receives up to `limit` messages and keeps them from others for `hold` seconds. */
  receive(url: string, limit: number, hold: number): AsyncIterable<ParkedMessage>;
  /** Gives received messages back at once. */
  release(url: string, messages: readonly ParkedMessage[]): Promise<void>;
  /** Sends the body again, with its first-seen time, to another queue; then deletes it here. Answers how many. */
  move(from: string, to: string, messages: readonly ParkedMessage[]): Promise<number>;
  /** Deletes received messages for good. Answers how many. */
  delete(url: string, messages: readonly ParkedMessage[]): Promise<number>;
  /** How many messages there are; SQS calls its counts approximate. */
  depth(url: string): Promise<QueueDepth>;
}

export interface QueueDepth {
  /** Waiting to be received. */
  readonly visible: number;
  /** Received, and not yet deleted or returned. */
  readonly inFlight: number;
  /** Sent with a delay that is not over. */
  readonly delayed: number;
}

/** A message of the parking queue. */
export interface ParkedMessage {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  /** Why it is here; "retries exhausted" when SQS itself moved it. */
  readonly reason: string;
  readonly outcome: string;
  readonly dataset: string | undefined;
  /** Milliseconds since 1970. */
  readonly firstSeen: number;
}
