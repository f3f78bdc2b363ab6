import type { SchemaElement } from "hyparquet";
import { ByteWriter, parquetWrite } from "hyparquet-writer";
import type { RunDocument } from "../result.ts";
import { RUN_KEYS } from "./keys.ts";
import { type Row, rowsByDay } from "./result-rows.ts";
import { RESULT_COLUMNS, type ResultType } from "./table.ts";

/** An object to be written. */
export interface ResultFile {
  readonly key: string;
  readonly body: Uint8Array;
}

/**
 * The results of a run as Parquet, one file for each session that it says something about. The keys follow from the run
 * id alone: a run that is tried again overwrites its files, and no row is there twice.
 */
export function resultFiles(document: RunDocument): ResultFile[] {
  return [...rowsByDay(document)].map(([day, rows]) => ({
    key: RUN_KEYS.results(day, document.runId),
    body: parquetOf(rows),
  }));
}

/** How Parquet stores a Hive type. */
const PHYSICAL: Readonly<Record<ResultType, Omit<SchemaElement, "name">>> = {
  string: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  double: { type: "DOUBLE" },
  bigint: { type: "INT64" },
  timestamp: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
};

/** The same for every file, whatever its rows hold: a column whose values are all NULL has its type all the same. */
const SCHEMA: SchemaElement[] = [
  { name: "root", num_children: RESULT_COLUMNS.length },
  ...RESULT_COLUMNS.map(
    ({ name, type }): SchemaElement => ({ name, repetition_type: "OPTIONAL", ...PHYSICAL[type] }),
  ),
];

function parquetOf(rows: readonly Row[]): Uint8Array {
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    schema: SCHEMA,
    columnData: RESULT_COLUMNS.map(({ name, type }) => ({
      name,
      data: rows.map((row) => (type === "bigint" ? wholeNumber(row[name]) : row[name])),
    })),
  });
  return writer.getBytes();
}

function wholeNumber(value: Row[keyof Row]): bigint | null {
  return value === null ? null : BigInt(Math.round(Number(value)));
}
