import type { Dataset } from "../datasets/dataset.ts";
import { dayReaderOf, daysBelow, levelsToDay } from "../datasets/partition-day.ts";
import { identityOf, place } from "../datasets/placing.ts";
import { inParallel } from "../runtime/parallel.ts";
import type { ObjectStore, StoredObject } from "../store/port.ts";
import { isWithin, type Span, type StoredFolder } from "./snapshot.ts";

/** Listings under way at once. S3 takes 5,500 a second and prefix. */
const LISTINGS_AT_ONCE = 16;

/**
 * The partitions that S3 holds of some days. Goes down by folders to the days, and lists what lies below each day in
 * one go: that is one call for a thousand objects, where folder by folder it would be one for each partition.
 * Throws RegistrarError.
 */
export async function readFolders(
  dataset: Dataset,
  bucket: string,
  span: Span,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<StoredFolder[]> {
  const dayOf = dayReaderOf(dataset);
  const levels = levelsToDay(dataset);
  let level: readonly string[] = [dataset.prefix];
  for (let depth = 0; depth < levels; depth++) {
    const below = await inParallel(level, LISTINGS_AT_ONCE, (folder) =>
      store.children(bucket, folder, signal),
    );
    level = below.flatMap(({ folders }) => folders).filter((folder) => mayHold(dataset, folder, span));
  }
  const found = new Map<string, Placed[]>();
  await inParallel(level, LISTINGS_AT_ONCE, async (folder) => {
    for await (const object of store.objects(bucket, folder, signal)) {
      const placement = place(dataset, bucket, object.key, object.size);
      if (placement.kind !== "partition") continue;
      const { values, location } = placement.partition;
      // Segments may come in another order than the keys do, and so below a folder that names no day.
      if (!isWithin(span, dayOf(values)!)) continue;
      const identity = identityOf(values);
      const placed = { values, location, object };
      const others = found.get(identity);
      if (others === undefined) found.set(identity, [placed]);
      else others.push(placed);
    }
  });
  return [...found.values()].map(folderOfObjects);
}

interface Placed {
  readonly values: readonly string[];
  readonly location: string;
  readonly object: StoredObject;
}

/** Can there be partitions of these days below this folder? What is no day belongs to no partition. */
function mayHold(dataset: Dataset, folder: string, { from, to }: Span): boolean {
  const days = daysBelow(dataset, folder.slice(dataset.prefix.length));
  if (days === undefined) return false;
  const { first = "", last } = days;
  return (to === undefined || first <= to) && (last === undefined || last >= from);
}

function folderOfObjects(placed: readonly Placed[]): StoredFolder {
  const times = placed.map(({ object }) => Date.parse(object.modified));
  const sizes = placed.map(({ object }) => object.size).sort((one, other) => one - other);
  return {
    values: placed[0]!.values,
    locations: [...new Set(placed.map(({ location }) => location))].sort(),
    files: sizes.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    medianBytes: sizes[Math.floor(sizes.length / 2)]!,
    since: times.reduce((first, time) => Math.min(first, time)),
    lastWrite: times.reduce((last, time) => Math.max(last, time)),
  };
}
