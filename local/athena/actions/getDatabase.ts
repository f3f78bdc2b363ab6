import { GetDatabase$, type GetDatabaseInput, type GetDatabaseOutput } from "@aws-sdk/client-athena";
import { databaseIn, databaseOf } from "../catalog.ts";
import { operation } from "../operation.ts";

export const getDatabase = operation<GetDatabaseInput, GetDatabaseOutput>(
  GetDatabase$,
  ({ glue }, { CatalogName, DatabaseName }) => ({
    Database: databaseOf(databaseIn(glue, CatalogName, DatabaseName).record),
  }),
);
