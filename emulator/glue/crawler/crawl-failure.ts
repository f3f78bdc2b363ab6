import { AwsError } from "../../wire/service.ts";

/** A run that ends FAILED; the message is its ErrorMessage. */
export class CrawlFailure extends Error {}

/** The reason for which a run ends FAILED: what it found, or the refusal of S3 or of the catalog. Rethrows defects. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof CrawlFailure || thrown instanceof AwsError) return thrown.message;
  throw thrown;
}
