import {
  type ClaimOutcomes,
  completeBatch,
  type MessageResult,
  mergedOutcomes,
  type Parking,
} from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import type { LookAsking, WrittenSession } from "../look-requests/asking.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Deadlines } from "../runtime/deadlines.ts";
import { crawlerName } from "../runtime/names.ts";
import { type CrawlDecision, decideCrawl } from "./crawl-decision.ts";
import type { CrawlRequest } from "./crawl-request.ts";
import type { CrawlerPlan, CrawlPlan } from "./plan.ts";
import type { Crawlers, CrawlRequestEntry, CrawlRequestQueue } from "./port.ts";

export interface CrawlingPorts {
  readonly crawlers: Crawlers;
  readonly requests: CrawlRequestQueue;
  readonly parking: Parking;
  /** Who asks for looks at sessions that were written; undefined where nothing is promised. */
  readonly looks?: LookAsking | undefined;
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
        return decideCrawl(plan, {
          dataset,
          name,
          crawlers,
          clock: ports.clock,
          signal: deadlines.catalog,
        });
      }),
    );
    const replacements = decisions.flatMap(({ sent }) => sent);
    const [unsent, unasked] = await Promise.all([
      ports.requests.send(replacements, deadlines.parking),
      askForLooks(plans, ports.looks, deadlines.parking),
    ]);
    const outcomes = mergedOutcomes(decisions.map((decision) => outcomesOf(decision, unsent)));
    for (const [request, outcome] of unasked) outcomes.set(request, outcome);
    return outcomes;
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

/** The requests of events that wrote a session for which no look could be asked: they come again. */
async function askForLooks(
  plans: readonly CrawlerPlan[],
  asking: LookAsking | undefined,
  signal: AbortSignal,
): Promise<ClaimOutcomes<CrawlRequest>> {
  const returned: ClaimOutcomes<CrawlRequest> = new Map();
  if (asking === undefined) return returned;
  const written = new Map<WrittenSession, CrawlRequest>();
  for (const { dataset, days, fresh } of plans) {
    // What wrote a session is an event of the batch, and those have a new request.
    for (const day of days) written.set({ dataset: dataset.name, day }, fresh!);
  }
  for (const [session, reason] of await asking.ask([...written.keys()], signal)) {
    const outcome: Outcome = { kind: "failed", code: "LOOK_NOT_ASKED", retryable: true, reason };
    returned.set(written.get(session)!, outcome);
  }
  return returned;
}

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
