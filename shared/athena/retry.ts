import { backoffDelay, type Timer } from "./backoff.ts";
import { AthenaQueryError } from "./port.ts";

/** Tries of one call in all: with the longest waits some half a minute. The SDK makes none of its own. */
const TRIES = 8;

/** Makes a call of Athena again, ever later, for as long as that can help and the signal has not fired. */
export async function withRetry<Answer>(
  timer: Timer,
  signal: AbortSignal,
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (let failures = 1; ; failures++) {
    try {
      return await call();
    } catch (thrown) {
      const isPassing = thrown instanceof AthenaQueryError && thrown.retryable;
      if (!isPassing || failures === TRIES) throw thrown;
      if (!signal.aborted) await timer.sleep(backoffDelay(failures, timer.random()), signal);
      if (signal.aborted) throw thrown;
    }
  }
}
