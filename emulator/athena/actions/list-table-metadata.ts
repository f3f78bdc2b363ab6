import {
  ListTableMetadata$,
  type ListTableMetadataInput,
  type ListTableMetadataOutput,
} from "@aws-sdk/client-athena";
import { namePattern } from "../../glue/name-pattern.ts";
import { athenaAction } from "../action.ts";
import { databaseIn, tableMetadataOf } from "../catalog.ts";
import { invalidRequest } from "../errors.ts";
import { pageOf } from "../paging.ts";

export const listTableMetadata = athenaAction<ListTableMetadataInput, ListTableMetadataOutput>(
  ListTableMetadata$,
  (athena, { CatalogName, DatabaseName, Expression = "*", ...request }) => {
    const { glue } = athena;
    const pattern = namePattern(Expression, invalidRequest);
    const { tables } = databaseIn(glue, CatalogName, DatabaseName);
    const all = [...tables.values()].map(({ record }) => record).filter(({ Name }) => pattern.test(Name));
    const { entries, NextToken } = pageOf(athena, all, ({ Name }) => Name, request);
    return { TableMetadataList: entries.map(tableMetadataOf), NextToken };
  },
);
