/**
 * A crawl request: the message that the crawl function sends to its own queue, and which stands for the events that it
 * has deleted. It says "a crawl of this crawler must begin after `through`, and succeed". Times are milliseconds since
 * 1970.
 */
export interface CrawlRequest {
  /** Name of the dataset; its crawler's name follows from it and the stage. */
  readonly dataset: string;
  /** The newest event it stands for. A crawl that began later, by more than the clocks may differ, has seen it. */
  readonly through: number;
  /** When the first of the requests merged into it was made, or replayed. Failed crawls and waiting count from here. */
  readonly since: number;
  /** The oldest event it stands for; undefined when replayed, for then its age says nothing of us. */
  readonly oldest: number | undefined;
  /** When the first of its events entered a queue of ours. */
  readonly firstSeen: number;
  /** Some of the objects, for a person. */
  readonly keys: readonly string[];
  /** Since when the crawler has been missing or forbidden, if it is. */
  readonly refusedSince: number | undefined;
}

/** Keys of objects that a crawl request carries along. */
export const SAMPLE_SIZE = 3;

/** One crawl request for several: of the same dataset, at least one. */
export function mergeCrawlRequests(requests: readonly CrawlRequest[]): CrawlRequest {
  return requests.reduce((one, other) => ({
    dataset: one.dataset,
    through: Math.max(one.through, other.through),
    since: Math.min(one.since, other.since),
    oldest: earlier(one.oldest, other.oldest),
    firstSeen: Math.min(one.firstSeen, other.firstSeen),
    keys: [...new Set([...one.keys, ...other.keys])].sort().slice(0, SAMPLE_SIZE),
    refusedSince: earlier(one.refusedSince, other.refusedSince),
  }));
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

/** What tells a crawl request from everything else that may be in the queue. */
const KIND = "partition-registrar/crawl-due";

/** The body of a crawl request's message: JSON, its times in ISO 8601 for those who read the queue. */
export function writeCrawlRequest({
  dataset,
  through,
  since,
  oldest,
  firstSeen,
  keys,
  refusedSince,
}: CrawlRequest): string {
  return JSON.stringify({
    kind: KIND,
    dataset,
    through: iso(through),
    since: iso(since),
    ...(oldest === undefined ? {} : { oldest: iso(oldest) }),
    firstSeen: iso(firstSeen),
    keys,
    ...(refusedSince === undefined ? {} : { refusedSince: iso(refusedSince) }),
  });
}

/** The crawl request in a body; undefined for any other body, "broken" for one that cannot be read. Never throws. */
export function readCrawlRequest(body: string): CrawlRequest | "broken" | undefined {
  if (!body.includes(KIND)) return undefined; // spares JSON.parse: nearly every message is an S3 event
  const content = parse(body);
  if (content?.kind !== KIND) return undefined;
  const { dataset, through, since, oldest, firstSeen, keys, refusedSince } = content;
  const isSound =
    typeof dataset === "string" &&
    [through, since, firstSeen].every(isTime) &&
    [oldest, refusedSince].every((time) => time === undefined || isTime(time)) &&
    Array.isArray(keys) &&
    keys.every((key) => typeof key === "string");
  if (!isSound) return "broken";
  return {
    dataset,
    through: milliseconds(through)!,
    since: milliseconds(since)!,
    oldest: milliseconds(oldest),
    firstSeen: milliseconds(firstSeen)!,
    keys: keys.slice(0, SAMPLE_SIZE),
    refusedSince: milliseconds(refusedSince),
  };
}

const iso = (time: number) => new Date(time).toISOString();

function isTime(text: unknown): boolean {
  return milliseconds(text) !== undefined;
}

/** Milliseconds since 1970 of a time as S3 and we write it, ISO 8601 in UTC; undefined for anything else. */
export function milliseconds(text: unknown): number | undefined {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text))
    return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** Of what is no object no member is defined. */
function parse(body: string): Partial<Record<keyof CrawlRequest | "kind", unknown>> | null | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
