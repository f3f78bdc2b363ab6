/** Buckets and objects, the objects as files below one folder: DuckDB reads them where they lie. */
import { createHash, randomUUID } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Clock } from "../clock.ts";
import { AwsError } from "../wire/service.ts";
import { Bucket, type StoredObject } from "./bucket.ts";
import type { Checksum } from "./checksums.ts";
import { freePath, keyOf } from "./key-paths.ts";

/** UTF-8 bytes of a key (S3 User Guide, "Naming Amazon S3 objects"). */
const KEY_BYTES = 1024;

/** 3 to 63 lower-case letters, digits, dots and hyphens (S3 User Guide, "Bucket naming rules"). */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** What the writer of an object says about it beside its bytes. */
export interface ObjectTraits {
  readonly headers?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly checksum?: Checksum;
  /** Quoted; the MD5 of the bytes unless given (multipart uploads have their own). */
  readonly eTag?: string;
}

export class S3Store {
  readonly #clock: Clock;
  /** Absolute: the files of all objects are below it. */
  readonly objectsFolder: string;
  readonly #uploadsFolder: string;
  readonly #buckets = new Map<string, Bucket>();

  /**
   * A folder that holds objects already is read back: key, size, time and ETag are those of the files, while metadata
   * and notification configurations live only as long as the process.
   */
  constructor(folder: string, clock: Clock) {
    this.#clock = clock;
    this.objectsFolder = resolve(folder, "objects");
    this.#uploadsFolder = resolve(folder, "uploads");
    mkdirSync(this.objectsFolder, { recursive: true });
    rmSync(this.#uploadsFolder, { recursive: true, force: true });
    mkdirSync(this.#uploadsFolder);
    for (const name of readdirSync(this.objectsFolder)) this.#readBack(name);
  }

  /** Making a bucket that is there already changes nothing: both belong to the one account there is. */
  createBucket(name: string): Bucket {
    if (!BUCKET_NAME.test(name)) {
      throw new AwsError("InvalidBucketName", `The specified bucket is not valid: ${name}`);
    }
    const bucket = this.#buckets.get(name) ?? new Bucket(name, this.#clock.now());
    this.#buckets.set(name, bucket);
    mkdirSync(join(this.objectsFolder, name), { recursive: true });
    return bucket;
  }

  /** Only an empty one, as S3 does. */
  deleteBucket(name: string): void {
    const [object] = this.bucket(name).list("");
    if (object !== undefined) {
      throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
    }
    this.#buckets.delete(name);
    rmSync(join(this.objectsFolder, name), { recursive: true });
  }

  buckets(): Bucket[] {
    return [...this.#buckets.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      throw new AwsError("NoSuchBucket", `The specified bucket does not exist: ${name}`, 404);
    }
    return bucket;
  }

  object(bucket: string, key: string): StoredObject {
    const object = this.bucket(bucket).get(key);
    if (object === undefined) {
      throw new AwsError("NoSuchKey", `The specified key does not exist: ${key}`, 404);
    }
    return object;
  }

  /** Every object whose key begins with the prefix, in S3's order. */
  list(bucket: string, prefix = ""): StoredObject[] {
    return [...this.bucket(bucket).list(prefix)];
  }

  /** Absolute path of the object's file. */
  localPath(bucket: string, key: string): string {
    return this.object(bucket, key).path;
  }

  /** Writes or overwrites: readers see the old bytes or the new ones, never a mixture. */
  put(bucket: string, key: string, body: Buffer, traits: ObjectTraits = {}): StoredObject {
    checkKey(key);
    const home = this.bucket(bucket);
    const path = home.get(key)?.path ?? freePath(join(this.objectsFolder, bucket), key);
    const draft = join(this.#uploadsFolder, randomUUID());
    writeFileSync(draft, body);
    mkdirSync(dirname(path), { recursive: true });
    renameSync(draft, path);
    const object: StoredObject = {
      key,
      size: body.length,
      eTag: traits.eTag ?? eTagOf(body),
      lastModified: Math.floor(this.#clock.now() / 1000) * 1000,
      headers: traits.headers ?? {},
      metadata: traits.metadata ?? {},
      ...(traits.checksum === undefined ? {} : { checksum: traits.checksum }),
      path,
    };
    home.set(object);
    return object;
  }

  read(bucket: string, key: string): Buffer {
    return readFileSync(this.localPath(bucket, key));
  }

  /** Removes the object and the directories that it leaves empty. What is not there is gone already. */
  remove(bucket: string, key: string): StoredObject | undefined {
    const home = this.bucket(bucket);
    const object = home.get(key);
    if (object === undefined) return undefined;
    home.delete(key);
    rmSync(object.path);
    this.#removeEmptyParents(object.path, join(this.objectsFolder, bucket));
    return object;
  }

  #removeEmptyParents(path: string, root: string): void {
    for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
      if (readdirSync(folder).length > 0) return;
      rmdirSync(folder);
    }
  }

  #readBack(name: string): void {
    const root = join(this.objectsFolder, name);
    const bucket = this.createBucket(name);
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const { mtimeMs, size } = statSync(path);
      bucket.set({
        key: keyOf(relative(root, path).split(sep)),
        size,
        eTag: eTagOf(readFileSync(path)),
        lastModified: Math.floor(mtimeMs / 1000) * 1000,
        headers: {},
        metadata: {},
        path,
      });
    }
  }
}

function checkKey(key: string): void {
  if (key === "") throw new AwsError("InvalidArgument", "An object key has one character at least.");
  if (Buffer.byteLength(key) > KEY_BYTES) throw new AwsError("KeyTooLongError", "Your key is too long");
}

export function eTagOf(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}
