import { AwsError } from "../../wire/service.ts";
import { header } from "../../wire/wire.ts";
import { type S3Action, type S3Request, xmlAnswer } from "../action.ts";
import type { StoredObject } from "../bucket.ts";
import type { Checksum } from "../checksums.ts";
import { documentOf, element } from "../xml.ts";

const ATTRIBUTES: Readonly<Record<string, (object: StoredObject) => readonly string[]>> = {
  ETag: ({ eTag }) => [element("ETag", eTag.replaceAll('"', ""))],
  Checksum: ({ checksum }) => (checksum === undefined ? [] : [checksumOf(checksum)]),
  // Of how many parts an object was made nobody remembers.
  ObjectParts: () => [],
  StorageClass: () => [element("StorageClass", "STANDARD")],
  ObjectSize: ({ size }) => [element("ObjectSize", size)],
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes: S3Action = ({ store }, request) => {
  const object = store.object(request.bucket, request.key);
  const attributes = readAttributes(request).flatMap((read) => read(object));
  const answer = xmlAnswer(documentOf("GetObjectAttributesResponse", attributes));
  return {
    ...answer,
    headers: { ...answer.headers, "last-modified": new Date(object.lastModified).toUTCString() },
  };
};

function readAttributes({ headers }: S3Request) {
  const names = (header(headers, "x-amz-object-attributes") ?? "").split(",").map((name) => name.trim());
  return names.map((name) => {
    const read = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
    if (read !== undefined) return read;
    throw new AwsError("InvalidArgument", `Invalid attribute name specified: "${name}"`);
  });
}

/** "x-amz-checksum-sha256" is the element ChecksumSHA256. */
function checksumOf({ name, value }: Checksum): string {
  const algorithm = name.slice(name.lastIndexOf("-") + 1).toUpperCase();
  return element("Checksum", [
    element(`Checksum${algorithm}`, value),
    element("ChecksumType", "FULL_OBJECT"),
  ]);
}
