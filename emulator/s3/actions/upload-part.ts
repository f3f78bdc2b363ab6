import { emptyAnswer, type S3Action } from "../action.ts";
import { readUpload } from "../body.ts";

export const uploadPart: S3Action = ({ uploads }, request) => {
  const { bucket, key, query } = request;
  const { bytes, checksum } = readUpload(request);
  const { eTag } = uploads.addPart(query.get("uploadId") ?? "", bucket, key, {
    partNumber: Number(query.get("partNumber")),
    bytes,
  });
  return emptyAnswer(200, {
    etag: eTag,
    ...(checksum === undefined ? {} : { [checksum.name]: checksum.value }),
  });
};
