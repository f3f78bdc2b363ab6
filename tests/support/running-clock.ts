import type { Clock } from "../../emulator/index.ts";

interface Timer {
  readonly at: number;
  readonly run: () => void;
  cancel: () => void;
}

/** The machine's time, ahead by as much as a test asks for: what runs in other processes goes on meanwhile. */
export class RunningClock implements Clock {
  #ahead = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return Date.now() + this.#ahead;
  }

  after(ms: number, run: () => void): () => void {
    const timer: Timer = { at: this.now() + ms, run, cancel: () => {} };
    this.#timers.add(timer);
    this.#start(timer);
    return () => this.#end(timer);
  }

  /** Timers that fall due by it run as soon as this has returned. */
  advance(ms: number): void {
    this.#ahead += ms;
    for (const timer of this.#timers) {
      timer.cancel();
      this.#start(timer);
    }
  }

  #start(timer: Timer): void {
    const wait = setTimeout(
      () => {
        this.#end(timer);
        timer.run();
      },
      Math.max(0, timer.at - this.now()),
    );
    wait.unref();
    timer.cancel = () => clearTimeout(wait);
  }

  #end(timer: Timer): void {
    timer.cancel();
    this.#timers.delete(timer);
  }
}
