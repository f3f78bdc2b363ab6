/** The world of one story, made of its parts. */

import { delivery } from "../../deploy/queue-delivery.ts";
import { connectQueue, type MessageAttributes } from "../../emulator/index.ts";
import { createGlue, type Glue } from "../../emulator/parts.ts";
import { crawlerName } from "../../shared/runtime/names.ts";
import { SimulatedLake } from "./bucket.ts";
import { Chance } from "./chance.ts";
import { Crawls } from "./crawls.ts";
import { glueClient, refusePoison } from "./glue-client.ts";
import { Judge } from "./judge.ts";
import { type Container, Fleet } from "./lambda.ts";
import { Ledger } from "./ledger.ts";
import { Others } from "./others.ts";
import { crawlFunction, type Product, registerFunction, type Surroundings } from "./product.ts";
import { messageOf, sqsClient, UnreliableQueue, urlOf } from "./queues.ts";
import { crawlRequestOf, type SentMessage, type SentRecord } from "./sent-messages.ts";
import { BUCKET, type DeployedDatasets, type StageDatasets, stageDatasetsOf } from "./stage-datasets.ts";
import { Timeline } from "./timeline.ts";
import { FaultCount, type StoryFault, type StoryWeather, weatherOf } from "./weather.ts";
import type { ArrivalQueue, Invocation, Sending, World } from "./world.ts";

const SECOND = 1000;

export interface StoryWorldOptions {
  readonly seed: number;
  readonly product: Product;
  /** Takes the lines of the trace, if anybody wants them. */
  readonly tell: ((line: string) => void) | undefined;
}

export class StoryWorld implements World {
  readonly timeline = new Timeline();
  readonly chance: Chance;
  readonly weather: StoryWeather;
  readonly stageDatasets: StageDatasets;
  readonly glue: Glue;
  readonly ledger: Ledger;
  readonly lake: SimulatedLake;
  readonly crawls: Crawls;
  readonly others: Others;
  readonly judge: Judge;
  readonly faults = new FaultCount();
  readonly queues: Readonly<Record<ArrivalQueue, UnreliableQueue>>;
  /** The datasets of most objects. */
  readonly favourites: readonly string[];
  /** What is deployed now. */
  deployed: DeployedDatasets;
  isTroubled = true;
  /** Events that S3 has not told of yet. */
  untold = 0;
  /** When somebody last changed something. */
  lastAct = Number.NEGATIVE_INFINITY;
  /** Messages that are about to be deleted. */
  readonly leaving = new Set<string>();
  readonly #tell: StoryWorldOptions["tell"];
  readonly #fleets: Readonly<Record<"register" | "crawl", Fleet>>;
  readonly #messages = new Map<string, SentMessage>();
  /** By body: what was sent is the same when it is parked and sent again. */
  readonly #records = new Map<string, readonly SentRecord[]>();
  #sent = 0;

