import { GetTables$, type GetTablesRequest, type GetTablesResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { invalidInput } from "../errors.ts";
import { namePattern } from "../name-pattern.ts";
import { pageOf, pageSizeOf } from "../paging.ts";

/** `Expression` filters the page, as in GetPartitions. */
export const getTables = glueAction<GetTablesRequest, GetTablesResponse>(
  GetTables$,
  (glue, { DatabaseName, Expression, MaxResults, NextToken }) => {
    const pattern = namePattern(Expression ?? "*", invalidInput);
    const { tables } = glue.store.database(DatabaseName);
    const page = pageOf(tables.values(), pageSizeOf(glue, MaxResults), NextToken);
    const records = page.entries.map((entry) => entry.record);
    return { TableList: records.filter(({ Name }) => pattern.test(Name)), NextToken: page.NextToken };
  },
);
