import {
  AthenaClient,
  type AthenaError,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  type QueryExecutionStatistics,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { CLIENT_DEFAULTS } from "../runtime/client-defaults.ts";
import { athenaError } from "./athena-errors.ts";
import type { AthenaCalls, QueryStatus, TextRow } from "./calls.ts";
import { type AthenaFailure, AthenaQueryError, type QueryRunner } from "./port.ts";
import { queryRunner, type RunnerSettings } from "./runner.ts";
import { systemTimer } from "./system-timer.ts";

/** One try: the runner makes the others, under the signal of its caller. */
const ONE_TRY = { ...CLIENT_DEFAULTS, maxAttempts: 1 } as const;

/** Athena of the account and Region that the SDK is configured for. */
export function athenaQueries(
  settings: Omit<RunnerSettings, "timer"> & Partial<Pick<RunnerSettings, "timer">>,
  client = new AthenaClient(ONE_TRY),
): QueryRunner {
  return queryRunner(athenaCalls(client), { timer: systemTimer, ...settings });
}

function athenaCalls(client: AthenaClient): AthenaCalls {
  return {
    async start({ sql, database, workGroup, token }) {
      // No ResultConfiguration: where results go is the workgroup's, and no ResultReuse: a check wants today's rows.
      const command = new StartQueryExecutionCommand({
        QueryString: sql,
        QueryExecutionContext: { Database: database },
        WorkGroup: workGroup,
        ClientRequestToken: token,
      });
      const { QueryExecutionId: id } = await attempt("StartQueryExecution", () => client.send(command));
      return id ?? nothing("StartQueryExecution answered no query id");
    },

    async status(queryId, signal) {
      const command = new GetQueryExecutionCommand({ QueryExecutionId: queryId });
      const answer = await attempt("GetQueryExecution", () => client.send(command, { abortSignal: signal }));
      return executionOf(answer.QueryExecution ?? nothing("GetQueryExecution answered no query"));
    },

    async stop(queryId, signal) {
      const command = new StopQueryExecutionCommand({ QueryExecutionId: queryId });
      await attempt("StopQueryExecution", () => client.send(command, { abortSignal: signal }));
    },

    async page(queryId, pageToken, signal) {
      const command = new GetQueryResultsCommand({ QueryExecutionId: queryId, NextToken: pageToken });
      const answer = await attempt("GetQueryResults", () => client.send(command, { abortSignal: signal }));
      const { ResultSetMetadata, Rows = [] } = answer.ResultSet ?? {};
      return {
        columns: (ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = "", Type = "" }) => ({
          name: Name,
          type: Type.toLowerCase(),
        })),
        rows: Rows.map(cellsOf),
        next: answer.NextToken,
      };
    },
  };
}

function executionOf({ Status, Statistics, StatementType, SubstatementType }: QueryExecution): QueryStatus {
  return {
    state: Status?.State ?? nothing("GetQueryExecution answered no state"),
    failure: failureOf(Status?.AthenaError, Status?.StateChangeReason),
    statementType: StatementType,
    substatementType: SubstatementType,
    ...statisticsOf(Statistics ?? {}),
  };
}

function statisticsOf(statistics: QueryExecutionStatistics) {
  return {
    bytesScanned: statistics.DataScannedInBytes ?? 0,
    queueMs: statistics.QueryQueueTimeInMillis ?? 0,
    planningMs: statistics.QueryPlanningTimeInMillis ?? 0,
    engineMs: statistics.EngineExecutionTimeInMillis ?? 0,
    totalMs: statistics.TotalExecutionTimeInMillis ?? 0,
    reused: statistics.ResultReuseInformation?.ReusedPreviousResult ?? false,
  };
}

function failureOf(error: AthenaError | undefined, reason: string | undefined): AthenaFailure {
  return {
    category: error?.ErrorCategory,
    type: error?.ErrorType,
    retryable: error?.Retryable ?? false,
    reason: reason ?? error?.ErrorMessage ?? "Athena gives no reason",
  };
}

/** A cell without a value is NULL. */
function cellsOf({ Data = [] }: Row): TextRow {
  return Data.map(({ VarCharValue }) => VarCharValue ?? null);
}

function nothing(message: string): never {
  throw new AthenaQueryError("QUERY_UNAVAILABLE", message, { retryable: true });
}

async function attempt<Answer>(doing: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    throw athenaError(thrown, doing);
  }
}