  constructor({ seed, product, tell }: StoryWorldOptions) {
    const { timeline } = this;
    const chance = new Chance(seed);
    this.#tell = tell;
    this.chance = chance;
    this.weather = weatherOf(chance);
    this.stageDatasets = stageDatasetsOf(chance);
    this.deployed = this.stageDatasets.first;
    const names = this.deployed.datasets.map(({ name }) => name);
    this.favourites = Array.from({ length: chance.between(1, 3) }, () => chance.pick(names));
    const crawlMs = chance.between(45 * SECOND, 600 * SECOND);
    const clock = timeline.ahead(this.offset());
    this.glue = createGlue({ clock, crawlMs, crawlStopMs: 20 * SECOND, s3: { list: () => [] } });
    refusePoison(this.glue);
    this.ledger = new Ledger(this.glue, timeline);
    this.lake = new SimulatedLake(this, this.offset());
    this.crawls = new Crawls(this);
    this.others = new Others(this);
    this.judge = new Judge(this);
    const receives = chance.pick([3, 8, delivery.maxReceiveCount]);
    this.queues = {
      register: new UnreliableQueue(this, "register", receives),
      crawl: new UnreliableQueue(this, "crawl", receives),
      parking: new UnreliableQueue(this, "parking", receives),
    };
    this.#fleets = {
      register: new Fleet(this, "register", (container) =>
        registerFunction(product, this.#around(container)),
      ),
      crawl: new Fleet(this, "crawl", (container) => crawlFunction(product, this.#around(container))),
    };
  }

  /** Makes the stage, and lets Lambda listen. */
  open(): void {
    const { chance, stageDatasets } = this;
    this.others.open();
    for (const { name, strategy } of [stageDatasets.first, stageDatasets.later].flatMap(
      (one) => one?.datasets ?? [],
    )) {
      const crawler = crawlerName(stageDatasets.stage, name);
      if (strategy === "crawl" && !this.crawls.names.includes(crawler)) this.crawls.open(name, crawler);
    }
    this.ledger.observe();
    for (const name of ["register", "crawl"] as const) {
      const queue = this.queues[name];
      const invoke = (event: Parameters<Fleet["invoke"]>[0]) => this.#fleets[name].invoke(event);
      connectQueue({
        queue,
        clock: this.timeline,
        batchSize: chance.pick([5, 20, delivery.batchSize]),
        windowMs: delivery.batchWindow * SECOND,
        maximumConcurrency: name === "register" ? chance.between(2, 5) : delivery.crawlConcurrency,
        invoke,
      });
    }
  }

  /** Up to two seconds: together within the skew that the product allows for. */
  offset(): number {
    return this.chance.between(-2 * SECOND, 2 * SECOND);
  }

  /** Does a trouble of this likelihood happen now? */
  strikes(likelihood: number): boolean {
    return this.isTroubled && likelihood > 0 && this.chance.happens(likelihood);
  }

  /** Counts a fault; `excused` may have to see messages again because of it. */
  fault(fault: StoryFault, excused?: Invocation, struck: Invocation | undefined = excused): void {
    this.faults.add(fault);
    if (struck !== undefined) struck.faults++;
    if (excused !== undefined) excused.excuses++;
  }

  trace(line: () => string): void {
    if (this.#tell === undefined) return;
    const seconds = ((this.timeline.now() - START) / SECOND).toFixed(3);
    this.#tell(`${seconds.padStart(10)} ${line()}`);
  }

  refusePoison(): void {
    refusePoison(this.glue);
  }

  tableOf(dataset: string): string {
    const { database } = this.deployed.datasets.find(({ name }) => name === dataset)!;
    return `${this.stageDatasets.stage === "prod" ? database : `${database}_${this.stageDatasets.stage}`}.${dataset}`;
  }

  /** Where an event of this key goes, as it is deployed now: the longest prefix decides. */
  queueOf(key: string): ArrivalQueue {
    const own = this.deployed.datasets
      .filter(({ prefix }) => key.startsWith(prefix))
      .sort((one, other) => other.prefix.length - one.prefix.length)[0];
    return own?.strategy === "crawl" ? "crawl" : "register";
  }

  /** Puts a message into a queue. */
  send(
    name: ArrivalQueue,
    body: string,
    { delayMs = 0, attributes = {}, records, shuffled }: Sending = {},
  ): void {
    const id = `m${++this.#sent}`;
    const now = this.timeline.now();
    if (records !== undefined) this.#records.set(body, records);
    const sentAgain = attributes["first-seen"]?.StringValue;
    this.#messages.set(id, {
      body,
      records: records ?? this.#records.get(body) ?? [],
      request: crawlRequestOf(body),
      firstSeen: sentAgain === undefined ? now : Number(sentAgain),
      sentAt: now,
      replayed: sentAgain !== undefined,
    });
    this.trace(
      () =>
        `${id} is sent to ${name}${delayMs > 0 ? ` for in ${delayMs / SECOND} s` : ""}: ${shownBody(body)}`,
    );
    this.queues[name].put(
      messageOf(id, now, body, delayMs, attributes),
      shuffled ? this.chance.number : undefined,
    );
  }

  /** What was deleted comes once more, a moment later. */
  sendAgain(queue: UnreliableQueue, id: string): void {
    const { body, sentAt } = this.messageOf(id);
    const attributes = this.#attributesOf(id);
    this.timeline.after(this.chance.between(1, 60 * SECOND), () => {
      queue.put(messageOf(id, sentAt, body, 0, attributes));
    });
  }

  messageOf(id: string): SentMessage {
    return this.#messages.get(id)!;
  }

  messagesOf(...names: readonly ArrivalQueue[]): SentMessage[] {
    const messages = names.flatMap((name) => this.queues[name].messages());
    return messages.filter(({ id }) => !this.leaving.has(id)).map(({ id }) => this.messageOf(id));
  }

  /** Strategies as they are to be from now on; containers that run go on as they are. */
  deploy(deployment: DeployedDatasets): void {
    this.fault("strategies switched");
    this.trace(() => "strategies are switched");
    this.deployed = deployment;
    for (const fleet of Object.values(this.#fleets)) fleet.retire();
  }

  #attributesOf(id: string): MessageAttributes {
    const { replayed, firstSeen } = this.messageOf(id);
    return replayed ? { "first-seen": { DataType: "String", StringValue: String(firstSeen) } } : {};
  }

  #around(container: Container): Surroundings {
    const offset = this.offset();
    return {
      stage: this.stageDatasets.stage,
      context: { datasets: container.deployment.datasets, bucket: BUCKET },
      glue: glueClient(this, container),
      sqs: sqsClient(this, container),
      parkingQueueUrl: urlOf("parking"),
      crawlQueueUrl: urlOf("crawl"),
      clock: { now: () => this.timeline.now() + offset },
      signalAfter: (ms) => container.signalAfter(ms),
    };
  }
}

const START = new Timeline().now();

function shownBody(body: string): string {
  const keys = [...body.matchAll(/\\?"key\\?":\\?"([^"\\]*)/g)].map(([, key]) => key);
  return keys.length > 0 ? keys.join(" ") : body.slice(0, 160);
}
