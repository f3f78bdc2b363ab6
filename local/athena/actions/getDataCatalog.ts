import { GetDataCatalog$, type GetDataCatalogInput, type GetDataCatalogOutput } from "@aws-sdk/client-athena";
import { checkCatalogName, dataCatalogOf } from "../catalog.ts";
import { operation } from "../operation.ts";

export const getDataCatalog = operation<GetDataCatalogInput, GetDataCatalogOutput>(
  GetDataCatalog$,
  ({ accountId }, { Name }) => {
    checkCatalogName(Name);
    return { DataCatalog: dataCatalogOf(accountId) };
  },
);
