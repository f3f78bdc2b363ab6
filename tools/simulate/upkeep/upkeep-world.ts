/** The world of one story about upkeep, made of its parts. */
import { createGlue, type Glue } from "../../../emulator/parts.ts";
import type { Dataset } from "../../../shared/datasets/dataset.ts";
import { Chance } from "../chance.ts";
import type { Container } from "../lambda.ts";
import { Ledger } from "../ledger.ts";
import type { Product } from "../product.ts";
import { messageOf, sqsClient, type UnreliableQueue, urlOf } from "../queues.ts";
import type { SentMessage } from "../sent-messages.ts";
import type { DeployedDatasets } from "../stage-datasets.ts";
import { Timeline } from "../timeline.ts";
import { FaultCount, type StoryFault, type StoryWeather, upkeepWeather } from "../weather.ts";
import type { Invocation, QueueName, Sending } from "../world.ts";
import { BucketContent } from "./bucket-content.ts";
import {
  connect,
  FUNCTIONS,
  fleetsOf,
  queuesOf,
  type UpkeepFleets,
  type UpkeepQueues,
} from "./deployment.ts";
import { Editors } from "./editors.ts";
import type { UpkeepSurroundings } from "./functions.ts";
import { upkeepGlueClient } from "./glue-client.ts";
import { Jobs } from "./jobs.ts";
import { UpkeepJudge } from "./judge.ts";
import { meaningOf } from "./judge-messages.ts";
import { UpkeepLake } from "./lake.ts";
import { Operators } from "./operators.ts";
import { PartitionHistory } from "./partition-history.ts";
import { Races } from "./races.ts";
import { s3Client } from "./s3-client.ts";
import { foldersOf, type StoryFolder, upkeepDatasets } from "./upkeep-datasets.ts";
import type { UpkeepWorld } from "./world.ts";

const SECOND = 1000;

export interface UpkeepOptions {
  readonly seed: number;
  readonly product: Product;
  /** Takes the lines of the trace, if anybody wants them. */
  readonly tell: ((line: string) => void) | undefined;
}

export class UpkeepStoryWorld implements UpkeepWorld {
  readonly timeline = new Timeline();
  readonly chance: Chance;
  readonly weather: StoryWeather;
  readonly stage: string;
  readonly datasets: readonly Dataset[];
  readonly deployed: DeployedDatasets;
  readonly folders: readonly StoryFolder[];
  readonly pageSizes: UpkeepWorld["pageSizes"];
  readonly slowness: number;
  readonly glue: Glue;
  readonly ledger: Ledger;
  readonly history: PartitionHistory;
  readonly bucket: BucketContent;
  readonly lake: UpkeepLake;
  readonly jobs: Jobs;
  readonly editors: Editors;
  readonly operators: Operators;
  readonly races: Races;
  readonly judge: UpkeepJudge;
  readonly faults = new FaultCount();
  readonly queues: UpkeepQueues;
  isTroubled = true;
  calmSince = Number.POSITIVE_INFINITY;
  /** Does the reconcile function come to its end in one invocation? */
  readonly isUnhurried: boolean;
  readonly #tell: UpkeepOptions["tell"];
  readonly #fleets: UpkeepFleets;
  readonly #messages = new Map<string, SentMessage>();
  /** Folders whose objects no event told of. */
  readonly #untold = new Set<StoryFolder>();
  #sent = 0;

