import { isHiddenFolder, notData } from "../shared/datasets/data-files.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { daysBelow, leadingDateLevels } from "../shared/datasets/partition-day.ts";
import type { CallTimeout } from "../shared/runtime/deadlines.ts";
import type { ObjectStore } from "../shared/store/port.ts";

type Laid = Pick<Dataset, "prefix" | "keys" | "layout">;

/**
 * Keys of files that stand for what is written today: the first file with data of each of the newest days, or of the last
 * folders of a dataset whose folders do not begin with dates. Throws RegistrarError.
 */
export async function recentFiles(
  dataset: Laid,
  bucket: string,
  days: number,
  store: ObjectStore,
  callTimeout: CallTimeout,
): Promise<string[]> {
  const keys: string[] = [];
  const seen = new Set<string>();
  const depth = Math.max(1, leadingDateLevels(dataset));
  for await (const folder of newestFirst(dataset, bucket, dataset.prefix, depth, store, callTimeout)) {
    const day = daysBelow(dataset, folder.slice(dataset.prefix.length))?.first ?? folder;
    if (seen.has(day)) continue; // another hour of it
    for await (const { key, size } of store.objects(bucket, folder, callTimeout())) {
      if (notData(key.slice(dataset.prefix.length), size) !== undefined) continue;
      keys.push(key);
      seen.add(day);
      break;
    }
    if (keys.length === days) break;
  }
  return keys;
}

/** The folders so many levels below one; each is listed when it is asked for. */
async function* newestFirst(
  dataset: Laid,
  bucket: string,
  folder: string,
  depth: number,
  store: ObjectStore,
  callTimeout: CallTimeout,
): AsyncGenerator<string> {
  if (depth === 0) {
    yield folder;
    return;
  }
  const { folders } = await store.children(bucket, folder, callTimeout());
  // Text alone would put month=9 behind month=10.
  const dated = folders
    .filter((below) => !isHiddenFolder(below.slice(folder.length, -1)))
    .flatMap((below) => {
      const days = daysBelow(dataset, below.slice(dataset.prefix.length));
      return days === undefined ? [] : [{ below, from: days.first ?? "" }]; // no partition can lie there
    })
    .sort((one, other) => compared(other.from, one.from) || compared(other.below, one.below));
  for (const { below } of dated) yield* newestFirst(dataset, bucket, below, depth - 1, store, callTimeout);
}

const compared = (one: string, other: string) => (one < other ? -1 : Number(one > other));
