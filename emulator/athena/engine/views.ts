/**
 * Views as Athena keeps them: a Glue table of type VIRTUAL_VIEW whose ViewOriginalText is a comment with a JSON document
 * in base64 (the format of Presto's Hive connector). Its columns have Trino's types, those of the table Hive's.
 */

import type { TableRecord } from "../../glue/records.ts";
import { QueryError } from "../query-engine.ts";
import { glueTypeOfTrino } from "./types.ts";

export interface ViewDefinition {
  readonly originalSql: string;
  readonly catalog: string;
  /** The database that names without one mean. */
  readonly schema: string;
  readonly columns: readonly ViewColumn[];
}

export interface ViewColumn {
  readonly name: string;
  /** Trino's. */
  readonly type: string;
}

export const isView = ({ TableType }: Pick<TableRecord, "TableType">) => TableType === "VIRTUAL_VIEW";

const TEXT = /^\/\* Presto View: ([A-Za-z0-9+/=\s]+) \*\/$/;

/** Throws INVALID_VIEW when the text is not what Athena would have written. */
export function viewDefinitionOf(record: TableRecord): ViewDefinition {
  const [, encoded] = TEXT.exec(record.ViewOriginalText ?? "") ?? [];
  const name = `${record.DatabaseName}.${record.Name}`;
  if (encoded === undefined || record.Parameters?.presto_view !== "true") {
    throw new QueryError(
      `NOT_SUPPORTED: ${name} is a Hive view, and only those of Athena are supported here`,
    );
  }
  const { originalSql, catalog = "awsdatacatalog", schema, columns } = documentIn(encoded, name);
  if (typeof originalSql !== "string" || !Array.isArray(columns) || !columns.every(isColumn)) {
    throw new QueryError(`INVALID_VIEW: Invalid view JSON of ${name}: originalSql and columns are wanted`);
  }
  return { originalSql, catalog, schema: schema ?? record.DatabaseName ?? "", columns };
}

function documentIn(encoded: string, name: string): Partial<ViewDefinition> {
  try {
    return JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as Partial<ViewDefinition>;
  } catch {
    throw new QueryError(`INVALID_VIEW: Invalid view JSON of ${name}`);
  }
}

const isColumn = (column: Partial<ViewColumn> | null): column is ViewColumn =>
  typeof column?.name === "string" && typeof column.type === "string";

/** Whom Athena's DDL names as the owner of what it makes; Trino runs no view without one. */
export const DDL_OWNER = "hadoop";

/** What CREATE VIEW puts into Glue. */
export const viewTableInput = (name: string, definition: ViewDefinition) => ({
  Name: name,
  Owner: DDL_OWNER,
  TableType: "VIRTUAL_VIEW",
  Parameters: { presto_view: "true", comment: "Presto View" },
  PartitionKeys: [],
  StorageDescriptor: {
    Columns: definition.columns.map(({ name: Name, type }) => ({ Name, Type: glueTypeOfTrino(type) })),
    Location: "",
    SerdeInfo: {},
  },
  ViewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString("base64")} */`,
  ViewExpandedText: "/* Presto View */",
});
