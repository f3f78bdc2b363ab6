/** The crawlers of a stage, and which objects each run has seen. */
import type { WrittenObject } from "./sent-messages.ts";
import type { Invocation, SimulatedCrawl, World } from "./world.ts";

interface CrawlerBook {
  readonly dataset: string;
  /** Oldest first, of the crawler as it is now. */
  runs: SimulatedCrawl[];
  readonly seen: Set<WrittenObject>;
  /** Starts of runs that succeeded, of the crawler as it is now: all that Glue can tell a function of them. */
  readonly successes: number[];
}

export class Crawls {
  readonly #world: World;
  readonly #books = new Map<string, CrawlerBook>();
  /** When a crawler was last missing. */
  missingUntil = 0;
  started = 0;

  constructor(world: World) {
    this.#world = world;
  }

  open(dataset: string, crawler: string): void {
    const old = this.#books.get(crawler);
    const fresh = { dataset, runs: [], seen: new Set<WrittenObject>(), successes: [] };
    // Glue forgets a crawler's runs with the crawler, so its next one has no success to show; what was crawled stays seen.
    this.#books.set(crawler, old === undefined ? fresh : { ...fresh, seen: old.seen });
    this.#act("CreateCrawler", {
      Name: crawler,
      Role: "r",
      DatabaseName: "d",
      Targets: { S3Targets: [{ Path: "s3://none/" }] },
      SchemaChangePolicy: { UpdateBehavior: "LOG", DeleteBehavior: "LOG" },
    });
  }

  get names(): readonly string[] {
    return [...this.#books.keys()];
  }

  isThere(crawler: string): boolean {
    try {
      this.#act("GetCrawler", { Name: crawler });
      return true;
    } catch {
      return false;
    }
  }

  /** Somebody starts a run: of the function, or another. Throws what Glue refuses with. */
  start<Output>(crawler: string, by: Invocation | undefined, fails: boolean, carryOut: () => Output): Output {
    const world = this.#world;
    this.refresh();
    if (fails) world.glue.faults.crawlFails(crawler, "broken");
    let answer: Output;
    try {
      answer = carryOut();
    } finally {
      world.glue.faults.clear();
      world.refusePoison();
    }
    if (fails) world.fault("crawl fails");
    const book = this.#books.get(crawler)!;
    if (by !== undefined) {
      this.started++;
      world.judge.crawlStarted(by, book.dataset, book.runs.at(-1), book.successes);
    }
    const now = world.timeline.now();
    const sees = [...world.lake.objects];
    book.runs.push({ startedAt: now, isOurs: by !== undefined, sees, state: "RUNNING", endedAt: undefined });
    world.trace(
      () => `crawl of ${book.dataset} starts, by ${by?.name ?? "somebody"}${fails ? "; it will fail" : ""}`,
    );
    return answer;
  }

  stop(crawler: string): void {
    this.#act("StopCrawler", { Name: crawler });
  }

  delete(crawler: string): void {
    this.refresh();
    this.#act("DeleteCrawler", { Name: crawler });
  }

  /** Learns how runs have ended. */
  refresh(): void {
    for (const [crawler, book] of this.#books) {
      if (book.runs.at(-1)?.state !== "RUNNING") continue;
      const { Crawls } = this.#act("ListCrawls", { CrawlerName: crawler, MaxResults: 100 });
      const oldestFirst = Crawls.toReversed();
      // Glue lists the last hundred.
      const runs = book.runs.slice(-oldestFirst.length);
      for (const [index, run] of runs.entries()) {
        const { State } = oldestFirst[index]!;
        if (run.state !== "RUNNING" || State === "RUNNING") continue;
        run.state = State;
        run.endedAt = this.#world.timeline.now();
        if (State !== "COMPLETED") continue;
        for (const object of run.sees) book.seen.add(object);
        book.successes.push(run.startedAt);
      }
    }
  }

  hasSeen(dataset: string, object: WrittenObject): boolean {
    for (const book of this.#books.values())
      if (book.dataset === dataset && book.seen.has(object)) return true;
    return false;
  }

  /** Runs that ended in vain, latest first, until one that did not. */
  failuresInARow(dataset: string): number {
    this.refresh();
    for (const book of this.#books.values()) {
      if (book.dataset !== dataset) continue;
      const ended = book.runs.filter(({ state }) => state !== "RUNNING").toReversed();
      const success = ended.findIndex(({ state }) => state === "COMPLETED");
      return success < 0 ? ended.length : success;
    }
    return 0;
  }

  #act(operation: string, input: object): { readonly Crawls: readonly { readonly State: string }[] } {
    return this.#world.glue.service.actions[operation]!(input as never) as never;
  }
}
