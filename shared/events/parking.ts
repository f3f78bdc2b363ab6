import type { Message } from "./arrivals.ts";
import type { ParkedOutcome } from "./outcome.ts";

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
