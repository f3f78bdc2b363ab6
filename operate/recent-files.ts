import { isHiddenFolder, notData } from "../shared/datasets/data-files.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { dateOfPath, daysBelow, leadingDateLevels } from "../shared/datasets/partition-day.ts";
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

/**
 * The folders so many levels below one; each is listed when it is asked for, but all at once where folders of days, months or
 * hours lie above those of years.
 */
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
  const belowEach = dated.map(({ below }) =>
    newestFirst(dataset, bucket, below, depth - 1, store, callTimeout),
  );
  if (depth === 1 || !dated.some(({ below }) => isOfNoYear(dataset, below))) {
    for (const some of belowEach) yield* some;
    return;
  }
  const all: { readonly path: string; readonly from: string }[] = [];
  for (const some of belowEach) {
    for await (const path of some)
      all.push({ path, from: daysBelow(dataset, path.slice(dataset.prefix.length))?.first ?? "" });
  }
  for (const { path } of all.sort((one, other) => compared(other.from, one.from))) yield path;
}

/** Does a folder tell a part of a date, and not its year? */
function isOfNoYear(dataset: Laid, folder: string): boolean {
  const { y, M, d, H } = dateOfPath(dataset, folder.slice(dataset.prefix.length)) ?? {};
  return y === undefined && (M ?? d ?? H) !== undefined;
}

const compared = (one: string, other: string) => (one < other ? -1 : Number(one > other));
