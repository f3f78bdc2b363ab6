import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type CrawlRequest,
  mergeCrawlRequests,
  milliseconds,
  readCrawlRequest,
  writeCrawlRequest,
} from "../../shared/crawl/crawl-request.ts";
import { s3Body } from "../support/messages.ts";

const AT = Date.UTC(2026, 10, 20, 21, 5, 12, 345);

const request: CrawlRequest = {
  dataset: "bars_5m",
  through: AT,
  since: AT + 2000,
  oldest: AT - 1000,
  firstSeen: AT + 1000,
  keys: ["b", "c"],
  refusedSince: undefined,
};

const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
const anyRequest = fc.record({
  dataset: fc.string(),
  through: time,
  since: time,
  oldest: fc.option(time, { nil: undefined }),
  firstSeen: time,
  keys: fc.array(fc.string(), { maxLength: 3 }),
  refusedSince: fc.option(time, { nil: undefined }),
});

describe("the body of a crawl request", () => {
  test("is read as it was written", () => {
    fc.assert(
      fc.property(anyRequest, (one) => expect(readCrawlRequest(writeCrawlRequest(one))).toEqual(one)),
    );
  });

  test("has its times in ISO 8601, for those who look into the queue", () => {
    expect(JSON.parse(writeCrawlRequest(request))).toEqual({
      kind: "partition-registrar/crawl-due",
      dataset: "bars_5m",
      through: "2026-11-20T21:05:12.345Z",
      since: "2026-11-20T21:05:14.345Z",
      oldest: "2026-11-20T21:05:11.345Z",
      firstSeen: "2026-11-20T21:05:13.345Z",
      keys: ["b", "c"],
    });
  });

  test.each([
    ["an S3 event", s3Body("a/day=2026-11-20/b")],
    ["an S3 event of an object that is called like one", s3Body("partition-registrar/crawl-due")],
    ["something else of that name", '{"kind":"x","note":"partition-registrar/crawl-due"}'],
    ["text", "partition-registrar/crawl-due"],
  ])("is not %s", (_, body) => {
    expect(readCrawlRequest(body)).toBeUndefined();
  });

  const written = JSON.parse(writeCrawlRequest(request));
  test.each([
    { dataset: 7 },
    { through: "yesterday" },
    { through: undefined },
    { through: "2026-13-40T00:00:00Z" },
    { since: 1 },
    { firstSeen: null },
    { oldest: "never" },
    { refusedSince: 5 },
    { keys: "a" },
    { keys: [1] },
  ])("with %j is broken", (change) => {
    expect(readCrawlRequest(JSON.stringify({ ...written, ...change }))).toBe("broken");
  });
});

test("a crawl request of more keys than are kept is read with the first three", () => {
  expect(readCrawlRequest(writeCrawlRequest({ ...request, keys: ["a", "b", "c", "d"] }))).toMatchObject({
    keys: ["a", "b", "c"],
  });
});

describe("one crawl request for several", () => {
  test("stands for the newest, and remembers the oldest", () => {
    const other = {
      ...request,
      through: AT + 9,
      since: AT,
      oldest: AT + 5,
      firstSeen: AT,
      keys: ["a", "b", "d"],
    };
    expect(mergeCrawlRequests([request, other])).toEqual({
      ...request,
      through: AT + 9,
      since: AT,
      oldest: AT - 1000,
      firstSeen: AT,
      keys: ["a", "b", "c"],
    });
  });

  test.each([
    [undefined, undefined, undefined],
    [5, undefined, 5],
    [undefined, 5, 5],
    [4, 5, 4],
  ])("refused since %p and %p: %p", (one, other, both) => {
    const requests = [one, other].map((refusedSince) => ({ ...request, refusedSince }));
    expect(mergeCrawlRequests(requests).refusedSince).toBe(both);
  });

  test("does not depend on their order", () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { minLength: 1, maxLength: 5 }), (requests) => {
        const same = requests.map((one) => ({
          ...one,
          dataset: "bars_5m",
          keys: [...new Set(one.keys)].sort(),
        }));
        expect(mergeCrawlRequests(same.toReversed())).toEqual(mergeCrawlRequests(same));
      }),
    );
  });
});

test.each([
  ["2026-11-20T21:05:12.345Z", AT],
  ["2026-11-20T21:05:12Z", AT - 345],
  ["2026-11-20T21:05:12+01:00", undefined],
  ["2026-11-20", undefined],
  ["2", undefined],
  ["+002026-11-20T21:05:12Z", undefined],
  [["2026-11-20T21:05:12Z"], undefined],
  [undefined, undefined],
  [AT, undefined],
])("the time %p is %p", (text, expected) => {
  expect(milliseconds(text)).toBe(expected);
});
