import { SearchTables$, type SearchTablesRequest, type SearchTablesResponse } from "@aws-sdk/client-glue";
import { glueAction } from "../action.ts";
import { pageOf, pageSizeOf } from "../paging.ts";
import { searchOf } from "../search.ts";

/** Tables of all databases, in the order of creation. AWS documents no order. */
export const searchTables = glueAction<SearchTablesRequest, SearchTablesResponse>(
  SearchTables$,
  (glue, { SearchText, MaxResults, NextToken }) => {
    const isFound = SearchText === undefined ? () => true : searchOf(SearchText);
    const tables = [...glue.store.databases.values()].flatMap((database) => [...database.tables.values()]);
    const found = tables
      .filter(({ record }) => isFound(record))
      .sort((one, other) => one.sequence - other.sequence);
    const page = pageOf(found, pageSizeOf(glue, MaxResults), NextToken);
    return { TableList: page.entries.map(({ record }) => record), NextToken: page.NextToken };
  },
);
