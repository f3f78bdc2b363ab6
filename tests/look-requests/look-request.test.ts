import { expect, test } from "@jest/globals";
import { readLookRequest, writeLookRequest } from "../../shared/look-requests/look-request.ts";

const REQUEST = {
  dataset: "bars_5m",
  day: "2025-11-28",
  purpose: "write",
  since: Date.parse("2031-01-01T00:00:00Z"),
  written: Date.parse("2031-01-01T00:00:20Z"),
} as const;

test("a request says in words and ISO 8601 what is to be looked at, and since when", () => {
  expect(JSON.parse(writeLookRequest(REQUEST))).toEqual({
    kind: "partition-registrar/look",
    version: 1,
    dataset: "bars_5m",
    session: "2025-11-28",
    purpose: "write",
    since: "2031-01-01T00:00:00.000Z",
    written: "2031-01-01T00:00:20.000Z",
  });
});

test.each([
  ["of a write", REQUEST],
  [
    "for a verdict, after a write that nobody heard of",
    { ...REQUEST, purpose: "verdict", written: undefined },
  ],
] as const)("a request %s is read as it was written", (_, request) => {
  expect(readLookRequest(writeLookRequest(request))).toEqual(request);
});

test("a write that nobody heard of is not in the body", () => {
  expect(JSON.parse(writeLookRequest({ ...REQUEST, written: undefined }))).not.toHaveProperty("written");
});

test.each([
  "",
  "{}",
  "null",
  '"partition-registrar/look"',
  '{"kind":"partition-registrar/looks"}',
  "partition-registrar/look",
])("%p is no look request", (body) => {
  expect(readLookRequest(body)).toBeUndefined();
});

test.each([
  ["of another version", { version: 2 }],
  ["without a dataset", { dataset: 1 }],
  ["without a session", { session: null }],
  ["with more than a day", { session: "2025-11-28T00" }],
  ["with something before the day", { session: "x2025-11-28" }],
  ["with a purpose that is none", { purpose: "fun" }],
  ["without a time", { since: undefined }],
  ["with a time that is none", { since: "soon" }],
  ["with a number for a time", { since: 0 }],
  ["with a write at no time", { written: "soon" }],
])("a request %s is broken", (_, change) => {
  const body = JSON.stringify({ ...JSON.parse(writeLookRequest(REQUEST)), ...change });
  expect(readLookRequest(body)).toBe("broken");
});
