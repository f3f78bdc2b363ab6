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
