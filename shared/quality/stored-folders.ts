import type { Dataset } from "../datasets/dataset.ts";
import { isCalendarDay } from "../datasets/day.ts";
import { valueInPath } from "../datasets/hive-path.ts";
import { identityOf, place } from "../datasets/placing.ts";
import { inParallel } from "../runtime/parallel.ts";
import type { ObjectStore, StoredObject } from "../store/port.ts";
import { isWithin, positionOfDay, type Span, type StoredFolder } from "./snapshot.ts";

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
  const position = positionOfDay(dataset);
  let level: readonly string[] = [dataset.prefix];
  for (let depth = 0; depth <= position; depth++) {
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
      if (!isWithin(span, values[position]!)) continue;
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
function mayHold({ keys, prefix }: Dataset, folder: string, span: Span): boolean {
  return folder
    .slice(prefix.length, -1)
    .split("/")
    .every((segment) => {
      const equals = segment.indexOf("=");
      const name = segment.slice(0, Math.max(equals, 0)).toLowerCase();
      const key = keys.find((one) => one.name === name);
      if (key?.kind !== "day") return key !== undefined;
      const day = valueInPath(segment.slice(equals + 1));
      return isCalendarDay(day) && isWithin(span, day);
    });
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
