import { AwsError } from "../../wire/service.ts";
import { header, type WireRequest, type WireResponse } from "../../wire/wire.ts";
import type { S3Action } from "../action.ts";
import type { StoredObject } from "../bucket.ts";
import { checksumHeaders } from "../checksums.ts";
import { checkReadConditions, headersOf } from "../object-headers.ts";

export const getObject: S3Action = ({ store }, request) => {
  const object = store.object(request.bucket, request.key);
  checkReadConditions(request.headers, object);
  const range = readRange(header(request.headers, "range"), object.size);
  return range === undefined ? whole(request, object) : part(object, ...range);
};

function whole(request: WireRequest, object: StoredObject): WireResponse {
  const asked = header(request.headers, "x-amz-checksum-mode") === "ENABLED";
  const proof = asked ? checksumHeaders(object.checksum) : {};
  return {
    status: 200,
    headers: { ...headersOf(object), ...proof },
    body: { file: object.path, start: 0, end: object.size },
  };
}

function part(object: StoredObject, start: number, end: number): WireResponse {
  return {
    status: 206,
    headers: { ...headersOf(object), "content-range": `bytes ${start}-${end - 1}/${object.size}` },
    body: { file: object.path, start, end },
  };
}

/** `bytes=0-9`, `bytes=10-`, `bytes=-5`. Anything else, several ranges too, is ignored as S3 does. `end` is exclusive. */
function readRange(range: string | undefined, size: number): [start: number, end: number] | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  // A suffix of an empty object is no range at all: readers of Parquet footers meet this on marker files.
  if (start >= size) throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416);
  return [start, end];
}
