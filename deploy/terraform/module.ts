import { basename, isAbsolute } from "node:path";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { datasetsFile } from "../../shared/runtime/given-list.ts";
import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { BUCKET_NAME } from "../../shared/runtime/names.ts";
import { crawlerId } from "../crawlers.ts";
import { tableId } from "../tables.ts";
import { addressOf, catalogOf, nameOf, type Owned, referencesOf, type TerraformCatalog } from "./catalog.ts";
import { partitionIndexResources } from "./partition-indexes.ts";
import { type Body, translated } from "./translate.ts";

/** A document of Terraform's JSON syntax. https://developer.hashicorp.com/terraform/language/syntax/json */
export type Document = Readonly<Record<string, unknown>>;

/**
 * Databases, tables, views, crawlers and workgroups of a stage as a module of Terraform. Its resources have the logical
 * ids of the template for names.
 */
export function terraformModule(datasets: readonly DeclaredDataset[], stage: string): Document {
  const catalog = catalogOf(datasets, stage);
  return {
    "//": [
      `Tables of the partition registrar, stage ${stage}. Written from ${ownPathOf(datasetsFile())}: change that, and run`,
      `${REGISTRAR} export terraform --stage ${stage} --out <this file>`,
    ],
    terraform: {
      required_version: ">= 1.5.0",
      // The first that knows managed_query_results_configuration.
      required_providers: { aws: { source: "hashicorp/aws", version: ">= 6.25.0" } },
    },
    variable: variables(catalog),
    resource: resources(catalog),
    output: outputs(catalog, datasets),
  };
}

function variables({ stage, owned }: TerraformCatalog): Document {
  const crawls = owned.some(({ resource }) => resource.Type === "AWS::Glue::Crawler");
  return {
    bucket: {
      description: "Name of the bucket that the objects lie in",
      type: "string",
      nullable: false,
      validation: {
        condition: `\${can(regex(${JSON.stringify(BUCKET_NAME.source)}, var.bucket))}`,
        error_message: "This is not the name of a bucket.",
      },
    },
    stage: {
      description: `The stage that the caller means. This module is of stage ${stage}, and is refused for another.`,
      type: "string",
      default: stage,
      nullable: false,
      validation: {
        condition: `\${var.stage == ${JSON.stringify(stage)}}`,
        error_message: `This module was written for stage ${stage}: ${REGISTRAR} export terraform --stage <stage> writes others.`,
      },
    },
    ...(crawls
      ? {
          crawler_roles: {
            description: "Names or ARNs of roles by crawlers' names, for those not to run in the stack's own",
            type: "map(string)",
            default: {},
            nullable: false,
          },
        }
      : {}),
  };
}

function resources(catalog: TerraformCatalog): Document {
  const byType: Record<string, Record<string, Body>> = {};
  for (const one of catalog.owned) {
    byType[one.counterpart.type] = { ...byType[one.counterpart.type], [one.id]: body(one, catalog) };
  }
  return { ...byType, ...partitionIndexResources(catalog) };
}

function body(one: Owned, catalog: TerraformCatalog): Body {
  const { resource, counterpart } = one;
  const needed = catalog.owned.filter(({ id }) => resource.DependsOn?.includes(id));
  const lifecycle = lifecycleOf(one, catalog);
  return {
    ...translated(resource.Properties, counterpart.shape, referencesOf(catalog)),
    ...(needed.length === 0 ? {} : { depends_on: needed.map(addressOf) }),
    ...(Object.keys(lifecycle).length === 0 ? {} : { lifecycle }),
  };
}

/**
 * Partitions are no argument of a table, so nothing that is registered is ever in Terraform's way. A crawler that is
 * given a table notes there what it found; Terraform would take that away, and the crawler bring it back.
 * https://docs.aws.amazon.com/glue/latest/dg/table-properties-crawler.html
 */
function lifecycleOf(one: Owned, { stage, owned }: TerraformCatalog): Body {
  const { Type } = one.resource;
  const isCrawled = owned.some(
    ({ resource }) => resource.Type === "AWS::Glue::Crawler" && resource.DependsOn?.includes(one.id),
  );
  const holdsData = Type === "AWS::Glue::Database" || (Type === "AWS::Glue::Table" && !isView(one));
  return {
    ...(stage === "prod" && holdsData ? { prevent_destroy: true } : {}),
    ...(isCrawled ? { ignore_changes: ["parameters", "storage_descriptor[0].parameters"] } : {}),
  };
}

export function isView({ resource }: Owned): boolean {
  const { TableInput } = resource.Properties as { readonly TableInput?: { readonly TableType?: string } };
  return TableInput?.TableType === "VIRTUAL_VIEW";
}

function outputs({ owned }: TerraformCatalog, datasets: readonly DeclaredDataset[]): Document {
  const named = (entries: readonly (readonly [string, Owned])[], value: (one: Owned) => string) =>
    Object.fromEntries(entries.map(([key, one]) => [key, value(one)]));
  const ofType = (type: string) =>
    owned.filter(({ resource }) => resource.Type === type).map((one) => [nameOf(one.resource), one] as const);
  const ofDatasets = (idOf: (dataset: DeclaredDataset) => string) =>
    datasets.flatMap((dataset) =>
      owned.filter(({ id }) => id === idOf(dataset)).map((one) => [dataset.name, one] as const),
    );
  const name = (one: Owned) => `\${${addressOf(one)}.name}`;
  const qualified = (one: Owned) => `\${${addressOf(one)}.database_name}.\${${addressOf(one)}.name}`;
  const views = ofType("AWS::Glue::Table").filter(([, one]) => isView(one));
  const all: Record<string, { description: string; value: Document }> = {
    databases: {
      description: "Names of the databases",
      value: named(ofType("AWS::Glue::Database"), name),
    },
    tables: {
      description: "Tables by dataset, as database.table",
      value: named(ofDatasets(tableId), qualified),
    },
    views: { description: "Views by name, as database.view", value: named(views, qualified) },
    crawlers: { description: "Names of the crawlers by dataset", value: named(ofDatasets(crawlerId), name) },
    workgroups: {
      description: "Names of the workgroups",
      value: named(ofType("AWS::Athena::WorkGroup"), name),
    },
  };
  return all;
}

/** The same on every machine, for the module is kept in git. */
const ownPathOf = (file: string) => (isAbsolute(file) ? basename(file) : file);
