import { GetDatabase$, type GetDatabaseInput, type GetDatabaseOutput } from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { databaseIn, databaseOf } from "../catalog.ts";

export const getDatabase = athenaAction<GetDatabaseInput, GetDatabaseOutput>(
  GetDatabase$,
  ({ glue }, { CatalogName, DatabaseName }) => ({
    Database: databaseOf(databaseIn(glue, CatalogName, DatabaseName).record),
  }),
);
