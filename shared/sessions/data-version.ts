import { createHash } from "node:crypto";
import type { StoredObject } from "../store/port.ts";

/**
 * What tells the data of a session from every other state of them. The same hash means the same objects, byte for byte;
 * another one may also mean the same rows, written anew.
 */
export interface DataVersion {
  /** Over key, size and ETag of every object, in no order: 32 hexadecimal digits. */
  readonly hash: string;
  readonly objects: number;
  readonly bytes: number;
  /** When S3 took the newest object, ISO 8601; null if there is none. */
  readonly lastWrite: string | null;
}

const SIZE = 1n << 256n;

/**
 * Makes the version of objects that come one by one, each once, in any order. Keeps none of them: their digests are added
 * up, so that an order does not matter and two equal objects are not nothing, as they would be with XOR.
 */
export class VersionFold {
  #sum = 0n;
  #objects = 0;
  #bytes = 0;
  #lastWrite = "";

  add({ key, size, etag, modified }: StoredObject): void {
    // Only a key may hold a line feed, and it comes first: no two objects make the same text.
    const digest = createHash("sha256").update(`${key}\n${size}\n${etag}`).digest("hex");
    this.#sum = (this.#sum + BigInt(`0x${digest}`)) % SIZE;
    this.#objects += 1;
    this.#bytes += size;
    if (modified > this.#lastWrite) this.#lastWrite = modified;
  }

  get version(): DataVersion {
    const text = `${this.#objects} ${this.#sum.toString(16)}`;
    return {
      hash: createHash("sha256").update(text).digest("hex").slice(0, 32),
      objects: this.#objects,
      bytes: this.#bytes,
      lastWrite: this.#lastWrite === "" ? null : this.#lastWrite,
    };
  }
}

/** Was nothing written between two listings? A write that was undone leaves the hash, and a later time. */
export function isUntouched(before: DataVersion, after: DataVersion): boolean {
  return before.hash === after.hash && before.lastWrite === after.lastWrite;
}
