import { mkdtempSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StackStatus } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { bundle } from "../../deploy/bundle.ts";
import { createLambda, type Emulator, type Lambda, startEmulator } from "../../emulator/index.ts";

/** Where CloudFormation waits for answers: an object of S3, by a signed address, as with AWS. */
const ANSWERS = "cloudformation-answers";
const STACK = "arn:aws:cloudformation:us-east-1:000000000000:stack/stock-trades-partitions-dev/1";
const LAKE = "lake";
const RESULTS = "results";

let folder: string;
let stack: Emulator;
let empty: Lambda;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "empty-"));
  const file = join(folder, "empty.mjs");
  await bundle("functions/empty.ts", file);
  stack = await startEmulator();
  empty = createLambda({ file, functionName: "empty", timeoutMs: 60_000, env: stack.env });
});

afterAll(async () => {
  await empty.close();
  await stack.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  stack.faults.clear();
  stack.stacks.put(STACK, { status: "DELETE_IN_PROGRESS" });
  for (const bucket of [ANSWERS, LAKE, RESULTS]) {
    stack.s3.store.createBucket(bucket).refusesWrites = false;
    for (const { key } of stack.s3.store.list(bucket)) stack.s3.store.remove(bucket, key);
  }
});

const arn = (bucket: string) => `arn:aws:s3:::${bucket}`;
const fill = (bucket: string, count: number) => {
  for (let index = 0; index < count; index++)
    stack.s3.put(bucket, `day=2026-11-20/part-${index}.parquet`, "PAR1");
};
const left = (bucket: string) => stack.s3.store.list(bucket).length;

const request = (RequestType: string, buckets: readonly string[]) => ({
  RequestType,
  ResponseURL: `${stack.endpoint}/${ANSWERS}/answer?X-Amz-Signature=0`,
  StackId: STACK,
  RequestId: "11111111-2222-3333-4444-555555555555",
  ResourceType: "Custom::EmptyBuckets",
  LogicalResourceId: "EmptyBuckets",
  ...(RequestType === "Create" ? {} : { PhysicalResourceId: "EmptyBuckets" }),
  ResourceProperties: { ServiceToken: "arn:aws:lambda:…", Buckets: buckets.map(arn) },
});

/** What CloudFormation was told. */
async function ask(type: string, buckets: readonly string[]): Promise<{ Status: string; Reason: string }> {
  await empty.invoke(request(type, buckets));
  return JSON.parse(stack.s3.store.read(ANSWERS, "answer").toString());
}

describe("the end of a stack", () => {
  test("empties every bucket, over pages of 1,000, and ends all writes there", async () => {
    fill(LAKE, 2_345);
    fill(RESULTS, 3);
    expect(await ask("Delete", [LAKE, RESULTS])).toEqual({
      Status: "SUCCESS",
      Reason: "arn:aws:s3:::lake is empty: 2345 deleted; arn:aws:s3:::results is empty: 3 deleted",
      StackId: STACK,
      RequestId: "11111111-2222-3333-4444-555555555555",
      LogicalResourceId: "EmptyBuckets",
      PhysicalResourceId: "EmptyBuckets",
    });
    // The address is signed for a request without a type; S3 would refuse another.
    expect(stack.s3.store.object(ANSWERS, "answer").headers).not.toHaveProperty("content-type");
    expect([left(LAKE), left(RESULTS)]).toEqual([0, 0]);
    expect(() => stack.s3.put(LAKE, "late.parquet", "PAR1")).toThrow("Access Denied");
  });

  test("can be asked for twice, and of a bucket that is gone", async () => {
    fill(LAKE, 5);
    await ask("Delete", [LAKE]);
    expect(await ask("Delete", ["gone-by-hand", LAKE])).toMatchObject({
      Status: "SUCCESS",
      Reason: "arn:aws:s3:::gone-by-hand was gone already; arn:aws:s3:::lake is empty: 0 deleted",
    });
  });

  test("fails with S3's reason when S3 refuses, and goes on when it is asked for again", async () => {
    fill(LAKE, 1_500);
    const relent = stack.faults.add({
      operation: "S3.DeleteObjects",
      kind: "error",
      code: "AccessDenied",
      message: "Access Denied",
      status: 403,
    });
    expect(await ask("Delete", [LAKE])).toMatchObject({
      Status: "FAILED",
      Reason: "DeleteObjects of arn:aws:s3:::lake: AccessDenied: Access Denied",
    });
    expect(left(LAKE)).toBe(1_500);
    relent();
    expect(await ask("Delete", [LAKE])).toMatchObject({ Status: "SUCCESS" });
    expect(left(LAKE)).toBe(0);
  });

  test("empties the other buckets when one cannot be", async () => {
    fill(RESULTS, 2);
    stack.faults.add({
      operation: "S3.PutBucketPolicy",
      kind: "error",
      code: "AccessDenied",
      status: 403,
      times: 1,
    });
    expect(await ask("Delete", [LAKE, RESULTS])).toMatchObject({ Status: "FAILED" });
    expect(left(RESULTS)).toBe(0);
  });

  test("is seen through throttling, and through answers that CloudFormation's side loses", async () => {
    fill(LAKE, 10);
    stack.faults.add({ operation: "S3.ListObjectVersions", kind: "throttle", times: 2 });
    stack.faults.add({
      operation: "S3.PutObject",
      kind: "error",
      code: "InternalError",
      status: 500,
      times: 2,
    });
    expect(await ask("Delete", [LAKE])).toMatchObject({ Status: "SUCCESS" });
    expect(left(LAKE)).toBe(0);
  });
});

