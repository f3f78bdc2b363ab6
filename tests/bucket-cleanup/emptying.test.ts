import { CloudFormationClient, DescribeStacksCommand, type Stack } from "@aws-sdk/client-cloudformation";
import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { cloudFormationStacks } from "../../shared/bucket-cleanup/cloudformation-adapter.ts";
import { emptyBucket, handleRequest } from "../../shared/bucket-cleanup/emptying.ts";
import type { BucketContents, Stacks } from "../../shared/bucket-cleanup/port.ts";
import { s3Emptying } from "../../shared/bucket-cleanup/s3-emptying-adapter.ts";
import { readStackRequest } from "../../shared/custom-resource/stack-request.ts";

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

describe("what happens to a stack", () => {
  const cloudFormation = mockClient(CloudFormationClient);
  const stacks = cloudFormationStacks(cloudFormation as unknown as CloudFormationClient);
  const answering = (...answered: Stack[]) =>
    cloudFormation.on(DescribeStacksCommand, { StackName: "arn/1" }).resolves({ Stacks: answered });
  const stack = (changed: Partial<Stack>): Stack => ({
    StackId: "arn/1",
    StackName: "name",
    CreationTime: new Date(0),
    StackStatus: "DELETE_IN_PROGRESS",
    ...changed,
  });

  beforeEach(() => {
    cloudFormation.reset();
  });

  test("is asked by its id, and that it is nested is told", async () => {
    answering(stack({}));
    expect(await stacks.read("arn/1", never)).toEqual({ status: "DELETE_IN_PROGRESS", isNested: false });
    answering(stack({ ParentId: "arn/0", RootId: "arn/0" }));
    expect(await stacks.read("arn/1", never)).toMatchObject({ isNested: true });
  });

  test.each([
    ["of no stack", []],
    ["of another one", [stack({ StackId: "arn/2" })]],
  ])("is not what is told %s", async (_, answered) => {
    answering(...answered);
    await expect(stacks.read("arn/1", never)).rejects.toMatchObject({
      code: "STACK_UNREADABLE",
      message: "DescribeStacks of arn/1: Error: the answer does not tell of it",
    });
  });
});

const removed: Stacks = { read: async () => ({ status: "DELETE_IN_PROGRESS", isNested: false }) };

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
const endless: BucketContents = {
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
  const response = await handleRequest(deletion, { stacks: removed, contents: endless }, 1_000);
  expect(response.status).toBe("FAILED");
  expect(response.reason).toContain("`sls remove` again goes on from there");
});

test("a stack without buckets has nothing to empty", async () => {
  const unasked: Stacks = { read: () => Promise.reject(new Error("nobody needs to know")) };
  const ports = { stacks: unasked, contents: endless };
  expect(await handleRequest({ ...deletion, properties: {} }, ports, 60_000)).toEqual({
    status: "SUCCESS",
    reason: "there are no buckets",
  });
});
