import { GetDataCatalog$, type GetDataCatalogInput, type GetDataCatalogOutput } from "@aws-sdk/client-athena";
import { operation } from "../action.ts";
import { checkCatalogName, dataCatalogOf } from "../catalog.ts";

export const getDataCatalog = operation<GetDataCatalogInput, GetDataCatalogOutput>(
  GetDataCatalog$,
  ({ accountId }, { Name }) => {
    checkCatalogName(Name);
    return { DataCatalog: dataCatalogOf(accountId) };
  },
);
