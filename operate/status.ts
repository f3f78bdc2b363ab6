import type { Catalog, PartitionListing } from "../shared/catalog/port.ts";
import type { Crawler, Crawlers } from "../shared/crawl/port.ts";
import type { Strategy } from "../shared/datasets/dataset.ts";
import type { ErrorCode } from "../shared/runtime/errors.ts";
import type { ObjectStore } from "../shared/store/port.ts";
import type { QueueDepth, Queues } from "./queues/port.ts";

/** How a stage is, for a person: what every dataset's table holds, what its crawler does, what waits in the queues. */
export interface Status {
  readonly stage: string;
  readonly datasets: readonly DatasetStatus[];
  readonly queues: readonly QueueStatus[];
}

export interface DatasetStatus {
  readonly dataset: string;
  readonly strategy: Strategy;
  /** `database.table` in the stage. */
  readonly table: string;
  /** "projected" if Athena computes them; undefined if Glue did not tell. */
  readonly partitions: number | "projected" | undefined;
  /** The greatest value of the first key that is a day, YYYY-MM-DD. */
  readonly newestDay: string | undefined;
  /** Of crawl datasets. */
  readonly crawler: CrawlerStatus | undefined;
  /** What is wrong; empty if nothing is. */
  readonly problems: readonly Problem[];
  /** What else to know. */
  readonly hint?: string | undefined;
}

/** `now` is undefined if Glue did not tell. */
export interface CrawlerStatus {
  readonly name: string;
  readonly now: Crawler | undefined;
}

export interface QueueStatus {
  readonly name: string;
  /** What its messages are. */
  readonly holds: string;
  readonly depth: QueueDepth | undefined;
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly code: ErrorCode;
  readonly reason: string;
}

export interface StatusPorts {
  readonly catalog: Pick<Catalog, "table">;
  readonly partitions: Pick<PartitionListing, "values">;
  readonly crawlers: Pick<Crawlers, "read">;
  readonly queues: Pick<Queues, "url" | "depth">;
  /** Without it nothing is said of the files' format. */
  readonly store?: Pick<ObjectStore, "objects">;
}

/** What the messages of a queue are. */
export const HOLDS = {
  events: "events",
  requests: "events and crawl requests",
  nominations: "removal events and nominations",
  checks: "files to be read",
  looks: "days to be looked at",
  verdicts: "days to be judged",
  givenUp: "verdicts that were given up",
  parked: "messages for a person",
} as const;

/** Refusals after which nothing is known of AWS: it was not reached, or let nobody in. */
const UNANSWERED: ReadonlySet<ErrorCode> = new Set([
  "ACCESS_DENIED",
  "DEADLINE",
  "QUEUE_REFUSED",
  "THROTTLED",
  "UNAVAILABLE",
]);

/** What a status comes to: all is well, somebody should look, or AWS answered nothing at all. */
export function conclusionOfStatus({ datasets, queues }: Status): "well" | "attention" | "unavailable" {
  const everything = [...datasets, ...queues];
  const isUnanswered = ({ problems }: { readonly problems: readonly Problem[] }) =>
    problems.length > 0 && problems.every(({ code }) => UNANSWERED.has(code));
  if (everything.every(isUnanswered)) return "unavailable";
  const isLeft = parkedIn(queues) + givenUpIn(queues) > 0;
  return isLeft || everything.some(({ problems }) => problems.length > 0) ? "attention" : "well";
}

/** Is nothing of the stage there? Then that says more than everything that is missing. */
export function isMissing({ datasets, queues }: Status): boolean {
  const lacks = (code: ErrorCode) => (one: DatasetStatus | QueueStatus) =>
    one.problems.some((problem) => problem.code === code);
  return datasets.every(lacks("TABLE_NOT_FOUND")) && queues.every(lacks("QUEUE_NOT_FOUND"));
}

/** Messages that wait for a person. */
export const parkedIn = (queues: readonly QueueStatus[]): number => waitingIn(queues, HOLDS.parked);

/** Verdicts that failed again and again: their sessions stay as they are. */
export const givenUpIn = (queues: readonly QueueStatus[]): number => waitingIn(queues, HOLDS.givenUp);

function waitingIn(queues: readonly QueueStatus[], held: string): number {
  return queues
    .filter(({ holds }) => holds === held)
    .reduce((sum, { depth }) => sum + (depth?.visible ?? 0), 0);
}
