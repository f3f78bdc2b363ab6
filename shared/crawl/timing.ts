import { CRAWL_DEFAULTS, type Dataset } from "../datasets/dataset.ts";
import type { CrawlRequest } from "./crawl-request.ts";
import type { Crawler, CrawlRun } from "./port.ts";

/**
 * When a crawl request is covered, when its crawler is given up, and when the next crawl may begin. Pure.
 * Times are milliseconds since 1970, durations milliseconds.
 */

/**
 * How far the clocks of S3, SQS, Lambda and Glue may differ. A crawl counts as begun after an event only if it
 * began later by more than this. EventBridge cuts its times to seconds, and Glue's own are no finer.
 */
export const SKEW = 5_000;

/** So many runs that failed in a row give a crawler up: a person has to look. */
export const FAILURE_LIMIT = 3;

/** How long a crawler may be missing or forbidden: a deployment or a change of permissions takes minutes to spread. */
export const REFUSAL_GRACE = 15 * 60_000;

/** Has a crawl that began after the crawl request's newest event succeeded? */
export function isCovered({ through }: CrawlRequest, runs: readonly CrawlRun[]): boolean {
  return runs.some(({ status, startedAt }) => status === "succeeded" && startedAt > through + SKEW);
}

/**
 * Does it take the crawler's history to judge these requests? The last run says it all unless it failed: an earlier one
 * may have covered them, or it may be the last of too many.
 */
export function needsHistory(requests: readonly CrawlRequest[], { last }: Crawler): boolean {
  if (last === undefined || last.status === "succeeded") return false;
  return requests.some(({ through }) => last.startedAt > through);
}

/** The runs that failed in a row while the crawl request waited, latest first. */
export function failuresOf({ since }: CrawlRequest, runs: readonly CrawlRun[]): CrawlRun[] {
  const latestFirst = runs.toSorted((one, other) => other.startedAt - one.startedAt);
  const failures: CrawlRun[] = [];
  for (const run of latestFirst) {
    if (run.status === "succeeded" || run.startedAt <= since) break;
    if (run.status !== "running") failures.push(run);
  }
  return failures;
}

/** The earliest moment for the next crawl: it must see the newest event, and keep its distance from the last one. */
export function startsAt({ through }: CrawlRequest, { last }: Crawler, dataset: Dataset): number {
  const { minimumInterval = CRAWL_DEFAULTS.minimumInterval } = dataset.crawl ?? {};
  const seesAll = through + SKEW + 1;
  return last === undefined ? seesAll : Math.max(seesAll, last.startedAt + minimumInterval * 1000);
}

/** SQS API, SendMessageBatch: DelaySeconds is 0 to 900. */
const LONGEST_DELAY = 900;

/**
 * Seconds that a fresh request waits, so that the crawl it asks for counts as begun after all that follows within the
 * debounce time. Twice the skew: once because `isCovered` wants it, once because S3's clock may be ahead of Glue's by
 * as much. The second more is Glue's, whose times are whole seconds.
 */
export function debounceDelay(dataset: Dataset): number {
  return debounceOf(dataset) + (2 * SKEW) / 1000 + 1;
}

/** Seconds until a crawl request should come again that waits for nothing but a moment. */
export function delayUntil(moment: number, now: number): number {
  return Math.min(LONGEST_DELAY, Math.max(1, Math.ceil((moment - now) / 1000)));
}

/**
 * Seconds until a request should come again that waits for a crawler to be done. It comes at a multiple of half the
 * debounce time (of 30 s at most), so that requests sent at different times meet in one batch and become one; at least
 * that far off.
 */
export function recheckDelay(dataset: Dataset, now: number): number {
  const pause = Math.max(1, Math.min(30, Math.ceil(debounceOf(dataset) / 2))) * 1000;
  return delayUntil(Math.ceil(now / pause + 1) * pause, now);
}

function debounceOf({ crawl }: Dataset): number {
  return crawl?.debounceSeconds ?? CRAWL_DEFAULTS.debounceSeconds;
}
