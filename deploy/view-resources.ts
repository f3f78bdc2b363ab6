import type { Dataset } from "../shared/datasets/dataset.ts";
import { databaseName } from "../shared/runtime/names.ts";
import { pascalCase, type Resource, type Resources, ref } from "./cloudformation.ts";
import { trinoType, type View } from "./exploration/view-definition.ts";
import { viewsOf } from "./exploration/views.ts";
import { databaseId } from "./tables.ts";

/** The views over the datasets and over the results of validation. */
export function views(datasets: readonly Dataset[], stage: string): Resources {
  const databases = new Map(
    datasets.map(({ database }) => [databaseName(database, stage), databaseId(database)]),
  );
  return Object.fromEntries(
    viewsOf(datasets, stage).map((view) => [
      `${pascalCase(view.name)}View`,
      viewResource(view, databases.get(view.database)!),
    ]),
  );
}

/** A Trino besides Athena runs a view as its owner, and none without one; Athena runs it as the caller. */
const VIEW_OWNER = "registrar";

/**
 * A view as Athena keeps it: a Glue table whose ViewOriginalText is a comment with a JSON document in base64, the format
 * of Presto's Hive connector. CloudFormation has no resource of its own for it. The columns are there twice, with Hive's
 * types for Glue and with Trino's for Athena, which calls a view stale when they do not go together.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-glue-table-tableinput.html
 */
export const viewResource = ({ database, name, sql, columns }: View, id: string): Resource => ({
  Type: "AWS::Glue::Table",
  Properties: {
    CatalogId: ref("AWS::AccountId"),
    DatabaseName: ref(id),
    TableInput: {
      Name: name,
      Owner: VIEW_OWNER,
      TableType: "VIRTUAL_VIEW",
      Parameters: { presto_view: "true", comment: "Presto View" },
      PartitionKeys: [],
      StorageDescriptor: {
        Columns: columns.map(({ name: Name, type: Type }) => ({ Name, Type })),
        SerdeInfo: {},
      },
      ViewOriginalText: encodedView({
        originalSql: sql,
        catalog: "awsdatacatalog",
        schema: database,
        columns: columns.map(({ name, type }) => ({ name, type: trinoType(type) })),
      }),
      ViewExpandedText: "/* Presto View */",
    },
  },
});

const encodedView = (definition: object) =>
  `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString("base64")} */`;
