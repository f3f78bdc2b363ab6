/** Virtual time: what happens next happens at once, and nothing waits. */
import type { Clock } from "../../emulator/index.ts";

interface Moment {
  readonly at: number;
  readonly run: () => void;
  isCalledOff: boolean;
}

/** A Friday afternoon in New York. */
const START = Date.UTC(2026, 10, 20, 19, 30);

/** A story that is not over after so many steps goes round in circles. */
const STEPS = 150_000;

export class Timeline implements Clock {
  /** Latest first. */
  readonly #moments: Moment[] = [];
  #now = START;
  steps = 0;

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const moment = { at: this.#now + Math.max(0, ms), run, isCalledOff: false };
    let [low, high] = [0, this.#moments.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#moments[middle]!.at > moment.at) low = middle + 1;
      else high = middle;
    }
    this.#moments.splice(low, 0, moment);
    return () => {
      moment.isCalledOff = true;
    };
  }

  /** Another clock, so many milliseconds ahead. */
  ahead(offset: number): Clock {
    return { now: () => this.#now + offset, after: (ms, run) => this.after(ms, run) };
  }

  get isEndless(): boolean {
    return this.steps > STEPS;
  }

  /** Lets time pass, until `isOver` or until then. */
  async play(until: number, isOver: () => boolean = () => false): Promise<void> {
    for (;;) {
      const next = this.#moments.at(-1);
      if (next === undefined || next.at > until || this.isEndless || isOver()) break;
      this.#moments.pop();
      if (next.isCalledOff) continue;
      this.#now = next.at;
      this.steps++;
      next.run();
      // Whoever was waiting for this goes on, up to the next wait.
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (!isOver() && !this.isEndless) this.#now = Math.max(this.#now, until);
  }
}
