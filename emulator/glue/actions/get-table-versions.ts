import {
  GetTableVersions$,
  type GetTableVersionsRequest,
  type GetTableVersionsResponse,
} from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { pageOf, pageSizeOf } from "../paging.ts";

/** The newest first, which is the table itself. AWS documents no order. */
export const getTableVersions = glueAction<GetTableVersionsRequest, GetTableVersionsResponse>(
  GetTableVersions$,
  (glue, { DatabaseName, TableName, MaxResults, NextToken }) => {
    const { record, archive } = glue.store.table(DatabaseName, TableName);
    const versions = [record, ...archive].map((Table, at) => ({ Table, sequence: at + 1 }));
    const page = pageOf(versions, pageSizeOf(glue, MaxResults), NextToken);
    const TableVersions = page.entries.map(({ Table }) => ({ Table, VersionId: Table.VersionId }));
    return { TableVersions, NextToken: page.NextToken };
  },
);
