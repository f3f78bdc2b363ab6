import {
  ListQueryExecutions$,
  type ListQueryExecutionsInput,
  type ListQueryExecutionsOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { pageOf } from "../paging.ts";
import { PRIMARY } from "../work-groups.ts";

/** Newest first. */
export const listQueryExecutions = athenaAction<ListQueryExecutionsInput, ListQueryExecutionsOutput>(
  ListQueryExecutions$,
  (athena, { WorkGroup = PRIMARY, ...request }) => {
    const { executions, workGroups } = athena;
    const all = executions.list(workGroups.find(WorkGroup).Name);
    const { entries, NextToken } = pageOf(athena, all, ({ id }) => id, request);
    return { QueryExecutionIds: entries.map(({ id }) => id), NextToken };
  },
);
