/** The client that the product's adapters call, over the story's bucket. */
import { NoSuchKey } from "@aws-sdk/client-s3";
import type { Container } from "../lambda.ts";
import { callOf, type Fate, sdkError } from "../network.ts";
import { BUCKET } from "../stage-datasets.ts";
import type { SimulatedObject } from "./bucket-content.ts";
import type { S3ClientLike } from "./parts.ts";
import type { UpkeepWorld } from "./world.ts";

/** Nothing of ours writes elsewhere. */
const RECORDS = "stock-trades-platform/reconcile/";
/** What functions may read of it. */
const READABLE = /^stock-trades-platform\/reconcile\/(deletes|checkpoints|drift)\//;

interface Input {
  readonly Bucket: string;
  readonly Key?: string;
  readonly Prefix?: string;
  readonly StartAfter?: string;
  readonly ContinuationToken?: string;
  readonly Delimiter?: string;
  readonly Body?: string;
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

const BROKEN = () => sdkError("Error", "socket hang up");
const REFUSALS: readonly Fate[] = [
  { fault: "S3 refuses a call", before: sdkError("SlowDown", "Please reduce your request rate.", 503) },
  { fault: "S3 refuses a call", before: sdkError("AccessDenied", "Access Denied", 403) },
  { fault: "S3 breaks before it commits", before: BROKEN() },
  { fault: "S3 gives no answer", silent: "before" },
];
const LOST: readonly Fate[] = [
  { fault: "S3 breaks after it committed", after: BROKEN() },
  { fault: "S3 gives no answer", silent: "after" },
];
const TWICE: Fate = { fault: "S3 commits, the SDK asks again", twice: true };

export function s3Client(world: UpkeepWorld, container: Container): S3ClientLike {
  const send = (
    command: { readonly input: Input },
    { abortSignal }: { readonly abortSignal?: AbortSignal } = {},
  ) => {
    const operation = command.constructor.name.replace(/Command$/, "");
    const { input } = command;
    const carryOut = OPERATIONS[operation];
    if (carryOut === undefined) {
      world.judge.complain("wrong", `${container.invocation!.name} called ${operation} of ${input.Key}`);
      return Promise.reject(sdkError("AccessDenied", operation, 403));
    }
    return callOf(world, container, {
      shown: `${operation} ${input.Key ?? `${input.Prefix} after ${input.StartAfter ?? ""}`}`,
      fate: fateOf(world, operation),
      latency:
        operation === "ListObjectsV2" && world.isTroubled ? world.chance.between(0, world.slowness) : 0,
      signal: abortSignal,
      effect: () => {
        if (input.Bucket !== BUCKET) throw sdkError("NoSuchBucket", input.Bucket, 404);
        return carryOut(world, container, input);
      },
    });
  };
  return { send } as unknown as S3ClientLike;
}

function fateOf(world: UpkeepWorld, operation: string): Fate | undefined {
  const isWrite = operation === "PutObject";
  if (!world.strikes(world.weather.s3 * (isWrite ? 3 : 1))) return undefined;
  if (isWrite && world.chance.happens(0.7))
    return world.chance.happens(0.5) ? TWICE : world.chance.pick(LOST);
  return world.chance.pick(REFUSALS);
}

const OPERATIONS: Readonly<
  Record<string, (world: UpkeepWorld, container: Container, input: Input) => unknown>
> = {
  ListObjectsV2: ({ bucket, pageSizes }, _, { Prefix = "", StartAfter, ContinuationToken, Delimiter }) => {
    const after = ContinuationToken ?? StartAfter ?? "";
    const { objects, folders, next } = bucket.page(Prefix, after, Delimiter, pageSizes.objects);
    return {
      Contents: objects.map(listed),
      CommonPrefixes: folders.map((folder) => ({ Prefix: folder })),
      IsTruncated: next !== undefined,
      NextContinuationToken: next,
    };
  },

  GetObject: ({ bucket, judge }, { invocation }, { Key = "" }) => {
    // Functions write down what they remove, and may not read it; nothing of ours reads data.
    const isReadable = invocation!.of === "command" ? Key.startsWith(RECORDS) : READABLE.test(Key);
    if (!isReadable) judge.complain("wrong", `${invocation!.name} read ${Key}`);
    const found = bucket.get(Key);
    if (found === undefined) throw new NoSuchKey({ message: Key, $metadata: { httpStatusCode: 404 } });
    return { Body: { transformToString: async () => found.text }, ETag: found.etag };
  },

  PutObject: ({ bucket, judge }, { invocation }, { Key = "", Body = "", IfMatch, IfNoneMatch }) => {
    const found = bucket.get(Key);
    const isOutdated = IfNoneMatch === "*" ? found !== undefined : found?.etag !== IfMatch;
    if (IfMatch !== undefined && found === undefined) throw new NoSuchKey({ message: Key, $metadata: {} });
    if (isOutdated) throw sdkError("PreconditionFailed", Key, 412);
    if (!Key.startsWith(RECORDS)) judge.complain("wrong", `${invocation!.name} wrote ${Key}`);
    const { etag } = bucket.put(Key, Body.length, Body);
    judge.written(invocation!, Key, Body);
    return { ETag: etag };
  },
};

function listed({ key, size, modified, etag }: SimulatedObject) {
  return { Key: key, Size: size, LastModified: new Date(modified), ETag: etag };
}
