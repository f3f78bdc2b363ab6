/** One crawler and the requests that wait for it: what is read, what is started, and what becomes of each request. */
import type { Dataset } from "../datasets/dataset.ts";
import type { ClaimOutcomes } from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import type { Clock } from "../runtime/clock.ts";
import { CatalogError } from "../runtime/errors.ts";
import { type CrawlRequest, mergeCrawlRequests } from "./crawl-request.ts";
import type { CrawlerPlan } from "./plan.ts";
import type { Crawler, Crawlers, CrawlRequestEntry, CrawlRun } from "./port.ts";
import { givenUp, outcomeFor } from "./request-outcomes.ts";
import { debounceDelay, delayUntil, needsHistory, REFUSAL_GRACE, recheckDelay, startsAt } from "./timing.ts";

/** A request to send, and those that it stands for: itself if it is fresh. They end with `outcome` once it is sent. */
export interface Replacement extends CrawlRequestEntry {
  readonly replaces: readonly CrawlRequest[];
  readonly outcome: Outcome;
}

/** What is to become of the requests of one crawler: some are resolved, the others end as their replacement is sent. */
export interface CrawlDecision {
  readonly resolved: ClaimOutcomes<CrawlRequest>;
  readonly sent: readonly Replacement[];
}

/** One crawler, and what it takes to ask it once. */
export interface CrawlerContext {
  readonly dataset: Dataset;
  readonly name: string;
  readonly crawlers: Crawlers;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Asks Glue for the crawler, if requests wait for it, and decides on each of them. Throws no CatalogError: if Glue
 * refuses, the requests come again or are given up.
 */
export async function decideCrawl(
  { fresh, arrived }: CrawlerPlan,
  context: CrawlerContext,
): Promise<CrawlDecision> {
  const resolved: ClaimOutcomes<CrawlRequest> = new Map();
  const sent: Replacement[] = [];
  if (fresh !== undefined) {
    const outcome: Outcome = { kind: "waiting", reason: "a crawl request stands for this event" };
    sent.push({ request: fresh, delay: debounceDelay(context.dataset), replaces: [fresh], outcome });
  }
  if (arrived.length > 0) {
    const again = await decide(arrived, resolved, context).catch((error) => {
      if (!(error instanceof CatalogError)) throw error;
      const open = arrived.filter((request) => !resolved.has(request));
      return error.retryable || error.code === "LIMIT_EXCEEDED"
        ? retry(open, error, context)
        : tolerateRefusal(open, error, resolved, context);
    });
    if (again !== undefined) sent.push(again);
  }
  return { resolved, sent };
}

/** Resolves requests that are covered or given up, starts the crawler if it is time, and has the others come again. */
async function decide(
  arrived: readonly CrawlRequest[],
  resolved: ClaimOutcomes<CrawlRequest>,
  context: CrawlerContext,
): Promise<Replacement | undefined> {
  const { dataset, name, crawlers, clock, signal } = context;
  const crawler = await crawlers.read(name, signal);
  if (crawler.state !== "READY") {
    return recheck(arrived, { kind: "waiting", reason: `crawler ${name} is ${crawler.state}` }, context);
  }
  const runs = await runsFor(arrived, crawler, context);
  const open: CrawlRequest[] = [];
  for (const request of arrived) {
    const outcome = outcomeFor(request, runs, name);
    if (outcome === undefined) open.push(request);
    else resolved.set(request, outcome);
  }
  if (open.length === 0) return undefined;
  const request = mergeCrawlRequests(open);
  const next = startsAt(request, crawler, dataset);
  if (clock.now() < next) {
    const reason = `crawler ${name} may start again at ${new Date(next).toISOString()}`;
    const delay = delayUntil(next, clock.now());
    return { request: clearRefusal(request), delay, replaces: open, outcome: { kind: "waiting", reason } };
  }
  const started = await crawlers.start(name, signal);
  const reason = `crawler ${name} was started by somebody else just now`;
  return recheck(
    open,
    started === "started" ? { kind: "crawl started" } : { kind: "waiting", reason },
    context,
  );
}

/** The requests come again as one, when the crawler may be done. */
function recheck(
  open: readonly CrawlRequest[],
  outcome: Outcome,
  { dataset, clock }: CrawlerContext,
): Replacement {
  const delay = recheckDelay(dataset, clock.now());
  return { request: clearRefusal(mergeCrawlRequests(open)), delay, replaces: open, outcome };
}

/** Glue has answered: if the crawler was missing or forbidden, it is no more. */
function clearRefusal(request: CrawlRequest): CrawlRequest {
  return { ...request, refusedSince: undefined };
}

function retry(
  open: readonly CrawlRequest[],
  { code, message }: CatalogError,
  { dataset, clock }: CrawlerContext,
): Replacement {
  const delay = recheckDelay(dataset, clock.now());
  return {
    request: mergeCrawlRequests(open),
    delay,
    replaces: open,
    outcome: { kind: "waiting", code, reason: message },
  };
}

/** Tolerates for a while a refusal that only a person can end, since a deployment or a permission may be on its way. */
function tolerateRefusal(
  open: readonly CrawlRequest[],
  error: CatalogError,
  resolved: ClaimOutcomes<CrawlRequest>,
  context: CrawlerContext,
): Replacement | undefined {
  const now = context.clock.now();
  const tolerated: CrawlRequest[] = [];
  for (const request of open) {
    const refusedSince = request.refusedSince ?? now;
    if (now - refusedSince >= REFUSAL_GRACE) resolved.set(request, givenUp(request, error, context.name));
    else tolerated.push(request);
  }
  if (tolerated.length === 0) return undefined;
  const replacement = retry(tolerated, error, context);
  const { request } = replacement;
  return { ...replacement, request: { ...request, refusedSince: request.refusedSince ?? now } };
}

/** The last run, or all since the oldest event if that one alone does not tell. */
async function runsFor(
  requests: readonly CrawlRequest[],
  crawler: Crawler,
  { name, crawlers, signal }: CrawlerContext,
): Promise<readonly CrawlRun[]> {
  if (!needsHistory(requests, crawler)) return crawler.last === undefined ? [] : [crawler.last];
  return crawlers.runsSince(name, Math.min(...requests.map(({ through }) => through)), signal);
}
