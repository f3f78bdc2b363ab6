/** Tables as Athena's statements make them: external, of Parquet. */

import type { GlueStore } from "../../../glue/store.ts";
import { DDL_OWNER } from "../views.ts";
import { asHive, type TableName } from "./command.ts";

export const PARQUET = {
  InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
};

export interface ColumnInput {
  readonly Name: string;
  readonly Type: string;
  readonly Comment?: string;
}

export interface HiveTable {
  readonly columns: readonly ColumnInput[];
  readonly keys: readonly ColumnInput[];
  readonly location: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly comment?: string | undefined;
}

/** Throws in Glue's words when there is such a table. */
export function createHiveTable(
  glue: GlueStore,
  { database, name }: TableName,
  { columns, keys, location, parameters, comment }: HiveTable,
): void {
  const { SerializationLibrary, ...formats } = PARQUET;
  asHive(() =>
    glue.createTable(database, {
      Name: name,
      Owner: DDL_OWNER,
      ...(comment === undefined ? {} : { Description: comment }),
      TableType: "EXTERNAL_TABLE",
      Parameters: { EXTERNAL: "TRUE", ...parameters },
      PartitionKeys: [...keys],
      StorageDescriptor: {
        ...formats,
        Columns: [...columns],
        Location: location,
        SerdeInfo: { SerializationLibrary, Parameters: { "serialization.format": "1" } },
      },
    }),
  );
}
