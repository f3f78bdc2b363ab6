/**
 * What a query took, and what that costs. Sources: Amazon Athena pricing: "5 USD per TB scanned" in most Regions, rounded up to the next
 * megabyte, with 10 MB a query at least; DDL and failed queries are free; a cancelled one pays for what it scanned.
 * Whether a megabyte is 10^6 or 2^20 bytes is not said. It is 10^6 here, which never says too little.
 */

import type { QueryStatus } from "./calls.ts";
import type { QueryStatistics } from "./port.ts";

const MEGABYTE = 1_000_000;
const MEGABYTES_PER_TERABYTE = 1_000_000;
const LEAST_MEGABYTES = 10;

/** List price of a terabyte in us-east-1. */
const USD_PER_TERABYTE = 5;

/** What a query that has ended took, in the port's words. */
export function statisticsOf(queryId: string, execution: QueryStatus): QueryStatistics {
  const { bytesScanned, queueMs, planningMs, engineMs, totalMs, reused } = execution;
  return {
    queryId,
    bytesScanned,
    costUsd: costUsd(execution),
    queueMs,
    planningMs,
    engineMs,
    totalMs,
    reused,
  };
}

export function costUsd(
  execution: Pick<QueryStatus, "bytesScanned" | "state" | "statementType" | "reused">,
): number {
  if (isFree(execution)) return 0;
  const megabytes = Math.max(LEAST_MEGABYTES, Math.ceil(execution.bytesScanned / MEGABYTE));
  return (megabytes / MEGABYTES_PER_TERABYTE) * USD_PER_TERABYTE;
}

function isFree({ bytesScanned, state, statementType, reused }: Parameters<typeof costUsd>[0]): boolean {
  if (state === "FAILED" || reused) return true;
  if (state === "CANCELLED" && bytesScanned === 0) return true; // it never left the queue
  return statementType === "DDL" || statementType === "UTILITY";
}
