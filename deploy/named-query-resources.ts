import type { DeclaredDataset } from "../shared/quality/quality.ts";
import { pascalCase, type Resources, ref } from "./cloudformation.ts";
import { namedQueriesOf } from "./exploration/named-queries.ts";
import { DESCRIBED_ONE_BY_ONE } from "./limits/numbers.ts";

/**
 * The queries that people begin with, in the workgroup of dashboards; of a large stage those of the whole platform alone. CloudFormation replaces one that is changed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-athena-namedquery.html
 */
export const namedQueries = (datasets: readonly DeclaredDataset[], stage: string): Resources =>
  Object.fromEntries(
    namedQueriesOf(datasets, stage, datasets.length <= DESCRIBED_ONE_BY_ONE).map(
      ({ name, description, database, sql }) => [
        `${pascalCase(name.replace(/[^A-Za-z0-9]+/g, "_"))}Query`,
        {
          Type: "AWS::Athena::NamedQuery",
          Properties: {
            Name: name,
            Description: description,
            Database: database,
            QueryString: sql,
            WorkGroup: ref("BiWorkGroup"),
          },
        },
      ],
    ),
  );
