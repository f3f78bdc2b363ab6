/** A query that has been started: until it has ended, or nobody waits any more. */

import { messageOf } from "../runtime/errors.ts";
import type { Athena, Execution } from "./athena.ts";
import { lookDelay, type Pace } from "./pacing.ts";
import { persistently } from "./patience.ts";

/** What stopping a query may take, its last looks included. */
const STOP_MS = 5_000;

/** A query that has ended by itself. */
export interface Ended {
  readonly queryId: string;
  readonly execution: Execution;
  /** Had it ended when it was first looked at? */
  readonly found: boolean;
}

/** Looks until the query has ended. Throws if Athena does not answer, or when the signal fires. */
export async function follow(
  athena: Athena,
  pace: Pace,
  queryId: string,
  signal: AbortSignal,
): Promise<Ended> {
  for (let look = 0; ; look++) {
    signal.throwIfAborted();
    const execution = await persistently(pace, signal, () => athena.look(queryId, signal));
    if (hasEnded(execution)) return { queryId, execution, found: look === 0 };
    await pace.sleep(lookDelay(look, pace.random()), signal);
  }
}

/** What became of a query that was stopped, as far as that could be learned. */
export interface Stopped {
  readonly execution?: Execution;
  /** Why it may be running still. */
  readonly trouble?: string;
}

/** Stops a query and waits for its end, because only then it is known what it has scanned. Never throws. */
export async function stop(athena: Athena, pace: Pace, queryId: string): Promise<Stopped> {
  const signal = pace.signalAfter(STOP_MS);
  try {
    await persistently(pace, signal, () => athena.stop(queryId, signal));
    return { execution: (await follow(athena, pace, queryId, signal)).execution };
  } catch (thrown) {
    return { trouble: signal.aborted ? "Athena did not say in time that it has stopped" : messageOf(thrown) };
  }
}

function hasEnded({ state }: Execution): boolean {
  return state === "SUCCEEDED" || state === "FAILED" || state === "CANCELLED";
}
