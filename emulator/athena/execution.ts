/** One query from its submission to its end, and how GetQueryExecution tells it. */

import type {
  AthenaError,
  QueryExecution,
  QueryExecutionState,
  ResultReuseConfiguration,
} from "@aws-sdk/client-athena";
import type { Wire } from "../wire/validation.ts";
import { executed } from "./prepared-statements.ts";
import type { PreparedTexts, QueryOutput } from "./query-engine.ts";
import { fileNameOf, manifestNameOf } from "./result-file.ts";
import { type Statement, statementOf } from "./statement.ts";
import { ENGINE_VERSION } from "./work-groups.ts";

/** What StartQueryExecution has decided by the time it answers. */
export interface Submission {
  readonly sql: string;
  /** Of its workgroup. */
  readonly prepared?: PreparedTexts;
  readonly catalog?: string | undefined;
  /** As the client spelled it. */
  readonly database?: string | undefined;
  readonly parameters?: readonly string[] | undefined;
  readonly workGroup: string;
  /** Ends in "/"; absent when Athena keeps the results itself. */
  readonly location?: string | undefined;
  /** The workgroup has the say about the location. */
  readonly isEnforced?: boolean;
  /** Bytes that the query may scan. */
  readonly cutoff?: number | undefined;
  readonly reuse?: Wire<ResultReuseConfiguration> | undefined;
}

/** How a query ended. */
export interface ExecutionEnd {
  readonly state: "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly reason?: string;
  readonly error?: Wire<AthenaError>;
  readonly output?: QueryOutput;
  readonly scannedBytes?: number;
}

export class Execution {
  readonly id: string;
  readonly submission: Submission;
  readonly statement: Statement;
  /** Aborted when the query is stopped. */
  readonly abort = new AbortController();
  /** Resolves when the query has ended. */
  readonly ended: Promise<void>;
  readonly #submittedAt: number;
  #begunAt: number | undefined;
  #endedAt: number | undefined;
  #ending: ExecutionEnd | undefined;
  #tellEnd: () => void = () => {};

  constructor(id: string, submission: Submission, now: number) {
    this.id = id;
    this.submission = submission;
    const { sql, prepared } = submission;
    this.statement = statementOf(prepared === undefined ? sql : executed(sql, prepared));
    this.#submittedAt = now;
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
  }

  get state(): QueryExecutionState {
    return this.#ending?.state ?? (this.#begunAt === undefined ? "QUEUED" : "RUNNING");
  }

  get output(): QueryOutput | undefined {
    return this.#ending?.output;
  }

  /** Where its file is, or will be: Athena names it from the start. */
  get file(): string | undefined {
    const { location } = this.submission;
    return location === undefined ? undefined : `${location}${fileNameOf(this.id, this.statement)}`;
  }

  /** Where the list of what it wrote is: undefined for a query that writes nothing, or has not ended yet. */
  get manifest(): string | undefined {
    const { file } = this;
    return file === undefined || this.output?.files === undefined ? undefined : manifestNameOf(file);
  }

  begin(now: number): void {
    this.#begunAt = now;
  }

  /** The first ending counts. */
  end(ending: ExecutionEnd, now: number): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#endedAt = now;
    this.#tellEnd();
  }

  describe(now: number): Wire<QueryExecution> {
    const { submission, statement } = this;
    return {
      QueryExecutionId: this.id,
      Query: submission.sql,
      StatementType: statement.type,
      SubstatementType: statement.subtype,
      ...this.#describeResults(),
      ResultReuseConfiguration: submission.reuse ?? { ResultReuseByAgeConfiguration: { Enabled: false } },
      QueryExecutionContext: {
        Database: submission.database,
        // Athena shows it in lower case, however it was sent.
        Catalog: submission.catalog?.toLowerCase(),
      },
      Status: this.#describeStatus(),
      Statistics: this.#describeStatistics(now),
      WorkGroup: submission.workGroup,
      EngineVersion: { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: ENGINE_VERSION },
      ExecutionParameters: submission.parameters === undefined ? undefined : [...submission.parameters],
    };
  }

  #describeResults(): Pick<Wire<QueryExecution>, "ManagedQueryResultsConfiguration" | "ResultConfiguration"> {
    const { file } = this;
    return file === undefined
      ? { ManagedQueryResultsConfiguration: { Enabled: true } }
      : { ResultConfiguration: { OutputLocation: file } };
  }

  #describeStatus(): Wire<QueryExecution>["Status"] {
    return {
      State: this.state,
      StateChangeReason: this.#ending?.reason,
      SubmissionDateTime: this.#submittedAt / 1000,
      CompletionDateTime: this.#endedAt === undefined ? undefined : this.#endedAt / 1000,
      AthenaError: this.#ending?.error,
    };
  }

  #describeStatistics(now: number): Wire<QueryExecution>["Statistics"] {
    const until = this.#endedAt ?? now;
    const begun = this.#begunAt ?? until;
    return {
      EngineExecutionTimeInMillis: until - begun,
      DataScannedInBytes: this.#ending?.scannedBytes ?? 0,
      DataManifestLocation: this.manifest,
      TotalExecutionTimeInMillis: until - this.#submittedAt,
      QueryQueueTimeInMillis: begun - this.#submittedAt,
      ServiceProcessingTimeInMillis: 0,
      ResultReuseInformation: { ReusedPreviousResult: false },
    };
  }
}
