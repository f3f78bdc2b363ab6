import type { NewObject, ObjectWriter } from "../../store/port.ts";
import type { RunDocument } from "../result.ts";
import { resultFiles } from "./files.ts";
import { dayOfRun, RUN_KEYS } from "./keys.ts";
import { PARQUET_TYPE } from "./parquet.ts";

const HTML = "text/html; charset=utf-8";

/** Every object that a run leaves, but for the state of its signals. `html` is its report. */
export function outputsOf(document: RunDocument, html: string): NewObject[] {
  const day = dayOfRun(document);
  return [
    ...resultFiles(document).map((file) => ({ ...file, contentType: PARQUET_TYPE })),
    {
      key: RUN_KEYS.document(day, document.runId),
      body: `${JSON.stringify(document)}\n`,
      contentType: "application/json",
    },
    { key: RUN_KEYS.report(day, document.runId), body: html, contentType: HTML },
    // Last: when it is there, so are the others.
    { key: RUN_KEYS.latestReport, body: html, contentType: HTML },
  ];
}

/** Writes what a run leaves, in order. A run that is tried again writes the same keys. */
export async function storeRun(
  document: RunDocument,
  html: string,
  bucket: string,
  store: Pick<ObjectWriter, "put">,
  signal: AbortSignal,
): Promise<void> {
  for (const object of outputsOf(document, html)) await store.put(bucket, object, signal);
}
