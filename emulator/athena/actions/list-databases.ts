import { ListDatabases$, type ListDatabasesInput, type ListDatabasesOutput } from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { checkCatalogName, databaseOf } from "../catalog.ts";
import { pageOf } from "../paging.ts";

export const listDatabases = athenaAction<ListDatabasesInput, ListDatabasesOutput>(
  ListDatabases$,
  (athena, { CatalogName, ...request }) => {
    const { glue } = athena;
    checkCatalogName(CatalogName);
    const all = [...glue.databases.values()].map(({ record }) => record);
    const { entries, NextToken } = pageOf(athena, all, ({ Name }) => Name, request);
    return { DatabaseList: entries.map(databaseOf), NextToken };
  },
);
