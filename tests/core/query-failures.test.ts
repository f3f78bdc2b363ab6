import { describe, expect, test } from "@jest/globals";
import { costUsd } from "../../shared/query/cost.ts";
import { type Attempt, mayRunAgain, queryError } from "../../shared/query/failures.ts";
import type { AthenaFailure, QueryStatistics } from "../../shared/query/port.ts";
import { execution } from "../support/queries.ts";

const statistics: QueryStatistics = {
  queryId: "q-1",
  bytesScanned: 0,
  costUsd: costUsd(execution({ state: "FAILED" })),
  queueMs: 0,
  planningMs: 0,
  engineMs: 0,
  totalMs: 0,
  reused: false,
};

const failed = (failure: Partial<AthenaFailure>) => execution({ state: "FAILED", failure });
const cancelled = (reason: string) => execution({ state: "CANCELLED", failure: { reason } });
const first: Attempt = { number: 1, found: false, failures: 0 };

describe("a query is run again", () => {
  test.each([
    ["when Athena says that it may succeed", failed({ retryable: true }), first],
    ["after an internal error of Athena", failed({ type: 100 }), first],
    ["after an internal error of the metastore", failed({ type: 302 }), first],
    ["after throttling by Glue", failed({ type: 1401, category: 2 }), first],
    [
      "when an earlier try of the run saw it fail twice",
      failed({ type: 100 }),
      { number: 2, found: true, failures: 1 },
    ],
    ["when an earlier try of the run stopped it", cancelled("by user"), { ...first, found: true }],
  ])("%s", (_, ended, attempt) => {
    expect(mayRunAgain(ended, attempt)).toBe(true);
  });
});

describe("a query is not run again", () => {
  test.each([
    ["when its SQL is wrong", failed({ type: 1006, category: 2 }), first],
    ["when nothing is known of the failure", failed({}), first],
    ["when it has failed before", failed({ retryable: true }), { number: 2, found: false, failures: 1 }],
    ["when a person stops it", cancelled("Query cancelled by user"), first],
    ["when it scans too much", cancelled("Bytes scanned limit was exceeded"), { ...first, found: true }],
    ["for a seventh time", cancelled("by user"), { number: 6, found: true, failures: 0 }],
  ])("%s", (_, ended, attempt) => {
    expect(mayRunAgain(ended, attempt)).toBe(false);
  });
});

describe("a person reads", () => {
  test.each<[reason: string, type: number | undefined, code: string, advice: RegExp]>([
    ["TABLE_NOT_FOUND: line 1:15: Table 'a.b' does not exist", 1301, "QUERY_FAILED", /deploy it/],
    ["Entity Not Found (Service: AmazonDataCatalog)", undefined, "QUERY_FAILED", /deploy it/],
    ["COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved", 1006, "QUERY_FAILED", /datasets\.ts/],
    ["HIVE_PARTITION_SCHEMA_MISMATCH: mismatch", undefined, "QUERY_FAILED", /register it anew/],
    ["HIVE_BAD_DATA: Malformed Parquet file", undefined, "QUERY_FAILED", /names the file/],
    ["HIVE_CURSOR_ERROR: Failed to read Parquet file", undefined, "QUERY_FAILED", /no whole Parquet/],
    ["Query exhausted resources at this scale factor", undefined, "QUERY_FAILED", /fewer days/],
    ["something short", 4, "QUERY_FAILED", /fewer days/],
    ["something", 1302, "QUERY_FAILED", /names a bucket/],
    ["Rate exceeded", 1401, "QUERY_FAILED", /asked too often/],
    ["Insufficient Lake Formation permission(s) on trades", 1500, "ACCESS_DENIED", /grant it SELECT/],
    ["Access Denied (Service: Amazon S3; Status Code: 403)", 1501, "ACCESS_DENIED", /for S3/],
    ["User: arn is not authorized to perform: glue:GetTable", 1500, "ACCESS_DENIED", /of Glue/],
    ["DIVISION_BY_ZERO: Division by zero", 1001, "QUERY_FAILED", /operations\.md/],
  ])("%s (%p): %s and what to do", (reason, type, code, advice) => {
    const error = queryError("unique.key trades", failed({ reason, type }), statistics);
    expect(error).toMatchObject({ code, queryId: "q-1", failure: { reason, type }, statistics });
    expect(error.message).toContain(`unique.key trades: ${reason} (query q-1). `);
    expect(error.message).toMatch(advice);
  });

  test.each([
    ["Query cancelled by user", "QUERY_CANCELLED", /run it again/],
    ["Bytes scanned limit was exceeded", "QUERY_CUT_OFF", /fewer days/],
  ])("%s: %s and what to do", (reason, code, advice) => {
    const error = queryError("unique.key trades", cancelled(reason), statistics);
    expect(error).toMatchObject({ code, message: expect.stringMatching(advice) });
  });

  test.each([
    ["after throttling", failed({ type: 1401 }), true],
    ["after a mistake in the SQL", failed({ type: 1006 }), false],
    ["after a cancellation", cancelled("by user"), false],
  ])("whether trying later helps, %s", (_, ended, retryable) => {
    expect(queryError("l", ended, statistics)).toMatchObject({ retryable });
  });
});
