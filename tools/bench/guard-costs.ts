/** What the file guard costs for each million of files that it reads: docs/guard.md has the numbers. */
import { delivery } from "../../deploy/queue-delivery.ts";
import type { GuardMode } from "../../shared/datasets/guard-mode.ts";
import { listPrice, PRICES } from "./prices.ts";

const MILLION = 1e6;
/** GB of the function (serverless.yml: memorySize 512). */
const MEMORY_GB = 0.5;
/** Seconds that a file is assumed to take alone, a footer of S3 and a call of Glue; and in a full batch, eight at once. */
const SECONDS_ALONE = 0.15;
const SECONDS_IN_A_BATCH = 0.02;
/** Messages that SQS takes, hands over or deletes in one request. */
const MESSAGES_A_REQUEST = 10;
/** Requests to S3 of a file: most footers are read by one. */
const READS = 1;
/** Calls to Glue of a batch: GetTable. To register what was held back: GetTable before and after, a read, a create. */
const GLUE_CALLS = { warn: 1, enforce: 5 } as const;
/** The register function's read of Glue, before it holds anything back: a call for each of its batches. */
const READS_BEFORE = { warn: 0, enforce: 1 } as const;

export interface GuardCosts {
  /** Dollars, all files in full batches, as at the close of a market. */
  readonly least: number;
  /** Dollars, every file in a batch of its own. */
  readonly most: number;
}

/** Dollars for a million files, all of which fit: one that does not costs a PUT besides. */
export function guardCosts(mode: Exclude<GuardMode, "off">): GuardCosts {
  return {
    least: costs(mode, delivery.guardBatchSize, SECONDS_IN_A_BATCH),
    most: costs(mode, 1, SECONDS_ALONE),
  };
}

function costs(mode: Exclude<GuardMode, "off">, filesABatch: number, seconds: number): number {
  const batches = MILLION / filesABatch;
  // Sent ten at a time only if the register function finds so many at once.
  const sends = MILLION / Math.min(filesABatch, MESSAGES_A_REQUEST);
  return (
    listPrice({
      glueRequests: batches * (GLUE_CALLS[mode] + READS_BEFORE[mode]),
      lambdaRequests: batches,
      lambdaGbSeconds: MILLION * seconds * MEMORY_GB,
      sqsRequests: sends + (2 * MILLION) / Math.min(filesABatch, MESSAGES_A_REQUEST),
    }) +
    MILLION * READS * PRICES.s3Get.dollars
  );
}
