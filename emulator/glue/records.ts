/** Input as Glue keeps it: what the caller sent plus what the catalog adds. Times are epoch seconds. */

import type {
  Database,
  DatabaseInput,
  Partition,
  PartitionInput,
  StorageDescriptor,
  Table,
  TableInput,
} from "@aws-sdk/client-glue";
import type { Wire } from "../wire/validation.ts";

export type DatabaseRecord = Wire<Database> & { readonly CreateTime: number };
export type TableRecord = Wire<Table> & { readonly CreateTime: number; readonly VersionId: string };
export type PartitionRecord = Wire<Partition> & { readonly Values: string[]; readonly CreationTime: number };

/** Who and when: the same for every record of a catalog. */
export interface Origin {
  readonly accountId: string;
  readonly now: number;
}

/**
 * Glue keeps the names of databases and tables in lower case, for Hive's sake. Only names that create are folded:
 * AWS asks callers to look names up in lower case, and a lookup in another case fails here.
 */
export const folded = (name: string) => name.toLowerCase();

/** Glue tells the number of buckets of what has none as well; clients in Java take it for granted. */
const withBuckets = <Input extends { StorageDescriptor?: Wire<StorageDescriptor> | undefined }>(
  input: Input,
): Input =>
  input.StorageDescriptor === undefined
    ? input
    : { ...input, StorageDescriptor: { NumberOfBuckets: 0, ...input.StorageDescriptor } };

export const databaseRecord = (input: Wire<DatabaseInput>, origin: Origin): DatabaseRecord => ({
  ...input,
  Name: folded(input.Name),
  CatalogId: origin.accountId,
  CreateTime: origin.now,
});

export const tableRecord = (database: string, input: Wire<TableInput>, origin: Origin): TableRecord => {
  const { ViewDefinition: _, ...kept } = input;
  return {
    ...withBuckets(kept),
    Name: folded(input.Name),
    DatabaseName: database,
    CatalogId: origin.accountId,
    CreatedBy: `arn:aws:iam::${origin.accountId}:user/local`,
    IsRegisteredWithLakeFormation: false,
    CreateTime: origin.now,
    UpdateTime: origin.now,
    VersionId: "0",
  };
};

export const partitionRecord = (
  table: TableRecord,
  input: Wire<PartitionInput>,
  origin: Origin,
): PartitionRecord => ({
  ...withBuckets(input),
  Values: input.Values ?? [],
  DatabaseName: table.DatabaseName,
  TableName: table.Name,
  CatalogId: origin.accountId,
  CreationTime: origin.now,
});
