/** Where the results of a query go. */

import type { S3 } from "../s3/index.ts";
import { invalidRequest } from "./errors.ts";
import { placeOf } from "./object-place.ts";
import type { WorkGroupConfiguration } from "./work-groups.ts";

/** Of S3, what writing results takes. */
export type OutputBuckets = Pick<S3, "store" | "put">;

/**
 * The location below which a query's file is written, ending in "/"; undefined for managed results, which Athena
 * keeps itself. A workgroup that enforces its configuration has the say alone; otherwise the request comes first,
 * even where results are managed (what Athena does then is not documented).
 */
export function resultLocation(
  workGroup: WorkGroupConfiguration,
  asked: string | undefined,
  buckets: OutputBuckets,
): string | undefined {
  const own = workGroup.ResultConfiguration?.OutputLocation;
  const location = workGroup.EnforceWorkGroupConfiguration === true ? own : (asked ?? own);
  if (location !== undefined) return checkedLocation(location, buckets);
  if (workGroup.ManagedQueryResultsConfiguration?.Enabled === true) return undefined;
  throw invalidRequest(
    "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
  );
}

/** A bucket that is not there is refused at once: Athena finds out late, or not at all. */
function checkedLocation(location: string, buckets: OutputBuckets): string {
  const { bucket } = placeOf(location);
  if (!buckets.store.buckets().some(({ name }) => name === bucket)) {
    throw invalidRequest(`Unable to verify/create output bucket ${bucket}`);
  }
  return location.endsWith("/") ? location : `${location}/`;
}
