import {
  BatchGetQueryExecution$,
  type BatchGetQueryExecutionInput,
  type BatchGetQueryExecutionOutput,
  type QueryExecution,
  type UnprocessedQueryExecutionId,
} from "@aws-sdk/client-athena";
import { AwsError } from "../../wire/service.ts";
import type { Wire } from "../../wire/validation.ts";
import { athenaAction } from "../action.ts";

/** An id that is not known stands among the unprocessed ones, and the others are answered all the same. */
export const batchGetQueryExecution = athenaAction<BatchGetQueryExecutionInput, BatchGetQueryExecutionOutput>(
  BatchGetQueryExecution$,
  ({ executions, clock }, { QueryExecutionIds }) => {
    const found: Wire<QueryExecution>[] = [];
    const unprocessed: Wire<UnprocessedQueryExecutionId>[] = [];
    for (const id of QueryExecutionIds) {
      try {
        found.push(executions.find(id).describe(clock.now()));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        unprocessed.push({ QueryExecutionId: id, ErrorCode: error.code, ErrorMessage: error.message });
      }
    }
    return { QueryExecutions: found, UnprocessedQueryExecutionIds: unprocessed };
  },
);
