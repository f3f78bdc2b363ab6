import { AwsError } from "../../wire/service.ts";
import { type S3Action, xmlAnswer } from "../action.ts";
import { namesFor, type Position, readPage, readPageSize, renderEntries, renderRequest } from "../listing.ts";
import { documentOf, element } from "../xml.ts";

export const listObjectsV2: S3Action = ({ pageSize, store }, { bucket, query }) => {
  if (query.get("list-type") !== "2") {
    throw new AwsError("InvalidArgument", "Invalid List Type specified in Request");
  }
  const maxKeys = readPageSize(query, "max-keys");
  const page = readPage(store.bucket(bucket), {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    start: readPosition(query),
    size: Math.min(maxKeys, pageSize()),
  });
  const { next, objects, prefixes } = page;
  const name = namesFor(query);
  const [after, token] = [query.get("start-after"), query.get("continuation-token")];
  return xmlAnswer(
    documentOf("ListBucketResult", [
      ...renderRequest(bucket, query, maxKeys),
      ...(after === null ? [] : [element("StartAfter", name(after))]),
      ...(token === null ? [] : [element("ContinuationToken", token)]),
      element("KeyCount", objects.length + prefixes.length),
      element("IsTruncated", next !== undefined),
      ...(next === undefined
        ? []
        : [element("NextContinuationToken", Buffer.from(JSON.stringify(next)).toString("base64url"))]),
      ...renderEntries(page, name),
    ]),
  );
};

function readPosition(query: URLSearchParams): Position {
  const token = query.get("continuation-token");
  if (token === null) return { after: query.get("start-after") ?? "" };
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Position;
  } catch {
    throw new AwsError("InvalidArgument", "The continuation token provided is incorrect");
  }
}
