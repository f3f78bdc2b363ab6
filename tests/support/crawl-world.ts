/**
 * A world for the crawl function: S3 that tells of objects late and twice, a queue, one crawler with a table, clocks
 * that disagree, other people who start and stop crawls, calls that fail or never answer, and a function that can die at
 * any of them. All of it in virtual time and from one seed.
 */
import { seeded } from "../../emulator/index.ts";
import { createCrawling } from "../../shared/crawl/apply.ts";
import { readCrawlRequest, writeCrawlRequest } from "../../shared/crawl/crawl-request.ts";
import { planCrawls } from "../../shared/crawl/plan.ts";
import type { CrawlRequestEntry, CrawlRun } from "../../shared/crawl/port.ts";
import type { CrawlOptions, Dataset } from "../../shared/datasets/dataset.ts";
import { type Message, messagesToReturn, type ParkingEntry } from "../../shared/events/batch.ts";
import { CatalogError } from "../../shared/runtime/errors.ts";
import { s3Body, s3Record } from "./messages.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** As deployed; a message that fails comes again after so long. */
const VISIBILITY = 183 * SECOND;
const MAX_RECEIVES = 60;
const FUNCTION_TIMEOUT = 30 * SECOND;
const CONCURRENCY = 2;
const BATCH_WINDOW = 3 * SECOND;

const BUCKET = "stock-trades-data";
const START = Date.UTC(2026, 10, 20, 14, 30);

/** What is likely to go wrong in a world, each from 0 to 1. */
export interface Troubles {
  /** Of a call: that it is refused, answered after its effect was lost, or never answered. */
  readonly calls: number;
  /** Of a call: that the function dies there. */
  readonly crashes: number;
  /** Of a crawl: that it fails. */
  readonly crawls: number;
  /** Of other people: that they start a crawl, or stop one, in an hour. */
  readonly people: number;
}

export interface CrawlWorldOptions {
  readonly seed: number;
  readonly crawl: CrawlOptions;
  /** Milliseconds that every crawl takes. */
  readonly crawlTime: number;
  /** When objects are written, in milliseconds from the start. */
  readonly writes: readonly number[];
  readonly troubles: Troubles;
}

interface WrittenObject {
  readonly key: string;
  /** The end of its key, as an event has it. */
  readonly name: string;
  readonly writtenAt: number;
  /** As S3's clock says. */
  readonly told: number;
}

/** What a body says of objects that wait. */
interface Word {
  /** Up to when it stands for all objects, if it is a crawl request. */
  readonly through: number | undefined;
  /** The body, if it is an event. */
  readonly event: string;
}

interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly word: Word;
  readonly sentAt: number;
  readonly firstSeen: number | undefined;
  visibleAt: number;
  receives: number;
}

interface Run {
  readonly run: CrawlRun;
  readonly isOurs: boolean;
  readonly sees: ReadonlySet<WrittenObject>;
}

/** What came of a world once it was quiet. */
export interface CrawlWorldResult {
  /** Objects that the table does not show. */
  readonly missing: readonly string[];
  /** Objects that at some moment were neither seen nor stood for. */
  readonly lost: readonly string[];
  /** Crawls that the function started, and those of them that did not succeed. */
  readonly crawls: number;
  readonly crawlsInVain: number;
  /** Messages that were parked on the way, by outcome. */
  readonly parked: readonly string[];
  readonly isQuiet: boolean;
}

export async function runWorld(options: CrawlWorldOptions): Promise<CrawlWorldResult> {
  return new World(options).run();
}

class World {
  readonly #options: CrawlWorldOptions;
  readonly #random: () => number;
  readonly #dataset: Dataset;
  readonly #offsets: { readonly s3: number; readonly lambda: number; readonly glue: number };
  #now = START;
  #troubled = true;
  readonly #agenda: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
  #order = 0;

  readonly #written: WrittenObject[] = [];
  /** Events that S3 has not told of yet. */
  #untold = 0;
  #queue: QueuedMessage[] = [];
  readonly #parked: { readonly message: Message; readonly word: Word }[] = [];
  readonly #parkedEver: string[] = [];
  readonly #table = new Set<WrittenObject>();
  #runs: Run[] = [];
  #running: { readonly run: Run; end: () => void; stopping: boolean } | undefined;
  #refusedUntil = 0;
  #invocations = 0;
  #polling = false;
  #crawls = 0;
  #crawlsInVain = 0;
  readonly #lost = new Set<string>();

