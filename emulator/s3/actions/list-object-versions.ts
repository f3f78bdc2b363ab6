import { type S3Action, type S3Request, xmlAnswer } from "../action.ts";
import type { Bucket, StoredObject } from "../bucket.ts";
import { compareKeys } from "../key-paths.ts";
import { encodingOf, namesFor, readPageSize } from "../listing.ts";
import { documentOf, element } from "../xml.ts";

/** What S3 calls the one version of an object in a bucket without versioning. */
export const ONLY_VERSION = "null";

interface Page {
  readonly objects: readonly StoredObject[];
  readonly isTruncated: boolean;
}

/** The objects of a bucket, each as the one version that it has: buckets here have no versioning. */
export const listObjectVersions: S3Action = ({ pageSize, store }, request) => {
  const { query } = request;
  const size = Math.min(readPageSize(query, "max-keys"), pageSize());
  const page = readPage(
    store.bucket(request.bucket),
    query.get("prefix") ?? "",
    query.get("key-marker"),
    size,
  );
  return xmlAnswer(render(request, page));
};

/** Markers name the last entry of the page before. */
function readPage(bucket: Bucket, prefix: string, marker: string | null, size: number): Page {
  const objects: StoredObject[] = [];
  // No key lies between a key and the same key with one NUL more.
  const from = marker === null ? "" : `${marker}\0`;
  let next = bucket.next(compareKeys(from, prefix) > 0 ? from : prefix);
  while (next?.key.startsWith(prefix) && objects.length < size) {
    objects.push(next);
    next = bucket.next(`${next.key}\0`);
  }
  return { objects, isTruncated: next?.key.startsWith(prefix) === true && objects.length > 0 };
}

function render({ bucket, query }: S3Request, { objects, isTruncated }: Page): string {
  const name = namesFor(query);
  return documentOf("ListVersionsResult", [
    element("Name", bucket),
    element("Prefix", name(query.get("prefix") ?? "")),
    ...encodingOf(query),
    element("IsTruncated", isTruncated),
    ...(isTruncated
      ? [
          element("NextKeyMarker", name(objects.at(-1)?.key ?? "")),
          element("NextVersionIdMarker", ONLY_VERSION),
        ]
      : []),
    ...objects.map((object) =>
      element("Version", [
        element("Key", name(object.key)),
        element("VersionId", ONLY_VERSION),
        element("IsLatest", true),
        element("LastModified", new Date(object.lastModified).toISOString()),
        element("ETag", object.eTag),
        element("Size", object.size),
        element("StorageClass", "STANDARD"),
      ]),
    ),
  ]);
}
