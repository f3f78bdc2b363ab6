import { type StackRequest, type StackResponse, textsOf } from "../custom-resource/stack-request.ts";
import { signalAfter } from "../runtime/deadlines.ts";
import { messageOf, RegistrarError } from "../runtime/errors.ts";
import type { BucketContents, DeleteFailure, ObjectVersion, Stacks } from "./port.ts";
import { isRemoval } from "./removal-rule.ts";

/** Calls that delete at once, each of up to 1,000 versions, while the next page is listed. */
const DELETIONS_AT_ONCE = 4;

/** How often a version is tried that S3 did not delete, while it deleted others of the same call. */
const ATTEMPTS = 3;

/** What became of a bucket, named by its ARN. */
export interface Emptied {
  readonly bucket: string;
  /** Versions and delete markers. */
  readonly deleted: number;
  readonly wasGone: boolean;
}

/**
 * Deletes everything in a bucket, so that the bucket itself can be deleted. First it ends all writes: an object that a
 * job wrote after the last listing would be in the way for good. Can be repeated, and goes on where it was left.
 * Throws RegistrarError (BUCKET_NOT_EMPTIED, STORE_REFUSED).
 */
export async function emptyBucket(
  bucket: string,
  contents: BucketContents,
  signal: AbortSignal,
): Promise<Emptied> {
  let deleted = 0;
  const failures: DeleteFailure[] = [];
  const remove = async (versions: readonly ObjectVersion[]) => {
    const left = await deleteAll(bucket, versions, contents, signal);
    deleted += versions.length - left.length;
    failures.push(...left);
  };
  try {
    const isThere = await contents.refuseWrites(bucket, signal);
    if (!isThere) return { bucket, deleted, wasGone: true };
    await forEachPage(contents.versions(bucket, signal), remove);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    throw new RegistrarError(
      "BUCKET_NOT_EMPTIED",
      `${bucket}: the time was over when ${deleted} objects were deleted; \`sls remove\` again goes on from there`,
      { cause: thrown },
    );
  }
  const [first] = failures;
  if (first === undefined) return { bucket, deleted, wasGone: false };
  throw new RegistrarError(
    "BUCKET_NOT_EMPTIED",
    `${bucket}: ${failures.length} objects could not be deleted, ${deleted} were; the first is ${JSON.stringify(first.version.key)}: ${first.reason}`,
  );
}

/** Milliseconds that are left for the answer, which may need three attempts of 5 s. */
const RESERVED = 20_000;

/** The world that a request is about. */
export interface CleanupPorts {
  readonly stacks: Stacks;
  readonly contents: BucketContents;
}

/**
 * What a request comes to; never throws. Only the removal of the whole stack empties its buckets. CloudFormation sends
 * the same Delete when an update fails and is undone, or leaves the custom resource out; then the buckets are in use.
 * Who cannot learn which it is empties nothing.
 */
export async function handleRequest(
  { type, properties, identity }: StackRequest,
  { stacks, contents }: CleanupPorts,
  remaining: number,
): Promise<StackResponse> {
  if (type !== "Delete") return success("nothing to do before the stack is removed");
  // ARNs.
  const buckets = textsOf(properties.Buckets);
  if (buckets.length === 0) return success("there are no buckets");
  const signal = signalAfter(remaining - RESERVED);
  try {
    const stack = await stacks.read(identity.StackId, signal);
    if (!isRemoval(stack)) {
      const what = stack.isNested ? "part of another stack" : stack.status;
      return success(`nothing was touched: the stack is ${what}, and so is not known to be removed`);
    }
  } catch (thrown) {
    return { status: "FAILED", reason: `nothing was touched: ${messageOf(thrown)}` };
  }
  return emptyAll(buckets, contents, signal);
}

const success = (reason: string): StackResponse => ({ status: "SUCCESS", reason });

async function emptyAll(
  buckets: readonly string[],
  contents: BucketContents,
  signal: AbortSignal,
): Promise<StackResponse> {
  const done: string[] = [];
  const failures: string[] = [];
  for (const bucket of buckets) {
    try {
      done.push(sentenceOf(await emptyBucket(bucket, contents, signal)));
    } catch (thrown) {
      failures.push(messageOf(thrown));
    }
  }
  // What went wrong comes first: the reason may be cut.
  const reason = [...failures, ...done].join("; ");
  return { status: failures.length === 0 ? "SUCCESS" : "FAILED", reason };
}

const sentenceOf = ({ bucket, deleted, wasGone }: Emptied) =>
  wasGone ? `${bucket} was gone already` : `${bucket} is empty: ${deleted} deleted`;

/** Hands pages to a few workers. An async generator answers them one after the other. */
async function forEachPage<Page>(
  pages: AsyncIterable<Page>,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const iterator = pages[Symbol.asyncIterator]();
  const worker = async () => {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      await work(next.value);
    }
  };
  await Promise.all(Array.from({ length: DELETIONS_AT_ONCE }, worker));
}

async function deleteAll(
  bucket: string,
  versions: readonly ObjectVersion[],
  contents: BucketContents,
  signal: AbortSignal,
): Promise<readonly DeleteFailure[]> {
  let left = await contents.delete(bucket, versions, signal);
  for (let attempt = 2; attempt <= ATTEMPTS && left.length > 0; attempt++) {
    const again = left.map(({ version }) => version);
    left = await contents.delete(bucket, again, signal);
  }
  return left;
}
