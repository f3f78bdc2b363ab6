import type { Dataset } from "../datasets/dataset.ts";
import { type CreatedObject, type Message, readArrivals } from "../events/arrivals.ts";
import type { PlannedMessage, PlannedRecord } from "../events/batch-results.ts";
import type { Outcome } from "../events/outcome.ts";
import { type PlanContext, Router } from "../events/routing.ts";
import { REGISTRAR } from "../runtime/launcher.ts";
import { printable, quoted } from "../runtime/text.ts";
import { type Due, milliseconds, readDue } from "./due.ts";

/** What came to the crawl function, decided as far as it can be without asking Glue. A value. */
export interface CrawlPlan {
  /** Every message of the batch, in its order. What its records claim is a due: the one it is, or the one it needs. */
  readonly messages: readonly PlannedMessage<Due>[];
  /** What to ask of Glue and to send: one entry per dataset whose events or dues are in the batch. */
  readonly crawls: readonly CrawlerPlan[];
}

export interface CrawlerPlan {
  readonly dataset: Dataset;
  /** Stands for all events of the batch; it has still to be sent. */
  readonly fresh: Due | undefined;
  /** The dues that have come. */
  readonly arrived: readonly Due[];
}

/** Bytes to facts to decisions: pure and total. `now` is in milliseconds since 1970. */
export function planCrawls(messages: readonly Message[], context: PlanContext, now: number): CrawlPlan {
  const planner = new Planner(context, now);
  const planned = messages.map((message) => planner.plan(message));
  return { messages: planned, crawls: planner.crawls() };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Keys that a due carries along. */
const SAMPLE = 3;

class Planner {
  readonly #router: Router;
  readonly #datasets: ReadonlyMap<string, Dataset>;
  readonly #now: number;
  readonly #fresh = new Map<Dataset, Writable<Due> & { keys: string[] }>();
  readonly #arrived = new Map<Dataset, Due[]>();

  constructor(context: PlanContext, now: number) {
    this.#router = new Router(context, "crawl");
    this.#datasets = new Map(context.datasets.map((dataset) => [dataset.name, dataset]));
    this.#now = now;
  }

  plan(message: Message): PlannedMessage<Due> {
    const due = readDue(message.body);
    if (due === "broken") return { message, records: [resolved(BROKEN)] };
    if (due !== undefined) return this.#planDue(message, due);
    const records = readArrivals(message.body).map((arrival): PlannedRecord<Due> => {
      const routed = this.#router.route(arrival);
      if ("resolved" in routed) return routed;
      const { dataset, object } = routed;
      return { dataset, claim: this.#stand(dataset, object, message) };
    });
    return { message, records };
  }

  crawls(): CrawlerPlan[] {
    return [...new Set([...this.#fresh.keys(), ...this.#arrived.keys()])].map((dataset) => ({
      dataset,
      fresh: this.#fresh.get(dataset),
      arrived: this.#arrived.get(dataset) ?? [],
    }));
  }

  #planDue(read: Message, due: Due): PlannedMessage<Due> {
    // SQS saw the due's message; what waits is older.
    const message = { ...read, firstSeen: due.firstSeen };
    const dataset = this.#datasets.get(due.dataset);
    if (dataset?.strategy !== "crawl")
      return { message, records: [resolved(withoutCrawler(due, dataset), dataset)] };
    // Somebody mended the cause and sent it again: what failed before counts no more.
    const claim = read.replayed
      ? { ...due, since: this.#now, oldest: undefined, refusedSince: undefined }
      : due;
    const arrived = this.#arrived.get(dataset);
    if (arrived === undefined) this.#arrived.set(dataset, [claim]);
    else arrived.push(claim);
    return { message, records: [{ dataset, claim }] };
  }

  /** Widens the due of the batch's events by one more. */
  #stand(dataset: Dataset, object: CreatedObject, message: Message): Due {
    const firstSeen = message.firstSeen > 0 ? Math.min(message.firstSeen, this.#now) : this.#now;
    // The object was there before its message was. Without this bound a time from nowhere could never be covered.
    const happened = Math.min(milliseconds(object.time) ?? firstSeen, firstSeen);
    const due = this.#fresh.get(dataset) ?? this.#first(dataset, happened, firstSeen);
    due.through = Math.max(due.through, happened);
    due.firstSeen = Math.min(due.firstSeen, firstSeen);
    if (!message.replayed && !object.replayed) due.oldest = Math.min(due.oldest ?? happened, happened);
    keepSample(due.keys, object.key);
    return due;
  }

  #first(dataset: Dataset, through: number, firstSeen: number) {
    const due = {
      dataset: dataset.name,
      through,
      since: this.#now,
      oldest: undefined,
      firstSeen,
      keys: [],
      refusedSince: undefined,
    };
    this.#fresh.set(dataset, due);
    return due;
  }
}

/** The smallest keys, so that the order of arrival decides nothing. */
function keepSample(sample: string[], key: string): void {
  // SQS takes no body with characters that XML does not know.
  const shown = printable(key);
  if (sample.includes(shown)) return;
  sample.push(shown);
  sample.sort();
  sample.length = Math.min(sample.length, SAMPLE);
}

const BROKEN: Outcome = {
  kind: "malformed",
  reason: "a due of the crawl function whose members are missing or odd",
};

function withoutCrawler({ dataset: name, keys }: Due, dataset: Dataset | undefined): Outcome {
  const objects = `${quoted(name)}, written until this due was made, as ${keys.map(quoted).join(" ")}`;
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
