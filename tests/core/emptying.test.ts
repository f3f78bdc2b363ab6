import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { s3Emptying } from "../../shared/aws/s3-emptying.ts";
import { emptyBucket, fulfil } from "../../shared/emptying.ts";
import type { DoomedBuckets } from "../../shared/ports.ts";
import { readStackRequest } from "../../shared/stack-request.ts";

const LAKE = "arn:aws-cn:s3:::lake";
const never = new AbortController().signal;

describe("a bucket with versions", () => {
  const s3 = mockClient(S3Client);
  const contents = s3Emptying(s3 as unknown as S3Client);

  /** "key@version", of versions and delete markers alike. */
  let there: Set<string>;
  /** Entries that are not deleted so many times more. */
  let stubborn: Map<string, number>;

  beforeEach(() => {
    there = new Set(["a@1", "a@2", "b@null", "c@3"]);
    stubborn = new Map();
    s3.reset();
    s3.on(PutBucketPolicyCommand).resolves({});
    s3.on(ListObjectVersionsCommand, { KeyMarker: undefined }).resolves({
      IsTruncated: true,
      NextKeyMarker: "a",
      NextVersionIdMarker: "2",
      Versions: [{ Key: "a", VersionId: "1" }],
      DeleteMarkers: [{ Key: "a", VersionId: "2" }],
    });
    s3.on(ListObjectVersionsCommand, { KeyMarker: "a", VersionIdMarker: "2" }).resolves({
      IsTruncated: false,
      Versions: [
        { Key: "b", VersionId: "null" },
        { Key: "c", VersionId: "3" },
      ],
    });
    s3.on(DeleteObjectsCommand).callsFake(({ Delete }) => {
      const wanted: { Key: string; VersionId: string }[] = Delete.Objects;
      const Errors = wanted.flatMap(({ Key, VersionId }) => {
        const entry = `${Key}@${VersionId}`;
        const times = stubborn.get(entry) ?? 0;
        if (times === 0) there.delete(entry);
        else stubborn.set(entry, times - 1);
        return times === 0
          ? []
          : [{ Key, VersionId, Code: "InternalError", Message: "We encountered an error" }];
      });
      return { Errors };
    });
  });

  test("loses all of them, and its delete markers, behind a policy for its own partition", async () => {
    expect(await emptyBucket(LAKE, contents, never)).toEqual({ bucket: LAKE, deleted: 4, wasGone: false });
    expect(there).toEqual(new Set());
    const [policy] = s3.commandCalls(PutBucketPolicyCommand);
    expect(policy!.args[0].input.Bucket).toBe("lake");
    expect(JSON.parse(policy!.args[0].input.Policy!).Statement).toMatchObject([
      { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws-cn:s3:::lake/*" },
    ]);
  });

  test("is tried again where S3 stumbled over single objects", async () => {
    stubborn.set("c@3", 2);
    expect(await emptyBucket(LAKE, contents, never)).toMatchObject({ deleted: 4 });
    expect(there).toEqual(new Set());
  });

  test("names what cannot be deleted, and loses all else", async () => {
    stubborn.set("a@2", 9);
    await expect(emptyBucket(LAKE, contents, never)).rejects.toMatchObject({
      code: "BUCKET_NOT_EMPTIED",
      message: `${LAKE}: 1 objects could not be deleted, 3 were; the first is "a": InternalError: We encountered an error`,
    });
    expect(there).toEqual(new Set(["a@2"]));
  });
});

const deletion = readStackRequest({
  RequestType: "Delete",
  ResponseURL: "https://answers.test/",
  StackId: "stack",
  RequestId: "request",
  LogicalResourceId: "EmptyBuckets",
  PhysicalResourceId: "EmptyBuckets",
  ResourceProperties: { Buckets: [LAKE] },
});

/** A bucket that never ends. */
const endless: DoomedBuckets = {
  refuseWrites: async () => true,
  async *versions(_bucket, signal) {
    for (;;) {
      await new Promise(setImmediate);
      signal.throwIfAborted();
      yield [{ key: "another", id: undefined }];
    }
  },
  delete: async () => [],
};

test("a bucket that is not empty in time fails the request, while there is time to say so", async () => {
  // Less than what is kept for the answer.
  const verdict = await fulfil(deletion, endless, 1_000);
  expect(verdict.status).toBe("FAILED");
  expect(verdict.reason).toContain("`sls remove` again goes on from there");
});

test("a stack without buckets has nothing to empty", async () => {
  expect(await fulfil({ ...deletion, buckets: [] }, endless, 60_000)).toEqual({
    status: "SUCCESS",
    reason: "there are no buckets",
  });
});
