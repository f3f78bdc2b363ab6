/** A page of a bucket's listing: keys in order, folders in the place of what lies in them. */
import { AwsError } from "../wire/service.ts";
import type { Bucket, StoredObject } from "./bucket.ts";
import { formEncode } from "./form-encoding.ts";
import { compareKeys } from "./key-paths.ts";
import { element } from "./xml.ts";

/** Where a page begins: after one key, or past everything below one common prefix. */
export interface Position {
  readonly after?: string;
  readonly past?: string;
}

export interface ObjectPage {
  readonly objects: readonly StoredObject[];
  readonly prefixes: readonly string[];
  /** Absent on the last page. */
  readonly next?: Position;
}

export interface ListingRequest {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  readonly start: Position;
  /** Most entries. */
  readonly size: number;
}

export function readPage(bucket: Bucket, { prefix, delimiter, start, size }: ListingRequest): ObjectPage {
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

/** Most entries of a page, by a parameter's own name: 1,000 at most, and when nothing is said. */
export function readPageSize(query: URLSearchParams, parameter: string): number {
  const text = query.get(parameter);
  if (text === null) return 1000;
  if (!/^\d+$/.test(text)) {
    throw new AwsError("InvalidArgument", `Provided ${parameter} not an integer or within integer range`);
  }
  return Math.min(1000, Number(text));
}

/** How a listing writes names: form-encoded if the caller asked for that. */
export function namesFor(query: URLSearchParams): (text: string) => string {
  return query.get("encoding-type") === "url" ? formEncode : (text) => text;
}

export function encodingOf(query: URLSearchParams): string[] {
  return query.get("encoding-type") === "url" ? [element("EncodingType", "url")] : [];
}

/** The elements that both versions of ListObjects begin with. */
export function renderRequest(bucket: string, query: URLSearchParams, maxKeys: number): string[] {
  const name = namesFor(query);
  const delimiter = query.get("delimiter");
  return [
    element("Name", bucket),
    element("Prefix", name(query.get("prefix") ?? "")),
    ...(delimiter === null ? [] : [element("Delimiter", name(delimiter))]),
    ...encodingOf(query),
    element("MaxKeys", maxKeys),
  ];
}

/** The elements that both end with. */
export function renderEntries({ objects, prefixes }: ObjectPage, name: (text: string) => string): string[] {
  return [
    ...objects.map((object) =>
      element("Contents", [
        element("Key", name(object.key)),
        element("LastModified", new Date(object.lastModified).toISOString()),
        element("ETag", object.eTag),
        element("Size", object.size),
        element("StorageClass", "STANDARD"),
      ]),
    ),
    ...prefixes.map((prefix) => element("CommonPrefixes", [element("Prefix", name(prefix))])),
  ];
}
