/** DESCRIBE of tables and partitions, laid out as Hive does: cells of twenty characters with tabs between them. */

import type { PartitionRecord, TableRecord } from "../../../glue/records.ts";
import type { TableEntry } from "../../../glue/store.ts";
import { QueryError } from "../../query-engine.ts";
import { type Command, type Context, lines, tableEntry, tableName } from "./command.ts";
import { specOf, valuesOf } from "./partition-spec.ts";
import type { Words } from "./words.ts";

export interface DescribedColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

/** Of the table, or as a partition declares them itself. */
export function columnsOf(
  { PartitionKeys, StorageDescriptor }: TableRecord,
  partition?: PartitionRecord,
): { columns: DescribedColumn[]; keys: DescribedColumn[] } {
  const read = (
    columns: readonly { Name: string; Type?: string | undefined; Comment?: string | undefined }[] = [],
  ) =>
    columns.map(({ Name, Type = "string", Comment = "" }) => ({ name: Name, type: Type, comment: Comment }));
  const { Columns } = partition?.StorageDescriptor ?? StorageDescriptor ?? {};
  return { columns: read(Columns), keys: read(PartitionKeys) };
}

/** `DESCRIBE [EXTENDED | FORMATTED] table [PARTITION (key = value, …)]` */
export const describe: Command = (words, context) => {
  const isExtended = words.take("EXTENDED");
  const isFormatted = !isExtended && words.take("FORMATTED");
  const table = tableEntry(context, tableName(words, context));
  const partition = words.take("PARTITION") ? partitionOf(words, context, table) : undefined;
  words.end();
  const columns = columnLines(table.record, partition, isFormatted);
  if (isFormatted) columns.push(BLANK, ...detailsOf(table.record, partition));
  if (isExtended) columns.push(BLANK, summaryOf(table.record, partition));
  return lines(["col_name", "data_type", "comment"], columns);
};

function partitionOf(words: Words, { glue }: Context, table: TableEntry): PartitionRecord {
  const keys = (table.record.PartitionKeys ?? []).map(({ Name }) => Name.toLowerCase());
  const spec = specOf(words);
  const partition = glue.findPartition(table, valuesOf(spec, keys));
  if (partition !== undefined) return partition;
  const found = [...spec].map(([key, value]) => `${key}=${value}`).join(", ");
  throw new QueryError(`FAILED: SemanticException [Error 10006]: Partition not found {${found}}`);
}

const BLANK = "\t \t ";
const cells = (...texts: readonly string[]) => texts.map((text) => text.padEnd(20)).join("\t");
const title = (text: string) => `${text}\t \t `;
const HEADER = cells("# col_name", "data_type", "comment");

/** Keys come twice: among the columns, and on their own. FORMATTED has them once, and a header for the columns. */
function columnLines(
  table: TableRecord,
  partition: PartitionRecord | undefined,
  isFormatted: boolean,
): string[] {
  const { columns, keys } = columnsOf(table, partition);
  const line = ({ name, type, comment }: DescribedColumn) => cells(name, type, comment);
  return [
    ...(isFormatted ? [HEADER, BLANK] : []),
    ...[...columns, ...(isFormatted ? [] : keys)].map(line),
    ...(keys.length === 0 ? [] : [BLANK, title("# Partition Information"), HEADER, BLANK, ...keys.map(line)]),
  ];
}

const time = (seconds: number | undefined) =>
  seconds === undefined ? "UNKNOWN" : new Date(seconds * 1000).toUTCString();

function detailsOf(table: TableRecord, partition: PartitionRecord | undefined): string[] {
  const { SerdeInfo, ...storage } = (partition ?? table).StorageDescriptor ?? {};
  const line = (name: string, value: string) => `${cells(name, value)}\t `;
  const parameters = (all: Readonly<Record<string, string>> = {}) =>
    Object.entries(all).map(([name, value]) => `\t${cells(name, value)}`);
  const subject =
    partition === undefined
      ? [
          title("# Detailed Table Information"),
          line("Database:", table.DatabaseName ?? ""),
          line("Owner:", table.Owner ?? ""),
          line("CreateTime:", time(table.CreateTime)),
          line("LastAccessTime:", time(table.LastAccessTime)),
          line("Retention:", String(table.Retention ?? 0)),
          line("Location:", storage.Location ?? ""),
          line("Table Type:", table.TableType ?? ""),
          title("Table Parameters:"),
          ...parameters(table.Parameters),
        ]
      : [
          title("# Detailed Partition Information"),
          line("Partition Value:", `[${partition.Values.join(", ")}]`),
          line("Database:", table.DatabaseName ?? ""),
          line("Table:", table.Name),
          line("CreateTime:", time(partition.CreationTime)),
          line("LastAccessTime:", time(partition.LastAccessTime)),
          line("Location:", storage.Location ?? ""),
          title("Partition Parameters:"),
          ...parameters(partition.Parameters),
        ];
  return [
    ...subject,
    BLANK,
    title("# Storage Information"),
    line("SerDe Library:", SerdeInfo?.SerializationLibrary ?? ""),
    line("InputFormat:", storage.InputFormat ?? ""),
    line("OutputFormat:", storage.OutputFormat ?? ""),
    line("Compressed:", storage.Compressed === true ? "Yes" : "No"),
    line("Num Buckets:", String(storage.NumberOfBuckets ?? 0)),
    line("Bucket Columns:", `[${(storage.BucketColumns ?? []).join(", ")}]`),
    line("Sort Columns:", `[${(storage.SortColumns ?? []).map(({ Column }) => Column).join(", ")}]`),
    title("Storage Desc Params:"),
    ...parameters(SerdeInfo?.Parameters),
  ];
}

/** Hive prints a whole Thrift record in this line; here it has the parts that say where the rows are. */
function summaryOf(table: TableRecord, partition: PartitionRecord | undefined): string {
  const { Location = "", InputFormat = "", OutputFormat = "" } = (partition ?? table).StorageDescriptor ?? {};
  const storage = `location:${Location}, inputFormat:${InputFormat}, outputFormat:${OutputFormat}`;
  if (partition === undefined) {
    return `Detailed Table Information\tTable(tableName:${table.Name}, dbName:${table.DatabaseName}, owner:${table.Owner ?? ""}, createTime:${table.CreateTime}, ${storage}, tableType:${table.TableType ?? ""})\t`;
  }
  return `Detailed Partition Information\tPartition(values:[${partition.Values.join(", ")}], dbName:${table.DatabaseName}, tableName:${table.Name}, createTime:${partition.CreationTime}, ${storage})\t`;
}
