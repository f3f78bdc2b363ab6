import type { Dataset } from "../datasets/dataset.ts";
import { type DatasetInBucket, valuesOfFolder } from "../datasets/dataset-folders.ts";
import { isCalendarDay } from "../datasets/day.ts";
import { valueInPath } from "../datasets/hive-path.ts";

/** What a reconcile looks at. */
export interface Scope extends DatasetInBucket {
  readonly stage: string;
  /** First and last day, YYYY-MM-DD, both inclusive; undefined is no bound. What has no day is always looked at. */
  readonly from: string | undefined;
  readonly until: string | undefined;
}

/** Are these values, in the dataset's key order, of the days that are looked at? */
export function isWanted({ dataset, from, until }: Scope, values: readonly string[]): boolean {
  if (from === undefined && until === undefined) return true;
  const day = values[dataset.keys.findIndex(({ kind }) => kind === "day")];
  return day === undefined || !isCalendarDay(day) || isWithin(day, from, until);
}

/** Can there be partitions of these days below a folder of the first level? `segment` is its name. */
export function mayHoldWanted({ dataset, from, until }: Scope, segment: string): boolean {
  const { name, value } = dayIn(dataset, segment) ?? {};
  return name === undefined || !isCalendarDay(value!) || isWithin(value!, from, until);
}

const isWithin = (day: string, from: string | undefined, until: string | undefined) =>
  (from === undefined || day >= from) && (until === undefined || day <= until);

/** The day that a segment of a path tells, if it is one of the dataset's days. */
function dayIn(dataset: Dataset, segment: string) {
  const equals = segment.indexOf("=");
  const name = segment.slice(0, Math.max(equals, 0)).toLowerCase();
  const key = dataset.keys.find((one) => one.kind === "day" && one.name === name);
  if (key?.kind !== "day") return undefined;
  return { name, key, value: valueInPath(segment.slice(equals + 1)) };
}

/** Does a folder, a path below the dataset's prefix, name a day that the dataset cannot have? */
export function isOutsideDays(dataset: Dataset, folder: string): boolean {
  return folder.split("/").some((segment) => {
    const day = dayIn(dataset, segment);
    if (day === undefined) return false;
    return !isCalendarDay(day.value) || !isWithin(day.value, day.key.from, day.key.until);
  });
}

export const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index]);

/** Is a folder as deep as partitions are, and no partition's? It is told of as such. */
export function isNoPartitions(scope: Scope, folder: string): boolean {
  const depth = folder.split("/").length - 1;
  return depth === scope.dataset.keys.length && valuesOfFolder(scope, folder) === undefined;
}
