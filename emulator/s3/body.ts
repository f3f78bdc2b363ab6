/** The bytes of an upload as they were before the client wrapped them, proved against the checksums it sent. */
import { AwsError } from "../wire/service.ts";
import { header, type WireRequest } from "../wire/wire.ts";
import { CHECKSUMS, type Checksum, digest } from "./checksums.ts";

export interface Upload {
  readonly bytes: Buffer;
  /** When the client sent one. */
  readonly checksum?: Checksum;
}

const md5 = digest("md5");

export function readUpload(request: WireRequest): Upload {
  const streamed = header(request.headers, "x-amz-content-sha256")?.startsWith("STREAMING-") === true;
  const { bytes, trailers } = streamed ? decodeChunks(request) : { bytes: request.body, trailers: {} };
  const sentMd5 = header(request.headers, "content-md5");
  if (sentMd5 !== undefined && sentMd5 !== md5(bytes)) throw mismatch("Content-MD5");
  for (const [name, compute] of Object.entries(CHECKSUMS)) {
    const value = trailers[name] ?? header(request.headers, name);
    if (value === undefined) continue;
    if (value !== compute(bytes)) throw mismatch(name.slice("x-amz-checksum-".length));
    // S3 takes one at most.
    return { bytes, checksum: { name, value } };
  }
  return { bytes };
}

function mismatch(name: string): AwsError {
  return new AwsError("BadDigest", `The ${name} you specified did not match what we received.`);
}

interface Chunked {
  readonly bytes: Buffer;
  /** Lower-case names; checksums of streams travel here, because they are known last. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** `aws-chunked`: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n` until size 0, then `name:value` lines. */
function decodeChunks(request: WireRequest): Chunked {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const [line, start] = readLine(request.body, at);
    const size = Number.parseInt(line, 16);
    if (Number.isNaN(size) || start + size > request.body.length) throw incomplete();
    at = start + size;
    if (size === 0) break;
    chunks.push(request.body.subarray(start, at));
    at += 2;
  }
  const bytes = Buffer.concat(chunks);
  const declared = header(request.headers, "x-amz-decoded-content-length");
  if (declared !== undefined && Number(declared) !== bytes.length) throw incomplete();
  return { bytes, trailers: readTrailers(request.body, at) };
}

function readTrailers(body: Buffer, from: number): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (const line of body.subarray(from).toString("latin1").split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return trailers;
}

function readLine(body: Buffer, from: number): [line: string, next: number] {
  const end = body.indexOf("\r\n", from);
  if (end === -1) throw incomplete();
  return [body.toString("latin1", from, end), end + 2];
}

function incomplete(): AwsError {
  return new AwsError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header.",
  );
}
