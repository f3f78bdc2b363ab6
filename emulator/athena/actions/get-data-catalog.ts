import { GetDataCatalog$, type GetDataCatalogInput, type GetDataCatalogOutput } from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { checkCatalogName, dataCatalogOf } from "../catalog.ts";

export const getDataCatalog = athenaAction<GetDataCatalogInput, GetDataCatalogOutput>(
  GetDataCatalog$,
  ({ accountId }, { Name }) => {
    checkCatalogName(Name);
    return { DataCatalog: dataCatalogOf(accountId) };
  },
);
