/** An engine that is opened by its first query: most stacks never run one, and opening takes half a second. */

import type { QueryEngine } from "./query-engine.ts";

export function lazyEngine(open: () => Promise<QueryEngine>): QueryEngine {
  let opened: Promise<QueryEngine> | undefined;
  return {
    async run(request) {
      opened ??= open();
      return (await opened).run(request);
    },
    async close() {
      // An engine that could not be opened has said so to every query; there is nothing left to close.
      await opened?.then(
        (engine) => engine.close(),
        () => {},
      );
    },
  };
}
