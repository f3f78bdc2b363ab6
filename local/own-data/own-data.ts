/** The demonstration on a user's own folder: every file uploaded, rows counted by partition. */

import { sqlIdentifier } from "../../shared/athena/sql.ts";
import type { Itinerary, Upload, UploadBatch } from "../demo/journey.ts";
import type { FolderDataset } from "./parquet-folder.ts";

/** Files of one line of progress. */
const FILES_PER_STEP = 500;
const SAMPLE_ROWS = 3;

export function ownData({ dataset, files }: FolderDataset): Itinerary {
  const keys = dataset.keys.map(({ name }) => sqlIdentifier(name)).join(", ");
  const table = sqlIdentifier(dataset.table);
  return {
    uploads: inSteps(
      files.map((file) => ({ ...file, dataset })),
      `of ${dataset.name}`,
    ),
    questions: [
      {
        title: "rows by partition",
        dataset,
        sql: `SELECT ${keys}, count(*) AS "rows" FROM ${table} GROUP BY ${keys} ORDER BY ${keys}`,
      },
      { title: "a sample of rows", dataset, sql: `SELECT * FROM ${table} LIMIT ${SAMPLE_ROWS}` },
    ],
  };
}

async function* inSteps(uploads: readonly Upload[], label: string): AsyncGenerator<UploadBatch> {
  for (let start = 0; start < uploads.length; start += FILES_PER_STEP) {
    yield { uploads: uploads.slice(start, start + FILES_PER_STEP), label };
  }
}
