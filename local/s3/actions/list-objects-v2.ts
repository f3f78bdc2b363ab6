import { AwsError } from "../../service.ts";
import { type S3Action, type S3Request, xmlAnswer } from "../action.ts";
import type { Bucket, StoredObject } from "../bucket.ts";
import { formEncode } from "../form-encoding.ts";
import { compareKeys } from "../key-paths.ts";
import { documentOf, element } from "../xml.ts";

/** Where a page begins: after one key, or past everything below one common prefix. */
interface Position {
  readonly after?: string;
  readonly past?: string;
}

interface Page {
  readonly objects: readonly StoredObject[];
  readonly prefixes: readonly string[];
  /** Absent on the last page. */
  readonly next?: Position;
}

export const listObjectsV2: S3Action = (request, { pageSize, store }) => {
  const { query } = request;
  if (query.get("list-type") !== "2") {
    throw new AwsError(
      "NotImplemented",
      "the local stack has no S3.ListObjects; supported: ListObjectsV2",
      501,
    );
  }
  const maxKeys = readMaxKeys(query.get("max-keys"));
  const page = readPage(
    store.bucket(request.bucket),
    query.get("prefix") ?? "",
    query.get("delimiter") ?? "",
    readPosition(query),
    Math.min(maxKeys, pageSize()),
  );
  return xmlAnswer(render(request, page, maxKeys));
};

/** Of listings in S3's own words: 1,000 at most, and when nothing is said. */
export function readMaxKeys(text: string | null): number {
  if (text === null) return 1000;
  if (!/^\d+$/.test(text))
    throw new AwsError("InvalidArgument", "Provided max-keys not an integer or within integer range");
  return Math.min(1000, Number(text));
}

function readPosition(query: URLSearchParams): Position {
  const token = query.get("continuation-token");
  if (token === null) return { after: query.get("start-after") ?? "" };
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Position;
  } catch {
    throw new AwsError("InvalidArgument", "The continuation token provided is incorrect");
  }
}

function readPage(bucket: Bucket, prefix: string, delimiter: string, start: Position, size: number): Page {
  const objects: StoredObject[] = [];
  const prefixes: string[] = [];
  let position = start;
  for (let object = follow(bucket, prefix, position); ; object = follow(bucket, prefix, position)) {
    if (object === undefined || !object.key.startsWith(prefix) || size === 0) return { objects, prefixes };
    if (objects.length + prefixes.length === size) return { objects, prefixes, next: position };
    const end = delimiter === "" ? -1 : object.key.indexOf(delimiter, prefix.length);
    if (end === -1) {
      objects.push(object);
      position = { after: object.key };
    } else {
      const past = object.key.slice(0, end + delimiter.length);
      prefixes.push(past);
      position = { past };
    }
  }
}

function follow(bucket: Bucket, prefix: string, { after, past }: Position): StoredObject | undefined {
  if (past !== undefined) return bucket.next(prefix, past);
  // No key lies between a key and the same key with one NUL more.
  const from = after === undefined || after === "" ? "" : `${after}\0`;
  return bucket.next(compareKeys(from, prefix) > 0 ? from : prefix);
}

function render(request: S3Request, page: Page, maxKeys: number): string {
  const { query } = request;
  const encoded = query.get("encoding-type") === "url";
  const name = (text: string) => (encoded ? formEncode(text) : text);
  const optional = (tag: string, text: string | null) => (text === null ? [] : [element(tag, name(text))]);
  const token = query.get("continuation-token");
  const { next, objects, prefixes } = page;
  return documentOf("ListBucketResult", [
    element("Name", request.bucket),
    element("Prefix", name(query.get("prefix") ?? "")),
    ...optional("Delimiter", query.get("delimiter")),
    ...optional("StartAfter", query.get("start-after")),
    ...(token === null ? [] : [element("ContinuationToken", token)]),
    ...(encoded ? [element("EncodingType", "url")] : []),
    element("MaxKeys", maxKeys),
    element("KeyCount", objects.length + prefixes.length),
    element("IsTruncated", next !== undefined),
    ...(next === undefined
      ? []
      : [element("NextContinuationToken", Buffer.from(JSON.stringify(next)).toString("base64url"))]),
    ...objects.map((object) => renderObject(object, name)),
    ...prefixes.map((prefix) => element("CommonPrefixes", [element("Prefix", name(prefix))])),
  ]);
}

function renderObject(object: StoredObject, name: (text: string) => string): string {
  return element("Contents", [
    element("Key", name(object.key)),
    element("LastModified", new Date(object.lastModified).toISOString()),
    element("ETag", object.eTag),
    element("Size", object.size),
    element("StorageClass", "STANDARD"),
  ]);
}
