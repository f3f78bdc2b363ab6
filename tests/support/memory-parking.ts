import type { Message, Parking, ParkingEntry } from "../../shared/events/batch.ts";

/** A parking queue in memory. */
export class MemoryParking implements Parking {
  readonly entries: ParkingEntry[] = [];
  /** Entries that cannot be sent. */
  isLost: (entry: ParkingEntry) => boolean = () => false;

  /** What is parked, once each: id, outcome and reason. Parking again what a retry brings back is no second fact. */
  contents(): string[] {
    const told = this.entries.map(({ message, outcome, dataset }) => {
      return `${message.id} ${outcome.kind} ${dataset} ${outcome.reason}`;
    });
    return [...new Set(told)].sort();
  }

  messages(): Message[] {
    return this.entries.map(({ message }) => message);
  }

  async park(entries: readonly ParkingEntry[]): Promise<ReadonlyMap<ParkingEntry, string>> {
    const lost = entries.filter((entry) => this.isLost(entry));
    this.entries.push(...entries.filter((entry) => !lost.includes(entry)));
    return new Map(lost.map((entry) => [entry, "parking: the queue did not take it"]));
  }
}
