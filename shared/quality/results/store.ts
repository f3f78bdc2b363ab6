import type { NewObject, ObjectWriter } from "../../store/port.ts";
import type { RunDocument } from "../result.ts";
import { resultFiles } from "./files.ts";
import { dayOfRun, RUN_KEYS } from "./keys.ts";
import { PARQUET_TYPE } from "./parquet.ts";

const HTML = "text/html; charset=utf-8";

/** The results of a run, as rows and as one document. */
export function resultsToStore(document: RunDocument): NewObject[] {
  const day = dayOfRun(document);
  return [
    ...resultFiles(document).map((file) => ({ ...file, contentType: PARQUET_TYPE })),
    {
      key: RUN_KEYS.document(day, document.runId),
      body: `${JSON.stringify(document)}\n`,
      contentType: "application/json",
    },
  ];
}

/** The report of a run, for later and as the latest. */
export function pagesToStore(document: RunDocument, html: string): NewObject[] {
  return [RUN_KEYS.report(dayOfRun(document), document.runId), RUN_KEYS.latestReport].map((key) => ({
    key,
    body: html,
    contentType: HTML,
  }));
}

/** Writes objects of a run, in order. A run that is tried again writes the same keys. */
export async function storeAll(
  objects: readonly NewObject[],
  bucket: string,
  store: Pick<ObjectWriter, "put">,
  signal: AbortSignal,
): Promise<void> {
  for (const object of objects) await store.put(bucket, object, signal);
}
