/** What looking into files needs: the objects of a bucket by their bytes. */

/** Bytes of objects. Throws RegistrarError: STORE_REFUSED, DECRYPT_DENIED, DEADLINE. */
export interface FileReader {
  /**
   * The last `count` bytes of an object, or all if it has fewer. "gone" if there is no such object (any more), "archived"
   * if it lies where it cannot be read from, as in S3's storage class GLACIER.
   */
  tail(
    bucket: string,
    key: string,
    count: number,
    signal: AbortSignal,
  ): Promise<FileTail | "gone" | "archived">;
  /** The bytes from one position to another, both included; "changed" if the object is another one by now, or gone. */
  range(file: FileVersion, from: number, to: number, signal: AbortSignal): Promise<Uint8Array | "changed">;
}

/** One version of an object. */
export interface FileVersion {
  readonly bucket: string;
  readonly key: string;
  readonly eTag: string;
}

export interface FileTail extends FileVersion {
  readonly bytes: Uint8Array;
  /** Of the whole object, in bytes. */
  readonly size: number;
  /** When it was written, ISO 8601. */
  readonly modified: string;
}
