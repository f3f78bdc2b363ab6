import type { Dataset } from "../datasets/dataset.ts";
import {
  type ClaimOutcomes,
  completeBatch,
  type Deadlines,
  type MessageResult,
  mergedOutcomes,
} from "../events/batch-results.ts";
import type { Outcome } from "../events/outcome.ts";
import type { Parking } from "../events/parking.ts";
import type { Clock } from "../runtime/clock.ts";
import { CatalogError, type ErrorCode } from "../runtime/errors.ts";
import { crawlerName } from "../runtime/names.ts";
import { quoted } from "../runtime/text.ts";
import { type CrawlRequest, mergeCrawlRequests } from "./crawl-request.ts";
import {
  debounceDelay,
  delayUntil,
  FAILURE_LIMIT,
  failuresOf,
  isCovered,
  needsHistory,
  REFUSAL_GRACE,
  recheckDelay,
  startsAt,
} from "./decision.ts";
import type { CrawlerPlan, CrawlPlan } from "./plan.ts";
import type { Crawler, Crawlers, CrawlRequestEntry, CrawlRequestQueue, CrawlRun } from "./port.ts";

export interface CrawlingPorts {
  readonly crawlers: Crawlers;
  readonly requests: CrawlRequestQueue;
  readonly parking: Parking;
  readonly clock: Clock;
}

/** What a batch of the crawl function came to. */
export interface CrawlReport {
  /** One per message, in the batch's order. */
  readonly results: readonly MessageResult[];
  readonly crawlsStarted: number;
  /** Requests covered, with the time from their oldest event until now; undefined for those that were replayed. */
  readonly covered: readonly { readonly dataset: string; readonly latency: number | undefined }[];
  /** For how long each crawl request that still waits has done so, in milliseconds. */
  readonly ages: readonly number[];
  /** Calls made of Glue, retries of the SDK not included. */
  readonly glueCalls: number;
}

export interface Crawling {
  /** Carries a plan out. A message is done with when its request is covered, sent on or parked; nothing else deletes it. */
  apply(plan: CrawlPlan, deadlines: Deadlines): Promise<CrawlReport>;
}

/** Keeps the crawlers of one stage going. It remembers nothing: all there is to know is in Glue and in the queue. */
export function createCrawling(stage: string, ports: CrawlingPorts): Crawling {
  async function reconcileAll(
    plans: readonly CrawlerPlan[],
    crawlers: Crawlers,
    deadlines: Deadlines,
  ): Promise<ClaimOutcomes<CrawlRequest>> {
    const decisions = await Promise.all(
      plans.map((plan) => {
        const { dataset } = plan;
        const name = crawlerName(stage, dataset.name);
        return reconcileCrawler(plan, {
          dataset,
          name,
          crawlers,
          clock: ports.clock,
          signal: deadlines.catalog,
        });
      }),
    );
    const replacements = decisions.flatMap(({ sent }) => sent);
    const unsent = await ports.requests.send(replacements, deadlines.parking);
    return mergedOutcomes(decisions.map((decision) => outcomesOf(decision, unsent)));
  }

  return {
    async apply(plan, deadlines) {
      const crawlers = counting(ports.crawlers);
      const outcomes = reconcileAll(plan.crawls, crawlers, deadlines);
      const results = await completeBatch(plan.messages, outcomes, ports.parking, deadlines.parking);
      return {
        results,
        ...summaryOf(await outcomes, ports.clock.now()),
        crawlsStarted: crawlers.started(),
        glueCalls: crawlers.calls(),
      };
    },
  };
}

/** A request to send, and those that it stands for: itself if it is fresh. They end with `outcome` once it is sent. */
interface Replacement extends CrawlRequestEntry {
  readonly replaces: readonly CrawlRequest[];
  readonly outcome: Outcome;
}

/** What is to become of the requests of one crawler: some are resolved, the others end as their replacement is sent. */
interface CrawlDecision {
  readonly resolved: ClaimOutcomes<CrawlRequest>;
  readonly sent: readonly Replacement[];
}

/** One crawler, and what it takes to ask it once. */
interface CrawlerContext {
  readonly dataset: Dataset;
  readonly name: string;
  readonly crawlers: Crawlers;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function reconcileCrawler(
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

/** How a crawl request ends by what the crawler has done; undefined while it waits for a crawl. */
function outcomeFor(request: CrawlRequest, runs: readonly CrawlRun[], name: string): Outcome | undefined {
  if (isCovered(request, runs)) return { kind: "covered" };
  const failures = failuresOf(request, runs);
  if (failures.length < FAILURE_LIMIT) return undefined;
  const { reason, status, startedAt } = failures[0]!;
  const told = [
    `crawler ${name} is READY, and its last ${failures.length} runs failed or were stopped`,
    `the one of ${new Date(startedAt).toISOString()} ${status}: ${quoted(reason ?? "Glue gives no reason")}`,
    waitingFor(request),
    "mend the cause (log group /aws-glue/crawlers has more), then replay this message",
  ];
  return { kind: "uncrawlable", code: "CRAWLER_FAILING", reason: told.join("; ") };
}

function givenUp(request: CrawlRequest, { code, message }: CatalogError, name: string): Outcome {
  const told = [
    `crawler ${name} cannot be read or started, so its state is unknown: ${message}`,
    waitingFor(request),
    `${REMEDIES[code] ?? `see ${code} in docs/operations.md`}, then replay this message`,
  ];
  return { kind: "uncrawlable", code, reason: told.join("; ") };
}

/** What ends a refusal that only a person can end. */
const REMEDIES: { readonly [code in ErrorCode]?: string } = {
  CRAWLER_NOT_FOUND: "make it again with the command that `registrar doctor` prints",
  ACCESS_DENIED: "give the function's role back what it needs (docs/permissions.md)",
  ENCRYPTION: "let the function's role use the catalog's encryption key",
};

const waitingFor = ({ keys }: CrawlRequest) => `waiting for a crawl: ${keys.map(quoted).join(" ")}`;

/** What was sent on is done with; what could not be sent comes back. */
function outcomesOf(
  { resolved, sent }: CrawlDecision,
  unsent: ReadonlyMap<CrawlRequestEntry, string>,
): ClaimOutcomes<CrawlRequest> {
  for (const replacement of sent) {
    const reason = unsent.get(replacement);
    const outcome: Outcome =
      reason === undefined
        ? replacement.outcome
        : { kind: "failed", code: "CRAWL_REQUEST_NOT_SENT", retryable: true, reason };
    for (const request of replacement.replaces) resolved.set(request, outcome);
  }
  return resolved;
}

function summaryOf(
  outcomes: ClaimOutcomes<CrawlRequest>,
  now: number,
): Pick<CrawlReport, "covered" | "ages"> {
  const covered: CrawlReport["covered"][number][] = [];
  const ages: number[] = [];
  for (const [{ dataset, oldest, since }, { kind }] of outcomes) {
    if (kind === "covered")
      covered.push({ dataset, latency: oldest === undefined ? undefined : Math.max(0, now - oldest) });
    else if (kind !== "uncrawlable") ages.push(now - since);
  }
  return { covered, ages };
}

function counting(crawlers: Crawlers): Crawlers & { calls(): number; started(): number } {
  let calls = 0;
  let started = 0;
  return {
    read(...call) {
      calls++;
      return crawlers.read(...call);
    },
    runsSince(...call) {
      calls++;
      return crawlers.runsSince(...call);
    },
    async start(...call) {
      calls++;
      const answer = await crawlers.start(...call);
      if (answer === "started") started++;
      return answer;
    },
    calls: () => calls,
    started: () => started,
  };
}
