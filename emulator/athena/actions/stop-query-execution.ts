import {
  StopQueryExecution$,
  type StopQueryExecutionInput,
  type StopQueryExecutionOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { invalidRequest } from "../errors.ts";

export const stopQueryExecution = athenaAction<StopQueryExecutionInput, StopQueryExecutionOutput>(
  StopQueryExecution$,
  ({ executions }, { QueryExecutionId }) => {
    // Optional in the schema, because SDKs make one up.
    if (QueryExecutionId === undefined) throw invalidRequest("queryExecutionId is null or empty");
    executions.stop(QueryExecutionId);
    return {};
  },
);
