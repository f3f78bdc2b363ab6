/** What tells the message of the nightly schedule from everything else that may be in the queue. */
const KIND = "partition-registrar/looks-nightly";
const VERSION = 1;

/** The body that the schedule sends: every validated dataset is to be compared, and what was not told to be told. */
export const nightlyBody = (): string => JSON.stringify({ kind: KIND, version: VERSION });

/** Is it that message? Never throws. */
export function isNightly(body: string): boolean {
  if (!body.includes(KIND)) return false;
  try {
    const { kind, version } = JSON.parse(body) ?? {};
    return kind === KIND && version === VERSION;
  } catch {
    return false;
  }
}
