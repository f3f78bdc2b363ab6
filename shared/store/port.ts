/** A bucket, as the product needs it: listings, and small objects whole. */

/** Objects and folders of a bucket, by listing. Throws RegistrarError. */
export interface ObjectStore {
  /** The folders directly below a prefix (which ends with "/"), and the objects directly in it. */
  children(bucket: string, prefix: string, signal: AbortSignal): Promise<Children>;
  /** The objects anywhere below a prefix, in key order; reads pages as they are asked for. */
  objects(bucket: string, prefix: string, signal: AbortSignal): AsyncIterable<StoredObject>;
}

export interface Children {
  /** Whole prefixes, each ending with "/". */
  readonly folders: readonly string[];
  readonly objects: readonly StoredObject[];
}

export interface StoredObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601. */
  readonly modified: string;
}

/** Whole objects of a bucket, small ones. Throws RegistrarError. */
export interface ObjectWriter {
  put(bucket: string, object: NewObject, signal: AbortSignal): Promise<void>;
  /** An object's text; undefined if there is no such object. */
  text(bucket: string, key: string, signal: AbortSignal): Promise<string | undefined>;
}

export interface NewObject {
  readonly key: string;
  readonly body: string | Uint8Array;
  /** As HTTP names it: text/html; charset=utf-8. */
  readonly contentType: string;
}
