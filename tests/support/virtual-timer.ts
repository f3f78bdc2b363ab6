import type { Timer } from "../../shared/athena/backoff.ts";

/**
 * Time that passes only by sleeping: whoever sleeps moves it on, at once, and what was planned for the time in between
 * happens on the way. Random numbers are one half.
 */
export class VirtualTimer implements Timer {
  now = 0;
  /** Milliseconds of every sleep. */
  readonly slept: number[] = [];
  #planned: { readonly at: number; readonly happen: () => void }[] = [];

  at(time: number, happen: () => void): void {
    this.#planned.push({ at: time, happen });
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.slept.push(ms);
    const until = this.now + ms;
    for (let next = this.#next(until); next !== undefined && !signal.aborted; next = this.#next(until)) {
      this.now = next.at;
      next.happen();
    }
    if (!signal.aborted) this.now = until;
  }

  signalAfter(ms: number): AbortSignal {
    const abort = new AbortController();
    const late = new DOMException("The operation was aborted due to timeout", "TimeoutError");
    this.at(this.now + ms, () => abort.abort(late));
    return abort.signal;
  }

  random(): number {
    return 0.5;
  }

  #next(until: number) {
    const [next] = this.#planned.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    this.#planned = this.#planned.filter((other) => other !== next);
    return next;
  }
}
