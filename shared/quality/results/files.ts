import type { RunDocument } from "../result.ts";
import { RUN_KEYS } from "./keys.ts";
import { parquetOf } from "./parquet.ts";
import { rowsByDay } from "./result-rows.ts";
import { RESULT_COLUMNS } from "./table.ts";

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
    body: parquetOf(RESULT_COLUMNS, rows),
  }));
}
