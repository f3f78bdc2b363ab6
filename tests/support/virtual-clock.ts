import type { Clock } from "../../shared/runtime/clock.ts";

/** Time that moves only when a test says so. Starts after the close of a Friday's session in New York. */
export class VirtualClock implements Clock {
  #now = Date.UTC(2026, 10, 20, 21, 5, 15);

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
