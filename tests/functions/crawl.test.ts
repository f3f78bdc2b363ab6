import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { bars, features, trades } from "../support/crawl-datasets.ts";
import { s3Body } from "../support/messages.ts";
import { BARS, FEATURES, TRADES } from "../support/platform.ts";
import { bundleCrawl, CRAWL_MS, type CrawlBundle, type CrawlStage, openCrawlStage } from "./crawl-stage.ts";

const DATABASE = "stock_trades_curated_dev";
const CRAWLER = "stock-trades-partitions-dev-crawler-bars_5m";
const SECOND = 1000;
const MINUTE = 60 * SECOND;

let bundle: CrawlBundle;
let stage: CrawlStage;

beforeAll(async () => {
  bundle = await bundleCrawl([trades, bars, features]);
});

afterAll(() => bundle.remove());

beforeEach(async () => {
  stage = await openCrawlStage(bundle);
});

afterEach(() => stage.close());

const bar = (day: string, file = "part-0.parquet") => `${BARS}day=${day}/${file}`;

/** What of a parked message a person reads. */
const parked = () =>
  stage.parkingQueue.messages().map(({ attributes }) => ({
    outcome: attributes.outcome?.StringValue,
    reason: attributes.reason?.StringValue ?? "",
  }));

describe("a burst", () => {
  test("of a hundred objects and their duplicates costs one crawl, which makes the table", async () => {
    for (let day = 10; day < 20; day++) {
      for (let file = 0; file < 10; file++) await stage.put(bar(`2026-11-${day}`, `part-${file}.parquet`));
      stage.clock.advance(5 * SECOND);
      await stage.deliver();
    }
    expect(stage.partitions(DATABASE, "bars_5m")).toBeUndefined();
    const outcomes = await stage.drain(20);
    expect(stage.crawls()).toBe(1);
    expect(stage.partitions(DATABASE, "bars_5m")).toHaveLength(10);
    expect(stage.queue.messages()).toEqual([]);
    expect(outcomes["crawl started"]).toBeGreaterThanOrEqual(1);
    expect(outcomes.covered).toBeGreaterThanOrEqual(1);
    expect(parked()).toEqual([]);
  });

  test("that goes on during the crawl costs two, the second no sooner than the interval allows", async () => {
    await stage.put(bar("2026-11-19"));
    await stage.drain(2);
    expect(stage.crawls()).toBe(1);
    await stage.put(bar("2026-11-20"));
    await stage.drain(30);
    const starts = stage.stack.requests.filter(({ operation }) => operation === "StartCrawler");
    expect(starts).toHaveLength(2);
    expect(starts[1]!.at - starts[0]!.at).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(stage.partitions(DATABASE, "bars_5m")).toEqual(["2026-11-19", "2026-11-20"]);
  });

  test("of a dataset whose folder is not its table fills the table that the stack defines", async () => {
    await stage.put(`${FEATURES}day=2026-11-20/part-0.parquet`);
    await stage.drain(20);
    expect(stage.partitions(DATABASE, "ml_features_5m")).toEqual(["2026-11-20"]);
    expect(stage.partitions(DATABASE, "ml_features")).toBeUndefined();
  });

  test("is told as it goes: who started what, how long it took, what still waits", async () => {
    await stage.put(bar("2026-11-20"));
    await stage.drain(20);
    const sums = { crawlsStarted: 0, requestsCovered: 0 };
    for (const line of stage.log.filter(({ message }) => message === "batch done")) {
      sums.crawlsStarted += Number(line.crawlsStarted);
      sums.requestsCovered += Number(line.requestsCovered);
    }
    expect(sums).toEqual({ crawlsStarted: 1, requestsCovered: 1 });
    const latency = stage.log.flatMap((line) => ("EventToCovered" in line ? [line] : []));
    expect(latency.map(({ function: name, dataset }) => [name, dataset])).toEqual([
      ["crawl", "bars_5m"],
      ["crawl", undefined],
    ]);
    expect(Number(latency[0]!.EventToCovered)).toBeGreaterThanOrEqual(CRAWL_MS);
    expect(stage.log.some((line) => "CrawlRequestAge" in line)).toBe(true);
  });
});

