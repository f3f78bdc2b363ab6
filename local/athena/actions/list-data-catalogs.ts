import {
  ListDataCatalogs$,
  type ListDataCatalogsInput,
  type ListDataCatalogsOutput,
} from "@aws-sdk/client-athena";
import { operation } from "../action.ts";
import { CATALOG } from "../catalog.ts";

export const listDataCatalogs = operation<ListDataCatalogsInput, ListDataCatalogsOutput>(
  ListDataCatalogs$,
  () => ({ DataCatalogsSummary: [{ CatalogName: CATALOG, Type: "GLUE" }] }),
);
