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
} from "./crawl-decision.ts";
import type { CrawlerPlan, CrawlPlan } from "./crawl-plan.ts";
import { type Due, mergeDues } from "./due.ts";
import { type Deadlines, type Ending, endBatch, mergedSettlements, type Settlement } from "./ending.ts";
import { CatalogError } from "./errors.ts";
import { crawlerName } from "./names.ts";
import type { Outcome } from "./outcome.ts";
import type { Clock, Crawler, Crawlers, CrawlRun, DueEntry, Dues, Parking } from "./ports.ts";
import { quoted } from "./text.ts";

export interface CrawlingPorts {
  readonly crawlers: Crawlers;
  readonly dues: Dues;
  readonly parking: Parking;
  readonly clock: Clock;
}

/** What a batch of the crawl function came to. */
export interface CrawlReport {
  /** One per message, in the batch's order. */
  readonly endings: readonly Ending[];
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
  return {
    async apply(plan, deadlines) {
      const crawlers = counting(ports.crawlers);
      const settle = async () => {
        const verdicts = await Promise.all(
          plan.crawls.map((one) => attend(one, stage, crawlers, ports.clock, deadlines.catalog)),
        );
        const unsent = await ports.dues.send(
          verdicts.flatMap(({ sent }) => sent.map(({ entry }) => entry)),
          deadlines.parking,
        );
        return mergedSettlements(verdicts.map((verdict) => settlementOf(verdict, unsent)));
      };
      const { endings, settlement } = await endBatch(plan.messages, settle, ports.parking, deadlines.parking);
      return {
        endings,
        ...summaryOf(settlement, ports.clock.now()),
        crawlsStarted: crawlers.started(),
        glueCalls: crawlers.calls(),
      };
    },
  };
}

/** What is to become of the dues of one crawler: some are settled, the others end as their replacement is sent. */
interface Verdict {
  readonly settled: Settlement<Due>;
  readonly sent: readonly Replacement[];
}

interface Replacement {
  readonly entry: DueEntry;
  /** The dues that it stands for, itself if it is fresh. */
  readonly replaces: readonly Due[];
  readonly outcome: Outcome;
}

/** Looks at one crawler, starts it if it is time, and decides about every due. */
async function attend(
  { dataset, fresh, arrived }: CrawlerPlan,
  stage: string,
  crawlers: Crawlers,
  clock: Clock,
  signal: AbortSignal,
): Promise<Verdict> {
  const settled: Settlement<Due> = new Map();
  const sent: Replacement[] = [];
  if (fresh !== undefined) {
    const entry = { due: fresh, delay: settleDelay(dataset) };
    sent.push({
      entry,
      replaces: [fresh],
      outcome: { kind: "waiting", reason: "a due stands for this event" },
    });
  }
  if (arrived.length === 0) return { settled, sent };

  const name = crawlerName(stage, dataset.name);
  const again = (open: readonly Due[], outcome: Outcome, delay: number, refusedSince?: number) => {
    const due = { ...mergeDues(open), refusedSince };
    sent.push({ entry: { due, delay }, replaces: open, outcome });
  };
  let open: readonly Due[] = arrived;
  try {
    const crawler = await crawlers.read(name, signal);
    if (crawler.state !== "READY") {
      const outcome: Outcome = { kind: "waiting", reason: `crawler ${name} is ${crawler.state}` };
      again(open, outcome, recheckDelay(dataset, clock.now()));
      return { settled, sent };
    }
    const runs = await runsFor(open, crawler, name, crawlers, signal);
    open = open.filter((due) => !settleNow(settled, due, runs, name));
    if (open.length === 0) return { settled, sent };
    const next = startsAt(mergeDues(open), crawler, dataset);
    if (clock.now() < next) {
      const reason = `crawler ${name} may start again at ${new Date(next).toISOString()}`;
      again(open, { kind: "waiting", reason }, delayUntil(next, clock.now()));
      return { settled, sent };
    }
    const outcome: Outcome =
      (await crawlers.start(name, signal)) === "started"
        ? { kind: "crawl started" }
        : { kind: "waiting", reason: `crawler ${name} was started by somebody else just now` };
    again(open, outcome, recheckDelay(dataset, clock.now()));
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    const now = clock.now();
    const { code, message: reason } = error;
    const given = open.filter((due) => !error.retryable && isGivenUp(due, now));
    for (const due of given) settled.set(due, refused(error, due, name));
    open = open.filter((due) => !given.includes(due));
    const waiting: Outcome = { kind: "waiting", code, reason };
    const since = (due: Due) => due.refusedSince ?? now;
    const refusedSince = error.retryable ? undefined : Math.min(...open.map(since));
    if (open.length > 0) again(open, waiting, recheckDelay(dataset, now), refusedSince);
  }
  return { settled, sent };
}

