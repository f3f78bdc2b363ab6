/** What travels in headers about an object: content headers, user metadata, conditions. */
import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "../wire/service.ts";
import { header } from "../wire/wire.ts";
import type { StoredObject } from "./bucket.ts";
import type { ObjectTraits } from "./store.ts";

const KEPT = [
  "content-type",
  "content-encoding",
  "content-language",
  "content-disposition",
  "cache-control",
  "expires",
];
const METADATA = "x-amz-meta-";

/** What S3 says of an object whose writer said nothing. */
const DEFAULT_TYPE = "application/octet-stream";

export function readTraits(headers: IncomingHttpHeaders): ObjectTraits {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    // `aws-chunked` describes the upload, not the object.
    const value = header(headers, name)?.replace(/^aws-chunked,?\s*/, "");
    if (value !== undefined && value !== "") kept[name] = value;
  }
  const metadata: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    if (name.startsWith(METADATA)) metadata[name.slice(METADATA.length)] = header(headers, name) ?? "";
  }
  return { headers: kept, metadata };
}

export function headersOf(object: StoredObject): Record<string, string> {
  const metadata = Object.entries(object.metadata).map(([name, value]) => [METADATA + name, value]);
  return {
    "content-type": DEFAULT_TYPE,
    ...object.headers,
    ...Object.fromEntries(metadata),
    etag: object.eTag,
    "last-modified": new Date(object.lastModified).toUTCString(),
    "accept-ranges": "bytes",
  };
}

/** Refuses a write whose condition does not hold: `If-None-Match: *` or `If-Match: <etag>`. */
export function checkWriteConditions(headers: IncomingHttpHeaders, existing: StoredObject | undefined): void {
  const ifNoneMatch = header(headers, "if-none-match");
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") {
    throw new AwsError("NotImplemented", "S3 knows no condition of a write but If-None-Match: *", 501);
  }
  if (ifNoneMatch === "*" && existing !== undefined) throw preconditionFailed();
  const ifMatch = header(headers, "if-match");
  if (ifMatch === undefined) return;
  if (existing === undefined) throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
  if (!isTag(ifMatch, existing)) throw preconditionFailed();
}

/** Refuses a read whose `If-Match` does not hold: the object has changed since the caller saw it. */
export function checkReadConditions(headers: IncomingHttpHeaders, object: StoredObject): void {
  const ifMatch = header(headers, "if-match");
  if (ifMatch !== undefined && !isTag(ifMatch, object)) throw preconditionFailed();
}

/** Is this the object's ETag? Clients send it with its quotes or without. */
export function isTag(eTag: string, object: StoredObject): boolean {
  return eTag.replaceAll('"', "") === object.eTag.replaceAll('"', "");
}

export function preconditionFailed(): AwsError {
  return new AwsError(
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    412,
  );
}
