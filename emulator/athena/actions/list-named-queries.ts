import {
  ListNamedQueries$,
  type ListNamedQueriesInput,
  type ListNamedQueriesOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { pageOf } from "../paging.ts";
import { PRIMARY } from "../work-groups.ts";

export const listNamedQueries = athenaAction<ListNamedQueriesInput, ListNamedQueriesOutput>(
  ListNamedQueries$,
  (athena, { WorkGroup = PRIMARY, ...request }) => {
    const { namedQueries, workGroups } = athena;
    const all = namedQueries.list(workGroups.find(WorkGroup).Name).map(({ NamedQueryId }) => NamedQueryId);
    const { entries, NextToken } = pageOf(athena, all, (id) => id, request);
    return { NamedQueryIds: [...entries], NextToken };
  },
);
