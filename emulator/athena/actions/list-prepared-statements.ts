import {
  ListPreparedStatements$,
  type ListPreparedStatementsInput,
  type ListPreparedStatementsOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { pageOf } from "../paging.ts";

export const listPreparedStatements = athenaAction<ListPreparedStatementsInput, ListPreparedStatementsOutput>(
  ListPreparedStatements$,
  (athena, { WorkGroup, ...request }) => {
    const { preparedStatements, workGroups } = athena;
    const all = preparedStatements
      .list(workGroups.find(WorkGroup).Name)
      .map(({ StatementName, LastModifiedTime }) => ({ StatementName, LastModifiedTime }));
    const { entries, NextToken } = pageOf(athena, all, ({ StatementName }) => StatementName, request);
    return { PreparedStatements: [...entries], NextToken };
  },
);
