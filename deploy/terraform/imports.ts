import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import type { Resource } from "../cloudformation.ts";
import { canBeTakenOver } from "../owner.ts";
import { addressOf, catalogOf, nameOf, type TerraformCatalog } from "./catalog.ts";
import type { Document } from "./module.ts";
import { partitionIndexIds } from "./partition-indexes.ts";

/** Where in a configuration the module is called, or "." if it is the root module itself. */
export const MODULE_ADDRESS = /^(\.|module\.[A-Za-z_][\w-]*(\.module\.[A-Za-z_][\w-]*)*)$/;

const ACCOUNT = `\${data.aws_caller_identity.registrar.account_id}`;

/**
 * Import blocks for what a stack made and retained. They belong into the root module, beside the call: Terraform takes
 * them nowhere else. https://developer.hashicorp.com/terraform/language/import
 */
export function importBlocks(datasets: readonly DeclaredDataset[], stage: string, address: string): Document {
  const catalog = catalogOf(datasets, stage);
  const prefix = address === "." ? "" : `${address}.`;
  return {
    "//": [
      `Takes over what the stack of stage ${stage} has retained. Not needed any more once it is applied.`,
    ],
    terraform: { required_version: ">= 1.6.0" },
    data: { aws_caller_identity: { registrar: {} } },
    import: [
      ...catalog.owned
        .filter(({ resource }) => canBeTakenOver(resource))
        .map((one) => ({ to: `${prefix}${addressOf(one)}`, id: idOf(one.resource, catalog) })),
      ...partitionIndexIds(catalog).map(({ address, id }) => ({
        to: `${prefix}${address}`,
        id: `${ACCOUNT}:${id}`,
      })),
    ],
  };
}

/** What the provider's pages say, each at its end, of the ids to import. */
function idOf(resource: Resource, catalog: TerraformCatalog): string {
  const name = nameOf(resource);
  switch (resource.Type) {
    case "AWS::Glue::Database":
      return `${ACCOUNT}:${name}`;
    case "AWS::Glue::Table":
      return `${ACCOUNT}:${nameOf(databaseOf(resource, catalog))}:${name}`;
    default:
      return name;
  }
}

function databaseOf({ Properties }: Resource, { template }: TerraformCatalog): Resource {
  return template[(Properties.DatabaseName as { readonly Ref: string }).Ref]!;
}
