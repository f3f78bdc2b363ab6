/** The Glue catalog in the words of Athena's metadata operations. */

import type { Column, Database, DataCatalog, TableMetadata } from "@aws-sdk/client-athena";
import type { Column as GlueColumn } from "@aws-sdk/client-glue";
import type { DatabaseRecord, TableRecord } from "../glue/records.ts";
import type { DatabaseEntry, GlueStore, TableEntry } from "../glue/store.ts";
import type { Wire } from "../wire/validation.ts";
import { catalogNotFound, entityNotFound } from "./errors.ts";

export const CATALOG = "AwsDataCatalog";

export const isCatalog = (name: string) => name.toLowerCase() === CATALOG.toLowerCase();

export function checkCatalogName(name: string): void {
  if (!isCatalog(name)) throw catalogNotFound(name);
}

export function databaseIn(glue: GlueStore, catalog: string, name: string): DatabaseEntry {
  checkCatalogName(catalog);
  const entry = glue.databases.get(name.toLowerCase());
  if (entry === undefined) throw entityNotFound();
  return entry;
}

export function tableIn(database: DatabaseEntry, name: string): TableEntry {
  const entry = database.tables.get(name.toLowerCase());
  if (entry === undefined) throw entityNotFound();
  return entry;
}

export const dataCatalogOf = (accountId: string): Wire<DataCatalog> => ({
  Name: CATALOG,
  Type: "GLUE",
  Parameters: { "catalog-id": accountId },
});

export const databaseOf = ({ Name, Description, Parameters }: DatabaseRecord): Wire<Database> => ({
  Name,
  Description,
  Parameters,
});

export const tableMetadataOf = (table: TableRecord): Wire<TableMetadata> => ({
  Name: table.Name,
  CreateTime: table.CreateTime,
  LastAccessTime: table.LastAccessTime,
  TableType: table.TableType,
  Columns: table.StorageDescriptor?.Columns?.map(columnOf),
  PartitionKeys: (table.PartitionKeys ?? []).map(columnOf),
  Parameters: parametersOf(table),
});

const columnOf = ({ Name, Type, Comment }: Wire<GlueColumn>): Wire<Column> => ({ Name, Type, Comment });

/** Athena puts the storage descriptor among the parameters; clients look there for a table's location. */
function parametersOf({ Parameters, StorageDescriptor: storage = {} }: TableRecord): Record<string, string> {
  const { Location, InputFormat, OutputFormat, SerdeInfo } = storage;
  const serde = Object.entries(SerdeInfo?.Parameters ?? {}).map(([name, value]) => [
    `serde.param.${name}`,
    value,
  ]);
  const described: Record<string, string | undefined> = {
    ...Parameters,
    inputformat: InputFormat,
    location: Location,
    outputformat: OutputFormat,
    "serde.serialization.lib": SerdeInfo?.SerializationLibrary,
    ...Object.fromEntries(serde),
  };
  return Object.fromEntries(
    Object.entries(described).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
