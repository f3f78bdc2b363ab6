/** Tables as other people name them to Glue, and as Glue answers. */
import type { Dataset } from "../../shared/datasets/dataset.ts";

export interface TableAt {
  readonly dataset: Dataset;
  readonly database: string;
}

type Sd = { readonly Columns: readonly { readonly Name: string; readonly Type: string }[] };
export interface TableWord {
  readonly Name: string;
  readonly PartitionKeys: readonly { readonly Name: string; readonly Type: string }[];
  readonly StorageDescriptor: Sd & { readonly Location: string };
  readonly Parameters: Readonly<Record<string, string>>;
}

export function at({ database, dataset }: TableAt) {
  return { DatabaseName: database, TableName: dataset.name };
}
