/** Writes and removals together with the events they cause: nothing changes a bucket without telling. */
import { AwsError } from "../wire/service.ts";
import type { S3Parts } from "./action.ts";
import type { StoredObject } from "./bucket.ts";
import type { EventName } from "./events.ts";
import type { ObjectTraits } from "./store.ts";

/** Throws AccessDenied while the bucket's policy refuses writes. */
export function writeObject(
  s3: Pick<S3Parts, "store" | "events">,
  eventName: EventName,
  bucket: string,
  key: string,
  body: Buffer,
  traits?: ObjectTraits,
): StoredObject {
  if (s3.store.bucket(bucket).refusesWrites) {
    throw new AwsError(
      "AccessDenied",
      "Access Denied: with an explicit deny in a resource-based policy",
      403,
    );
  }
  const object = s3.store.put(bucket, key, body, traits);
  s3.events.publish(s3.store.bucket(bucket), { eventName, key, size: object.size, eTag: object.eTag });
  return object;
}

/**
 * Removing what is not there succeeds and causes no event, unless the bucket is versioned: then it gets a delete marker.
 * `isForGood` removes a version, and leaves none. Answers whether there is a delete marker.
 */
export function removeObject(
  { store, events }: Pick<S3Parts, "store" | "events">,
  bucket: string,
  key: string,
  { by = "ObjectRemoved", isForGood = false }: Removal = {},
): boolean {
  const home = store.bucket(bucket);
  const leavesMarker = home.isVersioned && !isForGood;
  if (store.remove(bucket, key) === undefined && !leavesMarker) return false;
  events.publish(home, { eventName: `${by}:${leavesMarker ? "DeleteMarkerCreated" : "Delete"}`, key });
  return leavesMarker;
}

export interface Removal {
  /** Who removes: somebody who asks for it, or a rule of the bucket's lifecycle. */
  readonly by?: "ObjectRemoved" | "LifecycleExpiration";
  readonly isForGood?: boolean;
}
