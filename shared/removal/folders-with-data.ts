import { notData } from "../datasets/data-files.ts";
import type { DatasetInBucket } from "../datasets/dataset-folders.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import type { StoredObject } from "../store/port.ts";
import type { KeyListing } from "./port.ts";

/**
 * Which of some folders, paths below the dataset's prefix that end with "/", hold an object that is data: the first. One flat
 * listing goes from folder to folder: a page answers for all folders within it, and the next begins at the first that is
 * open. So there are at most as many calls as folders, besides those for long rows of objects that are no data.
 * Archived objects are listed like any other, and so are there.
 */
export async function foldersWithData(
  { dataset, bucket }: DatasetInBucket,
  folders: readonly string[],
  listing: KeyListing,
  callTimeout: CallTimeout,
): Promise<ReadonlyMap<string, StoredObject>> {
  const filled = new Map<string, StoredObject>();
  const open = [...new Set(folders)].sort(compareKeys).map((folder) => dataset.prefix + folder);
  const above = open.length === 0 ? "" : commonFolder(open[0]!, open.at(-1)!);
  let after: string | undefined;
  for (let next = 0; next < open.length; ) {
    const page = await listing.page(bucket, above, later(open[next]!, after), callTimeout());
    after = page.objects.at(-1)?.key;
    while (next < open.length) {
      const folder = open[next]!;
      const found = page.objects.find((object) => isDataIn(folder, object));
      if (found !== undefined) filled.set(folder.slice(dataset.prefix.length), found);
      else if (!page.isLast && !(after !== undefined && isBehind(after, folder))) break;
      next += 1;
    }
  }
  return filled;
}

const isDataIn = (folder: string, { key, size }: StoredObject) =>
  key.startsWith(folder) && notData(key.slice(folder.length), size) === undefined;

/** Does a key come after all keys of a folder? */
const isBehind = (key: string, folder: string) => !key.startsWith(folder) && compareKeys(key, folder) > 0;

/** Where the next page begins: at a folder, or within it. */
const later = (folder: string, after: string | undefined) =>
  after !== undefined && compareKeys(after, folder) > 0 ? after : folder;

/** The longest path to a folder that both keys begin with; of the first and last of many in order, all do. */
function commonFolder(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return one.slice(0, one.lastIndexOf("/", length - 1) + 1);
}

/** S3 lists keys in the order of their UTF-8 bytes. */
const compareKeys = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
