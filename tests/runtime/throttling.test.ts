import { describe, expect, test } from "@jest/globals";
import { isThrottling } from "../../shared/runtime/throttling.ts";

const thrown = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error("the words of AWS"), { name, $metadata: { httpStatusCode } });

describe("AWS was asked too often", () => {
  test.each([
    ["BandwidthLimitExceeded", 400],
    ["EC2ThrottledException", 400],
    ["PriorRequestNotComplete", 400],
    ["ProvisionedThroughputExceededException", 400],
    ["RequestLimitExceeded", 503],
    ["RequestThrottled", 403],
    ["RequestThrottledException", 400],
    ["SlowDown", 503],
    ["ThrottledException", 429],
    ["Throttling", 400],
    ["ThrottlingException", 400],
    ["TooManyRequestsException", 400],
    ["TransactionInProgressException", 400],
    ["Unheard", 429],
  ])("where the error is %s with the status %i", (name, status) => {
    expect(isThrottling(thrown(name, status))).toBe(true);
  });

  test("where the service's model says so", () => {
    expect(isThrottling(Object.assign(thrown("Busy", 400), { $retryable: { throttling: true } }))).toBe(true);
    expect(isThrottling(Object.assign(thrown("Broken", 500), { $retryable: {} }))).toBe(false);
  });

  test("where the error is only a code, as batches answer them", () => {
    expect(isThrottling({ name: "ThrottledException" })).toBe(true);
    expect(isThrottling({ name: "InvalidInputException" })).toBe(false);
  });
});

describe("AWS was not asked too often", () => {
  test.each([
    ["AccessDeniedException", 400],
    ["ResourceNumberLimitExceededException", 400],
    ["InternalServiceException", 500],
    ["ServiceUnavailable", 503],
    ["TimeoutError", undefined],
    ["constructor", 400],
  ])("where the error is %s with the status %p", (name, status) => {
    expect(isThrottling(thrown(name, status))).toBe(false);
  });

  test.each(["Throttling", undefined, null, 429])("where it is no error at all: %p", (odd) => {
    expect(isThrottling(odd)).toBe(false);
  });
});
