/** One query from its text to its rows: start it, follow it to its end, read it; once more if that can help. */

import { backoffDelay, type Timer } from "./backoff.ts";
import type { AthenaCalls, ResultPage } from "./calls.ts";
import { hasHeader, readRow } from "./cells.ts";
import { statisticsOf } from "./cost.ts";
import { brokenOff, mayRunAgain, queryError, tooManyRows } from "./failures.ts";
import { type Ended, follow, stop } from "./follow-query.ts";
import type {
  Query,
  QueryOptions,
  QueryResult,
  QueryRunner,
  QueryStatistics,
  RunningQuery,
  Value,
} from "./port.ts";
import { withQueryComment } from "./query-comment.ts";
import { requestToken } from "./request-token.ts";
import { withRetry } from "./retry.ts";
import { createSemaphore } from "./semaphore.ts";

export interface RunnerSettings {
  readonly workGroup: string;
  readonly timer: Timer;
  /**
   * Queries at once. Athena counts those of the whole account, queued and running, against one quota, which these
   * share with every person and dashboard (Athena User Guide, "Service Quotas").
   */
  readonly concurrency?: number;
  /** Rows that a result may have: they are all held in memory. */
  readonly mostRows?: number;
}

export const QUERIES_AT_ONCE = 3;
const MOST_ROWS = 100_000;

/** A query that is being run. */
interface Job {
  readonly query: Query;
  readonly runId: string;
  /** As it is sent. */
  readonly sql: string;
  /** Fires when its caller has given up. */
  readonly signal: AbortSignal;
  readonly paid: (statistics: QueryStatistics) => void;
  readonly progress: (running: RunningQuery) => void;
  readonly take: QueryOptions["take"];
}

export function queryRunner(athena: AthenaCalls, settings: RunnerSettings): QueryRunner {
  const { workGroup, timer, concurrency = QUERIES_AT_ONCE, mostRows = MOST_ROWS } = settings;
  const semaphore = createSemaphore(concurrency);

  async function runAttempts(job: Job): Promise<QueryResult> {
    const { query, signal } = job;
    for (let number = 1, failures = 0; ; number++) {
      const ended = await execute(job, number);
      const { execution, found } = ended;
      const statistics = statisticsOf(ended.queryId, execution);
      job.paid(statistics);
      if (execution.state === "SUCCEEDED") return readResult(job, ended, statistics);
      const error = queryError(query.label, execution, statistics);
      if (!mayRunAgain(execution, { number, found, failures })) throw error;
      if (execution.state === "CANCELLED") continue;
      if (!found) failures++;
      await timer.sleep(backoffDelay(number, timer.random()), signal);
      if (signal.aborted) throw error;
    }
  }

  async function execute(
    { query, runId, sql, signal, paid, progress }: Job,
    attempt: number,
  ): Promise<Ended> {
    const { database } = query;
    const token = requestToken({ runId, workGroup, database, sql, attempt });
    // The signal breaks off only the waiting in between: a query whose id is not known could not be stopped.
    const start = () => athena.start({ sql, database, workGroup, token });
    const queryId = await withRetry(timer, signal, start).catch((thrown: unknown) => {
      throw brokenOff(query, signal, thrown, {});
    });
    try {
      return await follow(athena, timer, queryId, signal, progress);
    } catch (thrown) {
      const { execution, trouble } = await stop(athena, timer, queryId);
      const statistics = execution && statisticsOf(queryId, execution);
      if (statistics !== undefined) paid(statistics);
      throw brokenOff(query, signal, thrown, { queryId, statistics, trouble });
    }
  }

  async function readResult(job: Job, ended: Ended, statistics: QueryStatistics): Promise<QueryResult> {
    const { queryId } = ended;
    const rows: Value[][] = [];
    const keep = (_: unknown, read: Value[][]) => {
      for (const row of read) rows.push(row);
      if (rows.length > mostRows) throw tooManyRows(mostRows);
      return true;
    };
    const take = job.take ?? keep;
    try {
      let page = await readPage(job, queryId, undefined);
      const { columns } = page;
      if (hasHeader(ended.execution)) page = { ...page, rows: page.rows.slice(1) };
      for (;;) {
        const read = page.rows.map((cells) => readRow(columns, cells));
        if (!take(columns, read) || page.next === undefined) return { columns, rows, statistics };
        page = await readPage(job, queryId, page.next);
      }
    } catch (thrown) {
      throw brokenOff(job.query, job.signal, thrown, { queryId, statistics });
    }
  }

  function readPage({ signal }: Job, queryId: string, token: string | undefined): Promise<ResultPage> {
    return withRetry(timer, signal, () => athena.page(queryId, token, signal));
  }

  function within({ signal, timeoutMs }: QueryOptions): AbortSignal {
    return timeoutMs === undefined ? signal : AbortSignal.any([signal, timer.signalAfter(timeoutMs)]);
  }

  return {
    async run(query, options) {
      const { runId, paid = () => {}, progress = () => {}, take } = options;
      const sql = withQueryComment(query, runId);
      const release = await semaphore.acquire(options.signal);
      if (release === undefined) throw brokenOff(query, options.signal, undefined, {});
      try {
        return await runAttempts({ query, runId, sql, signal: within(options), paid, progress, take });
      } finally {
        release();
      }
    },
  };
}
