import type { FileReader } from "../../shared/guard/port.ts";
import { RegistrarError } from "../../shared/runtime/errors.ts";
import type { ObjectStore, StoredObject } from "../../shared/store/port.ts";

/** Objects of one bucket in memory, by their bytes. */
export class MemoryFiles implements FileReader, Pick<ObjectStore, "objects"> {
  readonly #objects = new Map<string, { bytes: Uint8Array; version: number }>();
  /** Every read, as `tail key` or `range key from-to`. */
  readonly reads: string[] = [];
  /** What befalls a read of a key; undefined lets it pass. */
  fate: (key: string) => RegistrarError | "archived" | undefined = () => undefined;
  /** Is run after a tail was read: the moment for somebody else's write. */
  afterTail: () => void = () => {};
  #versions = 0;

  put(key: string, bytes: Uint8Array): void {
    this.#objects.set(key, { bytes, version: ++this.#versions });
  }

  delete(key: string): void {
    this.#objects.delete(key);
  }

  async tail(bucket: string, key: string, count: number) {
    this.reads.push(`tail ${key}`);
    const fate = this.fate(key);
    if (fate instanceof RegistrarError) throw fate;
    if (fate === "archived") return fate;
    const found = this.#objects.get(key);
    if (found === undefined) return "gone";
    const { bytes, version } = found;
    const tail = { bytes: bytes.subarray(Math.max(0, bytes.length - count)), size: bytes.length };
    this.afterTail();
    return { ...tail, bucket, key, eTag: String(version), modified: MODIFIED };
  }

  async range({ key, eTag }: { readonly key: string; readonly eTag: string }, from: number, to: number) {
    this.reads.push(`range ${key} ${from}-${to}`);
    const found = this.#objects.get(key);
    if (found === undefined || String(found.version) !== eTag) return "changed";
    return found.bytes.subarray(from, to + 1);
  }

  async *objects(_bucket: string, prefix: string): AsyncGenerator<StoredObject> {
    const below = [...this.#objects].filter(([key]) => key.startsWith(prefix)).sort();
    for (const [key, { bytes }] of below) yield { key, size: bytes.length, modified: MODIFIED, etag: "" };
  }
}

export const MODIFIED = "2026-11-20T21:05:12.000Z";
