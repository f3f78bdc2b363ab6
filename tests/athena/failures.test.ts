import { describe, expect, test } from "@jest/globals";
import { costUsd } from "../../shared/athena/cost.ts";
import { type Attempt, isOfAPart, mayRunAgain, queryError } from "../../shared/athena/failures.ts";
import { type AthenaFailure, AthenaQueryError, type QueryStatistics } from "../../shared/athena/port.ts";
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

/** In the words of Athena, of Trino below it, and of S3. */
const NOT_PARQUET = "HIVE_BAD_DATA: Not valid Parquet file: s3://lake/day=1/b.parquet expected magic number";
const OF_ANOTHER_TYPE =
  "HIVE_BAD_DATA: Field x's type INT64 in parquet file s3://lake/b.parquet is incompatible with type string";
const UNSUPPORTED = "Unsupported Trino column type (bigint) for Parquet column ([x] optional binary x)";
const BROKEN = "HIVE_CURSOR_ERROR: Failed to read Parquet file: s3://lake/b.parquet";
const SPLIT = "HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://lake/b.parquet (offset=0, length=9)";
const SLOW_DOWN = `${SPLIT}: Slow Down (Service: Amazon S3; Status Code: 503; Error Code: 503 Slow Down)`;
const GONE = `${SPLIT}: The specified key does not exist. (Status Code: 404; Error Code: NoSuchKey)`;
const REPLACED = "HIVE_FILESYSTEM_ERROR: Error reading from s3://lake/b.parquet: PreconditionFailed";
const DENIED_OBJECT = `${SPLIT}: Access Denied (Service: Amazon S3; Status Code: 403)`;
const DENIED_KEY = `${SPLIT}: not authorized to perform: kms:Decrypt (Service: Amazon S3; Status Code: 403)`;
const DROPPED = "HIVE_PARTITION_DROPPED_DURING_QUERY: Partition no longer exists: day=1";
const MISMATCH = "HIVE_PARTITION_SCHEMA_MISMATCH: partition 'day=1' declared column 'x' as type 'string'";
const TWICE =
  "HIVE_INVALID_METADATA: Hive metadata for b is invalid: Table descriptor contains duplicate columns";

describe("a query", () => {
  test.each([
    ["when Athena says that it may succeed", failed({ retryable: true }), first],
    ["after an internal error of Athena", failed({ type: 100 }), first],
    ["after an internal error of the metastore", failed({ type: 302 }), first],
    ["after throttling by Glue", failed({ type: 1401, category: 2 }), first],
    ["after an error of the engine", failed({ type: 200, category: 1 }), first],
    ["after any other internal error", failed({ type: 9999, category: 1 }), first],
    ["when its results could not be written", failed({ type: 401, category: 1 }), first],
    ["when S3 asks to slow down", failed({ reason: SLOW_DOWN, type: 1000 }), first],
    ["when S3 throttles, by number", failed({ type: 1403 }), first],
    ["when an object was replaced while it was read", failed({ reason: REPLACED }), first],
    ["when an object was deleted while it was read", failed({ reason: GONE }), first],
    ["when it was deleted, by number", failed({ type: 1302 }), first],
    ["when a partition was dropped while it was read", failed({ reason: DROPPED }), first],
    ["when a file was not read to its end", failed({ reason: BROKEN }), first],
    [
      "when an earlier try of the run saw it fail twice",
      failed({ type: 100 }),
      { number: 2, found: true, failures: 1 },
    ],
    ["when an earlier try of the run stopped it", cancelled("by user"), { ...first, found: true }],
  ])("is run again %s", (_, ended, attempt) => {
    expect(mayRunAgain(ended, attempt)).toBe(true);
  });
});

