/** A query that has been started: until it has ended, or its caller has given up. */

import { messageOf } from "../runtime/errors.ts";
import { pollDelay, type Timer } from "./backoff.ts";
import type { AthenaCalls, QueryStatus } from "./calls.ts";
import type { RunningQuery } from "./port.ts";
import { withRetry } from "./retry.ts";

/** What stopping a query may take, its last polls included. */
const STOP_MS = 5_000;

/** A query that has ended by itself. */
export interface Ended {
  readonly queryId: string;
  readonly execution: QueryStatus;
  /** Had it ended when it was first polled? */
  readonly found: boolean;
}

/** Polls until the query has ended. Throws if Athena does not answer, or when the signal fires. */
export async function follow(
  athena: AthenaCalls,
  timer: Timer,
  queryId: string,
  signal: AbortSignal,
  progress: (running: RunningQuery) => void = () => {},
): Promise<Ended> {
  for (let poll = 0; ; poll++) {
    signal.throwIfAborted();
    const execution = await withRetry(timer, signal, () => athena.status(queryId, signal));
    if (hasEnded(execution)) return { queryId, execution, found: poll === 0 };
    progress({
      state: execution.state === "QUEUED" ? "QUEUED" : "RUNNING",
      bytesScanned: execution.bytesScanned,
    });
    await timer.sleep(pollDelay(poll, timer.random()), signal);
  }
}

/** What became of a query that was stopped, as far as that could be learned. */
export interface Stopped {
  readonly execution?: QueryStatus;
  /** Why it may be running still. */
  readonly trouble?: string;
}

/** Stops a query and waits for its end, because only then it is known what it has scanned. Never throws. */
export async function stop(athena: AthenaCalls, timer: Timer, queryId: string): Promise<Stopped> {
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
