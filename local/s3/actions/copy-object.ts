import { AwsError } from "../../service.ts";
import { header } from "../../wire.ts";
import { type S3Action, type S3Request, xmlAnswer } from "../action.ts";
import { writeObject } from "../changes.ts";
import { checkWriteConditions, readTraits } from "../object-headers.ts";
import { documentOf, element } from "../xml.ts";

export const copyObject: S3Action = (request, s3) => {
  const [sourceBucket, sourceKey] = sourceOf(request);
  const source = s3.store.object(sourceBucket, sourceKey);
  const replaced = header(request.headers, "x-amz-metadata-directive") === "REPLACE";
  if (sourceBucket === request.bucket && sourceKey === request.key && !replaced) {
    throw new AwsError(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata",
    );
  }
  checkWriteConditions(request.headers, s3.store.bucket(request.bucket).get(request.key));
  const traits = replaced
    ? readTraits(request.headers)
    : { headers: source.headers, metadata: source.metadata };
  const body = s3.store.read(sourceBucket, sourceKey);
  const copy = writeObject(s3, "ObjectCreated:Copy", request.bucket, request.key, body, {
    ...traits,
    ...(source.crc32 === undefined ? {} : { crc32: source.crc32 }),
  });
  return xmlAnswer(
    documentOf("CopyObjectResult", [
      element("ETag", copy.eTag),
      element("LastModified", new Date(copy.lastModified).toISOString()),
    ]),
  );
};

/** `/bucket/key` or `bucket/key`, percent-encoded. */
function sourceOf(request: S3Request): [bucket: string, key: string] {
  const source = (header(request.headers, "x-amz-copy-source") ?? "").replace(/^\//, "");
  if (source.includes("?"))
    throw new AwsError("NotImplemented", "the local stack keeps no object versions", 501);
  const slash = source.indexOf("/");
  if (slash < 1) throw new AwsError("InvalidArgument", "Invalid copy source object key");
  return [source.slice(0, slash), decodeURIComponent(source.slice(slash + 1))];
}
