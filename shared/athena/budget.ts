import { AthenaQueryError, type Query, type QueryRunner, type QueryStatistics } from "./port.ts";
import { QUERIES_AT_ONCE } from "./runner.ts";
import { createSemaphore } from "./semaphore.ts";

/** What the queries of a run have cost together. */
export interface Spending {
  /** Different executions: one that was read twice was paid once, one that was stopped was paid as well. */
  readonly queries: number;
  readonly bytesScanned: number;
  readonly costUsd: number;
}

export interface Budgeted extends QueryRunner {
  spent(): Spending;
}

/**
 * An engine that starts no query once those before it have scanned so many bytes. Queries under way are finished, so a
 * run may exceed it by as many as run at once; what one query may scan at most is the workgroup's limit. Those that
 * have to wait are weighed when their turn has come, not when they are asked for: a run asks for all at the same time.
 */
export function budgeted(engine: QueryRunner, mostBytes: number, atOnce = QUERIES_AT_ONCE): Budgeted {
  const semaphore = createSemaphore(atOnce);
  const paid = new Map<string, QueryStatistics>();
  const note = (statistics: QueryStatistics) => {
    paid.set(statistics.queryId, statistics);
  };
  const spent = () => sumOf([...paid.values()]);
  return {
    spent,
    async run(query, options) {
      // Without a slot the signal has fired, which the engine words as it does everywhere.
      const release = await semaphore.acquire(options.signal);
      try {
        const { bytesScanned } = spent();
        if (bytesScanned >= mostBytes) throw exhausted(query, bytesScanned, mostBytes);
        return await engine.run(query, { ...options, paid: note });
      } finally {
        release?.();
      }
    },
  };
}

function sumOf(all: readonly QueryStatistics[]): Spending {
  return {
    queries: all.length,
    bytesScanned: all.reduce((sum, { bytesScanned }) => sum + bytesScanned, 0),
    costUsd: all.reduce((sum, { costUsd }) => sum + costUsd, 0),
  };
}

function exhausted({ label }: Query, spent: number, most: number): AthenaQueryError {
  const message = `${label}: not asked, because this run has scanned ${spent} bytes of the ${most} that it may.`;
  return new AthenaQueryError("QUERY_BUDGET", message);
}
