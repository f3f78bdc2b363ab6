import { RegistrarError } from "../runtime/errors.ts";
import { count, printable } from "../runtime/text.ts";
import { type FileMetadata, readMetadata } from "./file-metadata.ts";
import type { FileReader, FileTail } from "./port.ts";
import { DamagedThrift } from "./thrift.ts";

/** One request reads so much of a file's end, which is all of nearly every footer. */
const TAIL = 64 * 1024;
/** A footer above this is not read: that of a thousand columns and a thousand row groups is still smaller. */
export const MOST_FOOTER = 16 * 1024 * 1024;

const MAGIC = "PAR1";
/** At the end of a file whose footer is encrypted, in place of the other. */
const ENCRYPTED_MAGIC = "PARE";
/** The footer's length, and the magic. */
const TRAILER = 8;

/** What was read of a file, if it is Parquet; otherwise what is wrong with it, as the end of a sentence. */
export interface LookedAt {
  /** Bytes. */
  readonly size: number;
  /** ISO 8601. */
  readonly modified: string;
  readonly found: FileMetadata | { readonly unreadable: string };
}

/**
 * Reads the footer of an object: its last 64 KB, and the rest of the footer if it is longer. Undefined if there is no such
 * object. Throws RegistrarError.
 */
export async function readFooter(
  bucket: string,
  key: string,
  files: FileReader,
  signal: AbortSignal,
): Promise<LookedAt | undefined> {
  // Once more if it was written anew between the two requests: then the new one counts.
  for (let round = 1; round <= 2; round++) {
    const tail = await files.tail(bucket, key, TAIL, signal);
    if (tail === "gone") return undefined;
    if (tail === "archived")
      return { size: 0, modified: "", found: { unreadable: "it is archived, and so not read" } };
    const footer = await footerOf(tail, files, signal);
    if (footer === "changed") continue;
    const found = footer instanceof Uint8Array ? decoded(footer) : footer;
    return { size: tail.size, modified: tail.modified, found };
  }
  const message = `s3://${bucket}/${printable(key)} is being written anew again and again`;
  throw new RegistrarError("STORE_REFUSED", message, { retryable: true });
}

type Unreadable = { readonly unreadable: string };

async function footerOf(
  tail: FileTail,
  files: FileReader,
  signal: AbortSignal,
): Promise<Uint8Array | Unreadable | "changed"> {
  const { bytes, size } = tail;
  const magic = textAt(bytes, bytes.length - MAGIC.length);
  if (magic === ENCRYPTED_MAGIC) return { unreadable: "its footer is encrypted" };
  // The magic stands at the beginning, too.
  if (magic !== MAGIC || size < MAGIC.length + TRAILER) return { unreadable: strangeness(tail) };
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(
    bytes.length - TRAILER,
    true,
  );
  if (length > size - TRAILER - MAGIC.length) {
    return { unreadable: `it has ${count(size, "byte")}, and its footer claims to be ${length}` };
  }
  if (length > MOST_FOOTER) {
    return { unreadable: `its footer has ${count(length, "byte")}: over ${MOST_FOOTER} are not read` };
  }
  const held = bytes.subarray(0, bytes.length - TRAILER);
  if (length <= held.length) return held.subarray(held.length - length);
  const start = size - TRAILER - length;
  const missing = await files.range(tail, start, size - bytes.length - 1, signal);
  if (missing === "changed") return missing;
  return Buffer.concat([missing, held]);
}

function decoded(footer: Uint8Array): FileMetadata | Unreadable {
  try {
    const metadata = readMetadata(footer);
    return metadata.isEncrypted ? { unreadable: "its columns are encrypted" } : metadata;
  } catch (thrown) {
    if (!(thrown instanceof DamagedThrift)) throw thrown;
    return { unreadable: `its footer is damaged: ${thrown.message}` };
  }
}

/** Of a file that does not end as Parquet does: what else it may be. */
function strangeness({ bytes, size }: FileTail): string {
  if (size === 0) return "it is empty";
  // ORC's postscript ends with its magic and its own length.
  if (textAt(bytes, bytes.length - 4).startsWith("ORC")) return "it is ORC, not Parquet";
  if (bytes.length === size) {
    if (textAt(bytes, 0) === MAGIC) return "it begins as Parquet and ends in the middle: it is truncated";
    if (textAt(bytes, 0).startsWith("Obj")) return "it is Avro, not Parquet";
  }
  if (isText(bytes)) return "it is text, not Parquet";
  return "it does not end as Parquet does: it is truncated, or of another format";
}

const textAt = (bytes: Uint8Array, at: number) =>
  Buffer.from(bytes.subarray(Math.max(0, at), Math.max(0, at) + MAGIC.length)).toString("latin1");

/** No control characters but those of lines and columns. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
