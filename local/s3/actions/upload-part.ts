import { AwsError } from "../../service.ts";
import { header } from "../../wire.ts";
import { emptyAnswer, type S3Action } from "../action.ts";
import { readUpload } from "../body.ts";

export const uploadPart: S3Action = (request, { uploads }) => {
  const { bucket, headers, key, query } = request;
  if (header(headers, "x-amz-copy-source") !== undefined) {
    throw new AwsError("NotImplemented", "the local stack has no S3.UploadPartCopy", 501);
  }
  const { bytes, crc32 } = readUpload(request);
  const partNumber = Number(query.get("partNumber"));
  const eTag = uploads.addPart(query.get("uploadId") ?? "", bucket, key, partNumber, bytes);
  return emptyAnswer(200, { etag: eTag, ...(crc32 === undefined ? {} : { "x-amz-checksum-crc32": crc32 }) });
};
