import { expect, test } from "@jest/globals";
import { statisticsOf } from "../../shared/athena/cost.ts";
import { execution } from "../support/queries.ts";

test.each([
  ["10 MB at least", { bytesScanned: 0 }, 0.00005],
  ["10 MB exactly", { bytesScanned: 10_000_000 }, 0.00005],
  ["every megabyte that was begun", { bytesScanned: 10_000_001 }, 0.000055],
  ["5 USD for a terabyte", { bytesScanned: 1_000_000_000_000 }, 5],
  ["nothing when it fails", { state: "FAILED" as const, bytesScanned: 5e9 }, 0],
  ["what it scanned until it was cancelled", { state: "CANCELLED" as const, bytesScanned: 20e6 }, 0.0001],
  ["nothing when it was cancelled in the queue", { state: "CANCELLED" as const, bytesScanned: 0 }, 0],
  ["nothing for DDL", { statementType: "DDL" }, 0],
  ["nothing for SHOW", { statementType: "UTILITY" }, 0],
  ["nothing for an older result", { reused: true, bytesScanned: 0 }, 0],
])("a query costs %s", (_, about, usd) => {
  expect(statisticsOf("q", execution(about)).costUsd).toBeCloseTo(usd, 9);
});
