import { AwsError } from "../../wire/service.ts";
import { header } from "../../wire/wire.ts";
import { type S3Action, xmlAnswer } from "../action.ts";
import { writeObject } from "../changes.ts";
import { readCopySource } from "../copy-source.ts";
import { checkWriteConditions, readTraits } from "../object-headers.ts";
import { documentOf, element } from "../xml.ts";

export const copyObject: S3Action = (s3, request) => {
  const source = readCopySource(request.headers, s3.store);
  const { object } = source;
  const replaced = header(request.headers, "x-amz-metadata-directive") === "REPLACE";
  if (source.bucket === request.bucket && object.key === request.key && !replaced) {
    throw new AwsError(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata",
    );
  }
  checkWriteConditions(request.headers, s3.store.bucket(request.bucket).get(request.key));
  const traits = replaced
    ? readTraits(request.headers)
    : { headers: object.headers, metadata: object.metadata };
  const body = s3.store.read(source.bucket, object.key);
  const copy = writeObject(s3, "ObjectCreated:Copy", request.bucket, request.key, body, {
    ...traits,
    ...(object.checksum === undefined ? {} : { checksum: object.checksum }),
  });
  return xmlAnswer(
    documentOf("CopyObjectResult", [
      element("ETag", copy.eTag),
      element("LastModified", new Date(copy.lastModified).toISOString()),
    ]),
  );
};
