import { setMaxListeners } from "node:events";
import { signalAfter } from "../shared/runtime/deadlines.ts";

/** What a command is told when Ctrl-C or SIGTERM ended its work. */
export const INTERRUPTED = Symbol("interrupted");

/** Watches for Ctrl-C and SIGTERM, once; after `forget`, and after the first, they end the process at once, as ever. */
export function watchForInterruption(): {
  readonly happened: Promise<typeof INTERRUPTED>;
  readonly forget: () => void;
} {
  let forget = () => {};
  const happened = new Promise<typeof INTERRUPTED>((resolve) => {
    const interrupt = () => {
      forget();
      resolve(INTERRUPTED);
    };
    // Listening for a signal does not keep a process alive; an open server does, until it is closed.
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, interrupt);
    forget = () => {
      for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, interrupt);
    };
  });
  return { happened, forget };
}

/** Work that queries: Ctrl-C, or the time limit in milliseconds, fires its signal, so that it stops them and says what it has. */
export async function untilInterrupted<Answer>(
  limit: number,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const { happened, forget } = watchForInterruption();
  const interruption = new AbortController();
  happened.then(() => interruption.abort());
  const signal = AbortSignal.any([signalAfter(limit), interruption.signal]);
  setMaxListeners(0, signal);
  try {
    return await work(signal);
  } finally {
    forget();
  }
}

/** Work of which nothing is wanted after Ctrl-C, which fires its signal: whatever it then throws is no matter. */
export async function unlessInterrupted<Answer>(
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer | typeof INTERRUPTED> {
  const { happened, forget } = watchForInterruption();
  const interruption = new AbortController();
  happened.then(() => interruption.abort());
  setMaxListeners(0, interruption.signal);
  try {
    return await work(interruption.signal);
  } catch (thrown) {
    if (interruption.signal.aborted) return INTERRUPTED;
    throw thrown;
  } finally {
    forget();
  }
}
