/** What the Athena API (actions/) asks of whatever executes SQL: text in, Athena's strings out. */

export interface QueryRequest {
  /** One statement as the client sent it, without a trailing semicolon problem: the engine takes it off. */
  readonly sql: string;
  /** QueryExecutionContext.Database, lower case. */
  readonly database: string | undefined;
  /** ExecutionParameters for the `?` of the statement, each an SQL expression or else a plain text. */
  readonly parameters: readonly string[];
  /** Whose results the query's are, for statements that write; left out by callers that are no Athena. */
  readonly results?: ResultPlace;
  /** The prepared statements that it may use; left out by callers that are no Athena. */
  readonly prepared?: PreparedTexts;
  /** Fires when the query is stopped. */
  readonly signal: AbortSignal;
}

export interface ResultPlace {
  /** Of the execution. */
  readonly id: string;
  /** Ends in "/"; undefined when Athena keeps the results itself. */
  readonly location: string | undefined;
  /** The workgroup has the say about the location, and a statement names none of its own. */
  readonly isEnforced: boolean;
}

/** Prepared statements by their names. Changes throw QueryError. */
export interface PreparedTexts {
  find(name: string): string | undefined;
  save(name: string, sql: string): void;
  remove(name: string): void;
}

export interface QueryColumn {
  readonly name: string;
  /** Athena's name: varchar, bigint, integer, double, timestamp, date, decimal, boolean, array, row, map … */
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
}

export interface QueryOutput {
  /** Athena's StatementType. DDL answers text lines without a header; UTILITY is SHOW, DESCRIBE and EXPLAIN. */
  readonly statementType: "DML" | "DDL" | "UTILITY";
  readonly columns: readonly QueryColumn[];
  /** Cells as Athena prints them; null is NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Bytes of the Parquet files of the partitions that had to be read. */
  readonly scannedBytes: number;
  /** Rows that the statement wrote. */
  readonly updateCount?: number;
  /** "s3://bucket/key" of the objects that the statement wrote; undefined if it is none that writes. */
  readonly files?: readonly string[];
}

export interface QueryEngine {
  /** Throws QueryError when the statement fails, whatever the cause. */
  run(request: QueryRequest): Promise<QueryOutput>;
  close(): Promise<void>;
}

/** A failed query, in the words Athena gives as StateChangeReason: "SYNTAX_ERROR: line 1:8: Column 'x' cannot be resolved". */
export class QueryError extends Error {
  /** Athena's AthenaError.ErrorCategory: 1 system, 2 user, 3 other. */
  readonly category: 1 | 2 | 3;
  constructor(message: string, category: 1 | 2 | 3 = 2) {
    super(message);
    this.name = "QueryError";
    this.category = category;
  }
}
