/** What goes wrong in a story, and how often. */
import type { Chance } from "./chance.ts";

/** Every kind of fault, as it is counted. */
export const FAULTS = [
  "event delivered twice",
  "event delivered late",
  "event's key form-encoded otherwise",
  "Glue throttles",
  "Glue denies access",
  "Glue at a limit",
  "Glue answers 413",
  "Glue breaks before it commits",
  "Glue breaks after it committed",
  "Glue commits, the SDK asks again",
  "Glue gives no answer",
  "Glue commits and gives no answer",
  "Glue refuses one item of a batch",
  "Glue leaves keys unprocessed",
  "SQS refuses to send",
  "SQS refuses one entry",
  "SQS accepts, the answer is lost",
  "SQS gives no answer",
  "SQS delivers again what was deleted",
  "SQS does not delete",
  "S3 refuses a call",
  "S3 breaks before it commits",
  "S3 breaks after it committed",
  "S3 commits, the SDK asks again",
  "S3 gives no answer",
  "receive without a delivery",
  "container killed",
  "container frozen",
  "container timed out",
  "container thawed after its time",
  "answer of an invocation lost",
  "somebody changes partitions",
  "somebody changes a table",
  "somebody starts or stops a crawl",
  "somebody deletes a crawler",
  "crawl fails",
  "operator replays",
  "operator reconciles",
  "operator undoes",
  "command killed",
  "objects expire by lifecycle",
  "objects are overwritten",
  "objects are staged and renamed",
  "strategies switched",
] as const;

export type StoryFault = (typeof FAULTS)[number];

/** Likelihoods from 0 to 1. */
export interface StoryWeather {
  /** Of a call of Glue. */
  readonly glue: number;
  /** Of an item of a batch. */
  readonly items: number;
  /** Of a call of S3. */
  readonly s3: number;
  /** Of a call of SQS. */
  readonly sqs: number;
  /** Of a call: that the container dies there. */
  readonly kills: number;
  readonly freezes: number;
  /** Of a message: that it is delivered in another way than once, in time. */
  readonly delivery: number;
  /** Of a crawl. */
  readonly crawls: number;
  /** Of a moment at which somebody else can do the most harm. */
  readonly races: number;
  /** Acts of other people in a story. */
  readonly others: number;
}

const CALM: StoryWeather = {
  glue: 0,
  items: 0,
  s3: 0,
  sqs: 0,
  kills: 0,
  freezes: 0,
  delivery: 0,
  crawls: 0,
  races: 0,
  others: 0,
};

/** Some stories are calm, most have some troubles, some have all. */
export function weatherOf(chance: Chance): StoryWeather {
  const isCalm = chance.happens(0.15);
  const weather: StoryWeather = {
    glue: chance.some(0.4),
    items: chance.some(0.2),
    s3: 0,
    sqs: chance.some(0.3),
    kills: chance.some(0.1),
    freezes: chance.some(0.1),
    delivery: chance.some(0.3),
    crawls: chance.some(0.6),
    races: 0,
    others: chance.happens(0.6) ? chance.between(1, 25) : 0,
  };
  return isCalm ? { ...CALM, others: chance.happens(0.5) ? weather.others : 0 } : weather;
}

/** The same of a story that goes on for days, of runs of many calls: one that never ends shows nothing. */
export function upkeepWeather(chance: Chance): StoryWeather {
  if (chance.happens(0.2))
    return { ...CALM, races: chance.some(0.25), others: chance.happens(0.5) ? chance.between(1, 8) : 0 };
  return {
    glue: chance.some(0.08),
    items: chance.some(0.1),
    s3: chance.some(0.06),
    sqs: chance.some(0.2),
    kills: chance.some(0.04),
    freezes: chance.some(0.04),
    delivery: chance.some(0.3),
    crawls: 0,
    races: chance.some(0.6),
    others: chance.happens(0.6) ? chance.between(1, 12) : 0,
  };
}

/** Counts what was done to a story. */
export class FaultCount {
  readonly counts = new Map<StoryFault, number>();

  add(fault: StoryFault): void {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
  }
}
