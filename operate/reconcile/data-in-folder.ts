import { notData } from "../../shared/datasets/data-files.ts";
import type { CallTimeout } from "../../shared/runtime/deadlines.ts";
import type { KeyListing } from "./port.ts";
import type { Scope } from "./scope.ts";

/**
 * Does a folder, a path below the dataset's prefix, hold an object that is data? Lists until one shows. Objects that were
 * archived are listed like any other, and so are there.
 */
export async function holdsData(
  { dataset, bucket }: Pick<Scope, "dataset" | "bucket">,
  folder: string,
  listing: KeyListing,
  callTimeout: CallTimeout,
): Promise<boolean> {
  const prefix = dataset.prefix + folder;
  for (let after: string | undefined; ; ) {
    const { objects, isLast } = await listing.page(bucket, prefix, after, callTimeout());
    if (objects.some(({ key, size }) => notData(key.slice(prefix.length), size) === undefined)) return true;
    if (isLast) return false;
    after = objects.at(-1)?.key;
  }
}
