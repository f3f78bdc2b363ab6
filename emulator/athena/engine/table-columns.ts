/** The columns of a table as its catalog entry names them. */

import type { TableRecord } from "../../glue/records.ts";
import { duckTypeOfGlue } from "./types.ts";

export interface GlueColumn {
  /** Lower case. */
  readonly name: string;
  readonly glueType: string;
  readonly type: string;
}

/** Lower case: Athena does not tell cases apart. */
export const columnsFrom = (
  columns: readonly { Name: string; Type?: string | undefined }[] = [],
): GlueColumn[] =>
  columns.map(({ Name, Type = "string" }) => ({
    name: Name.toLowerCase(),
    glueType: Type,
    type: duckTypeOfGlue(Type),
  }));

export const keysOf = (table: TableRecord) => columnsFrom(table.PartitionKeys);
export const columnsOf = (table: TableRecord) => columnsFrom(table.StorageDescriptor?.Columns);
