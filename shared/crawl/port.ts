/** What the crawl function needs of Glue and of its own queue. */
import type { CrawlRequest } from "./crawl-request.ts";

/** The crawlers of a stage. Every method throws CatalogError. */
export interface Crawlers {
  read(name: string, signal: AbortSignal): Promise<Crawler>;
  /** Starts a run, unless one is under way. */
  start(name: string, signal: AbortSignal): Promise<"started" | "already running">;
  /** The runs that began after a time (milliseconds since 1970), in any order. */
  runsSince(name: string, time: number, signal: AbortSignal): Promise<readonly CrawlRun[]>;
}

export interface Crawler {
  readonly state: "READY" | "RUNNING" | "STOPPING";
  /** The latest run, which is over if the crawler is READY; undefined before the first. */
  readonly last: CrawlRun | undefined;
}

export interface CrawlRun {
  /** Milliseconds since 1970, of Glue's clock. */
  readonly startedAt: number;
  readonly status: "succeeded" | "failed" | "stopped" | "running";
  /** What Glue says of a run that failed. */
  readonly reason: string | undefined;
}

/** The queue of the crawl function, for the messages that it sends to itself. */
export interface CrawlRequestQueue {
  /** Sends each request so that it arrives after its delay. Answers those that could not be sent; never throws. */
  send(
    entries: readonly CrawlRequestEntry[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<CrawlRequestEntry, string>>;
}

export interface CrawlRequestEntry {
  readonly request: CrawlRequest;
  /** Seconds, 0 to 900 (SQS API, SendMessageBatch: DelaySeconds). */
  readonly delay: number;
}
