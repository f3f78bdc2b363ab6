import { readySessionsView, type View } from "../shared/validation/results/ready-sessions.ts";
import { CHECK_RESULTS } from "../shared/validation/results/table.ts";
import { pascalCase, type Resource, type Resources, ref } from "./cloudformation.ts";
import { databaseId } from "./tables.ts";

/** The views over the results of validation. */
export function views(stage: string): Resources {
  const view = readySessionsView(stage);
  return { [`${pascalCase(view.name)}View`]: viewResource(view, databaseId(CHECK_RESULTS.database)) };
}

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
      TableType: "VIRTUAL_VIEW",
      Parameters: { presto_view: "true", comment: "Presto View" },
      PartitionKeys: [],
      StorageDescriptor: {
        Columns: columns.map(({ name: Name, type }) => ({ Name, Type: hiveType(type) })),
        SerdeInfo: {},
      },
      ViewOriginalText: encodedView({
        originalSql: sql,
        catalog: "awsdatacatalog",
        schema: database,
        columns,
      }),
      ViewExpandedText: "/* Presto View */",
    },
  },
});

const encodedView = (definition: object) =>
  `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString("base64")} */`;

/** Trino's name of a type → Hive's, as far as views here have columns. Throws for others, when the template is made. */
function hiveType(type: string): string {
  const [, name = type] = /^(timestamp)\(3\)$/.exec(type) ?? [];
  const hive = HIVE_TYPES[name];
  if (hive === undefined) throw new Error(`no type of Hive is known for a view's column of type ${type}`);
  return hive;
}

/** https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
const HIVE_TYPES: Readonly<Record<string, string>> = {
  varchar: "string",
  boolean: "boolean",
  integer: "int",
  bigint: "bigint",
  double: "double",
  date: "date",
  timestamp: "timestamp",
};
