import { emptyAnswer, type S3Action } from "../action.ts";
import { readUpload } from "../body.ts";
import { writeObject } from "../changes.ts";
import { checkWriteConditions, readTraits } from "../object-headers.ts";

export const putObject: S3Action = (request, s3) => {
  const { bucket, headers, key } = request;
  checkWriteConditions(headers, s3.store.bucket(bucket).get(key));
  const { bytes, crc32 } = readUpload(request);
  const traits = { ...readTraits(headers), ...(crc32 === undefined ? {} : { crc32 }) };
  const object = writeObject(s3, "ObjectCreated:Put", bucket, key, bytes, traits);
  return emptyAnswer(200, {
    etag: object.eTag,
    ...(crc32 === undefined ? {} : { "x-amz-checksum-crc32": crc32, "x-amz-checksum-type": "FULL_OBJECT" }),
  });
};
