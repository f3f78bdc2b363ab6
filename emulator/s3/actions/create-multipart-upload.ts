import { type S3Action, xmlAnswer } from "../action.ts";
import { readTraits } from "../object-headers.ts";
import { documentOf, element } from "../xml.ts";

export const createMultipartUpload: S3Action = ({ store, uploads }, { bucket, headers, key }) => {
  store.bucket(bucket);
  const id = uploads.create(bucket, key, readTraits(headers));
  return xmlAnswer(
    documentOf("InitiateMultipartUploadResult", [
      element("Bucket", bucket),
      element("Key", key),
      element("UploadId", id),
    ]),
  );
};
