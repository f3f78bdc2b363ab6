import {
  GetQueryExecution$,
  type GetQueryExecutionInput,
  type GetQueryExecutionOutput,
} from "@aws-sdk/client-athena";
import { operation } from "../action.ts";

export const getQueryExecution = operation<GetQueryExecutionInput, GetQueryExecutionOutput>(
  GetQueryExecution$,
  ({ executions, clock }, { QueryExecutionId }) => ({
    QueryExecution: executions.find(QueryExecutionId).describe(clock.now()),
  }),
);
