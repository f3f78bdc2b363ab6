import type { Dataset } from "../datasets/dataset.ts";
import { type DatasetInBucket, valuesOfFolder } from "../datasets/dataset-folders.ts";
import { isCalendarDay } from "../datasets/day.ts";
import { boundsOf, type DayReader, dayNamed, dayReaderOf, daysBelow } from "../datasets/partition-day.ts";
import { depthOf } from "../datasets/placing.ts";

/** What a reconcile looks at. */
export interface Scope extends DatasetInBucket {
  readonly stage: string;
  /** First and last day, YYYY-MM-DD, both inclusive; undefined is no bound. What has no day is always looked at. */
  readonly from: string | undefined;
  readonly until: string | undefined;
}

const readers = new WeakMap<Dataset, DayReader>();

/** Asked of every partition: what is found out of a dataset is kept. */
function readerOf(dataset: Dataset): DayReader {
  const known = readers.get(dataset) ?? dayReaderOf(dataset);
  readers.set(dataset, known);
  return known;
}

/** Are these values, in the dataset's key order, of the days that are looked at? */
export function isWanted({ dataset, from, until }: Scope, values: readonly string[]): boolean {
  if (from === undefined && until === undefined) return true;
  const day = readerOf(dataset)(values);
  return day === undefined || !isCalendarDay(day) || isWithin(day, from, until);
}

/** Can there be partitions of these days below a folder? `path` is below the dataset's prefix and ends with "/". */
export function mayHoldWanted({ dataset, from, until }: Scope, path: string): boolean {
  const days = daysBelow(dataset, path);
  if (days === undefined) return true; // it is no partition's, and told of as such
  const { first, last } = days;
  return (
    (from === undefined || last === undefined || last >= from) &&
    (until === undefined || first === undefined || first <= until)
  );
}

const isWithin = (day: string, from: string | undefined, until: string | undefined) =>
  (from === undefined || day >= from) && (until === undefined || day <= until);

/** Does a folder, a path below the dataset's prefix, name a day that the dataset cannot have? */
export function isOutsideDays(dataset: Dataset, folder: string): boolean {
  const { from, until } = boundsOf(dataset);
  const day = dayNamed(dataset, folder);
  return day !== undefined && !(isCalendarDay(day) && isWithin(day, from, until));
}

export const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index]);

/** Is a folder as deep as partitions are, and no partition's? It is told of as such. */
export function isNoPartitions(scope: Scope, folder: string): boolean {
  const depth = folder.split("/").length - 1;
  return depth === depthOf(scope.dataset) && valuesOfFolder(scope, folder) === undefined;
}
