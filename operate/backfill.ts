import { isHiddenFolder, notData } from "../shared/datasets/data-files.ts";
import type { Dataset } from "../shared/datasets/dataset.ts";
import { isCalendarDay } from "../shared/datasets/day.ts";
import { valueInPath } from "../shared/datasets/hive-path.ts";
import type { Arrival } from "../shared/events/arrivals.ts";
import { planArrivals, type RegistrationPlan } from "../shared/register/plan.ts";
import type { CallTimeout } from "../shared/runtime/deadlines.ts";
import { inParallel } from "../shared/runtime/parallel.ts";
import type { ObjectStore, StoredObject } from "../shared/store/port.ts";

/** Listings under way at once. S3 takes 5,500 a second and prefix. */
const LISTINGS_AT_ONCE = 16;

export interface BackfillRange {
  readonly dataset: Dataset;
  readonly bucket: string;
  /** First and last day, YYYY-MM-DD, both inclusive. Folders whose day is none are always looked at. */
  readonly from: string | undefined;
  readonly until: string | undefined;
}

/** How far the listing is. */
export interface BackfillProgress {
  readonly listed: number;
  readonly found: number;
}

/**
 * Finds what is already in a bucket, as one arrival for each folder that holds data. Lists level by level with a
 * delimiter, so the cost grows with partitions and not with objects: one listing per folder of every level. `callTimeout` is
 * for one folder.
 */
export async function findArrivals(
  range: BackfillRange,
  store: ObjectStore,
  callTimeout: CallTimeout,
  onProgress: (progress: BackfillProgress) => void,
): Promise<Arrival[]> {
  const { dataset, bucket } = range;
  const arrivals: Arrival[] = [];
  let listed = 0;
  const tick = () => onProgress({ listed: ++listed, found: arrivals.length });
  let level = [dataset.prefix];
  for (let depth = 0; depth < dataset.keys.length && level.length > 0; depth++) {
    const below = await inParallel(level, LISTINGS_AT_ONCE, async (folder) => {
      const { folders, objects } = await store.children(bucket, folder, callTimeout());
      // Data above the last partition key belongs nowhere: one object stands for its folder.
      const stray = objects.find(({ key, size }) => notData(key.slice(folder.length), size) === undefined);
      if (stray !== undefined) arrivals.push(arrivalOf(bucket, stray));
      tick();
      return folders.filter((child) => isWanted(child.slice(folder.length, -1), range));
    });
    level = below.flat();
  }
  await inParallel(level, LISTINGS_AT_ONCE, async (folder) => {
    const first = await firstData(store, bucket, folder, callTimeout());
    if (first !== undefined) arrivals.push(arrivalOf(bucket, first));
    tick();
  });
  return arrivals;
}

/** The same plan that the register function makes, of what a listing found. The message id is the object's key. */
export function planBackfill(
  arrivals: readonly Arrival[],
  { dataset, bucket }: BackfillRange,
): RegistrationPlan {
  const batch = arrivals.map((arrival) => {
    const id = "key" in arrival ? arrival.key : "";
    return { message: { id, body: "", firstSeen: 0, replayed: true }, arrivals: [arrival] };
  });
  return planArrivals(batch, { datasets: [dataset], bucket });
}

async function firstData(
  store: ObjectStore,
  bucket: string,
  folder: string,
  signal: AbortSignal,
): Promise<StoredObject | undefined> {
  for await (const object of store.objects(bucket, folder, signal)) {
    if (notData(object.key.slice(folder.length), object.size) === undefined) return object;
  }
  return undefined;
}

function isWanted(segment: string, { dataset, from, until }: BackfillRange): boolean {
  if (isHiddenFolder(segment)) return false;
  const equals = segment.indexOf("=");
  const name = segment.slice(0, Math.max(equals, 0)).toLowerCase();
  const value = valueInPath(segment.slice(equals + 1));
  const isDay = dataset.keys.some((key) => key.kind === "day" && key.name === name) && isCalendarDay(value);
  return !isDay || ((from === undefined || value >= from) && (until === undefined || value <= until));
}

function arrivalOf(bucket: string, { key, size, modified }: StoredObject): Arrival {
  return { kind: "created", bucket, key, size, time: modified, replayed: true };
}
