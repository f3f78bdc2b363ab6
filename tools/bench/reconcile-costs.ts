/** What the nightly reconcile costs for each million of partitions: docs/reconcile.md has the numbers. */
import { reconciling } from "../../deploy/reconcile-settings.ts";
import { PARTITIONS_PER_CREATE, PARTITIONS_PER_READ } from "../../shared/catalog/port.ts";
import { listPrice, PRICES } from "./prices.ts";

const MILLION = 1e6;
/** Keys of a page of S3, partitions of a page of Glue. */
const PAGE = 1000;
/** Seconds for a million partitions, by `npm run bench -- --reconcile 1000000` on a busy machine. */
const SECONDS = 328;
/** Those of a call that writes, S3's and Glue's answers included. */
const WRITE_SECONDS = 0.2;

const memoryGb = reconciling.memory / 1024;

/** Dollars for comparing a million partitions of one object each, of which none differs. */
export function comparingCosts(): number {
  return (
    listPrice({
      glueRequests: MILLION / PAGE,
      lambdaRequests: 1,
      lambdaGbSeconds: SECONDS * memoryGb,
      sqsRequests: 0,
    }) +
    (MILLION / PAGE) * PRICES.s3List.dollars
  );
}

/** Dollars for registering a million that are missing, besides: each is asked for once more before. */
export function registeringCosts(): number {
  const creates = MILLION / PARTITIONS_PER_CREATE;
  return listPrice({
    glueRequests: creates + MILLION / PARTITIONS_PER_READ,
    lambdaRequests: 0,
    lambdaGbSeconds: creates * WRITE_SECONDS * memoryGb,
    sqsRequests: 0,
  });
}
