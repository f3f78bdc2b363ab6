import {
  GetQueryExecution$,
  type GetQueryExecutionInput,
  type GetQueryExecutionOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";

export const getQueryExecution = athenaAction<GetQueryExecutionInput, GetQueryExecutionOutput>(
  GetQueryExecution$,
  ({ executions, clock }, { QueryExecutionId }) => ({
    QueryExecution: executions.find(QueryExecutionId).describe(clock.now()),
  }),
);
