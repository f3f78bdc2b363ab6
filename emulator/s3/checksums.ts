/**
 * The checksums that clients send with an upload, each named by its header:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

export interface Checksum {
  /** "x-amz-checksum-crc32" */
  readonly name: string;
  readonly value: string;
}

/** What tells a client the checksum of the whole object. */
export const checksumHeaders = (checksum: Checksum | undefined): Readonly<Record<string, string>> =>
  checksum === undefined ? {} : { [checksum.name]: checksum.value, "x-amz-checksum-type": "FULL_OBJECT" };

/** Base64, as headers carry them; of a CRC the bytes from the highest to the lowest. */
export const CHECKSUMS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  "x-amz-checksum-crc32": (bytes) => base64Of([crc32(bytes)]),
  "x-amz-checksum-crc32c": (bytes) => base64Of([crc32c(bytes)]),
  "x-amz-checksum-crc64nvme": (bytes) => base64Of(crc64nvme(bytes)),
  "x-amz-checksum-sha1": digest("sha1"),
  "x-amz-checksum-sha256": digest("sha256"),
};

export function digest(algorithm: "md5" | "sha1" | "sha256"): (bytes: Buffer) => string {
  return (bytes) => createHash(algorithm).update(bytes).digest("base64");
}

/** Of unsigned 32-bit words, the highest first. */
function base64Of(words: readonly number[]): string {
  const bytes = Buffer.alloc(4 * words.length);
  for (const [at, word] of words.entries()) bytes.writeUInt32BE(word, 4 * at);
  return bytes.toString("base64");
}

/** Castagnoli's polynomial, reflected (RFC 3720, appendix B.4). */
const CRC32C = tableOf(0n, 0x82f63b78n).low;

function crc32c(bytes: Buffer): number {
  let crc = ~0;
  for (let at = 0; at < bytes.length; at++) {
    crc = (CRC32C[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

/** NVM Express's polynomial, reflected (NVM Command Set Specification, "64b CRC"); in halves, as numbers have no 64 bits. */
const CRC64NVME = tableOf(0x9a6c9329n, 0xac4bc9b5n);

function crc64nvme(bytes: Buffer): [high: number, low: number] {
  const table = CRC64NVME;
  let [high, low] = [~0, ~0];
  for (let at = 0; at < bytes.length; at++) {
    const entry = (low ^ (bytes[at] as number)) & 0xff;
    low = (table.low[entry] as number) ^ ((low >>> 8) | (high << 24));
    high = (table.high[entry] as number) ^ (high >>> 8);
  }
  return [~high >>> 0, ~low >>> 0];
}

/** What each value of a byte adds to a reflected CRC. */
function tableOf(high: bigint, low: bigint): { readonly high: Int32Array; readonly low: Int32Array } {
  const polynomial = (high << 32n) | low;
  const table = { high: new Int32Array(256), low: new Int32Array(256) };
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    table.high[byte] = Number(BigInt.asIntN(32, value >> 32n));
    table.low[byte] = Number(BigInt.asIntN(32, value));
  }
  return table;
}
