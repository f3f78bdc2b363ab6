/** Ten requests in one: every entry succeeds or fails by itself. */
import { AwsError, type JsonObject } from "../wire/service.ts";

/** Entries of a batch (API reference, SendMessageBatch). */
const ENTRIES = 10;
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

interface Entry {
  readonly Id: string;
}

/** Refuses the batch as a whole, or carries out each entry and tells how it ended. */
export function runBatch<E extends Entry>(entries: readonly E[], run: (entry: E) => JsonObject): JsonObject {
  checkBatch(entries);
  const successful: JsonObject[] = [];
  const failed: JsonObject[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({
        Id: entry.Id,
        SenderFault: error.status < 500,
        Code: error.code,
        Message: error.message,
      });
    }
  }
  return { Successful: successful, Failed: failed };
}

function checkBatch(entries: readonly Entry[]): void {
  if (entries.length === 0) {
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  }
  if (entries.length > ENTRIES) {
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  for (const { Id } of entries) {
    if (ENTRY_ID.test(Id)) continue;
    throw new AwsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  }
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (seen.has(Id)) throw new AwsError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    seen.add(Id);
  }
}