describe("a request to delete, while the stack is", () => {
  /** Everything that CloudFormation calls a stack; the whole of it goes in these two alone. */
  const removals: readonly string[] = ["DELETE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS"];
  const others = Object.values(StackStatus).filter((status) => !removals.includes(status));

  /** What is left of ten objects, and whether anybody may write afterwards. */
  const askWhile = async (status: StackStatus, parentId?: string) => {
    fill(LAKE, 10);
    stack.stacks.put(STACK, { status, ...(parentId === undefined ? {} : { parentId }) });
    const before = stack.requests.length;
    const answer = await ask("Delete", [LAKE]);
    const calls = stack.requests.slice(before).map(({ service, operation }) => `${service}.${operation}`);
    return { answer, calls };
  };
  const untouched = () => {
    expect(left(LAKE)).toBe(10);
    stack.s3.put(LAKE, "still-written.parquet", "PAR1");
  };

  test("are all that the SDK knows", () => {
    expect(others).toHaveLength(21);
    for (const status of ["UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"]) {
      expect(others).toContain(status);
    }
  });

  test.each(removals as StackStatus[])("%s: everything goes", async (status) => {
    const { answer } = await askWhile(status);
    expect(answer).toMatchObject({ Status: "SUCCESS", Reason: `${arn(LAKE)} is empty: 10 deleted` });
    expect(left(LAKE)).toBe(0);
  });

  test.each(others)("%s: granted, nothing is touched, no write is refused", async (status) => {
    const { answer, calls } = await askWhile(status);
    expect(answer).toMatchObject({
      Status: "SUCCESS",
      Reason: `nothing was touched: the stack is ${status}, and so is not known to be removed`,
    });
    // One question, and the answer's own address.
    expect(calls).toEqual(["CloudFormation.DescribeStacks", "S3.PutObject"]);
    untouched();
  });

  test("removed again after that failed: what is left goes", async () => {
    await askWhile("DELETE_FAILED");
    stack.stacks.put(STACK, { status: "DELETE_IN_PROGRESS" });
    expect(await ask("Delete", [LAKE])).toMatchObject({ Status: "SUCCESS" });
    expect(left(LAKE)).toBe(0);
  });

  test("removed as a part of another, whose update may have left it out: nothing is touched", async () => {
    const { answer } = await askWhile("DELETE_IN_PROGRESS", STACK.replace("/1", "/parent"));
    expect(answer).toMatchObject({ Status: "SUCCESS" });
    expect(answer.Reason).toContain("the stack is part of another stack");
    untouched();
  });

  test("unknown to CloudFormation: refused, nothing is touched", async () => {
    fill(LAKE, 10);
    stack.stacks.forget(STACK);
    const answer = await ask("Delete", [LAKE]);
    expect(answer).toMatchObject({ Status: "FAILED" });
    expect(answer.Reason).toBe(
      `nothing was touched: DescribeStacks of ${STACK}: ValidationError: Stack with id ${STACK} does not exist`,
    );
    untouched();
  });

  test("not to be seen by the role: refused, nothing is touched", async () => {
    const fault = { kind: "error", code: "AccessDenied", message: "not authorized", status: 403 } as const;
    stack.faults.add({ operation: "CloudFormation.DescribeStacks", ...fault });
    const { answer } = await askWhile("DELETE_IN_PROGRESS");
    expect(answer).toMatchObject({ Status: "FAILED" });
    expect(answer.Reason).toContain("nothing was touched");
    expect(answer.Reason).toContain("not authorized");
    untouched();
  });

  test("told only after CloudFormation slowed its callers down: everything goes", async () => {
    stack.faults.add({ operation: "CloudFormation.DescribeStacks", kind: "throttle", times: 3 });
    const { answer } = await askWhile("DELETE_IN_PROGRESS");
    expect(answer).toMatchObject({ Status: "SUCCESS" });
    expect(left(LAKE)).toBe(0);
  });
});

test.each(["Create", "Update"])("the request %s is granted, and changes nothing", async (type) => {
  fill(LAKE, 3);
  expect(await ask(type, [LAKE])).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "EmptyBuckets" });
  expect(left(LAKE)).toBe(3);
  stack.s3.put(LAKE, "later.parquet", "PAR1");
});

test("what cannot be answered is thrown, so that Lambda tries again", async () => {
  stack.faults.add({ operation: "S3.PutObject", kind: "error", code: "AccessDenied", status: 403 });
  await expect(empty.invoke(request("Delete", [LAKE]))).rejects.toThrow(
    "CloudFormation could not be told what became of its request: HTTP 403",
  );
});

test("the bundle is at most 450 KB", () => {
  expect(statSync(join(folder, "empty.mjs")).size).toBeLessThanOrEqual(450 * 1024);
});
