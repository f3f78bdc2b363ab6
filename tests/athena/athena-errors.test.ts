import { describe, expect, test } from "@jest/globals";
import { athenaError } from "../../shared/athena/athena-errors.ts";
import { AthenaQueryError } from "../../shared/athena/port.ts";

const thrown = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error("the words of AWS"), {
    name,
    $metadata: httpStatusCode === undefined ? undefined : { httpStatusCode },
  });

test.each([
  ["InvalidRequestException", 400, "QUERY_REFUSED", false],
  ["ResourceNotFoundException", 400, "QUERY_REFUSED", false],
  ["MetadataException", 400, "QUERY_REFUSED", false],
  ["AccessDeniedException", 400, "ACCESS_DENIED", false],
  ["ExpiredTokenException", 403, "ACCESS_DENIED", false],
  ["CredentialsProviderError", undefined, "ACCESS_DENIED", false],
  ["ThrottlingException", 400, "THROTTLED", true],
  ["TooManyRequestsException", 400, "THROTTLED", true],
  ["Throttling", 400, "THROTTLED", true],
  ["ThrottledException", 400, "THROTTLED", true],
  ["RequestThrottledException", 400, "THROTTLED", true],
  ["RequestLimitExceeded", 503, "THROTTLED", true],
  ["SlowDown", 503, "THROTTLED", true],
  ["Unheard", 429, "THROTTLED", true],
  ["InternalServerException", 500, "QUERY_UNAVAILABLE", true],
  ["TimeoutError", undefined, "QUERY_UNAVAILABLE", true],
  ["ECONNRESET", undefined, "QUERY_UNAVAILABLE", true],
  ["ServiceUnavailable", 503, "QUERY_UNAVAILABLE", true],
  ["Unheard", 400, "QUERY_REFUSED", false],
  ["AccessDenied", 403, "ACCESS_DENIED", false],
  ["constructor", 400, "QUERY_REFUSED", false],
])("%s with status %p is %s, retryable: %p", (name, status, code, retryable) => {
  const cause = thrown(name, status);
  const error = athenaError(cause, "StartQueryExecution");
  expect(error).toBeInstanceOf(AthenaQueryError);
  expect(error).toMatchObject({ code, retryable, cause });
  expect(error.message).toBe(`StartQueryExecution: ${name}: the words of AWS`);
});

describe("what is thrown", () => {
  test.each(["text", undefined, null, 17])("may be no error at all: %p", (odd) => {
    expect(athenaError(odd, "GetQueryExecution")).toMatchObject({ code: "QUERY_UNAVAILABLE" });
  });

  test("stays as it is if it is ours", () => {
    const error = new AthenaQueryError("QUERY_REFUSED", "no");
    expect(athenaError(error, "again")).toBe(error);
  });
});
