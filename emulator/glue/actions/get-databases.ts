import { GetDatabases$, type GetDatabasesRequest, type GetDatabasesResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { pageOf, pageSizeOf } from "../paging.ts";

export const getDatabases = glueAction<GetDatabasesRequest, GetDatabasesResponse>(
  GetDatabases$,
  (glue, { MaxResults, NextToken }) => {
    const page = pageOf(glue.store.databases.values(), pageSizeOf(glue, MaxResults), NextToken);
    return { DatabaseList: page.entries.map((entry) => entry.record), NextToken: page.NextToken };
  },
);
