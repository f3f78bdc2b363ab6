/** Where in S3 something lies. */

import { invalidRequest } from "./errors.ts";

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** Of "s3://<bucket>/<key>"; the key may be absent. Throws InvalidRequestException. */
export function placeOf(location: string): ObjectPlace {
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(location) ?? [];
  if (bucket === undefined) {
    throw invalidRequest(`outputLocation is not a valid S3 path. Provided ${location}`);
  }
  return { bucket, key };
}
