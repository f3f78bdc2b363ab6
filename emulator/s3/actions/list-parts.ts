import { type S3Action, xmlAnswer } from "../action.ts";
import { readPageSize } from "../listing.ts";
import { documentOf, element } from "../xml.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts: S3Action = ({ pageSize, uploads }, { bucket, key, query }) => {
  const id = query.get("uploadId") ?? "";
  const marker = Number(query.get("part-number-marker") ?? 0);
  const maxParts = readPageSize(query, "max-parts");
  const rest = uploads.parts(id, bucket, key).filter(({ partNumber }) => partNumber > marker);
  const page = rest.slice(0, Math.min(maxParts, pageSize()));
  return xmlAnswer(
    documentOf("ListPartsResult", [
      element("Bucket", bucket),
      element("Key", key),
      element("UploadId", id),
      element("PartNumberMarker", marker),
      element("NextPartNumberMarker", page.at(-1)?.partNumber ?? 0),
      element("MaxParts", maxParts),
      element("IsTruncated", rest.length > page.length),
      ...page.map(({ partNumber, bytes, eTag, lastModified }) =>
        element("Part", [
          element("PartNumber", partNumber),
          element("LastModified", new Date(lastModified).toISOString()),
          element("ETag", eTag),
          element("Size", bytes.length),
        ]),
      ),
      element("StorageClass", "STANDARD"),
    ]),
  );
};
