import { AwsError } from "../../wire/service.ts";
import { type S3Action, xmlAnswer } from "../action.ts";
import { compareKeys } from "../key-paths.ts";
import { encodingOf, namesFor, readPageSize } from "../listing.ts";
import { documentOf, element } from "../xml.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads: S3Action = ({ pageSize, store, uploads }, { bucket, query }) => {
  if (query.has("delimiter")) {
    throw new AwsError("NotImplemented", "the emulator lists multipart uploads without a delimiter", 501);
  }
  store.bucket(bucket);
  const prefix = query.get("prefix") ?? "";
  const keyMarker = query.get("key-marker") ?? "";
  const idMarker = query.get("upload-id-marker") ?? "";
  const maxUploads = readPageSize(query, "max-uploads");
  const size = Math.min(maxUploads, pageSize());
  // The marker itself may be gone: callers abort what they have listed.
  const rest = uploads
    .list(bucket, prefix)
    .filter(({ id, key }) =>
      key === keyMarker ? idMarker !== "" && id > idMarker : compareKeys(key, keyMarker) > 0,
    );
  const page = rest.slice(0, size);
  const name = namesFor(query);
  const end = page.at(-1);
  const isTruncated = rest.length > page.length && end !== undefined;
  return xmlAnswer(
    documentOf("ListMultipartUploadsResult", [
      element("Bucket", bucket),
      element("KeyMarker", name(keyMarker)),
      element("UploadIdMarker", idMarker),
      element("Prefix", name(prefix)),
      ...encodingOf(query),
      element("MaxUploads", maxUploads),
      element("IsTruncated", isTruncated),
      ...(isTruncated
        ? [element("NextKeyMarker", name(end.key)), element("NextUploadIdMarker", end.id)]
        : []),
      ...page.map(({ id, initiatedAt, key }) =>
        element("Upload", [
          element("Key", name(key)),
          element("UploadId", id),
          element("StorageClass", "STANDARD"),
          element("Initiated", new Date(initiatedAt).toISOString()),
        ]),
      ),
    ]),
  );
};
