import { GetDatabase$, type GetDatabaseInput, type GetDatabaseOutput } from "@aws-sdk/client-athena";
import { operation } from "../action.ts";
import { databaseIn, databaseOf } from "../catalog.ts";

export const getDatabase = operation<GetDatabaseInput, GetDatabaseOutput>(
  GetDatabase$,
  ({ glue }, { CatalogName, DatabaseName }) => ({
    Database: databaseOf(databaseIn(glue, CatalogName, DatabaseName).record),
  }),
);
