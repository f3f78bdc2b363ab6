/** How CloudFormation's resources are called and nested in Terraform: a table, which translate.ts carries out. */

export type BlockShape = Readonly<Record<string, BlockRule>>;

/** What becomes of a property: an argument of that name, or one of these. */
export type BlockRule =
  | string
  /** A nested block for the object, or one for each object of the list. */
  | {
      readonly block: string;
      readonly shape: BlockShape;
      readonly whenEmpty?: Readonly<Record<string, string>>;
    }
  /** Its properties stand where it stood. */
  | { readonly inline: BlockShape }
  /** Nothing: it is what the provider does anyway. */
  | { readonly leftOut: string };

export interface Counterpart {
  readonly type: string;
  readonly shape: BlockShape;
}

const ownCatalog: BlockRule = { leftOut: "the account's own catalog is the default" };

const column: BlockShape = { Name: "name", Type: "type", Comment: "comment" };

const table: BlockShape = {
  Name: "name",
  Owner: "owner",
  Description: "description",
  TableType: "table_type",
  Parameters: "parameters",
  PartitionKeys: { block: "partition_keys", shape: column },
  StorageDescriptor: {
    block: "storage_descriptor",
    shape: {
      Location: "location",
      InputFormat: "input_format",
      OutputFormat: "output_format",
      Columns: { block: "columns", shape: column },
      SerdeInfo: {
        block: "ser_de_info",
        shape: { SerializationLibrary: "serialization_library", Parameters: "parameters" },
        // The provider sends nothing for an empty block, and Athena cannot read a view without SerdeInfo. What is in it
        // means nothing to a view.
        // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/glue/catalog_table.go
        whenEmpty: { name: "-", serialization_library: "-" },
      },
    },
  },
  ViewOriginalText: "view_original_text",
  ViewExpandedText: "view_expanded_text",
};

const workGroup: BlockShape = {
  EnforceWorkGroupConfiguration: "enforce_workgroup_configuration",
  PublishCloudWatchMetricsEnabled: "publish_cloudwatch_metrics_enabled",
  RequesterPaysEnabled: "requester_pays_enabled",
  BytesScannedCutoffPerQuery: "bytes_scanned_cutoff_per_query",
  EngineVersion: {
    block: "engine_version",
    shape: { SelectedEngineVersion: "selected_engine_version" },
  },
  ManagedQueryResultsConfiguration: {
    block: "managed_query_results_configuration",
    shape: { Enabled: "enabled" },
  },
  ResultConfiguration: {
    block: "result_configuration",
    shape: {
      OutputLocation: "output_location",
      ExpectedBucketOwner: "expected_bucket_owner",
      EncryptionConfiguration: {
        block: "encryption_configuration",
        shape: { EncryptionOption: "encryption_option", KmsKey: "kms_key_arn" },
      },
    },
  },
};

/** Of each type that has an owner. https://github.com/hashicorp/terraform-provider-aws/tree/main/website/docs/r */
export const COUNTERPARTS: Readonly<Record<string, Counterpart>> = {
  "AWS::Glue::Database": {
    type: "aws_glue_catalog_database",
    shape: {
      CatalogId: ownCatalog,
      DatabaseInput: { inline: { Name: "name", Description: "description" } },
    },
  },
  "AWS::Glue::Table": {
    type: "aws_glue_catalog_table",
    shape: { CatalogId: ownCatalog, DatabaseName: "database_name", TableInput: { inline: table } },
  },
  "AWS::Glue::Crawler": {
    type: "aws_glue_crawler",
    shape: {
      Name: "name",
      Description: "description",
      Role: "role",
      DatabaseName: "database_name",
      Targets: {
        inline: {
          S3Targets: { block: "s3_target", shape: { Path: "path", Exclusions: "exclusions" } },
          CatalogTargets: {
            block: "catalog_target",
            shape: { DatabaseName: "database_name", Tables: "tables" },
          },
        },
      },
      RecrawlPolicy: { block: "recrawl_policy", shape: { RecrawlBehavior: "recrawl_behavior" } },
      SchemaChangePolicy: {
        block: "schema_change_policy",
        shape: { UpdateBehavior: "update_behavior", DeleteBehavior: "delete_behavior" },
      },
      Configuration: "configuration",
      Schedule: { inline: { ScheduleExpression: "schedule" } },
    },
  },
  "AWS::Athena::WorkGroup": {
    type: "aws_athena_workgroup",
    shape: {
      Name: "name",
      Description: "description",
      State: "state",
      RecursiveDeleteOption: "force_destroy",
      WorkGroupConfiguration: { block: "configuration", shape: workGroup },
    },
  },
  "AWS::Athena::NamedQuery": {
    type: "aws_athena_named_query",
    shape: {
      Name: "name",
      Description: "description",
      Database: "database",
      WorkGroup: "workgroup",
      QueryString: "query",
    },
  },
};
