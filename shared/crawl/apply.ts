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
import {
  delayUntil,
  FAILURES_BORNE,
  failuresOf,
  isCovered,
  needsHistory,
  REFUSAL_BORNE,
  recheckDelay,
  settleDelay,
  startsAt,
} from "./decision.ts";
import { type Due, mergeDues } from "./due.ts";
import type { CrawlerPlan, CrawlPlan } from "./plan.ts";
import type { Crawler, Crawlers, CrawlRun, DueEntry, Dues } from "./port.ts";

export interface CrawlingPorts {
  readonly crawlers: Crawlers;
  readonly dues: Dues;
  readonly parking: Parking;
  readonly clock: Clock;
}

/** What a batch of the crawl function came to. */
export interface CrawlReport {
  /** One per message, in the batch's order. */
  readonly results: readonly MessageResult[];
  readonly crawlsStarted: number;
  /** Dues covered, with the time from their oldest event until now; undefined for those that were replayed. */
  readonly covered: readonly { readonly dataset: string; readonly latency: number | undefined }[];
  /** For how long each due that still waits has done so, in milliseconds. */
  readonly ages: readonly number[];
  /** Calls made of Glue, retries of the SDK not included. */
  readonly glueCalls: number;
}

export interface Crawling {
  /** Carries a plan out. A message is done with when its due is covered, sent on, or parked; nothing else deletes it. */
  apply(plan: CrawlPlan, deadlines: Deadlines): Promise<CrawlReport>;
}

