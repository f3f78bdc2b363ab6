import { RegistrarError } from "../../shared/runtime/errors.ts";
import type { Children, ObjectStore, StoredObject } from "../../shared/store/port.ts";

/** The objects of one bucket in memory. */
export class MemoryStore implements ObjectStore {
  readonly #objects = new Map<string, StoredObject>();
  /** Every listing, in order: its prefix. */
  readonly listings: string[] = [];
  /** S3 refuses everything. */
  isDenied = false;

  put(key: string, size: number, modified: string, etag = ""): void {
    this.#objects.set(key, { key, size, modified, etag });
  }

  async children(_bucket: string, prefix: string): Promise<Children> {
    const below = this.#list(prefix);
    const folders = new Set<string>();
    const objects: StoredObject[] = [];
    for (const object of below) {
      const slash = object.key.indexOf("/", prefix.length);
      if (slash < 0) objects.push(object);
      else folders.add(object.key.slice(0, slash + 1));
    }
    return { folders: [...folders], objects };
  }

  async *objects(_bucket: string, prefix: string): AsyncGenerator<StoredObject> {
    yield* this.#list(prefix);
  }

  #list(prefix: string): StoredObject[] {
    this.listings.push(prefix);
    if (this.isDenied) throw new RegistrarError("STORE_REFUSED", "ListObjectsV2: AccessDenied");
    const below = [...this.#objects.values()].filter(({ key }) => key.startsWith(prefix));
    return below.sort((one, other) => (one.key < other.key ? -1 : 1));
  }
}
