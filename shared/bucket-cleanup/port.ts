import type { StackState } from "./removal-rule.ts";

/** Stacks, by their ids, of those that are gone too. Throws RegistrarError (STACK_UNREADABLE). */
export interface Stacks {
  read(stackId: string, signal: AbortSignal): Promise<StackState>;
}

/** Buckets, named by their ARNs, whose contents go for good. Throws RegistrarError. */
export interface BucketContents {
  /** Refuses every write from now on. Answers whether the bucket exists. */
  refuseWrites(bucket: string, signal: AbortSignal): Promise<boolean>;
  /** Every version of every object, and every delete marker, in pages of at most 1,000. */
  versions(bucket: string, signal: AbortSignal): AsyncIterable<readonly ObjectVersion[]>;
  /** Deletes a page for good. Answers what S3 did not delete. */
  delete(
    bucket: string,
    versions: readonly ObjectVersion[],
    signal: AbortSignal,
  ): Promise<readonly DeleteFailure[]>;
}

export interface ObjectVersion {
  readonly key: string;
  /** "null" of an object that was written without versioning. */
  readonly id: string | undefined;
}

export interface DeleteFailure {
  readonly version: ObjectVersion;
  /** In S3's words. */
  readonly reason: string;
}
