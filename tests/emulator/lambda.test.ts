import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createLambda, type Lambda, type LambdaOptions } from "../../emulator/lambda/lambda.ts";

const FUNCTION = `
let invocations = 0;
export const handler = async (event, context) => {
  invocations += 1;
  switch (event.act) {
    case "log": console.log("out " + event.text + "\\nsecond line"); console.error("err"); return;
    case "throw": throw new RangeError("too far");
    case "hang": return new Promise(() => {});
    case "exit": process.exit(3);
    case "count": return invocations;
    default: return { event, env: { ...process.env }, context: { ...context }, remaining: context.getRemainingTimeInMillis() };
  }
};
export const other = (event, context, callback) => callback(null, "called back");
`;

let folder: string;
let file: string;
let lambda: Lambda;
let lines: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lambda-"));
  file = join(folder, "function.mjs");
  await writeFile(file, FUNCTION);
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => {
  lines = [];
});

afterEach(() => lambda.close());

const create = (options: Partial<LambdaOptions> = {}) => {
  lambda = createLambda({ file, functionName: "register", onLog: (line) => lines.push(line), ...options });
};

test("a function sees its own environment and context, and nothing of this process", async () => {
  process.env.SECRET_OF_THE_HOST = "x";
  create({ env: { OWN: "1", AWS_REGION: "eu-west-1" }, timeoutMs: 30_000, memoryMb: 256 });
  const answer = await lambda.invoke({ when: new Date(0), gone: undefined });
  expect(answer).toMatchObject({
    event: { when: "1970-01-01T00:00:00.000Z" },
    env: { OWN: "1", AWS_REGION: "eu-west-1", AWS_LAMBDA_FUNCTION_NAME: "register", _HANDLER: "handler" },
    context: {
      functionName: "register",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:register",
      memoryLimitInMB: "256",
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  });
  const { env, remaining } = answer as { env: Record<string, string>; remaining: number };
  expect(env.SECRET_OF_THE_HOST).toBeUndefined();
  expect(remaining).toBeGreaterThan(20_000);
  expect(remaining).toBeLessThanOrEqual(30_000);
  delete process.env.SECRET_OF_THE_HOST;
});

test("lines written are heard before the answer", async () => {
  create();
  expect(await lambda.invoke({ act: "log", text: "ü" })).toBeNull();
  expect(lines.toSorted()).toEqual(["err", "out ü", "second line"]);
});

test("what the function throws reaches the caller, and its sandbox lives on", async () => {
  create();
  await expect(lambda.invoke({ act: "throw" })).rejects.toMatchObject({
    name: "LambdaError",
    errorType: "RangeError",
    message: "too far",
    trace: expect.arrayContaining([expect.stringContaining("function.mjs")]),
  });
  expect(await lambda.invoke({ act: "count" })).toBe(2);
});

test("a function that runs out of time is ended, and the next invocation starts afresh", async () => {
  create({ timeoutMs: 50 });
  await expect(lambda.invoke({ act: "hang" })).rejects.toMatchObject({
    errorType: "Sandbox.Timedout",
    message: "Task timed out after 0.05 seconds",
  });
  expect(await lambda.invoke({ act: "count" })).toBe(1);
});

test("a function that ends its process rejects, and the next invocation starts afresh", async () => {
  create();
  await expect(lambda.invoke({ act: "exit" })).rejects.toMatchObject({ errorType: "Runtime.ExitError" });
  expect(await lambda.invoke({ act: "count" })).toBe(1);
});

test("a sandbox runs one invocation at a time; more sandboxes run more", async () => {
  create({ concurrency: 2, timeoutMs: 30_000 });
  const counts = await Promise.all([1, 2, 3, 4].map(() => lambda.invoke({ act: "count" })));
  // Two sandboxes begin at one; which of them serves the others is open.
  expect(counts.filter((count) => count === 1)).toHaveLength(2);
});

test("a handler that calls back is served, and a missing one is named", async () => {
  create({ handler: "other" });
  expect(await lambda.invoke({})).toBe("called back");
  await lambda.close();
  create({ handler: "nobody" });
  await expect(lambda.invoke({})).rejects.toMatchObject({
    errorType: "Runtime.HandlerNotFound",
    message: expect.stringContaining("nobody"),
  });
});

test("an event beyond 6 MB is refused, and so is one after closing", async () => {
  create();
  await expect(lambda.invoke("x".repeat(7_000_000))).rejects.toThrow(/6291456/);
  await lambda.close();
  await expect(lambda.invoke({})).rejects.toMatchObject({ errorType: "Sandbox.Closed" });
});
