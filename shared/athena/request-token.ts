import { createHash } from "node:crypto";

/**
 * StartQueryExecution's ClientRequestToken, 64 hexadecimal digits of the 32 to 128 characters that Athena wants. Athena
 * answers a token that it knows with the query that it stands for; with other parameters it refuses it ("Idempotent
 * parameters do not match"), so all that may differ is part of it. Without the run it would answer yesterday's answer.
 */
export function requestToken(parts: {
  readonly runId: string;
  readonly workGroup: string;
  readonly database: string;
  readonly sql: string;
  /** Counts from 1. A query that has ended is not run again under its token. */
  readonly attempt: number;
}): string {
  const { runId, workGroup, database, sql, attempt } = parts;
  return createHash("sha256")
    .update(JSON.stringify([runId, workGroup, database, sql, attempt]))
    .digest("hex");
}
