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

/** The report of a run, for later and as the latest: that of a run about a single session takes the place of no other. */
export function pagesToStore(document: RunDocument, html: string, isLatest = true): NewObject[] {
  const own = RUN_KEYS.report(dayOfRun(document), document.runId);
  return (isLatest ? [own, RUN_KEYS.latestReport] : [own]).map((key) => ({
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
