/** The crawlers of the account: READY, RUNNING, STOPPING, and what their runs leave behind. */

import { randomUUID } from "node:crypto";
import type { Crawler } from "@aws-sdk/client-glue";
import type { Clock } from "../../clock.ts";
import type { Wire } from "../../wire/validation.ts";
import {
  crawlerExists,
  crawlerIsRunning,
  crawlerIsStopping,
  crawlerNotFound,
  crawlerNotRunning,
  crawlerRunsStill,
} from "../errors.ts";
import type { GlueFaults } from "../faults.ts";
import type { GlueStore } from "../store.ts";
import { reasonOf } from "./crawl-failure.ts";
import { behaviorsOf, type CrawlerDefinition, checkDefinition } from "./definition.ts";
import { lastCrawlOf, type Run } from "./history.ts";
import { record } from "./recording.ts";
import { type Objects, type Survey, survey } from "./survey.ts";

export interface CrawlerOptions {
  readonly clock: Clock;
  readonly objects: Objects;
  readonly store: GlueStore;
  readonly faults: GlueFaults;
  /** Milliseconds from StartCrawler until the tables are written. */
  readonly crawlMs: number;
  /** Milliseconds from StopCrawler until the crawler is READY. */
  readonly crawlStopMs: number;
}

export interface CrawlerEntry {
  definition: CrawlerDefinition;
  state: "READY" | "RUNNING" | "STOPPING";
  version: number;
  readonly creationTime: number;
  lastUpdated: number;
  /** Newest first. */
  readonly runs: Run[];
  /** The folders that successful runs have looked into. */
  readonly known: Set<string>;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Calls off the end of the run that is going on. */
  callOff: () => void;
}

/** What the listing at the start of a run came to: its end needs no second look at S3. */
type Prospect = { readonly found: Survey } | { readonly failure: string };

export class Crawlers {
  readonly #crawlers = new Map<string, CrawlerEntry>();
  readonly #options: CrawlerOptions;
  #runs = 0;

  constructor(options: CrawlerOptions) {
    this.#options = options;
  }

  find(name: string): CrawlerEntry {
    const crawler = this.#crawlers.get(name);
    if (crawler === undefined) throw crawlerNotFound(name);
    return crawler;
  }

  create(definition: CrawlerDefinition): void {
    checkDefinition(definition);
    if (this.#crawlers.has(definition.Name)) throw crawlerExists(definition.Name);
    this.#crawlers.set(definition.Name, {
      definition,
      state: "READY",
      version: 1,
      creationTime: this.#seconds(),
      lastUpdated: this.#seconds(),
      runs: [],
      known: new Set(),
      startedAt: 0,
      callOff: () => {},
    });
  }

  /** What the request does not name stays as it was. */
  update(name: string, changes: Partial<CrawlerDefinition>): void {
    const crawler = this.find(name);
    const definition = { ...crawler.definition, ...changes };
    checkDefinition(definition);
    if (crawler.state !== "READY") throw crawlerRunsStill("update");
    crawler.definition = definition;
    crawler.version += 1;
    crawler.lastUpdated = this.#seconds();
  }

  delete(name: string): void {
    if (this.find(name).state !== "READY") throw crawlerRunsStill("delete");
    this.#crawlers.delete(name);
  }

  /** Lists the objects now, and writes what they come to when the run ends: what arrives in between is not seen. */
  start(name: string): void {
    const { clock, crawlMs } = this.#options;
    const crawler = this.find(name);
    if (crawler.state !== "READY") throw crawlerIsRunning(name);
    const prospect = this.#look(crawler);
    this.#runs += 1;
    const run: Run = {
      // Listings go by sequence, and those of runs begin with the newest.
      sequence: Number.MAX_SAFE_INTEGER - this.#runs,
      crawlId: randomUUID(),
      startTime: this.#seconds(),
      state: "RUNNING",
    };
    crawler.runs.unshift(run);
    crawler.state = "RUNNING";
    crawler.startedAt = clock.now();
    crawler.callOff = clock.after(crawlMs, () => this.#finish(crawler, run, prospect));
  }

  stop(name: string): void {
    const { clock, crawlStopMs } = this.#options;
    const crawler = this.find(name);
    if (crawler.state === "STOPPING") throw crawlerIsStopping(name);
    const [run] = crawler.runs;
    if (crawler.state === "READY" || run === undefined) throw crawlerNotRunning(name);
    crawler.callOff();
    crawler.state = "STOPPING";
    clock.after(crawlStopMs, () => this.#end(crawler, run, "STOPPED"));
  }

  /** As GetCrawler tells it. */
  describe({ definition, state, version, runs, ...crawler }: CrawlerEntry): Wire<Crawler> {
    const { update, remove, recrawl } = behaviorsOf(definition);
    const { Schedule, Targets, ...defined } = definition;
    const empty = {
      S3Targets: [],
      JdbcTargets: [],
      MongoDBTargets: [],
      DynamoDBTargets: [],
      CatalogTargets: [],
      DeltaTargets: [],
      IcebergTargets: [],
      HudiTargets: [],
    };
    return {
      ...defined,
      Targets: { ...empty, ...Targets },
      Classifiers: [],
      SchemaChangePolicy: { UpdateBehavior: update, DeleteBehavior: remove },
      RecrawlPolicy: { RecrawlBehavior: recrawl },
      LineageConfiguration: { CrawlerLineageSettings: "DISABLE" },
      State: state,
      ...(Schedule === undefined ? {} : { Schedule: { ScheduleExpression: Schedule, State: "SCHEDULED" } }),
      CrawlElapsedTime: state === "READY" ? 0 : this.#options.clock.now() - crawler.startedAt,
      CreationTime: crawler.creationTime,
      LastUpdated: crawler.lastUpdated,
      LastCrawl: lastCrawlOf(definition.Name, runs),
      Version: version,
    };
  }

  #look({ definition, known }: CrawlerEntry): Prospect {
    const { objects, store, faults } = this.#options;
    const failure = faults.takeCrawlFailure(definition.Name);
    if (failure !== undefined) return { failure };
    try {
      return { found: survey(definition, known, objects, store) };
    } catch (thrown) {
      return { failure: reasonOf(thrown) };
    }
  }

  #finish(crawler: CrawlerEntry, run: Run, prospect: Prospect): void {
    const failure = "failure" in prospect ? prospect.failure : this.#write(crawler, prospect.found);
    this.#end(crawler, run, failure === undefined ? "COMPLETED" : "FAILED", failure);
  }

  /** Returns why not, if so. What was written before stays, as in Glue. */
  #write({ definition, known }: CrawlerEntry, { tables, folders }: Survey): string | undefined {
    try {
      for (const table of tables) record(definition, table, this.#options.store);
    } catch (thrown) {
      return reasonOf(thrown);
    }
    for (const folder of folders) known.add(folder);
    return undefined;
  }

  #end(crawler: CrawlerEntry, run: Run, state: Run["state"], errorMessage?: string): void {
    run.state = state;
    run.endTime = this.#seconds();
    if (errorMessage !== undefined) run.errorMessage = errorMessage;
    crawler.state = "READY";
  }

  /** Glue keeps whole seconds. */
  #seconds(): number {
    return Math.floor(this.#options.clock.now() / 1000);
  }
}
