import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { readFileCheck, writeFileCheck } from "../../shared/file-checks/file-check.ts";
import { findingsPrefix } from "../../shared/file-checks/file-finding.ts";
import { QUALITY_PREFIX } from "../../shared/quality/results/table.ts";

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

test("findings lie beside what validation leaves, where it may read", () => {
  expect(findingsPrefix("trades").startsWith(QUALITY_PREFIX)).toBe(true);
});
