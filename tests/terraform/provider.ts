import type { Document } from "../../deploy/terraform/module.ts";
import { PAGES, type Page } from "../deploy/terraform/arguments.ts";
import type { Workspace } from "./workspace.ts";

/** A block of the provider's schema. https://developer.hashicorp.com/terraform/cli/commands/providers/schema */
export interface Block {
  readonly attributes?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly block_types?: Readonly<Record<string, { readonly block: Block }>>;
}

/** Of the resources that a module has, by the provider that `terraform init` found. */
export async function schemaOf(probe: Workspace): Promise<Readonly<Record<string, Block>>> {
  probe.write("main.tf.json", { terraform: { required_providers: { aws: { source: "hashicorp/aws" } } } });
  await probe.init();
  const { exitCode, stdout, stderr } = await probe.terraform("providers", "schema", "-json");
  if (exitCode !== 0) throw new Error(stderr);
  const { provider_schemas: providers } = JSON.parse(stdout);
  const { resource_schemas: resources } = providers["registry.terraform.io/hashicorp/aws"];
  return Object.fromEntries(Object.keys(PAGES).map((type) => [type, resources[type].block]));
}

/** What our table of the provider's pages has and the provider at hand has not, or requires without its page saying so. */
export function* differences(page: Page, block: Block, path: string): Generator<string> {
  for (const listed of page.arguments.split(" ")) {
    const name = listed.replace("*", "");
    const attribute = block.attributes?.[name];
    if (attribute === undefined) yield `${path}.${name} is missing`;
    else if (attribute.required === true && !listed.endsWith("*")) yield `${path}.${name} is required`;
  }
  for (const [name, nested] of Object.entries(page.blocks ?? {})) {
    const other = block.block_types?.[name];
    if (other === undefined) yield `${path}.${name} is missing`;
    else yield* differences(nested, other.block, `${path}.${name}`);
  }
}

/** Since 6.25.0. An older provider is shown the module without it, and without the version that it asks for. */
export const NEWEST_BLOCK = "managed_query_results_configuration";

/** The module as the provider at hand can read it. */
export function fitted(module: Document, schema: Readonly<Record<string, Block>>): Document {
  const configuration = schema.aws_athena_workgroup!.block_types!.configuration!.block;
  if (configuration.block_types?.[NEWEST_BLOCK] !== undefined) return module;
  return JSON.parse(JSON.stringify(module), (name, value) => {
    if (name === "required_providers") return { aws: { source: "hashicorp/aws" } };
    return name === NEWEST_BLOCK ? undefined : value;
  });
}
