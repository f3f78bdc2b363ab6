import { foldersWithData } from "../removal/folders-with-data.ts";
import { type KeyListing, PARTITIONS_PER_DELETE } from "../removal/port.ts";
import type { CallTimeout } from "../runtime/deadlines.ts";
import { chunked, inParallel } from "../runtime/parallel.ts";
import type { OddPartition } from "./catalogue.ts";
import type { Scope } from "./scope.ts";

/** Listings under way at once. S3 takes 5,500 a second and prefix. */
const LISTINGS_AT_ONCE = 16;

/** Tells which of some partitions have data in their Location. */
export async function oddWithData(
  scope: Scope,
  odd: readonly OddPartition[],
  listing: KeyListing,
  callTimeout: CallTimeout,
): Promise<(one: OddPartition) => boolean> {
  const folders = odd.map(({ folder }) => folder);
  const filled = await inParallel(chunked(folders, PARTITIONS_PER_DELETE), LISTINGS_AT_ONCE, (few) =>
    foldersWithData(scope, few, listing, callTimeout),
  );
  return ({ folder }) => filled.some((some) => some.has(folder));
}
