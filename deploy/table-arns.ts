import type { Dataset } from "../shared/datasets/dataset.ts";
import { databaseName } from "../shared/runtime/names.ts";
import { glueArn } from "./arns.ts";

/** The ARNs of tables, of their databases and of the catalog. */
export function tablesWithAncestors(datasets: readonly Dataset[], stage: string): readonly unknown[] {
  const databases = [...new Set(datasets.map(({ database }) => databaseName(database, stage)))];
  return [
    glueArn("catalog"),
    ...databases.map((database) => glueArn(`database/${database}`)),
    ...datasets.map(({ database, table }) => glueArn(`table/${databaseName(database, stage)}/${table}`)),
  ];
}
