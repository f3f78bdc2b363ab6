/** The text of a query as it is sent. */

import { shortened } from "../runtime/text.ts";
import { AthenaQueryError, type Query } from "./port.ts";

/** Athena User Guide, "Service Quotas": a query string holds at most 262,144 bytes of UTF-8. */
const MOST_BYTES = 262_144;

const LONGEST_COMMENT = 200;

/**
 * The SQL below a comment that says, in Athena's history and in CloudTrail, which check of which run it was. Refused
 * here if it is too long for Athena: the SDK takes its time with megabytes.
 */
export function withQueryComment({ sql, label }: Query, runId: string): string {
  const text = `/* registrar: ${comment(label)}, run ${comment(runId)} */\n${sql}`;
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_BYTES) return text;
  const message = `${label}: the query has ${bytes} bytes, and Athena takes ${MOST_BYTES}. Ask for fewer days or symbols at once.`;
  throw new AthenaQueryError("QUERY_TOO_LARGE", message);
}

/** Nothing of it can end a comment, or move a terminal's cursor. */
function comment(text: string): string {
  return shortened(text.replace(/[^\w .,:+/-]/g, "_"), LONGEST_COMMENT);
}
