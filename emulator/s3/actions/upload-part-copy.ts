import { AwsError } from "../../wire/service.ts";
import { header } from "../../wire/wire.ts";
import { type S3Action, xmlAnswer } from "../action.ts";
import { readCopySource } from "../copy-source.ts";
import { documentOf, element } from "../xml.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy: S3Action = ({ store, uploads }, { bucket, headers, key, query }) => {
  const source = readCopySource(headers, store);
  const bytes = store.read(source.bucket, source.object.key);
  const [start, end] = readRange(header(headers, "x-amz-copy-source-range"), bytes.length);
  const part = uploads.addPart(query.get("uploadId") ?? "", bucket, key, {
    partNumber: Number(query.get("partNumber")),
    bytes: bytes.subarray(start, end),
  });
  return xmlAnswer(
    documentOf("CopyPartResult", [
      element("LastModified", new Date(part.lastModified).toISOString()),
      element("ETag", part.eTag),
    ]),
  );
};

/** `bytes=0-9`: unlike of a read both ends are named, and lie in the source. `end` is exclusive. */
function readRange(range: string | undefined, size: number): [start: number, end: number] {
  if (range === undefined) return [0, size];
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  if (first === undefined || Number(last) < Number(first)) {
    throw new AwsError(
      "InvalidArgument",
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
    );
  }
  if (Number(last) >= size) {
    throw new AwsError("InvalidArgument", `Range specified is not valid for source object of size: ${size}`);
  }
  return [Number(first), Number(last) + 1];
}