/** Keeps the crawlers of one stage going. It remembers nothing: all there is to know is in Glue and in the queue. */
export function createCrawling(stage: string, ports: CrawlingPorts): Crawling {
  async function attendAll(
    plans: readonly CrawlerPlan[],
    crawlers: Crawlers,
    deadlines: Deadlines,
  ): Promise<ClaimOutcomes<Due>> {
    const decisions = await Promise.all(
      plans.map((plan) => {
        const { dataset } = plan;
        const name = crawlerName(stage, dataset.name);
        return attend(plan, { dataset, name, crawlers, clock: ports.clock, signal: deadlines.catalog });
      }),
    );
    const replacements = decisions.flatMap(({ sent }) => sent);
    const unsent = await ports.dues.send(replacements, deadlines.parking);
    return mergedOutcomes(decisions.map((decision) => outcomesOf(decision, unsent)));
  }

  return {
    async apply(plan, deadlines) {
      const crawlers = counting(ports.crawlers);
      const outcomes = attendAll(plan.crawls, crawlers, deadlines);
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

/** A due to send, and the dues that it stands for: itself if it is fresh. They end with `outcome` once it is sent. */
interface Replacement extends DueEntry {
  readonly replaces: readonly Due[];
  readonly outcome: Outcome;
}

/** What is to become of the dues of one crawler: some are resolved, the others end as their replacement is sent. */
interface CrawlDecision {
  readonly resolved: ClaimOutcomes<Due>;
  readonly sent: readonly Replacement[];
}

/** One crawler, looked at once. */
interface Attention {
  readonly dataset: Dataset;
  readonly name: string;
  readonly crawlers: Crawlers;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function attend({ fresh, arrived }: CrawlerPlan, attention: Attention): Promise<CrawlDecision> {
  const resolved: ClaimOutcomes<Due> = new Map();
  const sent: Replacement[] = [];
  if (fresh !== undefined) {
    const outcome: Outcome = { kind: "waiting", reason: "a due stands for this event" };
    sent.push({ due: fresh, delay: settleDelay(attention.dataset), replaces: [fresh], outcome });
  }
  if (arrived.length > 0) {
    const again = await decide(arrived, resolved, attention).catch((error) => {
      if (!(error instanceof CatalogError)) throw error;
      const open = arrived.filter((due) => !resolved.has(due));
      return error.retryable || error.code === "LIMIT_EXCEEDED"
        ? retry(open, error, attention)
        : forgive(open, error, resolved, attention);
    });
    if (again !== undefined) sent.push(again);
  }
  return { resolved, sent };
}

/** Settles the dues that are covered or given up, starts the crawler if it is time, and has the others come again. */
async function decide(
  arrived: readonly Due[],
  resolved: ClaimOutcomes<Due>,
  attention: Attention,
): Promise<Replacement | undefined> {
  const { dataset, name, crawlers, clock, signal } = attention;
  const crawler = await crawlers.read(name, signal);
  if (crawler.state !== "READY") {
    return recheck(arrived, { kind: "waiting", reason: `crawler ${name} is ${crawler.state}` }, attention);
  }
  const runs = await runsFor(arrived, crawler, attention);
  const open: Due[] = [];
  for (const due of arrived) {
    const outcome = endingOf(due, runs, name);
    if (outcome === undefined) open.push(due);
    else resolved.set(due, outcome);
  }
  if (open.length === 0) return undefined;
  const due = mergeDues(open);
  const next = startsAt(due, crawler, dataset);
  if (clock.now() < next) {
    const reason = `crawler ${name} may start again at ${new Date(next).toISOString()}`;
    const delay = delayUntil(next, clock.now());
    return { due: heard(due), delay, replaces: open, outcome: { kind: "waiting", reason } };
  }
  const started = await crawlers.start(name, signal);
  const reason = `crawler ${name} was started by somebody else just now`;
  return recheck(
    open,
    started === "started" ? { kind: "crawl started" } : { kind: "waiting", reason },
    attention,
  );
}

/** The dues come again as one, when the crawler may be done. */
function recheck(open: readonly Due[], outcome: Outcome, { dataset, clock }: Attention): Replacement {
  const delay = recheckDelay(dataset, clock.now());
  return { due: heard(mergeDues(open)), delay, replaces: open, outcome };
}

/** Glue has answered: if the crawler was missing or forbidden, it is no more. */
function heard(due: Due): Due {
  return { ...due, refusedSince: undefined };
}

function retry(
  open: readonly Due[],
  { code, message }: CatalogError,
  { dataset, clock }: Attention,
): Replacement {
  const delay = recheckDelay(dataset, clock.now());
  return { due: mergeDues(open), delay, replaces: open, outcome: { kind: "waiting", code, reason: message } };
}

/** Bears a refusal that only a person can end for a while, since a deployment or a permission may be on its way. */
function forgive(
  open: readonly Due[],
  error: CatalogError,
  resolved: ClaimOutcomes<Due>,
  attention: Attention,
): Replacement | undefined {
  const now = attention.clock.now();
  const borne: Due[] = [];
  for (const due of open) {
    const refusedSince = due.refusedSince ?? now;
    if (now - refusedSince >= REFUSAL_BORNE) resolved.set(due, givenUp(due, error, attention.name));
    else borne.push(due);
  }
  if (borne.length === 0) return undefined;
  const replacement = retry(borne, error, attention);
  const { due } = replacement;
  return { ...replacement, due: { ...due, refusedSince: due.refusedSince ?? now } };
}

/** The last run, or all since the oldest event if that one alone does not tell. */
async function runsFor(
  dues: readonly Due[],
  crawler: Crawler,
  { name, crawlers, signal }: Attention,
): Promise<readonly CrawlRun[]> {
  if (!needsHistory(dues, crawler)) return crawler.last === undefined ? [] : [crawler.last];
  return crawlers.runsSince(name, Math.min(...dues.map(({ through }) => through)), signal);
}

/** How a due ends by what the crawler has done; undefined while it waits for a crawl. */
function endingOf(due: Due, runs: readonly CrawlRun[], name: string): Outcome | undefined {
  if (isCovered(due, runs)) return { kind: "covered" };
  const failures = failuresOf(due, runs);
  if (failures.length < FAILURES_BORNE) return undefined;
  const { reason, status, startedAt } = failures[0]!;
  const told = [
    `crawler ${name} is READY, and its last ${failures.length} runs failed or were stopped`,
    `the one of ${new Date(startedAt).toISOString()} ${status}: ${quoted(reason ?? "Glue gives no reason")}`,
    waitingFor(due),
    "mend the cause (log group /aws-glue/crawlers has more), then replay this message",
  ];
  return { kind: "uncrawlable", code: "CRAWLER_FAILING", reason: told.join("; ") };
}

function givenUp(due: Due, { code, message }: CatalogError, name: string): Outcome {
  const told = [
    `crawler ${name} cannot be read or started, so its state is unknown: ${message}`,
    waitingFor(due),
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

const waitingFor = ({ keys }: Due) => `waiting for a crawl: ${keys.map(quoted).join(" ")}`;

/** What was sent on is done with; what could not be sent comes back. */
function outcomesOf(
  { resolved, sent }: CrawlDecision,
  unsent: ReadonlyMap<DueEntry, string>,
): ClaimOutcomes<Due> {
  for (const replacement of sent) {
    const reason = unsent.get(replacement);
    const outcome: Outcome =
      reason === undefined
        ? replacement.outcome
        : { kind: "failed", code: "DUE_NOT_SENT", retryable: true, reason };
    for (const due of replacement.replaces) resolved.set(due, outcome);
  }
  return resolved;
}

function summaryOf(outcomes: ClaimOutcomes<Due>, now: number): Pick<CrawlReport, "covered" | "ages"> {
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
