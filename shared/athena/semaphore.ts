/** Lets so many at a time through, in the order in which they came. */
export interface Semaphore {
  /** Resolves with what gives the slot back, or with undefined when the signal fires first. */
  acquire(signal: AbortSignal): Promise<(() => void) | undefined>;
}

export function createSemaphore(limit: number): Semaphore {
  let free = limit;
  const waiting = new Set<() => void>();
  const release = () => {
    const [next] = waiting;
    if (next === undefined) free++;
    else next();
  };
  return {
    async acquire(signal) {
      if (signal.aborted) return undefined;
      if (free > 0) free--;
      else if (!(await turn(waiting, signal))) return undefined;
      return release;
    },
  };
}

/** Waits in the line; false if the signal fired first. */
function turn(waiting: Set<() => void>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const leave = (mine: boolean) => {
      waiting.delete(come);
      signal.removeEventListener("abort", giveUp);
      resolve(mine);
    };
    const come = () => leave(true);
    const giveUp = () => leave(false);
    waiting.add(come);
    signal.addEventListener("abort", giveUp);
  });
}
