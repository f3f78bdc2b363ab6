import {
  ListDataCatalogs$,
  type ListDataCatalogsInput,
  type ListDataCatalogsOutput,
} from "@aws-sdk/client-athena";
import { CATALOG } from "../catalog.ts";
import { operation } from "../operation.ts";

export const listDataCatalogs = operation<ListDataCatalogsInput, ListDataCatalogsOutput>(
  ListDataCatalogs$,
  () => ({ DataCatalogsSummary: [{ CatalogName: CATALOG, Type: "GLUE" }] }),
);
