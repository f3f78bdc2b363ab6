import { setMaxListeners } from "node:events";

/** When to stop waiting: Glue's answers first, so that there is time left to park and to reply. */
export interface Deadlines {
  readonly catalog: AbortSignal;
  readonly parking: AbortSignal;
}

/** What is left to park and to reply after the last answer of Glue, and after the last parked message. */
const RESERVED = { catalog: 3_000, parking: 1_000 };

/** The deadlines of an invocation that has `remaining` milliseconds left. */
export function deadlinesWithin(remaining: number, after = signalAfter): Deadlines {
  return {
    catalog: after(remaining - RESERVED.catalog),
    parking: after(remaining - RESERVED.parking),
  };
}

/** A new deadline for each call: work that grows is bounded call by call, and never in all. */
export type CallTimeout = () => AbortSignal;

/** A signal that fires after so many milliseconds, and that any number of calls may listen to. */
export function signalAfter(milliseconds: number): AbortSignal {
  const signal = AbortSignal.timeout(Math.max(0, milliseconds));
  setMaxListeners(0, signal); // one listener per call under way: many, and no leak
  return signal;
}
