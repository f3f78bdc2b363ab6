import { describe, expect, test } from "@jest/globals";
import { catalogError, itemError } from "../../shared/catalog/glue-errors.ts";
import { CatalogError, type ErrorCode } from "../../shared/runtime/errors.ts";

const running = new AbortController().signal;
const thrown = (name: string, status?: number) =>
  Object.assign(new Error("the words of AWS"), {
    name,
    ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }),
  });

const THROTTLING_NAMES = [
  "BandwidthLimitExceeded",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
];

type Row = [name: string, code: ErrorCode, about: { blame?: "item"; effect?: "unknown"; retryable?: true }];

const rows: Row[] = [
  ["EntityNotFoundException", "TABLE_NOT_FOUND", {}],
  ["AccessDeniedException", "ACCESS_DENIED", {}],
  ["ExpiredTokenException", "ACCESS_DENIED", {}],
  ["UnrecognizedClientException", "ACCESS_DENIED", {}],
  ["InvalidSignatureException", "ACCESS_DENIED", {}],
  ["CredentialsProviderError", "ACCESS_DENIED", {}],
  // https://github.com/smithy-lang/smithy-typescript: its own list of what throttling is called.
  ...THROTTLING_NAMES.map((name): Row => [name, "THROTTLED", { retryable: true }]),
  ["ResourceNumberLimitExceededException", "LIMIT_EXCEEDED", {}],
  ["GlueEncryptionException", "ENCRYPTION", {}],
  ["ConcurrentModificationException", "GLUE_REFUSED", { retryable: true }],
  ["ResourceNotReadyException", "GLUE_REFUSED", { retryable: true }],
  ["InvalidInputException", "INVALID_INPUT", { blame: "item" }],
  // Not modelled, yet it is what Glue answers to a list or a value that is too long.
  ["ValidationException", "INVALID_INPUT", { blame: "item" }],
  // F13: these may have been carried out.
  ["OperationTimeoutException", "UNAVAILABLE", { effect: "unknown", retryable: true }],
  ["InternalServiceException", "UNAVAILABLE", { effect: "unknown", retryable: true }],
  ["AlreadyExistsException", "UNAVAILABLE", { effect: "unknown", retryable: true }],
];

describe.each(rows)("%s", (name, code, about) => {
  const expected = { code, blame: "call", effect: "none", retryable: false, ...about };

  test(`of a call is ${code}`, () => {
    const error = catalogError(thrown(name, 400), "GetTable a.b", running);
    expect(error).toBeInstanceOf(CatalogError);
    expect(error).toMatchObject({ ...expected, message: `GetTable a.b: ${name}: the words of AWS` });
  });

  test(`of one partition is ${code}`, () => {
    expect(itemError(name, "why")).toMatchObject({ ...expected, message: `${name}: why` });
  });
});

test("what was thrown and is no error is told as one", () => {
  expect(catalogError("odd", "GetTable", running).message).toBe("GetTable: Error: odd");
});

test("what comes after the deadline says so", () => {
  expect(catalogError(thrown("AbortError"), "GetTable a.b", AbortSignal.abort())).toMatchObject({
    code: "DEADLINE",
    message: "GetTable a.b: no answer before the invocation's deadline",
  });
});

describe("what has no name of Glue's", () => {
  test.each(["TimeoutError", "ECONNRESET", "Error", "constructor"])(
    "and no status (%s) leaves the outcome unknown: the connection broke",
    (name) => {
      expect(catalogError(thrown(name), "GetTable", running)).toMatchObject({
        code: "UNAVAILABLE",
        effect: "unknown",
        retryable: true,
      });
    },
  );

  test.each([500, 502, 503, 504])("and status %i leaves the outcome unknown", (status) => {
    expect(catalogError(thrown("Unheard", status), "GetTable", running)).toMatchObject({
      code: "UNAVAILABLE",
      effect: "unknown",
    });
  });

  test("and status 429 was throttled", () => {
    expect(catalogError(thrown("Unheard", 429), "GetTable", running)).toMatchObject({
      code: "THROTTLED",
      effect: "none",
      retryable: true,
    });
  });

  test("and status 413 was too large, which its halves may not be", () => {
    expect(catalogError(thrown("Unheard", 413), "GetTable", running)).toMatchObject({
      code: "INVALID_INPUT",
      blame: "item",
    });
  });

  test("and another status was refused", () => {
    expect(catalogError(thrown("Unheard", 400), "GetTable", running)).toMatchObject({
      code: "GLUE_REFUSED",
      blame: "call",
      effect: "none",
      retryable: false,
    });
  });

  test("of one partition was refused", () => {
    expect(itemError("Unheard", "why")).toMatchObject({ code: "GLUE_REFUSED", effect: "none" });
    expect(itemError("toString", "why")).toMatchObject({ code: "GLUE_REFUSED", effect: "none" });
  });

  test.each(["text", undefined, null, 17])("may be no error at all: %p", (odd) => {
    expect(catalogError(odd, "GetTable", running)).toMatchObject({ code: "UNAVAILABLE" });
  });
});

test("whatever is thrown after the deadline is the deadline", () => {
  const late = catalogError(thrown("AbortError"), "GetTable a.b", AbortSignal.abort());
  expect(late).toMatchObject({ code: "DEADLINE", effect: "unknown", retryable: true });
});

test("an error of ours stays as it is, and what it came of is kept", () => {
  const cause = thrown("ThrottlingException", 400);
  const error = catalogError(cause, "GetTable", running);
  expect(catalogError(error, "again", running)).toBe(error);
  expect(error.cause).toBe(cause);
});