  constructor(options: CrawlWorldOptions) {
    this.#options = options;
    this.#random = seeded(options.seed);
    this.#dataset = {
      name: "bars_5m",
      database: "stock_trades_curated",
      table: "bars_5m",
      prefix: "curated/bars_5m/",
      keys: [{ name: "day", kind: "day" }],
      columns: [],
      strategy: "crawl",
      crawl: options.crawl,
    };
    // EventBridge cuts up to a second off S3's time besides: together within the skew that the product allows for.
    const offset = () => this.#between(-2 * SECOND, 2 * SECOND);
    this.#offsets = { s3: offset(), lambda: offset(), glue: offset() };
  }

  async run(): Promise<CrawlWorldResult> {
    for (const [index, at] of this.#options.writes.entries()) {
      this.#at(START + at, () => this.#write(index));
      // Where clocks matter most: somebody's crawl that begins at about the time of a write.
      if (this.#happens(this.#options.troubles.people / 4)) {
        this.#at(START + at + this.#between(-4 * SECOND, 4 * SECOND), () => this.#start(false));
      }
    }
    const last = START + Math.max(...this.#options.writes);
    if (this.#options.troubles.people > 0) this.#at(START, () => this.#meddle(last + HOUR));
    if (this.#options.troubles.calls > 0) this.#at(START, () => this.#refuse(last));
    // Troubles last for a while after the last object, then all is well.
    this.#at(last + 20 * MINUTE, () => {
      this.#troubled = false;
    });
    await this.#play(last + 24 * HOUR);
    const parked = [...this.#parkedEver];
    for (let round = 0; round < 3 && this.#parked.length > 0; round++) {
      this.#replay();
      await this.#play(this.#now + 24 * HOUR);
    }
    return {
      missing: this.#written.filter((object) => !this.#table.has(object)).map(({ key }) => key),
      lost: [...this.#lost],
      crawls: this.#crawls,
      crawlsInVain: this.#crawlsInVain,
      parked,
      isQuiet: this.#queue.length === 0 && this.#parked.length === 0 && this.#invocations === 0,
    };
  }

  // time

  #at(at: number, run: () => void): void {
    const entry = { at: Math.max(at, this.#now), order: this.#order++, run };
    let index = this.#agenda.length;
    while (index > 0 && this.#agenda[index - 1]!.at > entry.at) index--;
    this.#agenda.splice(index, 0, entry);
  }

  #after(ms: number, run: () => void): void {
    this.#at(this.#now + ms, run);
  }

  async #play(until: number): Promise<void> {
    for (let next = this.#agenda[0]; next !== undefined && next.at <= until; next = this.#agenda[0]) {
      this.#agenda.shift();
      this.#now = next.at;
      next.run();
      // What was waiting goes on up to its next call.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #between(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  #happens(likelihood: number): boolean {
    return this.#random() < likelihood;
  }

  // S3

  #write(index: number): void {
    const day = `2026-11-${String((index % 28) + 1).padStart(2, "0")}`;
    const key = `${this.#dataset.prefix}day=${day}/part-${index}.parquet`;
    const told = this.#now + this.#offsets.s3;
    const object = { key, name: `/part-${index}.parquet"`, writtenAt: this.#now, told };
    this.#written.push(object);
    // EventBridge tells whole seconds, S3 milliseconds; either may be late, and S3 may tell twice.
    const time = new Date(this.#happens(0.3) ? Math.floor(told / SECOND) * SECOND : told).toISOString();
    const copies = this.#happens(0.2) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.#untold++;
      const delay = this.#happens(0.1) ? this.#between(0, MINUTE) : this.#between(200, 3 * SECOND);
      this.#after(delay, () => {
        this.#untold--;
        this.#send(s3Body(s3Record(key, { bucket: BUCKET, time })), 0);
      });
    }
  }

  // SQS

  #send(body: string, delay: number, firstSeen?: number): void {
    const id = `m${this.#order}`;
    const [sentAt, visibleAt, word] = [this.#now, this.#now + delay, wordOf(body)];
    this.#queue.push({ id, body, word, sentAt, firstSeen, visibleAt, receives: 0 });
    this.#after(delay, () => this.#poll());
  }

  /** Lambda's event source mapping. */
  #poll(): void {
    if (this.#polling || this.#invocations >= CONCURRENCY) return;
    if (!this.#queue.some(({ visibleAt }) => visibleAt <= this.#now)) return;
    this.#polling = true;
    this.#after(this.#between(0, BATCH_WINDOW), () => {
      this.#polling = false;
      this.#receive();
      this.#poll();
    });
  }

  #receive(): void {
    const visible = this.#queue.filter(({ visibleAt }) => visibleAt <= this.#now);
    // In any order, and not all there are.
    const shuffled = visible
      .map((message) => ({ message, rank: this.#random() }))
      .sort((one, other) => one.rank - other.rank)
      .map(({ message }) => message);
    const batch = shuffled.slice(0, this.#between(1, 20));
    for (const message of batch) {
      message.receives++;
      message.visibleAt = this.#now + VISIBILITY;
      if (message.receives > MAX_RECEIVES) this.#redrive(message);
      else this.#after(VISIBILITY, () => this.#poll());
    }
    const delivered = batch.filter((message) => this.#queue.includes(message));
    if (delivered.length > 0) void this.#invoke(delivered);
  }

  #redrive(message: QueuedMessage): void {
    this.#queue = this.#queue.filter((other) => other !== message);
    this.#park(asMessage(message), "retries exhausted");
  }

  #park(message: Message, outcome: string): void {
    this.#parked.push({ message, word: wordOf(message.body) });
    this.#parkedEver.push(outcome);
  }

  #replay(): void {
    for (const { message } of this.#parked.splice(0)) this.#send(message.body, 0, message.firstSeen);
  }

  // the function

  async #invoke(batch: readonly QueuedMessage[]): Promise<void> {
    this.#invocations++;
    const life = { ends: this.#now + FUNCTION_TIMEOUT, isOver: false };
    const end = () => {
      if (life.isOver) return;
      life.isOver = true;
      this.#invocations--;
      this.#poll();
    };
    this.#at(life.ends, end);
    const clock = { now: () => this.#now + this.#offsets.lambda };
    const crawling = createCrawling("prod", {
      clock,
      crawlers: {
        read: (name) => this.#call(life, end, name, () => this.#read()),
        start: (name) => this.#call(life, end, name, () => this.#start(true)),
        runsSince: (name, time) =>
          this.#call(life, end, name, () =>
            this.#runs.map(({ run }) => run).filter((run) => run.startedAt > time),
          ),
      },
      requests: { send: (entries) => this.#sendRequests(life, end, entries) },
      parking: { park: (entries) => this.#parkAll(life, end, entries) },
    });
    const context = { datasets: [this.#dataset], bucket: BUCKET };
    const plan = planCrawls(batch.map(asMessage), context, clock.now());
    const report = await crawling.apply(plan, NO_DEADLINES);
    if (life.isOver) return;
    const returned = new Set(messagesToReturn(report));
    for (const message of batch) if (!returned.has(message.id)) this.#delete(message);
    end();
  }

  /** A call of the function: it takes a while, may go wrong, and the function may not live to see the answer. */
  async #call<Answer>(life: Life, die: () => void, name: string, effect: () => Answer): Promise<Answer> {
    const { calls, crashes } = this.#options.troubles;
    const fate = this.#troubled ? this.#random() : 1;
    const dies = this.#troubled && this.#happens(crashes) ? this.#between(0, 1) : undefined;
    await this.#wait(this.#between(10, 1500), life);
    if (dies === 0) return this.#dead(die);
    if (this.#now < this.#refusedUntil) {
      throw new CatalogError("ACCESS_DENIED", `not allowed to look at ${name}`);
    }
    if (fate < calls / 3) throw new CatalogError("THROTTLED", "slow down", { retryable: true });
    const answer = effect();
    if (dies === 1) return this.#dead(die);
    if (fate < (2 * calls) / 3) {
      throw new CatalogError("UNAVAILABLE", "the answer was lost", { effect: "unknown", retryable: true });
    }
    if (fate < calls) {
      await this.#wait(20 * SECOND, life);
      throw new CatalogError("DEADLINE", "no answer in time", { effect: "unknown", retryable: true });
    }
    return answer;
  }

  async #sendRequests(
    life: Life,
    die: () => void,
    entries: readonly CrawlRequestEntry[],
  ): Promise<Map<CrawlRequestEntry, string>> {
    const lost = new Map<CrawlRequestEntry, string>();
    const dies = this.#troubled && this.#happens(this.#options.troubles.crashes);
    await this.#wait(this.#between(5, 300), life);
    for (const entry of entries) {
      const fate = this.#troubled ? this.#random() : 1;
      // Not sent; or sent, and nobody was told.
      if (fate < this.#options.troubles.calls) lost.set(entry, "SQS did not answer");
      if (fate >= this.#options.troubles.calls / 2) {
        this.#send(writeCrawlRequest(entry.request), entry.delay * SECOND);
        if (dies && this.#happens(0.3)) return this.#dead(die);
      }
    }
    if (dies) return this.#dead(die);
    return lost;
  }

  async #parkAll(
    life: Life,
    die: () => void,
    entries: readonly ParkingEntry[],
  ): Promise<Map<ParkingEntry, string>> {
    if (entries.length === 0) return new Map();
    const dies = this.#troubled && this.#happens(this.#options.troubles.crashes);
    await this.#wait(this.#between(5, 300), life);
    for (const { message, outcome } of entries) {
      const code = "code" in outcome ? ` ${outcome.code}` : "";
      this.#park(message, `${outcome.kind}${code}`);
    }
    return dies ? this.#dead(die) : new Map();
  }

  /** Resolves later, or never if the function is gone by then. */
  #wait(ms: number, life: Life): Promise<void> {
    return new Promise((resolve) => {
      this.#after(ms, () => {
        if (!life.isOver) resolve();
      });
    });
  }

  #dead(die: () => void): Promise<never> {
    die();
    return new Promise(() => {});
  }

  #delete(message: QueuedMessage): void {
    this.#queue = this.#queue.filter((other) => other !== message);
    // At least once: a message may come again although it was deleted.
    if (this.#troubled && this.#happens(0.03))
      this.#send(message.body, this.#between(0, MINUTE), message.firstSeen);
    this.#check();
  }

  /** Every object whose event is gone is seen by a crawl that succeeded, or stood for. */
  #check(): void {
    const words = [...this.#queue, ...this.#parked].map(({ word }) => word);
    const requests = words.flatMap((word) => word.through ?? []);
    const through = Math.max(Number.NEGATIVE_INFINITY, ...requests);
    for (const object of this.#written) {
      if (this.#table.has(object) || this.#runs.some((one) => hasSeen(one, object))) continue;
      // EventBridge may have told a second less; and no time counts that is ahead of the queue's or the function's.
      const asTold = Math.floor(object.told / SECOND) * SECOND;
      const isStoodFor =
        Math.min(asTold, object.writtenAt, object.writtenAt + this.#offsets.lambda) <= through;
      const isTold = words.some(({ event }) => event.includes(object.name));
      if (!isStoodFor && !isTold && this.#isToldOf(object)) this.#lost.add(object.key);
    }
  }

  /** S3 may still be about to tell; then nobody can stand for the object yet. */
  #isToldOf(object: WrittenObject): boolean {
    return this.#untold === 0 || this.#now - object.writtenAt > MINUTE + SECOND;
  }

  // Glue

  #read() {
    const last = this.#runs.findLast(({ run }) => run.status !== "running")?.run;
    if (this.#running === undefined) return { state: "READY", last } as const;
    return { state: this.#running.stopping ? "STOPPING" : "RUNNING", last } as const;
  }

  #start(isOurs: boolean): "started" | "already running" {
    if (this.#running !== undefined) return "already running";
    // What is written while it runs may be missed.
    const sees = new Set(this.#written);
    const startedAt = Math.floor((this.#now + this.#offsets.glue) / SECOND) * SECOND;
    const run: Run = { run: { startedAt, status: "running", reason: undefined }, isOurs, sees };
    this.#runs.push(run);
    if (isOurs) this.#crawls++;
    const fails = this.#troubled && this.#happens(this.#options.troubles.crawls);
    const running = { run, stopping: false, end: () => this.#endRun(run, fails ? "failed" : "succeeded") };
    this.#running = running;
    this.#after(this.#options.crawlTime, () => {
      if (this.#running === running && !running.stopping) running.end();
    });
    return "started";
  }

  #endRun(run: Run, status: "succeeded" | "failed" | "stopped"): void {
    this.#running = undefined;
    const ended = { ...run, run: { ...run.run, status, reason: status === "failed" ? "broken" : undefined } };
    this.#runs = this.#runs.map((other) => (other === run ? ended : other));
    if (status === "succeeded") for (const object of run.sees) this.#table.add(object);
    else if (run.isOurs) this.#crawlsInVain++;
  }

  /** Other people: they start crawls by hand and by schedule, and stop some. */
  #meddle(until: number): void {
    if (this.#now > until || !this.#troubled) return;
    const { people } = this.#options.troubles;
    if (this.#happens(people)) this.#start(false);
    else if (this.#running !== undefined && this.#happens(people / 4)) {
      const running = this.#running;
      running.stopping = true;
      this.#after(20 * SECOND, () => this.#endRun(running.run, "stopped"));
    }
    this.#after(this.#between(1, 30) * MINUTE, () => this.#meddle(until));
  }

  /** Somebody takes the function's permission away for a while. */
  #refuse(until: number): void {
    if (this.#now > until) return;
    if (this.#happens(0.2)) this.#refusedUntil = this.#now + this.#between(1, 18) * MINUTE;
    this.#after(HOUR, () => this.#refuse(until));
  }
}

interface Life {
  readonly ends: number;
  readonly isOver: boolean;
}

const NO_DEADLINES = { catalog: new AbortController().signal, parking: new AbortController().signal };

function asMessage({ id, body, sentAt, firstSeen }: QueuedMessage): Message {
  return { id, body, firstSeen: firstSeen ?? sentAt, replayed: firstSeen !== undefined };
}

function hasSeen({ run, sees }: Run, object: WrittenObject): boolean {
  return run.status === "succeeded" && sees.has(object);
}

function wordOf(body: string): Word {
  const request = readCrawlRequest(body);
  if (request === "broken")
    throw new Error(`the function wrote a crawl request that it cannot read: ${body}`);
  return { through: request?.through, event: request === undefined ? body : "" };
}
