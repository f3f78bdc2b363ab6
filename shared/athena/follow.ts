/** A query that has been started: until it has ended, or nobody waits any more. */

import { messageOf } from "../runtime/errors.ts";
import type { Athena, QueryStatus } from "./athena.ts";
import { pollDelay, type Timer } from "./backoff.ts";
import { withRetry } from "./retry.ts";

/** What stopping a query may take, its last looks included. */
const STOP_MS = 5_000;

/** A query that has ended by itself. */
export interface Ended {
  readonly queryId: string;
  readonly execution: QueryStatus;
  /** Had it ended when it was first looked at? */
  readonly found: boolean;
}

/** Looks until the query has ended. Throws if Athena does not answer, or when the signal fires. */
export async function follow(
  athena: Athena,
  timer: Timer,
  queryId: string,
  signal: AbortSignal,
): Promise<Ended> {
  for (let look = 0; ; look++) {
    signal.throwIfAborted();
    const execution = await withRetry(timer, signal, () => athena.look(queryId, signal));
    if (hasEnded(execution)) return { queryId, execution, found: look === 0 };
    await timer.sleep(pollDelay(look, timer.random()), signal);
  }
}

/** What became of a query that was stopped, as far as that could be learned. */
export interface Stopped {
  readonly execution?: QueryStatus;
  /** Why it may be running still. */
  readonly trouble?: string;
}

/** Stops a query and waits for its end, because only then it is known what it has scanned. Never throws. */
export async function stop(athena: Athena, timer: Timer, queryId: string): Promise<Stopped> {
  const signal = timer.signalAfter(STOP_MS);
  try {
    await withRetry(timer, signal, () => athena.stop(queryId, signal));
    return { execution: (await follow(athena, timer, queryId, signal)).execution };
  } catch (thrown) {
    return { trouble: signal.aborted ? "Athena did not say in time that it has stopped" : messageOf(thrown) };
  }
}

function hasEnded({ state }: QueryStatus): boolean {
  return state === "SUCCEEDED" || state === "FAILED" || state === "CANCELLED";
}
