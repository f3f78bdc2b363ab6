import {
  GetTableMetadata$,
  type GetTableMetadataInput,
  type GetTableMetadataOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { databaseIn, tableIn, tableMetadataOf } from "../catalog.ts";

export const getTableMetadata = athenaAction<GetTableMetadataInput, GetTableMetadataOutput>(
  GetTableMetadata$,
  ({ glue }, { CatalogName, DatabaseName, TableName }) => {
    const table = tableIn(databaseIn(glue, CatalogName, DatabaseName), TableName);
    return { TableMetadata: tableMetadataOf(table.record) };
  },
);
