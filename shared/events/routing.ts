import type { Dataset } from "../datasets/dataset.ts";
import { layoutOf, type Partition, type Placement, placeFile, placePath } from "../datasets/placing.ts";
import { quoted } from "../runtime/text.ts";
import type { Arrival, CreatedObject } from "./arrivals.ts";
import type { Outcome } from "./outcome.ts";

/** What a plan is made for. */
export interface PlanContext {
  readonly datasets: readonly Dataset[];
  /** The bucket whose objects are ours; undefined takes any, for looking at events without a stage. */
  readonly bucket: string | undefined;
}

/** An arrival is decided, or an object of a partition, for a function to act upon. */
export type Routed =
  | { readonly dataset: Dataset | undefined; readonly resolved: Outcome }
  | { readonly dataset: Dataset; readonly partition: Partition; readonly object: CreatedObject };

/** What holds of all objects that lie side by side: why they are not this function's, or where they belong. */
type RoutedPath =
  | { readonly dataset: Dataset | undefined; readonly refusal: Outcome }
  | { readonly dataset: Dataset; readonly placement: Placement };

/** What is known of the paths of one bucket. */
type RoutedPaths = Map<string, RoutedPath>;

/** What a function answers to the objects of datasets that are not its own: of another strategy, or of none. */
type StrategyRefusal = (dataset: Dataset | undefined, datasets: readonly Dataset[]) => Outcome | undefined;

const REFUSALS = { register: notRegistered, crawl: notCrawled } as const;

/** Paths that are remembered, some 10 MB of the longest; beyond, all are forgotten. */
const PATHS_KEPT = 10_000;

/**
 * Routes arrivals for the function of a strategy. Total: never throws. Objects lie side by side, and those of the next
 * batch beside those of the last, so each path is looked at once for as long as the router lives. What it remembers
 * cannot be overtaken: where a path belongs follows from the datasets, and from nothing that changes.
 */
export class Router {
  readonly #context: PlanContext;
  readonly #refusal: StrategyRefusal;
  readonly #buckets = new Map<string, RoutedPaths>();
  #kept = 0;

  private constructor(context: PlanContext, refusal: StrategyRefusal) {
    this.#context = context;
    this.#refusal = refusal;
  }

  /** The router of a context: the same one for as long as somebody holds the context. */
  static of(context: PlanContext, strategy: keyof typeof REFUSALS): Router {
    const made = inMap(routers, context, () => ({}) as Partial<Record<typeof strategy, Router>>);
    made[strategy] ??= new Router(context, REFUSALS[strategy]);
    return made[strategy];
  }

  route(arrival: Arrival): Routed {
    if (arrival.kind === "malformed") return resolved(undefined, arrival);
    if (arrival.kind === "notice") return resolved(undefined, ignored(arrival.reason));
    const { datasets, bucket } = this.#context;
    if (bucket !== undefined && arrival.bucket !== bucket) {
      return resolved(undefined, ignored(`foreign bucket ${quoted(arrival.bucket)}, expected ${bucket}`));
    }
    const end = arrival.key.lastIndexOf("/") + 1;
    const path = this.#path(arrival.bucket, arrival.key.slice(0, end));
    if (arrival.kind === "removed") {
      const { dataset } = path;
      return resolved(dataset, dataset === undefined ? foreignPrefix(datasets) : ignored("removal"));
    }
    if ("refusal" in path) return resolved(path.dataset, path.refusal);
    const place = placeFile(arrival.key.slice(end), arrival.size, path.placement);
    if (place.kind !== "partition") return resolved(path.dataset, place);
    return { dataset: path.dataset, partition: place.partition, object: arrival };
  }

  #path(bucket: string, path: string): RoutedPath {
    const known = this.#buckets.get(bucket)?.get(path);
    if (known !== undefined) return known;
    if (this.#kept === PATHS_KEPT) {
      this.#buckets.clear();
      this.#kept = 0;
    }
    const routed = this.#look(bucket, path);
    inMap(this.#buckets, bucket, (): RoutedPaths => new Map()).set(path, routed);
    this.#kept += 1;
    return routed;
  }

  #look(bucket: string, path: string): RoutedPath {
    const { datasets } = this.#context;
    const dataset = datasetOf(path, datasets);
    const refusal = this.#refusal(dataset, datasets);
    if (refusal !== undefined) return { dataset, refusal };
    if (dataset === undefined) return { dataset, refusal: foreignPrefix(datasets) };
    return { dataset, placement: placePath(dataset, bucket, path) };
  }
}

const routers = new WeakMap<PlanContext, Partial<Record<keyof typeof REFUSALS, Router>>>();

/** The dataset a key belongs to: the longest prefix wins. */
export function datasetOf(key: string, datasets: readonly Dataset[]): Dataset | undefined {
  let best: Dataset | undefined;
  for (const dataset of datasets) {
    if (key.startsWith(dataset.prefix) && dataset.prefix.length > (best?.prefix.length ?? 0)) best = dataset;
  }
  return best;
}

/** What becomes of a key that is no dataset's. */
export function foreignPrefix(datasets: readonly Dataset[]) {
  return ignored(`foreign prefix, expected one of ${firstOf(datasets.map(({ prefix }) => prefix))}`);
}

/** As many as tell somebody what is meant: a stage may have a hundred. */
const SHOWN = 10;

function firstOf(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return [...texts.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join(" ");
}

/** Events that were under way while their dataset changed its strategy still come to the register function. */
function notRegistered(dataset: Dataset | undefined): Outcome | undefined {
  switch (dataset?.strategy) {
    case "crawl": {
      const reason = `${dataset.name} is kept by a crawler; replay sends this event to the crawl queue`;
      return { kind: "unplaceable", reason };
    }
    case "project":
      return ignored(`inert registration: Athena computes the partitions of ${dataset.name} by itself`);
    default:
      return undefined;
  }
}

/** An event of a dataset without a crawler waits for a person: the queue's filters let in none but by mistake. */
function notCrawled(dataset: Dataset | undefined, datasets: readonly Dataset[]): Outcome | undefined {
  if (dataset === undefined || dataset.strategy === "crawl") return undefined;
  const crawled = datasets.filter(({ strategy }) => strategy === "crawl").map(layoutOf);
  const reason =
    `there is no crawler for ${dataset.name}, whose strategy is ${dataset.strategy}; ` +
    `crawlers look after ${firstOf(crawled) || "no dataset"}`;
  return { kind: "uncrawlable", code: "NO_CRAWLER", reason };
}

function resolved(dataset: Dataset | undefined, outcome: Outcome) {
  return { dataset, resolved: outcome };
}

function ignored(reason: string) {
  return { kind: "ignored", reason } as const;
}

interface Keeping<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
}

function inMap<Key, Value>(map: Keeping<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
