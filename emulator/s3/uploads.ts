/** Multipart uploads under way: parts in memory until they are completed or aborted. */
import { createHash, randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { AwsError } from "../wire/service.ts";
import { compareKeys } from "./key-paths.ts";
import { eTagOf, type ObjectTraits } from "./store.ts";

/** Least bytes of every part but the last (S3 User Guide, "Amazon S3 multipart upload limits"). */
const PART_BYTES = 5 * 1024 * 1024;
const PARTS = 10_000;

interface MultipartUpload {
  readonly bucket: string;
  readonly key: string;
  readonly traits: ObjectTraits;
  /** Epoch milliseconds. */
  readonly initiatedAt: number;
  readonly parts: Map<number, Part>;
}

export interface Part {
  readonly partNumber: number;
  readonly bytes: Buffer;
  readonly eTag: string;
  /** Epoch milliseconds. */
  readonly lastModified: number;
}

export interface UploadUnderWay {
  readonly id: string;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly initiatedAt: number;
}

/** A part as CompleteMultipartUpload names it. */
export interface PartReference {
  readonly partNumber: number;
  readonly eTag: string;
}

export class Uploads {
  readonly #clock: Clock;
  #begun = 0;
  readonly #uploads = new Map<string, MultipartUpload>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ids sort in the order of their making. */
  create(bucket: string, key: string, traits: ObjectTraits): string {
    this.#begun += 1;
    const id = `${String(this.#begun).padStart(12, "0")}-${randomUUID()}`;
    this.#uploads.set(id, { bucket, key, traits, initiatedAt: this.#clock.now(), parts: new Map() });
    return id;
  }

  /** Those of a bucket whose keys begin with the prefix: by key, then in the order of their beginning. */
  list(bucket: string, prefix: string): UploadUnderWay[] {
    return [...this.#uploads]
      .filter(([, upload]) => upload.bucket === bucket && upload.key.startsWith(prefix))
      .map(([id, { key, initiatedAt }]) => ({ id, key, initiatedAt }))
      .sort((one, other) => compareKeys(one.key, other.key));
  }

  /** In the order of their numbers. */
  parts(id: string, bucket: string, key: string): Part[] {
    const { parts } = this.#find(id, bucket, key);
    return [...parts.values()].sort((one, other) => one.partNumber - other.partNumber);
  }

  addPart(
    id: string,
    bucket: string,
    key: string,
    { partNumber, bytes }: Pick<Part, "partNumber" | "bytes">,
  ): Part {
    if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > PARTS) {
      throw new AwsError(
        "InvalidArgument",
        `Part number must be an integer between 1 and ${PARTS}, inclusive`,
      );
    }
    const part = { partNumber, bytes, eTag: eTagOf(bytes), lastModified: this.#clock.now() };
    this.#find(id, bucket, key).parts.set(partNumber, part);
    return part;
  }

  /** The whole object. The upload stays until `forget`, so that a failed write can be completed again. */
  assemble(
    id: string,
    bucket: string,
    key: string,
    references: readonly PartReference[],
  ): [Buffer, ObjectTraits] {
    const upload = this.#find(id, bucket, key);
    const parts = references.map((reference, at) => {
      const part = upload.parts.get(reference.partNumber);
      if (part?.eTag.replaceAll('"', "") !== reference.eTag.replaceAll('"', "")) {
        throw new AwsError("InvalidPart", "One or more of the specified parts could not be found.");
      }
      if (at > 0 && reference.partNumber <= (references[at - 1] as PartReference).partNumber) {
        throw new AwsError("InvalidPartOrder", "The list of parts was not in ascending order.");
      }
      if (at < references.length - 1 && part.bytes.length < PART_BYTES) {
        throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
      }
      return part;
    });
    if (parts.length === 0) throw new AwsError("MalformedXML", "You must specify at least one part");
    const digests = parts.map((part) => createHash("md5").update(part.bytes).digest());
    const eTag = `"${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-${parts.length}"`;
    return [Buffer.concat(parts.map((part) => part.bytes)), { ...upload.traits, eTag }];
  }

  forget(id: string, bucket: string, key: string): void {
    this.#find(id, bucket, key);
    this.#uploads.delete(id);
  }

  #find(id: string, bucket: string, key: string): MultipartUpload {
    const upload = this.#uploads.get(id);
    if (upload === undefined || upload.bucket !== bucket || upload.key !== key) {
      throw new AwsError("NoSuchUpload", "The specified upload does not exist.", 404);
    }
    return upload;
  }
}
