import { emptyAnswer, type S3Action } from "../action.ts";
import { readUpload } from "../body.ts";
import { writeObject } from "../changes.ts";
import { checksumHeaders } from "../checksums.ts";
import { checkWriteConditions, readTraits } from "../object-headers.ts";

export const putObject: S3Action = (s3, request) => {
  const { bucket, headers, key } = request;
  checkWriteConditions(headers, s3.store.bucket(bucket).get(key));
  const { bytes, checksum } = readUpload(request);
  const traits = { ...readTraits(headers), ...(checksum === undefined ? {} : { checksum }) };
  const object = writeObject(s3, "ObjectCreated:Put", bucket, key, bytes, traits);
  return emptyAnswer(200, { etag: object.eTag, ...checksumHeaders(checksum) });
};
