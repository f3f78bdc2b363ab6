/** What looks at sessions cost for each million of them: docs/results.md has the numbers. */
import { PIPELINE_DELIVERY } from "../../deploy/queue-delivery.ts";
import { listPrice, PRICES } from "./prices.ts";

const MILLION = 1e6;
/** GB of the function (serverless.yml: memorySize 512). */
const MEMORY_GB = 0.5;
/** Messages that SQS takes, hands over or deletes in one request. */
const MESSAGES_A_REQUEST = 10;
/** The most that S3 and Glue answer in a page. */
const PAGE = 1000;
/** Seconds that a session is assumed to take alone: six calls to S3 and Glue, one after another; to pass one over takes one. */
const SECONDS = { passed: 0.05, compared: 0.3, withdrawn: 0.5 } as const;
/** Sessions of a batch that are listed at once. */
const AT_ONCE = 8;

/** What a look came to: there was no verdict to take back, the bytes were those judged, or they were not. */
export type LookEnd = keyof typeof SECONDS;

/** Requests to S3 for a session's state; the count of the day is read and written once a batch. */
const STATE = {
  passed: { gets: 1, puts: 0 },
  // Read before it is decided to look, and again for the write that follows.
  compared: { gets: 2, puts: 1 },
  // The change as a row of the table, and that it was told.
  withdrawn: { gets: 2, puts: 3 },
} as const;

/** The session that is looked at. */
export interface SessionSize {
  readonly objects: number;
  readonly partitions: number;
}

export interface LookCosts {
  /** Dollars, all looks in full batches. */
  readonly least: number;
  /** Dollars, every look in a batch of its own. */
  readonly most: number;
}

/** Dollars for a million looks that end so. */
export function lookCosts(end: LookEnd, size: SessionSize): LookCosts {
  return { least: costs(end, size, PIPELINE_DELIVERY.look.batchSize), most: costs(end, size, 1) };
}

function costs(end: LookEnd, { objects, partitions }: SessionSize, looksABatch: number): number {
  const batches = MILLION / looksABatch;
  const isListed = end !== "passed";
  const counted = isListed ? batches : 0;
  const { gets, puts } = STATE[end];
  const requests = MILLION / Math.min(looksABatch, MESSAGES_A_REQUEST);
  return (
    listPrice({
      // The table, and the session's partitions with those of its neighbours.
      glueRequests: isListed ? MILLION * (1 + Math.ceil((3 * partitions) / PAGE)) : 0,
      lambdaRequests: batches,
      lambdaGbSeconds: MEMORY_GB * batches * SECONDS[end] * Math.ceil(looksABatch / AT_ONCE),
      sqsRequests: 3 * requests,
    }) +
    (isListed ? MILLION * Math.ceil(objects / PAGE) * PRICES.s3List.dollars : 0) +
    (MILLION * gets + counted) * PRICES.s3Get.dollars +
    (MILLION * puts + counted) * PRICES.s3Put.dollars +
    (end === "withdrawn" ? MILLION * PRICES.busEvent.dollars : 0)
  );
}
