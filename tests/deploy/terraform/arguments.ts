/**
 * The arguments of the provider's resources that a module may use, as its pages list them:
 * https://github.com/hashicorp/terraform-provider-aws/tree/main/website/docs/r, read at 6.25 and later in
 * glue_catalog_database, glue_catalog_table, glue_crawler, glue_partition_index, athena_workgroup and athena_named_query. What a page calls a
 * configuration block is one here, too; an argument with an asterisk is required.
 */
export interface Page {
  readonly arguments: string;
  readonly blocks?: Readonly<Record<string, Page>>;
}

const column: Page = { arguments: "name* type comment" };

export const PAGES: Readonly<Record<string, Page>> = {
  aws_glue_catalog_database: { arguments: "name* catalog_id description location_uri parameters tags" },
  aws_glue_catalog_table: {
    arguments:
      "name* database_name* catalog_id description owner parameters retention table_type view_expanded_text view_original_text",
    blocks: {
      partition_keys: column,
      storage_descriptor: {
        arguments:
          "bucket_columns compressed input_format location number_of_buckets output_format parameters stored_as_sub_directories",
        blocks: {
          columns: { arguments: "name* type comment parameters" },
          ser_de_info: { arguments: "name parameters serialization_library" },
        },
      },
    },
  },
  aws_glue_partition_index: {
    arguments: "database_name* table_name* catalog_id",
    blocks: { partition_index: { arguments: "index_name* keys*" } },
  },
  aws_glue_crawler: {
    arguments:
      "database_name* name* role* classifiers configuration description schedule security_configuration table_prefix tags",
    blocks: {
      s3_target: {
        arguments: "path* connection_name exclusions sample_size event_queue_arn dlq_event_queue_arn",
      },
      catalog_target: {
        arguments: "database_name* tables* connection_name event_queue_arn dlq_event_queue_arn",
      },
      schema_change_policy: { arguments: "delete_behavior update_behavior" },
      recrawl_policy: { arguments: "recrawl_behavior" },
    },
  },
  aws_athena_workgroup: {
    arguments: "name* description state tags force_destroy",
    blocks: {
      configuration: {
        arguments:
          "bytes_scanned_cutoff_per_query enforce_workgroup_configuration execution_role publish_cloudwatch_metrics_enabled requester_pays_enabled",
        blocks: {
          engine_version: { arguments: "selected_engine_version" },
          managed_query_results_configuration: {
            arguments: "enabled",
            blocks: { encryption_configuration: { arguments: "kms_key" } },
          },
          result_configuration: {
            arguments: "expected_bucket_owner output_location",
            blocks: { encryption_configuration: { arguments: "encryption_option* kms_key_arn" } },
          },
        },
      },
    },
  },
  aws_athena_named_query: { arguments: "name* workgroup database* query* description" },
};

/** Meta-arguments, which every resource takes. https://developer.hashicorp.com/terraform/language/meta-arguments */
const META: Page = {
  arguments: "depends_on",
  blocks: { lifecycle: { arguments: "prevent_destroy ignore_changes" } },
};

type Body = Readonly<Record<string, unknown>>;

/** What in a resource's body is not as its page has it. */
export function problemsOf(type: string, body: Body): string[] {
  const page = PAGES[type];
  if (page === undefined) return [`${type} has no page`];
  const whole = {
    arguments: `${page.arguments} ${META.arguments}`,
    blocks: { ...page.blocks, ...META.blocks },
  };
  return [...problemsWithin(whole, body, type)];
}

function* problemsWithin(
  { arguments: listed, blocks = {} }: Page,
  body: Body,
  path: string,
): Generator<string> {
  const known = listed.split(" ");
  for (const name of known.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1))) {
    if (!(name in body)) yield `${path} lacks ${name}`;
  }
  for (const [name, value] of Object.entries(body)) {
    const block = blocks[name];
    if (block !== undefined) {
      for (const item of [value].flat()) yield* problemsWithin(block, item as Body, `${path}.${name}`);
    } else if (!known.includes(name) && !known.includes(`${name}*`)) {
      yield `${path} has no ${name}`;
    }
  }
}
