import {
  ListDataCatalogs$,
  type ListDataCatalogsInput,
  type ListDataCatalogsOutput,
} from "@aws-sdk/client-athena";
import { athenaAction } from "../action.ts";
import { CATALOG } from "../catalog.ts";

export const listDataCatalogs = athenaAction<ListDataCatalogsInput, ListDataCatalogsOutput>(
  ListDataCatalogs$,
  () => ({ DataCatalogsSummary: [{ CatalogName: CATALOG, Type: "GLUE" }] }),
);
