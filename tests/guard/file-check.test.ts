import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import fc from "fast-check";
import { type FileCheck, readFileCheck, writeFileCheck } from "../../shared/file-checks/file-check.ts";
import { findingsPrefix } from "../../shared/file-checks/file-finding.ts";
import { sqsFileChecks } from "../../shared/file-checks/sqs-file-checks-adapter.ts";
import { QUALITY_PREFIX } from "../../shared/quality/results/table.ts";
import { NO_DEADLINES } from "../support/platform.ts";

const CHECK: FileCheck = {
  dataset: "trades",
  key: "raw/é.parquet",
  time: undefined,
  replayed: false,
  holds: true,
};

test("a check is read as it was written, whatever its key is, and written in characters that SQS takes", () => {
  const check = fc.record({
    dataset: fc.string(),
    key: fc.string({ unit: "binary", minLength: 1, maxLength: 200 }),
    time: fc.option(fc.string(), { nil: undefined }),
    replayed: fc.boolean(),
    holds: fc.boolean(),
  });
  fc.assert(
    fc.property(check, (one) => {
      const body = writeFileCheck(one);
      expect(readFileCheck(body)).toEqual(one);
      expect(body).toMatch(/^[\u0020-\u007e]+$/);
    }),
  );
});

test("a check is written as those that are under way during a deployment", () => {
  expect(writeFileCheck(CHECK)).toBe(
    '{"kind":"partition-registrar/file-check","dataset":"trades","key":"raw/\\u00e9.parquet","replayed":false,"holds":true}',
  );
});

test("checks are sent to the guard's queue; what is not taken is told", async () => {
  const sqs = mockClient(SQSClient);
  const failed = { Id: "1", Code: "InternalError", Message: "try again", SenderFault: false };
  sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [failed] });
  const checks = [CHECK, { ...CHECK, key: "raw/b.parquet" }];
  const queue = sqsFileChecks("https://sqs.test/guard", sqs as unknown as SQSClient);
  expect(await queue.send(checks, NO_DEADLINES.parking)).toEqual(
    new Map([[checks[1], "InternalError: try again"]]),
  );
  expect(sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input)).toEqual([
    {
      QueueUrl: "https://sqs.test/guard",
      Entries: checks.map((check, index) => ({ Id: String(index), MessageBody: writeFileCheck(check) })),
    },
  ]);
});

test("findings lie beside what validation leaves, where it may read", () => {
  expect(findingsPrefix("trades").startsWith(QUALITY_PREFIX)).toBe(true);
});
