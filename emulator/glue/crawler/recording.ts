/**
 * The second half of a run: what was found becomes tables and partitions. Existing partitions are left as they are,
 * unless they inherit from their table.
 */

import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { TableInput } from "@aws-sdk/client-glue";
import type { HiveColumn } from "../../parquet-columns.ts";
import type { Wire } from "../../wire/validation.ts";
import type { PartitionRecord, TableRecord } from "../records.ts";
import type { GlueStore, TableEntry } from "../store.ts";
import { readConfiguration } from "./configuration.ts";
import { CrawlFailure } from "./crawl-failure.ts";
import { behaviorsOf, type CrawlerDefinition } from "./definition.ts";
import type { Content } from "./layout.ts";
import { type TableFound, withSlash } from "./survey.ts";

/** Throws CrawlFailure, or an AwsError for a database or a table that is not there. */
export function record(definition: CrawlerDefinition, found: TableFound, store: GlueStore): void {
  const table = tableOf(definition, found, store);
  const { inheritFromTable } = readConfiguration(definition.Configuration);
  for (const { values, path, content } of found.layout.partitions) {
    const descriptor = table.record.StorageDescriptor;
    const held = store.findPartition(table, values);
    if (held !== undefined) {
      if (inheritFromTable) inherit(held, table, store);
      continue;
    }
    store.createPartition(table, {
      Values: [...values],
      Parameters: parametersOf(definition, content),
      StorageDescriptor: {
        ...descriptor,
        ...(inheritFromTable ? {} : { Columns: glueColumns(content.columns) }),
        Location: `${withSlash(descriptor?.Location ?? "")}${path}`,
      },
    });
  }
}

/**
 * "Update all new and existing partitions with metadata from the table": all of the descriptor but where it lies.
 * https://docs.aws.amazon.com/glue/latest/dg/crawler-schema-changes-prevent.html
 */
function inherit(
  { Values, StorageDescriptor: held, Parameters }: PartitionRecord,
  table: TableEntry,
  store: GlueStore,
) {
  const { Location: _, ...inherited } = table.record.StorageDescriptor ?? {};
  const wanted = { ...held, ...inherited };
  if (isDeepStrictEqual(held, wanted)) return;
  store.updatePartition(table, Values, {
    ...(Parameters === undefined ? {} : { Parameters }),
    StorageDescriptor: wanted,
  });
}

/** The table, up to date as far as the crawler may bring it there. */
function tableOf(definition: CrawlerDefinition, found: TableFound, store: GlueStore): TableEntry {
  const { target } = found;
  const database = target?.database ?? definition.DatabaseName ?? "";
  const { tables } = store.database(database);
  const name = target?.table ?? nameOf(definition, found.location, tables);
  if (target === undefined && !tables.has(name)) {
    store.createTable(database, newTable(definition, name, found));
    return store.table(database, name);
  }
  const table = store.table(database, name);
  checkKeys(table.record, found);
  if (behaviorsOf(definition).update === "UPDATE_IN_DATABASE")
    store.updateTable(database, changedTable(definition, table.record, found));
  return table;
}

/** A table is called after the last folder of its path: in lower case, odd characters as "_". */
function tableNameOf(location: string): string {
  const folder = location.replace(/\/+$/, "").split("/").at(-1)!;
  return folder.toLowerCase().replace(/[^a-z0-9_]/g, "_");
}

/** A name that is taken by a table of another folder gets a hash behind it. */
function nameOf(
  { TablePrefix = "" }: CrawlerDefinition,
  location: string,
  tables: ReadonlyMap<string, TableEntry>,
): string {
  const name = `${TablePrefix}${tableNameOf(location)}`.toLowerCase();
  const taken = tables.get(name)?.record.StorageDescriptor?.Location;
  if (taken === undefined || withSlash(taken) === location) return name;
  return `${name}_${createHash("md5").update(location).digest("hex")}`;
}

const PARQUET = {
  InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  SerdeInfo: {
    SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    Parameters: { "serialization.format": "1" },
  },
};

const newTable = (
  definition: CrawlerDefinition,
  name: string,
  { location, layout }: TableFound,
): Wire<TableInput> => ({
  Name: name,
  Owner: "owner",
  Retention: 0,
  TableType: "EXTERNAL_TABLE",
  PartitionKeys: layout.keys.map((key) => ({ Name: key, Type: "string" })),
  Parameters: { ...parametersOf(definition, layout.content), EXTERNAL: "TRUE" },
  StorageDescriptor: {
    ...PARQUET,
    Location: location,
    Columns: glueColumns(layout.content.columns),
    Compressed: false,
    NumberOfBuckets: -1,
    BucketColumns: [],
    SortColumns: [],
    StoredAsSubDirectories: false,
  },
});

function changedTable(
  definition: CrawlerDefinition,
  { DatabaseName, CatalogId, CreatedBy, CreateTime, UpdateTime, VersionId, ...held }: TableRecord,
  { layout }: TableFound,
): Wire<TableInput> {
  const { IsRegisteredWithLakeFormation: _, ViewDefinition: __, ...input } = held;
  const { mergeNewColumns } = readConfiguration(definition.Configuration);
  const before = mergeNewColumns ? (input.StorageDescriptor?.Columns ?? []) : [];
  const names = new Set(before.map(({ Name }) => Name.toLowerCase()));
  const added = glueColumns(layout.content.columns).filter(({ Name }) => !names.has(Name));
  return {
    ...input,
    Parameters: { ...input.Parameters, ...parametersOf(definition, layout.content) },
    StorageDescriptor: { ...input.StorageDescriptor, Columns: [...before, ...added] },
  };
}

/** Folders must be named as the keys of the table are; a folder that names none fits any key. */
function checkKeys({ Name, PartitionKeys = [] }: TableRecord, { location, layout }: TableFound): void {
  const { keys } = layout;
  const held = PartitionKeys.map((key) => key.Name.toLowerCase());
  const fit = keys.every((key, at) => key === held[at] || /^partition_\d+$/.test(key));
  if (fit && keys.length === held.length) return;
  throw new CrawlFailure(
    `table ${Name} has the partition keys [${held}], the folders of ${location} have [${keys}]`,
  );
}

/** As crawlers write them; sizes in bytes. */
const parametersOf = ({ Name }: CrawlerDefinition, { objects, rows, size }: Content) => ({
  CrawlerSchemaDeserializerVersion: "1.0",
  CrawlerSchemaSerializerVersion: "1.0",
  UPDATED_BY_CRAWLER: Name,
  averageRecordSize: String(rows === 0 ? 0 : Math.floor(size / rows)),
  classification: "parquet",
  compressionType: "none",
  objectCount: String(objects),
  recordCount: String(rows),
  sizeKey: String(size),
  typeOfData: "file",
});

const glueColumns = (columns: readonly HiveColumn[]) =>
  columns.map(({ name, type }) => ({ Name: name, Type: type }));
