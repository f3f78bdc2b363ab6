/** What it takes to remove partitions whose objects were dropped, in calls and at list price: the numbers of docs/departures.md. */
import { PIPELINE_DELIVERY } from "../../deploy/queue-delivery.ts";
import { FOLDERS_PER_NOMINATION } from "../../shared/deregister/nomination.ts";
import { PARTITIONS_PER_DELETE } from "../../shared/removal/port.ts";
import { listPrice, PRICES } from "./prices.ts";

/** A part of a table that goes in one stretch of time. */
export interface Drop {
  readonly partitions: number;
  readonly objectsEach: number;
  /** Minutes in which S3 tells of them; lifecycle rules run once a day, and take their time. */
  readonly minutes: number;
  /** Partitions of all registered and crawled tables of the stage. */
  readonly tables: number;
}

/** 22 trading days of 500 symbols, of a table that holds a year. */
export const MONTH: Drop = { partitions: 22 * 500, objectsEach: 1, minutes: 60, tables: 126_000 };

export interface RemovalCalls {
  readonly sqs: number;
  readonly lambda: number;
  readonly glueReads: number;
  readonly glueDeletes: number;
  readonly s3Lists: number;
  readonly s3Puts: number;
  readonly s3Gets: number;
}

/** Messages that SQS hands over, takes or deletes in one request. */
const MESSAGES_A_REQUEST = 10;
const PAGE = 1000;
/** GB of the function (serverless.yml: memorySize 512), and the seconds that 25 partitions are assumed to take. */
const MEMORY_GB = 0.5;
const CHUNK_SECONDS = 1;
/** The same for a page of Glue, of four read at a time. */
const PAGE_SECONDS = 0.05;

/**
 * At most, if the objects of a partition go within one batch window. Every window brings a batch of events, and a grace
 * period later one of nominations; each of the latter reads all tables, to see who shares a Location.
 */
export function callsOf({ partitions, objectsEach, minutes, tables }: Drop): RemovalCalls {
  const objects = partitions * objectsEach;
  const batches = Math.max(
    Math.ceil((minutes * 60) / PIPELINE_DELIVERY.deregister.batchWindow),
    Math.ceil(objects / PIPELINE_DELIVERY.deregister.batchSize),
  );
  const nominations = Math.ceil(partitions / FOLDERS_PER_NOMINATION) + batches;
  const chunks = Math.ceil(partitions / PARTITIONS_PER_DELETE) + batches;
  return {
    // S3 sends each event by itself; the rest is done ten at a time.
    sqs: objects + Math.ceil((2 * objects + 3 * nominations) / MESSAGES_A_REQUEST),
    lambda: 2 * batches,
    glueReads: 2 * chunks + batches * (1 + Math.ceil(tables / PAGE)),
    glueDeletes: chunks,
    s3Lists: 2 * chunks,
    // The undo record and the count.
    s3Puts: 2 * chunks,
    s3Gets: batches,
  };
}

/** Dollars. */
export function priceOf(calls: RemovalCalls): number {
  const { sqs, lambda, glueReads, glueDeletes, s3Lists, s3Puts, s3Gets } = calls;
  return (
    listPrice({
      glueRequests: glueReads + glueDeletes,
      lambdaRequests: lambda,
      lambdaGbSeconds: MEMORY_GB * (glueDeletes * CHUNK_SECONDS + glueReads * PAGE_SECONDS),
      sqsRequests: sqs,
    }) +
    (s3Lists + s3Puts) * PRICES.s3List.dollars +
    s3Gets * PRICES.s3Get.dollars
  );
}

/** Dollars for a million removal events that find data, as those of jobs that overwrite: each a batch of its own. */
export function priceOfMillionEvents(): number {
  const events = 1e6;
  const nominations = events;
  return (
    listPrice({
      // The table, and the partition.
      glueRequests: 2 * nominations,
      lambdaRequests: events + nominations,
      lambdaGbSeconds: MEMORY_GB * 0.1 * (events + nominations),
      sqsRequests: events * (1 + 2 / MESSAGES_A_REQUEST) + nominations * (1 + 2 / MESSAGES_A_REQUEST),
    }) +
    nominations * PRICES.s3List.dollars
  );
}
