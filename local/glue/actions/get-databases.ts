import { GetDatabases$, type GetDatabasesRequest, type GetDatabasesResponse } from "@aws-sdk/client-glue";
import { operation } from "../action.ts";
import { pageOf, pageSizeOf } from "../paging.ts";

export const getDatabases = operation<GetDatabasesRequest, GetDatabasesResponse>(
  GetDatabases$,
  (glue, { MaxResults, NextToken }) => {
    const page = pageOf(glue.store.databases.values(), pageSizeOf(glue, MaxResults), NextToken);
    return { DatabaseList: page.entries.map((entry) => entry.record), NextToken: page.NextToken };
  },
);
