import { isCalendarDay } from "../datasets/day.ts";
import { type FileFinding, findingsPrefix, readFinding } from "../file-checks/file-finding.ts";
import { inParallel } from "../runtime/parallel.ts";
import type { ObjectStore, ObjectWriter } from "../store/port.ts";
import { isWithin, type Span } from "./snapshot.ts";

/** Objects looked at at once. */
const AT_ONCE = 16;
/** Findings that are read of a dataset, those of the newest days: a writer that goes wrong leaves one for each file. */
const MOST = 200;

/** What reading findings takes. */
export interface FindingsStore {
  readonly store: ObjectStore;
  readonly texts: Pick<ObjectWriter, "text">;
}

/**
 * What the guard found wrong with the files of some days, and what is still so: a file that was written anew or deleted
 * since is forgotten. Throws RegistrarError.
 */
export async function readFileFindings(
  dataset: string,
  bucket: string,
  span: Span,
  { store, texts }: FindingsStore,
  signal: AbortSignal,
): Promise<FileFinding[]> {
  const prefix = findingsPrefix(dataset);
  const { folders } = await store.children(bucket, prefix, signal);
  const dayOf = (folder: string) => folder.slice(prefix.length, -1);
  const days = folders.filter((folder) => isCalendarDay(dayOf(folder)) && isWithin(span, dayOf(folder)));
  const keys: string[] = [];
  for (const folder of days.sort().reverse()) {
    for await (const { key } of store.objects(bucket, folder, signal)) {
      if (keys.length < MOST) keys.push(key);
    }
  }
  const found = await inParallel(keys, AT_ONCE, async (key) => {
    const finding = readFinding((await texts.text(bucket, key, signal)) ?? "");
    return finding !== undefined && (await isAsRead(finding, bucket, store, signal)) ? finding : undefined;
  });
  return found.filter((one) => one !== undefined);
}

/** The object of that name, as large and written in the same second. */
async function isAsRead(
  { key, size, modified }: FileFinding,
  bucket: string,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<boolean> {
  for await (const object of store.objects(bucket, key, signal)) {
    if (object.key !== key) break;
    // An archived object was not read, and so neither its size nor its time.
    return modified === "" || (object.size === size && secondsOf(object.modified) === secondsOf(modified));
  }
  return false;
}

const secondsOf = (time: string) => Math.floor(Date.parse(time) / 1000);
