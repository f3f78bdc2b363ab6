import { isHiddenFolder, notData } from "../shared/datasets/data-files.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import type { CallTimeout } from "../shared/runtime/deadlines.ts";
import type { ObjectStore } from "../shared/store/port.ts";

/**
 * Keys of files that stand for what is written today: the first file with data of each of the last folders of a dataset's
 * first key, the newest days first. Lists each of these folders. Throws RegistrarError.
 */
export async function recentFiles(
  { prefix }: Pick<Dataset, "prefix">,
  bucket: string,
  folders: number,
  store: ObjectStore,
  callTimeout: CallTimeout,
): Promise<string[]> {
  const found = await store.children(bucket, prefix, callTimeout());
  const last = found.folders
    .filter((folder) => !isHiddenFolder(folder.slice(prefix.length, -1)))
    .sort()
    .reverse();
  const keys: string[] = [];
  for (const folder of last) {
    if (keys.length === folders) break;
    for await (const { key, size } of store.objects(bucket, folder, callTimeout())) {
      if (notData(key.slice(prefix.length), size) !== undefined) continue;
      keys.push(key);
      break;
    }
  }
  return keys;
}
