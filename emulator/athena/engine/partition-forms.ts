/**
 * What partitions declare for themselves. Athena reads a file's columns as the partition's types, and turns them into
 * the table's; before it opens a file it compares the types of all columns of every partition that a query reads.
 */

import type { PartitionRecord, TableRecord } from "../../glue/records.ts";
import { hiveEscape } from "../../hive-paths.ts";
import { turnsInto } from "./partition-coercion.ts";
import { columnsFrom, columnsOf, type GlueColumn } from "./table-columns.ts";

/** The columns that a partition declares, by name. */
export type DeclaredColumns = ReadonlyMap<string, GlueColumn>;

export interface PartitionForms {
  /** Forms other than the table's own, which partitions have by their numbers, from 1 on. */
  readonly forms: readonly DeclaredColumns[];
  of(partition: PartitionRecord): PartitionForm;
}

export interface PartitionForm {
  /** 0: as the table. */
  readonly number: number;
  /** Why no query can read the partition. */
  readonly problem: string | undefined;
}

/** A column that does not turn into the table's. */
interface Mismatch {
  readonly column: string;
  readonly type: string;
  readonly ofTable: string;
}

/** Ten thousand partitions share a few forms: each form is looked at once. */
export function partitionForms(table: TableRecord): PartitionForms {
  const declared = columnsOf(table);
  const forms: DeclaredColumns[] = [];
  const known = new Map<string, { number: number; mismatch: Mismatch | undefined }>();

  function formOf(text: string, columns: DeclaredColumns) {
    const found = known.get(text);
    if (found !== undefined) return found;
    const isTables = declared.every(({ name, glueType }) => columns.get(name)?.glueType === glueType);
    const made = {
      number: isTables ? 0 : forms.push(columns),
      mismatch: isTables ? undefined : mismatchOf(columns, declared),
    };
    known.set(text, made);
    return made;
  }

  return {
    forms,
    of(partition) {
      const format = formatProblem(partition, table);
      const columns = partition.StorageDescriptor?.Columns ?? [];
      // Nothing is known of a partition without any columns: it is read as its table.
      if (columns.length === 0) return { number: 0, problem: format };
      const form = new Map(columnsFrom(columns).map((column) => [column.name, column]));
      const { number, mismatch } = formOf(JSON.stringify([...form]), form);
      return { number, problem: format ?? (mismatch && mismatchProblem(mismatch, partition, table)) };
    },
  };
}

function mismatchOf(partition: DeclaredColumns, table: readonly GlueColumn[]): Mismatch | undefined {
  for (const { name, glueType } of table) {
    const type = partition.get(name)?.glueType;
    if (type === undefined || turnsInto(type, glueType)) continue;
    return { column: name, type, ofTable: glueType };
  }
  return undefined;
}

/** In Athena's words. */
function mismatchProblem(
  { column, type, ofTable }: Mismatch,
  partition: PartitionRecord,
  table: TableRecord,
) {
  return (
    "HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition schemas. " +
    "The types are incompatible and cannot be coerced. " +
    `The column '${column}' in table '${table.DatabaseName}.${table.Name}' is declared as type '${ofTable}', ` +
    `but partition '${nameOf(partition, table)}' declared column '${column}' as type '${type}'.`
  );
}

/** Files are read by the partition's own format, and here only Parquet is read. */
function formatProblem(partition: PartitionRecord, table: TableRecord): string | undefined {
  const format = otherFormat(partition.StorageDescriptor);
  if (format === undefined) return undefined;
  const name = `${table.DatabaseName}.${table.Name}`;
  return `NOT_SUPPORTED: partition '${nameOf(partition, table)}' of ${name} ${format}: only Parquet is supported here`;
}

/** What of a descriptor is not Parquet's. */
export function otherFormat(descriptor: TableRecord["StorageDescriptor"]): string | undefined {
  const { InputFormat: format, SerdeInfo } = descriptor ?? {};
  const serde = SerdeInfo?.SerializationLibrary;
  if (!/parquet/i.test(format ?? "")) return `has the input format ${format}`;
  return /parquet/i.test(serde ?? "") ? undefined : `has the SerDe ${serde}`;
}

/** As Hive names partitions: "day=2025-11-28/symbol=BRK.B". */
function nameOf({ Values }: PartitionRecord, { PartitionKeys = [] }: TableRecord): string {
  return PartitionKeys.map(({ Name }, at) => `${Name.toLowerCase()}=${hiveEscape(Values[at] ?? "")}`).join(
    "/",
  );
}
