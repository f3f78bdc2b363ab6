/** One bucket: what is in it, in the order S3 lists it. The bytes are files; this is what is known about them. */
import type { Checksum } from "./checksums.ts";
import { compareKeys } from "./key-paths.ts";
import type { ExpirationRule } from "./lifecycle-configuration.ts";
import type { NotificationConfiguration } from "./notification-configuration.ts";

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** Quoted, as the header carries it. */
  readonly eTag: string;
  /** Epoch milliseconds, whole seconds: S3 keeps no finer time. */
  readonly lastModified: number;
  /** Content-Type and its kin, lower-case names, as given by whoever wrote the object. */
  readonly headers: Readonly<Record<string, string>>;
  /** The names after `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Of the whole, when the writer sent one. */
  readonly checksum?: Checksum;
  /** Absolute path of the file that holds the bytes. */
  readonly path: string;
}

export class Bucket {
  readonly name: string;
  readonly createdAt: number;
  notifications: NotificationConfiguration = { queues: [], eventBridge: false };
  lifecycle: readonly ExpirationRule[] = [];
  /** Do removals leave delete markers? */
  isVersioned = false;
  /** Does its policy deny everybody s3:PutObject? */
  refusesWrites = false;
  readonly #objects = new Map<string, StoredObject>();
  #changes = 0;
  /** Sorted; kept beside the map so that a page of a listing costs its own length only. */
  readonly #keys: string[] = [];

  constructor(name: string, createdAt: number) {
    this.name = name;
    this.createdAt = createdAt;
  }

  /** Differs after any change of what is in the bucket. */
  get version(): number {
    return this.#changes;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  set(object: StoredObject): void {
    if (!this.#objects.has(object.key)) this.#keys.splice(this.#firstFrom(object.key), 0, object.key);
    this.#objects.set(object.key, object);
    this.#changes += 1;
  }

  delete(key: string): void {
    if (!this.#objects.delete(key)) return;
    this.#keys.splice(this.#firstFrom(key), 1);
    this.#changes += 1;
  }

  /** The first key that is `from` or comes after it, skipping those that begin with `past` when it is given. */
  next(from: string, past?: string): StoredObject | undefined {
    const key = this.#keys[past === undefined ? this.#firstFrom(from) : this.#firstPast(past)];
    return key === undefined ? undefined : this.#objects.get(key);
  }

  /** Every object whose key begins with the prefix, in S3's order. */
  *list(prefix = ""): Generator<StoredObject> {
    for (let at = this.#firstFrom(prefix); at < this.#keys.length; at++) {
      const key = this.#keys[at] as string;
      if (!key.startsWith(prefix)) return;
      yield this.#objects.get(key) as StoredObject;
    }
  }

  #firstFrom(key: string): number {
    return this.#search((other) => compareKeys(other, key) >= 0);
  }

  #firstPast(prefix: string): number {
    return this.#search((other) => compareKeys(other, prefix) > 0 && !other.startsWith(prefix));
  }

  /** Where `holds` becomes true in the sorted keys (binary search). */
  #search(holds: (key: string) => boolean): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#keys[middle] as string)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
