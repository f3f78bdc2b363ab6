/** The bytes of an upload as they were before the client wrapped them, proved against the checksums it sent. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError } from "../service.ts";
import { header, type WireRequest } from "../wire.ts";

export interface Upload {
  readonly bytes: Buffer;
  /** Base64, when the client sent one. */
  readonly crc32?: string;
}

/** CRC32C and CRC64NVME are taken on trust: Node has no code for them and no client of the product sends them. */
const CHECKSUMS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  "x-amz-checksum-crc32": crc32Of,
  "x-amz-checksum-sha1": (bytes) => createHash("sha1").update(bytes).digest("base64"),
  "x-amz-checksum-sha256": (bytes) => createHash("sha256").update(bytes).digest("base64"),
  "content-md5": (bytes) => createHash("md5").update(bytes).digest("base64"),
};

/** Base64 of the CRC32 as big-endian bytes, the SDK's default checksum. */
function crc32Of(bytes: Buffer): string {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return checksum.toString("base64");
}

export function readUpload(request: WireRequest): Upload {
  const streamed = header(request.headers, "x-amz-content-sha256")?.startsWith("STREAMING-") === true;
  const { bytes, trailers } = streamed ? decodeChunks(request) : { bytes: request.body, trailers: {} };
  for (const [name, compute] of Object.entries(CHECKSUMS)) {
    const sent = trailers[name] ?? header(request.headers, name);
    if (sent !== undefined && sent !== compute(bytes)) throw mismatch(name);
  }
  const sent = trailers["x-amz-checksum-crc32"] ?? header(request.headers, "x-amz-checksum-crc32");
  return sent === undefined ? { bytes } : { bytes, crc32: sent };
}

function mismatch(name: string): AwsError {
  return name === "content-md5"
    ? new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.")
    : new AwsError("BadDigest", `The ${name.slice("x-amz-checksum-".length)} you specified did not match.`);
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
