/** How long to wait: between two polls of a query, and before a call or a query is tried again. */

const FIRST_POLL_MS = 200;
const POLL_GROWTH = 1.5;
const SLOWEST_POLL_MS = 5_000;
/** So that queries started together do not poll at the same time. */
const POLL_JITTER = 0.2;

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 20_000;

/** Milliseconds until the next poll. `poll` counts from 0; `random` is in [0, 1). */
export function pollDelay(poll: number, random: number): number {
  const regular = Math.min(SLOWEST_POLL_MS, FIRST_POLL_MS * POLL_GROWTH ** poll);
  return Math.round(regular * (1 + POLL_JITTER * (2 * random - 1)));
}

/**
 * Milliseconds before the next try. `failures` counts those so far, from 1. Anything up to a bound that doubles: AWS
 * Architecture Blog, "Exponential Backoff And Jitter", found this full jitter to cost the fewest calls.
 */
export function backoffDelay(failures: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1)));
}

/** Time and chance, so that tests need neither. */
export interface Timer {
  /** Resolves after so many milliseconds, or early when the signal fires. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A signal that fires after so many milliseconds. */
  signalAfter(ms: number): AbortSignal;
  /** In [0, 1). */
  random(): number;
}
