import type { Dataset } from "../shared/datasets/dataset.ts";
import { indexesFunctionName } from "../shared/runtime/names.ts";
import { getAtt, type Resource, type Resources, ref } from "./cloudformation.ts";
import type { Deployment } from "./deployment.ts";
import { isIndexed } from "./partition-filtering.ts";
import { LAMBDA, role } from "./role-resource.ts";
import { writeLogs } from "./statements.ts";
import { tablesWithAncestors } from "./table-arns.ts";
import { databaseId, isDefinedHere, tableId } from "./tables.ts";

/** A table of the custom resource, by references. */
export interface IndexedResource {
  readonly Database: { readonly Ref: string };
  readonly Table: { readonly Ref: string };
  readonly Keys: readonly string[];
}

/** The tables of a template that have an index. */
export const indexedIn = (template: Resources): readonly IndexedResource[] =>
  (template[INDEXING]?.Properties.Tables ?? []) as readonly IndexedResource[];

/** Of the custom resource; the function that serverless.yml has for it is there if this is. */
export const INDEXING = "PartitionIndexes";

/** Seconds: a hundred tables, four at a time; and what CloudFormation waits for an answer, attempts of Lambda included. */
export const indexing = { functionTimeout: 120, responseTimeout: 600 } as const;

/** The datasets whose tables get a partition index by the template. A table that its crawler makes gets none. */
export const indexedDatasets = (datasets: readonly Dataset[]): readonly Dataset[] =>
  datasets.filter((dataset) => isIndexed(dataset) && isDefinedHere(dataset));

/**
 * CloudFormation's table has no indexes: they are a custom resource, one for all tables, which is asked again when a
 * table comes. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-glue-table-tableinput.html
 */
export function partitionIndexes(datasets: readonly Dataset[], { stage, tables }: Deployment): Resources {
  const indexed = indexedDatasets(datasets);
  if (indexed.length === 0 || tables === "external") return {};
  return {
    IndexesRole: indexesRole(indexed, stage),
    [INDEXING]: {
      Type: `Custom::${INDEXING}`,
      Properties: {
        ServiceToken: getAtt("IndexesLambdaFunction", "Arn"),
        ServiceTimeout: indexing.responseTimeout,
        // Refers to the tables, and is therefore made after them.
        Tables: indexed.map(
          (dataset): IndexedResource => ({
            Database: ref(databaseId(dataset.database)),
            Table: ref(tableId(dataset)),
            Keys: dataset.keys.map(({ name }) => name),
          }),
        ),
      },
    },
  };
}

/**
 * Glue asks for UpdateTable as well when an index is made. AWS does not document it; others were refused without it.
 * https://github.com/aws/aws-cdk/pull/17998
 */
function indexesRole(indexed: readonly Dataset[], stage: string): Resource {
  const functionName = indexesFunctionName(stage);
  return role(functionName, LAMBDA, "indexes", [
    writeLogs(functionName),
    {
      Sid: "CreateIndexes",
      Effect: "Allow",
      Action: ["glue:CreatePartitionIndex", "glue:UpdateTable"],
      Resource: tablesWithAncestors(indexed, stage),
    },
  ]);
}
