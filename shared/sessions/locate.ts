import { dayReaderOf, folderOfDay } from "../datasets/partition-day.ts";
import type { CatalogSnapshot, Maybe } from "../quality/snapshot.ts";
import type { LocatedSession } from "./session-objects.ts";

/**
 * Where a session lies, by what was read of Glue and, for a table whose days are no folders of their own, of S3. Pure. A table that is
 * not there has no partitions; what could not be read is unavailable.
 */
export function locate(snapshot: CatalogSnapshot, day: string): Maybe<LocatedSession> {
  const { dataset, bucket, table, partitions } = snapshot;
  const folders = foldersOf(snapshot, day);
  const located = (locations: readonly string[]) => ({ value: { dataset, bucket, day, locations, folders } });
  if (!("value" in table)) return table.outcome === "no_data" ? located([]) : table;
  // Athena computes the partitions of a projected table: it reads whatever lies in a session's folders.
  if (table.value.projected) return located(folders.map((folder) => `s3://${bucket}/${folder}`));
  if (!("value" in partitions)) return partitions.outcome === "no_data" ? located([]) : partitions;
  const dayOf = dayReaderOf(dataset);
  const ofDay = partitions.value.listed.filter(({ values }) => dayOf(values) === day);
  return located(ofDay.map(({ location }) => location));
}

/** The folder of a session if there is one for it alone, and else those that a listing found. */
function foldersOf({ dataset, bucket, folders }: CatalogSnapshot, day: string): string[] {
  const alone = folderOfDay(dataset, day);
  if (alone !== undefined) return [alone];
  const dayOf = dayReaderOf(dataset);
  const found = "value" in folders ? folders.value : [];
  return found
    .filter(({ values }) => dayOf(values) === day)
    .flatMap(({ locations }) => locations.map((location) => location.slice(`s3://${bucket}/`.length)));
}
