import { type S3Action, xmlAnswer } from "../action.ts";
import { writeObject } from "../changes.ts";
import { checkWriteConditions } from "../object-headers.ts";
import { documentOf, element, readXml } from "../xml.ts";

export const completeMultipartUpload: S3Action = (s3, { body, bucket, headers, key, query }) => {
  const id = query.get("uploadId") ?? "";
  const references = readXml(body)
    .all("Part")
    .map((part) => ({ partNumber: Number(part.textOf("PartNumber")), eTag: part.textOf("ETag") ?? "" }));
  checkWriteConditions(headers, s3.store.bucket(bucket).get(key));
  const [bytes, traits] = s3.uploads.assemble(id, bucket, key, references);
  const object = writeObject(s3, "ObjectCreated:CompleteMultipartUpload", bucket, key, bytes, traits);
  s3.uploads.forget(id, bucket, key);
  return xmlAnswer(
    documentOf("CompleteMultipartUploadResult", [
      element("Bucket", bucket),
      element("Key", key),
      element("ETag", object.eTag),
    ]),
  );
};