/** The last run, or all since the oldest event if that one alone does not tell. */
async function runsFor(
  dues: readonly Due[],
  crawler: Crawler,
  name: string,
  crawlers: Crawlers,
  signal: AbortSignal,
): Promise<readonly CrawlRun[]> {
  if (!needsHistory(dues, crawler)) return crawler.last === undefined ? [] : [crawler.last];
  return crawlers.runsSince(name, Math.min(...dues.map(({ through }) => through)), signal);
}

/** Settles a due that is covered, or whose crawler keeps failing. */
function settleNow(settled: Settlement<Due>, due: Due, runs: readonly CrawlRun[], name: string): boolean {
  if (isCovered(due, runs)) {
    settled.set(due, { kind: "covered" });
    return true;
  }
  const failures = failuresOf(due, runs);
  if (failures.length < FAILURES_BORNE) return false;
  const { reason, status, startedAt } = failures[0]!;
  const told = [
    `crawler ${name} is READY, and its last ${failures.length} runs failed or were stopped`,
    `the latest of ${new Date(startedAt).toISOString()} ${status}: ${quoted(reason ?? "Glue gives no reason")}`,
    `waiting for a crawl: ${due.keys.map(quoted).join(" ")}`,
    "mend the cause (log group /aws-glue/crawlers has more), then replay this message",
  ];
  settled.set(due, { kind: "uncrawlable", code: "CRAWLER_FAILING", reason: told.join("; ") });
  return true;
}

function isGivenUp({ refusedSince }: Due, now: number): boolean {
  return refusedSince !== undefined && now - refusedSince >= REFUSAL_BORNE;
}

function refused({ code, message }: CatalogError, due: Due, name: string): Outcome {
  const told = [
    `crawler ${name} cannot be read or started, so its state is unknown: ${message}`,
    `waiting for a crawl: ${due.keys.map(quoted).join(" ")}`,
    code === "CRAWLER_NOT_FOUND"
      ? "deploy the stage again, which makes the crawler, then replay this message"
      : "give the function's role back what it needs (docs/permissions.md), then replay this message",
  ];
  return { kind: "uncrawlable", code, reason: told.join("; ") };
}

/** What was sent on is done with; what could not be sent comes back. */
function settlementOf({ settled, sent }: Verdict, unsent: ReadonlyMap<DueEntry, string>): Settlement<Due> {
  for (const { entry, replaces, outcome } of sent) {
    const reason = unsent.get(entry);
    const own: Outcome =
      reason === undefined ? outcome : { kind: "failed", code: "DUE_NOT_SENT", retryable: true, reason };
    for (const due of replaces) settled.set(due, own);
  }
  return settled;
}

function summaryOf(settlement: Settlement<Due>, now: number): Pick<CrawlReport, "covered" | "ages"> {
  const covered: CrawlReport["covered"][number][] = [];
  const ages: number[] = [];
  for (const [{ dataset, oldest, since }, { kind }] of settlement) {
    if (kind === "covered")
      covered.push({ dataset, latency: oldest === undefined ? undefined : now - oldest });
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
