import type { Dataset } from "../datasets/dataset.ts";
import type { Partition } from "../datasets/placing.ts";
import { type CreatedObject, readArrivals } from "../events/arrivals.ts";
import type { Message, PlannedMessage, PlannedRecord } from "../events/batch.ts";
import type { Outcome } from "../events/outcome.ts";
import { type PlanContext, Router } from "../events/routing.ts";
import { daysWritten } from "../look-requests/written-days.ts";
import { REGISTRAR } from "../runtime/launcher.ts";
import { printable, quoted } from "../runtime/text.ts";
import { type CrawlRequest, milliseconds, readCrawlRequest, SAMPLE_SIZE } from "./crawl-request.ts";

/** What came to the crawl function, decided as far as it can be without asking Glue. A value. */
export interface CrawlPlan {
  /** Every message of the batch, in its order. Its records claim a request: the one it is, or the one it needs. */
  readonly messages: readonly PlannedMessage<CrawlRequest>[];
  /** What to ask of Glue and to send: one entry per dataset whose events or crawl requests are in the batch. */
  readonly crawls: readonly CrawlerPlan[];
}

export interface CrawlerPlan {
  readonly dataset: Dataset;
  /** Stands for all events of the batch; it has still to be sent. */
  readonly fresh: CrawlRequest | undefined;
  /** The sessions that those events wrote, YYYY-MM-DD, if the dataset promises something. */
  readonly days: ReadonlySet<string>;
  /** The crawl requests that have come. */
  readonly arrived: readonly CrawlRequest[];
}

/** Bytes to facts to decisions: pure and total. `now` is in milliseconds since 1970. */
export function planCrawls(messages: readonly Message[], context: PlanContext, now: number): CrawlPlan {
  const planner = new Planner(context, now);
  const planned = messages.map((message) => planner.plan(message));
  return { messages: planned, crawls: planner.crawls() };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

class Planner {
  readonly #router: Router;
  readonly #datasets: ReadonlyMap<string, Dataset>;
  readonly #now: number;
  readonly #fresh = new Map<Dataset, Writable<CrawlRequest> & { keys: string[] }>();
  readonly #arrived = new Map<Dataset, CrawlRequest[]>();
  readonly #partitions = new Map<Dataset, Partition[]>();

  constructor(context: PlanContext, now: number) {
    this.#router = Router.of(context, "crawl");
    this.#datasets = new Map(context.datasets.map((dataset) => [dataset.name, dataset]));
    this.#now = now;
  }

  plan(message: Message): PlannedMessage<CrawlRequest> {
    const request = readCrawlRequest(message.body);
    if (request === "broken") return { message, records: [resolved(BROKEN)] };
    if (request !== undefined) return this.#planRequest(message, request);
    const records = readArrivals(message.body).map((arrival): PlannedRecord<CrawlRequest> => {
      const routed = this.#router.route(arrival);
      if ("resolved" in routed) return routed;
      const { dataset, partition, object } = routed;
      this.#partitionsOf(dataset).push(partition);
      return { dataset, claim: this.#requestFor(dataset, object, message) };
    });
    return { message, records };
  }

  crawls(): CrawlerPlan[] {
    return [...new Set([...this.#fresh.keys(), ...this.#arrived.keys()])].map((dataset) => ({
      dataset,
      fresh: this.#fresh.get(dataset),
      days: daysWritten(dataset, this.#partitionsOf(dataset)),
      arrived: this.#arrived.get(dataset) ?? [],
    }));
  }

  #partitionsOf(dataset: Dataset): Partition[] {
    const known = this.#partitions.get(dataset) ?? [];
    this.#partitions.set(dataset, known);
    return known;
  }

  #planRequest(read: Message, request: CrawlRequest): PlannedMessage<CrawlRequest> {
    // SQS saw the crawl request's message; what waits is older.
    const message = { ...read, firstSeen: request.firstSeen };
    const dataset = this.#datasets.get(request.dataset);
    if (dataset?.strategy !== "crawl")
      return { message, records: [resolved(withoutCrawler(request, dataset), dataset)] };
    // Somebody mended the cause and sent it again: what failed before counts no more.
    const claim = read.replayed
      ? { ...request, since: this.#now, oldest: undefined, refusedSince: undefined }
      : request;
    const arrived = this.#arrived.get(dataset);
    if (arrived === undefined) this.#arrived.set(dataset, [claim]);
    else arrived.push(claim);
    return { message, records: [{ dataset, claim }] };
  }

  /** Widens the crawl request of the batch's events by one more. */
  #requestFor(dataset: Dataset, object: CreatedObject, message: Message): CrawlRequest {
    const firstSeen = message.firstSeen > 0 ? Math.min(message.firstSeen, this.#now) : this.#now;
    // The object was there before its message was. Without this bound a time from nowhere could never be covered.
    const happened = Math.min(milliseconds(object.time) ?? firstSeen, firstSeen);
    const request = this.#fresh.get(dataset) ?? this.#newRequest(dataset, happened, firstSeen);
    request.through = Math.max(request.through, happened);
    request.firstSeen = Math.min(request.firstSeen, firstSeen);
    if (!message.replayed && !object.replayed)
      request.oldest = Math.min(request.oldest ?? happened, happened);
    keepSample(request.keys, object.key);
    return request;
  }

  #newRequest(dataset: Dataset, through: number, firstSeen: number) {
    const request = {
      dataset: dataset.name,
      through,
      since: this.#now,
      oldest: undefined,
      firstSeen,
      keys: [],
      refusedSince: undefined,
    };
    this.#fresh.set(dataset, request);
    return request;
  }
}

/** The smallest keys, so that the order of arrival decides nothing. */
function keepSample(sample: string[], key: string): void {
  // SQS takes no body with characters that XML does not know.
  const shown = printable(key);
  if (sample.includes(shown)) return;
  sample.push(shown);
  sample.sort();
  sample.length = Math.min(sample.length, SAMPLE_SIZE);
}

const BROKEN: Outcome = {
  kind: "malformed",
  reason: "a crawl request whose members are missing or odd",
};

function withoutCrawler({ dataset: name, keys }: CrawlRequest, dataset: Dataset | undefined): Outcome {
  const objects = `${quoted(name)}, written until this crawl request was made, as ${keys.map(quoted).join(" ")}`;
  const reason =
    dataset === undefined
      ? `there is no dataset ${objects}: delete the message`
      : `there is no crawler for ${objects}: its strategy is ${dataset.strategy}; ` +
        `${REGISTRAR} backfill --dataset ${name} finds the objects, then delete the message`;
  return { kind: "uncrawlable", code: "NO_CRAWLER", reason };
}

function resolved(outcome: Outcome, dataset?: Dataset) {
  return { dataset, resolved: outcome };
}
