/** That a session is to be looked at, because it was written, or because its verdict is due. */
export interface LookRequest {
  /** The dataset's name. */
  readonly dataset: string;
  /** The session, YYYY-MM-DD. */
  readonly day: string;
  /** "write": something was written, nothing more is known. "verdict": compare it, and ask for a verdict if it needs one. */
  readonly purpose: "write" | "verdict";
  /** When the first of the requests that it stands for was made, milliseconds since 1970. */
  readonly since: number;
  /** When the newest write that it stands for was heard of; undefined if nobody heard of any. */
  readonly written: number | undefined;
}

/** What tells a look request from everything else that may be in a queue. */
const KIND = "partition-registrar/look";
/** A body of a later version is not read as one of this. */
const VERSION = 1;

/** The body of a look request's message: JSON, its times in ISO 8601 for those who read the queue. */
export function writeLookRequest({ dataset, day, purpose, since, written }: LookRequest): string {
  return JSON.stringify({
    kind: KIND,
    version: VERSION,
    dataset,
    session: day,
    purpose,
    since: iso(since),
    ...(written === undefined ? {} : { written: iso(written) }),
  });
}

/** The look request in a body; undefined for any other body, "broken" for one that cannot be read. Never throws. */
export function readLookRequest(body: string): LookRequest | "broken" | undefined {
  const content = parse(body);
  if (content?.kind !== KIND) return undefined;
  const { version, dataset, session, purpose, since, written } = content;
  const isSound =
    version === VERSION &&
    typeof dataset === "string" &&
    typeof session === "string" &&
    /^\d{4}-\d\d-\d\d$/.test(session) &&
    (purpose === "write" || purpose === "verdict") &&
    timeOf(since) !== undefined &&
    (written === undefined || timeOf(written) !== undefined);
  if (!isSound) return "broken";
  return { dataset, day: session, purpose, since: timeOf(since)!, written: timeOf(written) };
}

const iso = (time: number) => new Date(time).toISOString();

function timeOf(text: unknown): number | undefined {
  const time = typeof text === "string" ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Of what is no object no member is defined. */
function parse(body: string): Readonly<Record<string, unknown>> | null | undefined {
  if (!body.includes(KIND)) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
