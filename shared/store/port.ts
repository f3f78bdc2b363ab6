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
  /** Opaque: another one for other bytes. The same bytes, uploaded in other parts or encrypted with a key of KMS, may have another one, too. */
  readonly etag: string;
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

/** Small texts that several writers may write at the same time. Throws RegistrarError. */
export interface RecordStore {
  /** Undefined if there is no such object. */
  read(bucket: string, key: string, signal: AbortSignal): Promise<VersionedText | undefined>;
  /** Writes only over the version that is given, or only what is not there yet; tells which version that became. */
  write(
    bucket: string,
    key: string,
    text: string,
    over: string | "nothing",
    signal: AbortSignal,
  ): Promise<{ readonly version: string } | "outdated">;
}

export interface VersionedText {
  readonly text: string;
  /** Opaque: S3's ETag. */
  readonly version: string;
}
