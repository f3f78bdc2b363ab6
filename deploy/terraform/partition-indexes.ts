import { INDEX_NAME } from "../../shared/partition-indexes/index-name.ts";
import { type IndexedResource, indexedIn } from "../partition-indexes.ts";
import { nameOf, referencesOf, type TerraformCatalog } from "./catalog.ts";
import { expression } from "./expression.ts";
import type { Body } from "./translate.ts";

const TYPE = "aws_glue_partition_index";

/**
 * Partition indexes, each by the name of its table: resources of their own, as an index within a table is made with the
 * table alone. https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/glue_partition_index.html.markdown
 */
export function partitionIndexResources(
  catalog: TerraformCatalog,
): Readonly<Record<string, Record<string, Body>>> {
  const references = referencesOf(catalog);
  const indexes = indexedIn(catalog.template).map(({ Database, Table, Keys }) => {
    const body: Body = {
      database_name: expression(Database, references),
      table_name: expression(Table, references),
      partition_index: { index_name: INDEX_NAME, keys: Keys },
    };
    return [Table.Ref, body] as const;
  });
  return indexes.length === 0 ? {} : { [TYPE]: Object.fromEntries(indexes) };
}

/** The addresses of a stage's indexes, and the ids by which they are imported, without the account. */
export function partitionIndexIds({
  template,
}: TerraformCatalog): { readonly address: string; readonly id: string }[] {
  return indexedIn(template).map((indexed) => ({
    address: `${TYPE}.${indexed.Table.Ref}`,
    id: [...namesOf(indexed, template), INDEX_NAME].join(":"),
  }));
}

const namesOf = ({ Database, Table }: IndexedResource, template: TerraformCatalog["template"]) =>
  [Database, Table].map(({ Ref }) => nameOf(template[Ref]!));
