/** information_schema over the catalog: what drivers and people ask when they look around. */

import type { GlueStore, TableEntry } from "../../glue/store.ts";
import { QueryError } from "../query-engine.ts";
import { type RelationColumn, relationOf } from "./relation.ts";
import { columnsOf, keysOf } from "./table-columns.ts";
import { entryOf } from "./text.ts";
import { placeOf, type TreeNode } from "./tree.ts";
import { trinoTypeOfGlue } from "./types.ts";
import { isView, viewDefinitionOf } from "./views.ts";

const CATALOG = "awsdatacatalog";

type Row = (string | number | null)[];

interface Listing {
  readonly columns: readonly string[];
  rows(glue: GlueStore): Row[];
}

const tablesOf = (glue: GlueStore): TableEntry[] =>
  [...glue.databases.values()].flatMap(({ tables }) => [...tables.values()]);

const LISTINGS: Readonly<Record<string, Listing>> = {
  schemata: {
    columns: ["catalog_name", "schema_name"],
    rows: (glue) => [...glue.databases.keys()].map((name) => [CATALOG, name]),
  },
  tables: {
    columns: ["table_catalog", "table_schema", "table_name", "table_type"],
    rows: (glue) =>
      tablesOf(glue).map(({ record }) => [
        CATALOG,
        record.DatabaseName ?? null,
        record.Name,
        isView(record) ? "VIEW" : "BASE TABLE",
      ]),
  },
  views: {
    columns: ["table_catalog", "table_schema", "table_name", "view_definition"],
    rows: (glue) =>
      tablesOf(glue)
        .filter(({ record }) => isView(record))
        .map(({ record }) => [
          CATALOG,
          record.DatabaseName ?? null,
          record.Name,
          viewDefinitionOf(record).originalSql,
        ]),
  },
  columns: {
    columns: [
      "table_catalog",
      "table_schema",
      "table_name",
      "column_name",
      "ordinal_position",
      "column_default",
      "is_nullable",
      "data_type",
      "comment",
      "extra_info",
    ],
    rows: (glue) => tablesOf(glue).flatMap(columnRows),
  },
};

/** Partition keys come last. */
function columnRows({ record }: TableEntry): Row[] {
  const keys = new Set(keysOf(record).map(({ name }) => name));
  return [...columnsOf(record), ...keysOf(record)].map(({ name, glueType }, at) => [
    CATALOG,
    record.DatabaseName ?? null,
    record.Name,
    name,
    at + 1,
    null,
    "YES",
    trinoTypeOfGlue(glueType),
    null,
    keys.has(name) ? "partition key" : null,
  ]);
}

export const informationSchemaColumns = (name: string): readonly string[] =>
  entryOf(LISTINGS, name)?.columns ?? [];

export function informationSchema(glue: GlueStore, name: string, node: TreeNode): string {
  const listing = entryOf(LISTINGS, name);
  if (listing === undefined) {
    throw new QueryError(
      `TABLE_NOT_FOUND: ${placeOf(node)}: Table '${CATALOG}.information_schema.${name}' does not exist`,
    );
  }
  const columns: RelationColumn[] = listing.columns.map((column) => ({
    name: column,
    type: column === "ordinal_position" ? "BIGINT" : "VARCHAR",
  }));
  return relationOf(columns, listing.rows(glue));
}