describe("somebody else's crawl", () => {
  test("that began after the event covers it", async () => {
    await stage.put(bar("2026-11-20"));
    await stage.deliver();
    stage.clock.advance(10 * SECOND);
    await stage.startByHand(CRAWLER);
    const outcomes = await stage.drain(20);
    expect(stage.crawls()).toBe(0);
    expect(outcomes.covered).toBe(1);
    expect(stage.partitions(DATABASE, "bars_5m")).toEqual(["2026-11-20"]);
  });

  test("that began before the event does not", async () => {
    await stage.startByHand(CRAWLER);
    stage.clock.advance(10 * SECOND);
    await stage.put(bar("2026-11-20"));
    await stage.drain(30);
    expect(stage.crawls()).toBe(1);
    expect(stage.partitions(DATABASE, "bars_5m")).toEqual(["2026-11-20"]);
  });
});

describe("a crawler that cannot", () => {
  test("infer the folder is tried three times, then the message is parked with Glue's reason", async () => {
    await stage.put(bar("2026-11-20"), "this is no Parquet file");
    await stage.drain(120);
    expect(stage.crawls()).toBe(3);
    expect(stage.queue.messages()).toEqual([]);
    const [message, ...others] = parked();
    expect(others).toEqual([]);
    expect(message!.outcome).toBe("uncrawlable CRAWLER_FAILING");
    for (const part of [CRAWLER, "READY", "3 runs", "failed", "day=2026-11-20/part-0.parquet"]) {
      expect(message!.reason).toContain(part);
    }
  });

  test("make one table of the files' schemas is parked so too", async () => {
    await stage.put(bar("2026-11-20"));
    await stage.drain(20);
    stage.stack.glue.faults.crawlFails(CRAWLER, "schemas differ", 3);
    await stage.put(bar("2026-11-21"));
    await stage.drain(120);
    expect(parked()).toMatchObject([{ outcome: "uncrawlable CRAWLER_FAILING" }]);
    expect(parked()[0]!.reason).toContain("schemas differ");
  });

  test("be found is tolerated for a quarter of an hour, then the message is parked", async () => {
    await stage.deleteCrawler(CRAWLER);
    await stage.put(bar("2026-11-20"));
    await stage.drain(14);
    expect(parked()).toEqual([]);
    await stage.drain(6);
    expect(parked()).toMatchObject([{ outcome: "uncrawlable CRAWLER_NOT_FOUND" }]);
    expect(parked()[0]!.reason).toContain("the command that `registrar doctor` prints");
    expect(stage.queue.messages()).toEqual([]);
  });

  test("be started by this role is tolerated, then parked, and replayed covers everything", async () => {
    const forbid = {
      operation: "AWSGlue.StartCrawler",
      kind: "error",
      code: "AccessDeniedException",
    } as const;
    stage.stack.faults.add({ ...forbid, status: 400, times: 1000 });
    await stage.put(bar("2026-11-20"));
    await stage.drain(20);
    expect(parked()).toMatchObject([{ outcome: "uncrawlable ACCESS_DENIED" }]);
    stage.stack.faults.clear();
    const { body } = stage.parkingQueue.messages()[0]!;
    const firstSeen = { DataType: "String", StringValue: String(stage.clock.now()) };
    stage.queue.send({ body, attributes: { "first-seen": firstSeen } });
    await stage.drain(20);
    expect(stage.partitions(DATABASE, "bars_5m")).toEqual(["2026-11-20"]);
  });
});

test("an event of a dataset that no crawler looks after is parked, and says where crawlers are", async () => {
  const event = s3Body(`${TRADES}day=2026-11-20/symbol=AAPL/a`);
  stage.queue.send({ body: event });
  stage.queue.send({ body: event.replaceAll("stock-trades-data", stage.bucket) });
  expect(await stage.deliver()).toEqual({ ignored: 1, uncrawlable: 1 });
  expect(parked()).toMatchObject([{ outcome: "uncrawlable NO_CRAWLER" }]);
  expect(parked()[0]!.reason).toContain(`${BARS}day=YYYY-MM-DD/`);
});
