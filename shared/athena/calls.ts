import type { AnswerColumn, AthenaFailure } from "./port.ts";

/**
 * The four calls of Athena that a query takes. Each throws AthenaQueryError: `retryable` if the same call may succeed later,
 * and every call may be made twice.
 */
export interface AthenaCalls {
  /** Answers the query's id; a token that is known answers the id that it stands for. Ends by its own time limit. */
  start(request: StartRequest): Promise<string>;
  status(queryId: string, signal: AbortSignal): Promise<QueryStatus>;
  /** A query that has ended stays as it is. */
  stop(queryId: string, signal: AbortSignal): Promise<void>;
  page(queryId: string, pageToken: string | undefined, signal: AbortSignal): Promise<ResultPage>;
}

export interface StartRequest {
  readonly sql: string;
  readonly database: string;
  readonly workGroup: string;
  readonly token: string;
}

/** A query as it stands. */
export interface QueryStatus {
  /** A query that runs may go back to QUEUED (Athena API, QueryExecutionStatus). */
  readonly state: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  /** Why it failed or was cancelled. */
  readonly failure: AthenaFailure;
  /** DML, DDL or UTILITY. */
  readonly statementType: string | undefined;
  readonly substatementType: string | undefined;
  readonly bytesScanned: number;
  readonly queueMs: number;
  readonly planningMs: number;
  readonly engineMs: number;
  readonly totalMs: number;
  readonly reused: boolean;
}

/** Cells as Athena prints them; null is NULL. */
export type TextRow = readonly (string | null)[];

export interface ResultPage {
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly TextRow[];
  readonly next: string | undefined;
}
