import { type S3Action, xmlAnswer } from "../action.ts";
import { namesFor, type Position, readPage, readPageSize, renderEntries, renderRequest } from "../listing.ts";
import { documentOf, element } from "../xml.ts";

/** Version 1: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects: S3Action = ({ pageSize, store }, { bucket, query }) => {
  const maxKeys = readPageSize(query, "max-keys");
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const marker = query.get("marker") ?? "";
  const page = readPage(store.bucket(bucket), {
    prefix,
    delimiter,
    start: positionOf(prefix, delimiter, marker),
    size: Math.min(maxKeys, pageSize()),
  });
  const name = namesFor(query);
  const { next } = page;
  // Without a delimiter callers go on after the last key.
  const nextMarker = delimiter === "" ? undefined : (next?.past ?? next?.after);
  return xmlAnswer(
    documentOf("ListBucketResult", [
      ...renderRequest(bucket, query, maxKeys),
      element("Marker", name(marker)),
      element("IsTruncated", next !== undefined),
      ...(nextMarker === undefined ? [] : [element("NextMarker", name(nextMarker))]),
      ...renderEntries(page, name),
    ]),
  );
};

/** A marker that is a folder of this listing stands for all that lies in it. */
function positionOf(prefix: string, delimiter: string, marker: string): Position {
  const end = delimiter === "" ? -1 : marker.indexOf(delimiter, prefix.length);
  const isFolder = end !== -1 && marker.startsWith(prefix) && end + delimiter.length === marker.length;
  return isFolder ? { past: marker } : { after: marker };
}
