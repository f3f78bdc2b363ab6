import {
  ListNamedQueries$,
  type ListNamedQueriesInput,
  type ListNamedQueriesOutput,
} from "@aws-sdk/client-athena";
import { operation } from "../action.ts";
import { pageOf } from "../paging.ts";
import { PRIMARY } from "../work-groups.ts";

export const listNamedQueries = operation<ListNamedQueriesInput, ListNamedQueriesOutput>(
  ListNamedQueries$,
  (athena, { WorkGroup = PRIMARY, ...request }) => {
    const { namedQueries, workGroups } = athena;
    const all = namedQueries.list(workGroups.find(WorkGroup).Name).map(({ NamedQueryId }) => NamedQueryId);
    const { entries, NextToken } = pageOf(athena, all, (id) => id, request);
    return { NamedQueryIds: [...entries], NextToken };
  },
);
