/** Places in S3 that statements write to. */

import type { S3Store } from "../../../s3/store.ts";
import { placeOf } from "../../object-place.ts";
import { QueryError } from "../../query-engine.ts";

/** The folder as a prefix: "s3://lake/a" and "s3://lake/a/" are the same. */
export const folderOf = (location: string) => location.replace(/\/*$/, "/");

/** The bucket has to be there. */
export function checkBucket(s3: S3Store, location: string): void {
  if (!/^s3:\/\/[^/]+\/./.test(location)) {
    throw new QueryError(
      `INVALID_TABLE_PROPERTY: '${location}' is no location: s3://bucket/folder/ is wanted`,
    );
  }
  const { bucket } = placeOf(location);
  if (s3.buckets().some(({ name }) => name === bucket)) return;
  throw new QueryError(`HIVE_FILESYSTEM_ERROR: The specified bucket does not exist: ${bucket}`);
}

/** Athena User Guide, "Considerations and limitations for CTAS queries" and "UNLOAD": nothing is ever overwritten. */
export function checkEmpty(s3: S3Store, location: string, what: string): void {
  checkBucket(s3, location);
  const { bucket, key } = placeOf(folderOf(location));
  if (s3.list(bucket, key).length === 0) return;
  throw new QueryError(
    `HIVE_PATH_ALREADY_EXISTS: Target directory for ${what} already exists: ${location}. You may need to manually clean the data at location '${location}' before retrying. Athena will not delete data in your account.`,
  );
}
