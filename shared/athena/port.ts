import { type ErrorCode, RegistrarError } from "../runtime/errors.ts";

/** Queries, as the product needs them. `shared/athena/athena-adapter.ts` runs them on Athena. */
export interface QueryRunner {
  /**
   * Runs one SELECT and answers all of its rows. The same run id, SQL and database are one query, however often they
   * are asked for: a run that was killed and is tried again reads what it has paid for. Throws AthenaQueryError, and leaves
   * no query running that it knows of.
   */
  run(query: Query, options: QueryOptions): Promise<QueryResult>;
}

export interface Query {
  /** One statement. Values come into it by `sql.ts` alone. */
  readonly sql: string;
  readonly database: string;
  /** What it is for, in a few words: shown in Athena's history and in errors. */
  readonly label: string;
}

export interface QueryOptions {
  /** Equal when the same run is tried again, fresh for every other: the time that the schedule set off. */
  readonly runId: string;
  /** Ends the query, and stops it on Athena. Leave `STOPPING_MS` between this and the end of the process. */
  readonly signal: AbortSignal;
  /** How long the query may take once it has been started. Default: until the signal. */
  readonly timeoutMs?: number;
  /**
   * Called with what every execution has cost that was started or found, once it has ended: also of one that an earlier try
   * of the run had to stop, which Athena bills as well, and whose place another takes.
   */
  readonly paid?: (statistics: QueryStatistics) => void;
  /**
   * Takes the rows as they come, page by page and at least once, however many there are: `rows` of the result is then empty.
   * Answers whether more are wanted. Without it all rows are held in memory, so there is a limit.
   */
  readonly take?: (columns: readonly AnswerColumn[], rows: readonly (readonly Value[])[]) => boolean;
  /** Called with what Athena says of the query, each time that it is asked and the query has not ended. */
  readonly progress?: (running: RunningQuery) => void;
}

export interface RunningQuery {
  readonly state: "QUEUED" | "RUNNING";
  /** So far. */
  readonly bytesScanned: number;
}

/** What ending a query may take after its signal: one answer that never comes (5 s), then stopping it (5 s). */
export const STOPPING_MS = 10_000;

export interface QueryResult {
  readonly columns: readonly AnswerColumn[];
  /** Cells by position, because two columns may have one name. */
  readonly rows: readonly (readonly Value[])[];
  readonly statistics: QueryStatistics;
}

export interface AnswerColumn {
  readonly name: string;
  /** Athena's name, without parameters: varchar, bigint, double, decimal, timestamp, array … */
  readonly type: string;
}

/**
 * | type                          | value                                                                         |
 * |-------------------------------|-------------------------------------------------------------------------------|
 * | tinyint, smallint, integer    | number                                                                        |
 * | bigint                        | bigint                                                                        |
 * | float, real, double           | number, also NaN and the infinities                                           |
 * | decimal                       | its digits as text                                                            |
 * | boolean                       | boolean                                                                       |
 * | date                          | "2026-11-20"                                                                  |
 * | timestamp                     | "2026-11-20T21:05:12.345", with as many digits of a second as the column has  |
 * | timestamp with time zone      | "…Z", "…+02:00" or "…[America/New_York]"                                      |
 * | varchar, array, map, row, any | text as Athena prints it                                                      |
 *
 * NULL is null; the empty text is "".
 */
export type Value = string | number | bigint | boolean | null;

/** What a query cost. Times are Athena's, in milliseconds. */
export interface QueryStatistics {
  readonly queryId: string;
  readonly bytesScanned: number;
  /** At list price, an upper bound: see `cost.ts`. */
  readonly costUsd: number;
  readonly queueMs: number;
  /** Part of `engineMs`. */
  readonly planningMs: number;
  readonly engineMs: number;
  readonly totalMs: number;
  /** Did Athena answer with an older result instead? Never asked for here. */
  readonly reused: boolean;
}

/** Athena's own classification of a failed query (Athena User Guide, "Athena error catalog"). */
export interface AthenaFailure {
  /** 1 system, 2 user, 3 other. */
  readonly category: number | undefined;
  readonly type: number | undefined;
  readonly retryable: boolean;
  /** Begins with the engine's name of the error, if it has one: "TABLE_NOT_FOUND: line 1:15: …". */
  readonly reason: string;
}

/** A query without a result: what happened, and what to do about it. */
export class AthenaQueryError extends RegistrarError {
  /** Undefined if the query has never started. */
  readonly queryId: string | undefined;
  readonly failure: AthenaFailure | undefined;
  /** What it cost all the same. */
  readonly statistics: QueryStatistics | undefined;
  constructor(
    code: ErrorCode,
    message: string,
    options: {
      queryId?: string | undefined;
      failure?: AthenaFailure | undefined;
      statistics?: QueryStatistics | undefined;
      retryable?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(code, message, options);
    this.name = "AthenaQueryError";
    this.queryId = options.queryId ?? options.statistics?.queryId;
    this.failure = options.failure;
    this.statistics = options.statistics;
  }
}