  constructor({ seed, product, tell }: UpkeepOptions) {
    const { timeline } = this;
    const chance = new Chance(seed);
    this.#tell = tell;
    this.chance = chance;
    this.weather = upkeepWeather(chance);
    this.stage = chance.pick(["prod", "dev"]);
    this.datasets = upkeepDatasets(chance);
    this.deployed = { datasets: this.datasets };
    this.folders = this.datasets.flatMap(foldersOf);
    this.pageSizes = { objects: chance.pick([1, 3, 20, 1000]), partitions: chance.pick([2, 7, 1000]) };
    this.slowness = chance.pick([0, 0, 1500, 6000]);
    this.glue = createGlue({ clock: timeline.ahead(this.offset()), pageSize: 1000 });
    this.ledger = new Ledger(this.glue, timeline);
    this.history = new PartitionHistory(this.glue, timeline);
    this.bucket = new BucketContent(timeline);
    this.lake = new UpkeepLake(this, this.offset());
    this.jobs = new Jobs(this, this.lake);
    this.editors = new Editors(this);
    this.races = new Races(this, this.lake, this.editors);
    this.operators = new Operators(this, product, (container) => this.#around(container));
    this.judge = new UpkeepJudge(this, {
      firstRemoval: (path) => this.lake.firstRemoval(path),
      commandOf: (invocation) => this.operators.optionsOf(invocation),
    });
    this.queues = queuesOf(this);
    // The function goes on in another invocation when 120 seconds are left: some have little more.
    const reconcileSeconds = chance.pick([900, 900, 180, 122]);
    this.isUnhurried = reconcileSeconds === 900;
    this.#fleets = fleetsOf(this, {
      product,
      around: (container) => this.#around(container),
      runsOf: (invocation) => this.judge.runsOf(invocation),
      reconcileSeconds,
    });
  }

  /** Makes the stage with what is there already, and lets Lambda listen. */
  open(): void {
    const { chance, editors, lake } = this;
    editors.open();
    for (const folder of this.folders) {
      const turn = chance.number();
      if (turn < 0.3) lake.placeSilently(folder);
      if (turn < 0.15) this.#untold.add(folder);
      else if (turn < 0.4) editors.hold(folder);
    }
    this.history.observe();
    this.ledger.observe();
    connect(this, this.queues, this.#fleets);
  }

  isUntold(folder: StoryFolder): boolean {
    return this.#untold.has(folder);
  }

  get isQuiet(): boolean {
    return this.lake.untold === 0 && FUNCTIONS.every((name) => this.queues[name].messages().length === 0);
  }

  offset(): number {
    return this.chance.between(-2 * SECOND, 2 * SECOND);
  }

  strikes(likelihood: number): boolean {
    return this.isTroubled && likelihood > 0 && this.chance.happens(likelihood);
  }

  fault(fault: StoryFault, excused?: Invocation, struck: Invocation | undefined = excused): void {
    this.faults.add(fault);
    if (struck !== undefined) struck.faults++;
    if (excused !== undefined) excused.excuses++;
  }

  trace(line: () => string): void {
    if (this.#tell === undefined) return;
    this.#tell(`${new Date(this.timeline.now()).toISOString().slice(5, 23)} ${line()}`);
  }

  tableOf({ database, table }: Dataset): string {
    return `${this.stage === "prod" ? database : `${database}_${this.stage}`}.${table}`;
  }

  queueOf(body: string): QueueName {
    const said = meaningOf(body);
    return said === undefined ? "register" : said.kind === "run" ? "reconcile" : "deregister";
  }

  waiting(): readonly string[] {
    return FUNCTIONS.flatMap((name) => this.queues[name].messages().map(({ body }) => body));
  }

  parkedBodies(): readonly string[] {
    return this.queues.parking.messages().map(({ body }) => body);
  }

  send(
    name: QueueName,
    body: string,
    { delayMs = 0, attributes = {}, shuffled = false }: Sending = {},
  ): void {
    const id = `m${++this.#sent}`;
    const now = this.timeline.now();
    const firstSeen = Number(attributes["first-seen"]?.StringValue ?? now);
    this.#messages.set(id, {
      ...{ body, firstSeen, sentAt: now },
      ...{ records: [], request: undefined, replayed: false },
    });
    this.trace(
      () => `${id} is sent to ${name}${delayMs > 0 ? ` for in ${delayMs / SECOND} s` : ""}: ${shown(body)}`,
    );
    this.judge.sent(body);
    const meaning = meaningOf(body);
    if (meaning?.kind === "run" && meaning.part > 0) this.races.handedOn(meaning.dataset!);
    const message = messageOf(id, now, body, delayMs, attributes);
    this.#queue(name).put(message, shuffled ? this.chance.number : undefined);
  }

  sendAgain(queue: UnreliableQueue, id: string): void {
    const { body, sentAt } = this.messageOf(id);
    this.timeline.after(this.chance.between(1, 60 * SECOND), () => queue.put(messageOf(id, sentAt, body)));
  }

  messageOf(id: string): SentMessage {
    return this.#messages.get(id)!;
  }

  #queue(name: QueueName): UnreliableQueue {
    return name === "crawl" ? this.queues.parking : this.queues[name];
  }

  #around(container: Container): Omit<UpkeepSurroundings, "queueUrl"> {
    const offset = this.offset();
    return {
      stage: this.stage,
      datasets: this.datasets,
      glue: upkeepGlueClient(this, container),
      s3: s3Client(this, container),
      sqs: sqsClient(this, container),
      parkingQueueUrl: urlOf("parking"),
      clock: { now: () => this.timeline.now() + offset },
      signalAfter: (ms) => container.signalAfter(ms),
      random: () => this.chance.between(0, 0xffffff).toString(16).padStart(6, "0"),
    };
  }
}

function shown(body: string): string {
  const keys = [...body.matchAll(/\\?"eventName\\?":\\?"([^"\\]*)|\\?"key\\?":\\?"([^"\\]*)/g)];
  return keys.length > 0 ? keys.map(([, name, key]) => name ?? key).join(" ") : body.slice(0, 300);
}
