/** What the parts of a story know of one another: the world that each of them is given. */
import type { JsonObject, MessageAttributes, Queue } from "../../emulator/index.ts";
import type { Glue } from "../../emulator/parts.ts";
import type { Chance } from "./chance.ts";
import type { Ledger } from "./ledger.ts";
import type { HandlerAnswer } from "./product.ts";
import type { Delivery, SentMessage, SentRecord, WrittenObject } from "./sent-messages.ts";
import type { DeployedDatasets, StageDatasets } from "./stage-datasets.ts";
import type { Timeline } from "./timeline.ts";
import type { StoryFault, StoryWeather } from "./weather.ts";

/** What containers, calls and queues need of the world, whatever a story is about. */
export interface BaseWorld {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly weather: StoryWeather;
  readonly ledger: { observe(): void };
  readonly judge: BaseJudgement;
  readonly queues: Readonly<Record<"parking", Queue>>;
  /** What is deployed now. */
  readonly deployed: DeployedDatasets;
  /** Does a trouble of this likelihood happen now? */
  strikes(likelihood: number): boolean;
  /** Counts a fault; `excused` may have to see messages again because of it. */
  fault(fault: StoryFault, excused?: Invocation, struck?: Invocation): void;
  trace(line: () => string): void;
  /** Puts a message into a queue. */
  send(name: QueueName, body: string, sending?: Sending): void;
  /** What was deleted comes once more, a moment later. */
  sendAgain(queue: Queue, id: string): void;
  messageOf(id: string): SentMessage;
}

/** The world of a story about arrivals. */
export interface World extends BaseWorld {
  readonly stageDatasets: StageDatasets;
  readonly glue: Glue;
  readonly ledger: Ledger;
  readonly lake: Objects;
  readonly crawls: CrawlerRuns;
  readonly judge: Judgement;
  readonly queues: Readonly<Record<"register" | "crawl" | "parking", Queue>>;
  /** The datasets of most objects. */
  readonly favourites: readonly string[];
  readonly isTroubled: boolean;
  /** Events that S3 has not told of yet. */
  untold: number;
  /** When somebody last changed something. */
  lastAct: number;
  /** Messages that are about to be deleted. */
  readonly leaving: Set<string>;
  refusePoison(): void;
  tableOf(dataset: string): string;
  /** Where an event of this key goes, as it is deployed now: the longest prefix decides. */
  queueOf(key: string): ArrivalQueue;
  messagesOf(...names: readonly ArrivalQueue[]): SentMessage[];
}

export type ArrivalQueue = "register" | "crawl" | "parking";
export type QueueName = ArrivalQueue | "deregister" | "reconcile";

export interface Sending {
  readonly delayMs?: number;
  readonly attributes?: MessageAttributes;
  readonly records?: readonly SentRecord[];
  readonly shuffled?: boolean;
}

interface Objects {
  readonly objects: readonly WrittenObject[];
  /** A job that rewrites what it has: an object of the dataset is written once more. */
  rewrite(dataset: string): void;
}

interface CrawlerRuns {
  readonly names: readonly string[];
  /** When a crawler was last missing. */
  missingUntil: number;
  open(dataset: string, crawler: string): void;
  isThere(crawler: string): boolean;
  /** Somebody starts a run: of the function, or another. Throws what Glue refuses with. */
  start<Output>(crawler: string, by: Invocation | undefined, fails: boolean, carryOut: () => Output): Output;
  stop(crawler: string): void;
  delete(crawler: string): void;
  /** Learns how runs have ended. */
  refresh(): void;
  hasSeen(dataset: string, object: WrittenObject): boolean;
  /** Runs that ended in vain, latest first, until one that did not. */
  failuresInARow(dataset: string): number;
}
/** A run, as the story knows it. */
export interface SimulatedCrawl {
  readonly startedAt: number;
  readonly isOurs: boolean;
  readonly sees: readonly WrittenObject[];
  state: string;
  endedAt: number | undefined;
}

export interface Complaint {
  readonly kind: "lost" | "wrong" | "waste";
  readonly what: string;
}

/** What the judge is told while the story goes on. */
export interface BaseJudgement {
  complain(kind: Complaint["kind"], what: string): void;
  parked(invocation: Invocation, body: string, attributes: MessageAttributes): void;
  answered(invocation: Invocation, answer: HandlerAnswer): void;
  threw(invocation: Invocation, error: unknown): void;
  /** Lambda deletes a message: nothing may hang on it any more. */
  acknowledged(id: string): void;
}

interface Judgement extends BaseJudgement {
  /** Partitions that came to be by a call of an invocation. */
  created(invocation: Invocation, input: Readonly<Record<string, unknown>>, answer: JsonObject): void;
  crawlStarted(
    by: Invocation,
    dataset: string,
    last: SimulatedCrawl | undefined,
    successes: readonly number[],
  ): void;
}

export type FunctionName = "register" | "crawl" | "deregister" | "reconcile";

export interface Invocation {
  readonly name: string;
  /** A function, or a command that a person runs. */
  readonly of: FunctionName | "command";
  readonly startedAt: number;
  readonly deliveries: readonly Delivery[];
  readonly deployment: DeployedDatasets;
  /** Calls of Glue that it made, and calls that met a fault. */
  calls: number;
  faults: number;
  /** Faults for which messages may have to come again. */
  excuses: number;
  /** Reads that left keys unread. */
  unprocessed: number;
  /** Bodies that reached the parking queue, and as what. */
  readonly parked: Map<string, string>;
  /** Partitions that came to be by its calls. */
  created: number;
}