describe("a query", () => {
  test.each([
    ["when its SQL is wrong", failed({ type: 1006, category: 2 }), first],
    ["when nothing is known of the failure", failed({}), first],
    ["when a file is no Parquet", failed({ reason: NOT_PARQUET, type: 1000 }), first],
    ["when an object may not be read", failed({ reason: DENIED_OBJECT }), first],
    ["when the table has too many versions", failed({ type: 1402 }), first],
    ["when it takes longer than Athena allows", failed({ type: 206, category: 1 }), first],
    [
      "when only the name of an object speaks of throttling",
      failed({ reason: NOT_PARQUET.replace("b.parquet", "slowdown/throttled.parquet") }),
      first,
    ],
    ["when it has failed before", failed({ retryable: true }), { number: 2, found: false, failures: 1 }],
    ["when a person stops it", cancelled("Query cancelled by user"), first],
    ["when it scans too much", cancelled("Bytes scanned limit was exceeded"), { ...first, found: true }],
    ["for a seventh time", cancelled("by user"), { number: 6, found: true, failures: 0 }],
  ])("is not run again %s", (_, ended, attempt) => {
    expect(mayRunAgain(ended, attempt)).toBe(false);
  });
});

describe("a person reads", () => {
  test.each<[reason: string, type: number | undefined, code: string, advice: RegExp]>([
    ["TABLE_NOT_FOUND: line 1:15: Table 'a.b' does not exist", 1301, "QUERY_FAILED", /deploy it/],
    ["Entity Not Found (Service: AmazonDataCatalog)", undefined, "QUERY_FAILED", /deploy it/],
    ["COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved", 1006, "QUERY_FAILED", /list of datasets/],
    ["HIVE_PARTITION_SCHEMA_MISMATCH: mismatch", undefined, "QUERY_FAILED", /register it anew/],
    ["HIVE_BAD_DATA: Malformed Parquet file", undefined, "QUERY_FAILED", /names the file/],
    [BROKEN, undefined, "QUERY_FAILED", /replaced while it was read, or it is damaged/],
    [REPLACED, undefined, "QUERY_FAILED", /replaced while it was read: run it again/],
    [GONE, 1302, "QUERY_FAILED", /deleted or replaced while it was read: run it again/],
    [NOT_PARQUET, 1000, "QUERY_FAILED", /damaged, incomplete or no Parquet at all/],
    [OF_ANOTHER_TYPE, 1000, "QUERY_FAILED", /another type than the table declares/],
    [UNSUPPORTED, undefined, "QUERY_FAILED", /another type than the table declares/],
    [TWICE, undefined, "QUERY_FAILED", /has a column twice/],
    ["HIVE_INVALID_METADATA: table a.b is invalid", undefined, "QUERY_FAILED", /cannot be used/],
    ["HIVE_INVALID_PARTITION_VALUE: Invalid value 'x'", undefined, "QUERY_FAILED", /delete that partition/],
    [SLOW_DOWN, undefined, "QUERY_FAILED", /asked too often/],
    ["Too many table versions", 1402, "QUERY_FAILED", /delete old ones/],
    ["Query timeout", 206, "QUERY_FAILED", /longer than Athena allows/],
    ["something", 401, "QUERY_FAILED", /could not write the results/],
    ["something", 300, "QUERY_FAILED", /failed by itself/],
    ["GENERIC_INTERNAL_ERROR: null", 200, "QUERY_FAILED", /engine failed/],
    [DENIED_OBJECT, undefined, "ACCESS_DENIED", /may not read the objects/],
    [DENIED_KEY, undefined, "ACCESS_DENIED", /kms:Decrypt/],
    ["Access denied when writing output to url: s3://results/q.csv", 1501, "ACCESS_DENIED", /not write/],
    ["COLUMN_NOT_FOUND: line 1:8: 'x' cannot be resolved", 1006, "QUERY_FAILED", /Lake Formation may hide/],
    ["TABLE_NOT_FOUND: line 1:15", 1301, "QUERY_FAILED", /Lake Formation may hide/],
    ["Query exhausted resources at this scale factor", undefined, "QUERY_FAILED", /fewer days/],
    ["something short", 4, "QUERY_FAILED", /fewer days/],
    ["something", 1306, "QUERY_FAILED", /names a bucket/],
    ["Rate exceeded", 1401, "QUERY_FAILED", /asked too often/],
    ["Insufficient Lake Formation permission(s) on trades", 1500, "ACCESS_DENIED", /grant it SELECT/],
    ["Access Denied (Service: Amazon S3; Status Code: 403)", 1501, "ACCESS_DENIED", /for S3/],
    ["User: arn is not authorized to perform: glue:GetTable", 1500, "ACCESS_DENIED", /of Glue/],
    ["DIVISION_BY_ZERO: Division by zero", 1001, "QUERY_FAILED", /cannot compute with/],
    ["SYNTAX_ERROR: line 1:1", 1006, "QUERY_FAILED", /operations\.md/],
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

describe("one part of what was asked", () => {
  test.each([
    ["a file that is no Parquet", NOT_PARQUET, 1000],
    ["a file of another type", OF_ANOTHER_TYPE, 1000],
    ["a file that is not read to its end", BROKEN, undefined],
    ["an object that is gone", GONE, undefined],
    ["an object that may not be read", DENIED_OBJECT, 1501],
    ["an object whose key may not be used", DENIED_KEY, 1501],
    ["a partition of other types", MISMATCH, undefined],
    ["a partition with an impossible value", "HIVE_INVALID_PARTITION_VALUE: Invalid value 'x'", 1000],
    ["a value that is too large", "NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow", 1100],
    ["a file that the engine fails on", "GENERIC_INTERNAL_ERROR: cannot be cast to GroupColumnIO", 200],
    ["memory", "Query exhausted resources at this scale factor", 4],
    ["time", "Query timeout", 206],
    ["whatever names an object", "Something new about s3://lake/b.parquet", undefined],
  ])("may be to blame for %s", (_, reason, type) => {
    expect(isOfAPart(queryError("l", failed({ reason, type }), statistics))).toBe(true);
  });

  test.each([
    ["how much it scans", queryError("l", cancelled("Bytes scanned limit was exceeded"), statistics)],
    ["how long its text is", new AthenaQueryError("QUERY_TOO_LARGE", "262145 bytes")],
  ])("may be to blame for %s", (_, error) => {
    expect(isOfAPart(error)).toBe(true);
  });
});

describe("no part alone", () => {
  test.each([
    ["a table that is missing", "TABLE_NOT_FOUND: line 1:15", 1301],
    ["a column that is missing", "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved", 1006],
    ["a column that is there twice", TWICE, undefined],
    ["throttling that names an object", SLOW_DOWN, 1403],
    ["a permission of Glue", "User: arn is not authorized to perform: glue:GetTable", 1500],
    ["Lake Formation", "Insufficient Lake Formation permission(s) on trades", 1500],
    ["results that may not be written", "Access denied when writing output to url: s3://r/q.csv", 1501],
    ["a bucket that is missing", "The specified bucket does not exist s3://lake/", 1306],
    ["an internal error", "Internal service error", 100],
    ["a mistake in the SQL", "SYNTAX_ERROR: line 1:1: mismatched input", 1006],
  ])("is to blame for %s", (_, reason, type) => {
    expect(isOfAPart(queryError("l", failed({ reason, type }), statistics))).toBe(false);
  });

  test.each([
    ["a person", queryError("l", cancelled("Query cancelled by user"), statistics)],
    ["the run's budget", new AthenaQueryError("QUERY_BUDGET", "no more")],
    ["the run's deadline", new AthenaQueryError("QUERY_TIMEOUT", "late")],
    ["Athena's silence", new AthenaQueryError("QUERY_UNAVAILABLE", "silence")],
    ["a defect", new TypeError("undefined")],
  ])("is to blame for %s", (_, error) => {
    expect(isOfAPart(error)).toBe(false);
  });
});
