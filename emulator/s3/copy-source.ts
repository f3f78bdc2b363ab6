/** Where a copy comes from, as its headers say. */
import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "../wire/service.ts";
import { header } from "../wire/wire.ts";
import type { StoredObject } from "./bucket.ts";
import { isTag, preconditionFailed } from "./object-headers.ts";
import type { S3Store } from "./store.ts";

export interface CopySource {
  readonly bucket: string;
  readonly object: StoredObject;
}

/** Throws PreconditionFailed if the source has changed since the caller saw it. */
export function readCopySource(headers: IncomingHttpHeaders, store: S3Store): CopySource {
  const [bucket, key] = addressOf(header(headers, "x-amz-copy-source") ?? "");
  const object = store.object(bucket, key);
  const ifMatch = header(headers, "x-amz-copy-source-if-match");
  if (ifMatch !== undefined && !isTag(ifMatch, object)) throw preconditionFailed();
  return { bucket, object };
}

/** `/bucket/key` or `bucket/key`, percent-encoded. */
function addressOf(header: string): [bucket: string, key: string] {
  const source = header.replace(/^\//, "");
  if (source.includes("?"))
    throw new AwsError("NotImplemented", "the emulator keeps no object versions", 501);
  const slash = source.indexOf("/");
  if (slash < 1) throw new AwsError("InvalidArgument", "Invalid copy source object key");
  return [source.slice(0, slash), decodeURIComponent(source.slice(slash + 1))];
}
