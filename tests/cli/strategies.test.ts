/** The operator's commands on a stage whose datasets are kept in every way there is. */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GlueClient, StartCrawlerCommand } from "@aws-sdk/client-glue";
import { DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { clientConfig, type Emulator, type Queue, startEmulator } from "../../emulator/index.ts";
import { type Deployed, deployStage } from "../../local/deployment.ts";
import { writeCrawlRequest } from "../../shared/crawl/crawl-request.ts";
import { glueCrawlers } from "../../shared/crawl/glue-crawlers-adapter.ts";
import { mixed } from "../support/crawl-datasets.ts";
import { exporting, registrar, withFolder } from "./run.ts";

jest.unstable_mockModule("../../shared/declared-datasets.ts", () => ({ datasets: mixed }));

const BARS = "stock-trades-platform/curated/bars_5m";
const QUOTES = "stock-trades-platform/raw/quotes";
const BARS_CRAWLER = "stock-trades-partitions-dev-crawler-bars_5m";

let stack: Emulator;
let stage: Deployed;
let restore: () => void;

beforeAll(async () => {
  stack = await startEmulator({ glue: { crawlMs: 1 } });
  stage = await deployStage(stack, "dev", mixed);
  restore = exporting(stack.env);
  purge(); // S3's test events
});

afterAll(async () => {
  restore();
  await stack.close();
});

/** A crawl from start to end, and what it came to. */
async function crawl(name: string): Promise<string | undefined> {
  await new GlueClient(clientConfig(stack)).send(new StartCrawlerCommand({ Name: name }));
  const crawlers = glueCrawlers(new GlueClient(clientConfig(stack)));
  for (;;) {
    const { state, last } = await crawlers.read(name, AbortSignal.timeout(10_000));
    if (state === "READY") return last?.status;
  }
}

const queue = (url: string | undefined): Queue => stack.sqs.byUrl(url ?? "");

interface DatasetRow {
  readonly dataset: string;
  readonly problems: readonly { readonly code: string; readonly reason: string }[];
}

async function status(...args: readonly string[]) {
  const { code, out } = await registrar("status", "--json", ...args);
  const { datasets, ...rest } = JSON.parse(out) as {
    conclusion: string;
    datasets: DatasetRow[];
    queues: { name: string; depth: object }[];
  };
  const dataset = (name: string) => datasets.find((one) => one.dataset === name);
  return { code, datasets, dataset, ...rest };
}

test("status tells every strategy apart, and what a crawler has not made yet", async () => {
  const before = await status();
  expect(before.code).toBe(1);
  expect(before.datasets.map(({ dataset, problems }) => [dataset, problems.map(({ code }) => code)])).toEqual(
    [
      ["trades", []],
      ["bars_5m", ["TABLE_NOT_FOUND"]],
      ["ml_features_5m", []],
      ["quotes", []],
    ],
  );
  expect(before.dataset("bars_5m")).toMatchObject({
    strategy: "crawl",
    crawler: { name: BARS_CRAWLER, state: "READY" },
    problems: [{ reason: expect.stringContaining(`aws glue start-crawler --name ${BARS_CRAWLER}`) }],
  });
  expect(before.dataset("trades")).toMatchObject({ strategy: "register", partitions: 0 });
  expect(before.dataset("quotes")).toMatchObject({ strategy: "project", partitions: "projected" });
});

test("status counts what a crawler made, and tells why one fails", async () => {
  const parquet = await oneRow();
  for (const day of ["2025-11-26", "2025-11-28", "2025-11-27"]) {
    stack.s3.store.put(stage.bucket, `${BARS}/day=${day}/part-0.parquet`, parquet);
  }
  expect(await crawl(BARS_CRAWLER)).toBe("succeeded");
  const well = await status("--dataset", "bars_5m");
  expect(well).toMatchObject({ code: 0, conclusion: "well" });
  expect(well.datasets).toMatchObject([
    { partitions: 3, newestDay: "2025-11-28", crawler: { state: "READY", last: { status: "succeeded" } } },
  ]);

  stack.glue.faults.crawlFails(BARS_CRAWLER, "the role may not read", 1);
  expect(await crawl(BARS_CRAWLER)).toBe("failed");
  const failing = await status("--dataset", "bars_5m");
  expect(failing).toMatchObject({ code: 1, conclusion: "attention" });
  expect(failing.dataset("bars_5m")).toMatchObject({
    partitions: 3,
    problems: [{ code: "CRAWLER_FAILING", reason: expect.stringContaining("the role may not read") }],
  });
  expect(await crawl(BARS_CRAWLER)).toBe("succeeded");
});

test("status shows a crawl request that waits as a delayed message of the crawl queue", async () => {
  queue(stage.crawlQueueUrl).send({ body: requestOf("bars_5m") }, 300);
  const { queues } = await status();
  queue(stage.crawlQueueUrl).purge();
  expect(queues).toMatchObject([
    { name: "stock-trades-partitions-dev-register", depth: { visible: 0, inFlight: 0, delayed: 0 } },
    { name: "stock-trades-partitions-dev-parking", depth: { visible: 0 } },
    { name: "stock-trades-partitions-dev-crawl", depth: { visible: 0, inFlight: 0, delayed: 1 } },
    { name: "stock-trades-partitions-dev-crawl-parking", depth: { visible: 0 } },
  ]);
});

test("status in words says the same, and where nothing is wrong nothing more", async () => {
  const { code, out, notes } = await registrar("status");
  expect(code).toBe(0);
  expect(out).toMatch(/bars_5m +crawl +3 +2025-11-28 +READY +succeeded \d+ s ago +stock_trades_curated_dev/);
  expect(out).toMatch(/ml_features_5m +crawl +0 +READY +never/);
  expect(out).toMatch(/quotes +project +projected/);
  expect(notes).not.toContain("heading");
});

test("status asks for a look at what is parked", async () => {
  queue(stage.crawlParkingQueueUrl).send({ body: requestOf("bars_5m") });
  const { code, out } = await registrar("status");
  purge();
  expect(code).toBe(1);
  expect(out).toContain("1 message parked: ./registrar parked list --stage dev");
});

test.each([
  ["GetTable", "AccessDeniedException", 1, "ACCESS_DENIED"],
  ["GetPartitions", "InternalServiceException", 1, "UNAVAILABLE"],
  ["GetCrawler", "AccessDeniedException", 1, "ACCESS_DENIED"],
  ["GetCrawler", "EntityNotFoundException", 1, "CRAWLER_NOT_FOUND"],
])("status goes on when %s answers %s", async (operation, code, exitCode, told) => {
  const remove = stack.faults.add({ operation: `AWSGlue.${operation}`, kind: "error", code, message: "no" });
  const answer = await status("--dataset", "bars_5m");
  remove();
  expect(answer.code).toBe(exitCode);
  expect(answer.dataset("bars_5m")?.problems).toMatchObject([{ code: told }]);
});

test("status ends with 3 only when AWS answers nothing at all", async () => {
  const undo = exporting({ AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
  const { code, conclusion } = await status();
  undo();
  expect({ code, conclusion }).toEqual({ code: 3, conclusion: "unavailable" });
});

async function explain(key: string) {
  const { code, out } = await registrar("explain", `s3://${stage.bucket}/${key}`, "--json");
  return { code, ...JSON.parse(out) };
}

test("explain tells what the table of a crawler holds, and how the crawler is", async () => {
  expect(await explain(`${BARS}/day=2025-11-26/part-0.parquet`)).toMatchObject({
    code: 0,
    strategy: "crawl",
    glue: { state: "registered" },
    crawler: { name: BARS_CRAWLER, now: { state: "READY", last: { status: "succeeded" } }, problems: [] },
  });
  expect(await explain(`${BARS}/day=2025-12-01/part-0.parquet`)).toMatchObject({
    code: 1,
    glue: { state: "absent" },
  });
});

test.each([
  ["day=2025-11-26/x", 0, { state: "computed" }],
  [
    "day=2999-01-01/x",
    1,
    { state: "out of range", reason: expect.stringContaining("day 2999-01-01 is after") },
  ],
  ["DAY=2025-11-26/x", 1, { state: "conflict", location: expect.stringMatching(/\/day=2025-11-26\/$/) }],
])("explain tells whether Athena computes the partition of %s", async (key, code, glue) => {
  expect(await explain(`${QUOTES}/${key}`)).toMatchObject({ code, strategy: "project", glue });
});

test("explain tells the first day of a projected table", async () => {
  expect(await explain(`${QUOTES}/day=2019-12-31/x`)).toMatchObject({
    code: 1,
    placement: "unplaceable",
    reason: expect.stringContaining("expected 2020-01-01 or later"),
  });
});

test("explain in words names the crawler, or whose work the partition is", async () => {
  const words = async (key: string) => (await registrar("explain", `s3://${stage.bucket}/${key}`)).out;
  expect(await words(`${BARS}/day=2025-11-26/x`)).toMatch(
    /crawler +\S+-crawler-bars_5m\n +READY, last crawl/,
  );
  expect(await words(`${QUOTES}/day=2025-11-26/x`)).toContain("Athena computes it, and looks here");
});

test.each([
  ["bars_5m", "USAGE", `start it: aws glue start-crawler --name ${BARS_CRAWLER}`],
  ["quotes", "INERT_REGISTRATION", "Athena computes the partitions of quotes"],
])("backfill of %s is refused as %s", async (dataset, code, says) => {
  const answer = await registrar("backfill", "--dataset", dataset, "--apply");
  expect(answer).toMatchObject({ code: 2, out: "" });
  expect(answer.notes).toContain(code);
  expect(answer.notes).toContain(says);
});

test("replay registers nothing of other strategies, and names each", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "event.json");
    await writeFile(file, eventOf(`${QUOTES}/day=2025-11-26/x`));
    const { code, out, notes } = await registrar("replay", file, "--apply");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(notes).toContain("INERT_REGISTRATION");
  });
});

test("check shows what each crawler is pointed at", async () => {
  const { out } = await registrar("check");
  expect(out).toMatch(/bars_5m .* crawl \(its folder\)/);
  expect(out).toMatch(/ml_features_5m .* crawl \(its table\)/);
});

function purge(): void {
  for (const one of Object.values(queues())) one.purge();
}

/** The queues by their short names. */
const queues = () => ({
  register: queue(stage.registerQueueUrl),
  parking: queue(stage.parkingQueueUrl),
  crawl: queue(stage.crawlQueueUrl),
  crawlParking: queue(stage.crawlParkingQueueUrl),
});

const TRADE = "stock-trades-platform/raw/trades/day=2025-11-26/symbol=AAPL/x";

const PARKED: readonly (readonly [
  what: string,
  from: "parking" | "crawlParking",
  body: string,
  now: string,
  to: "register" | "crawl",
])[] = [
  ["an event of a registered dataset", "parking", eventOf(TRADE), "placeable", "register"],
  ["the same where crawls are parked", "crawlParking", eventOf(TRADE), "placeable", "register"],
  ["an event of a crawled dataset", "parking", eventOf(`${BARS}/day=2025-11-26/x`), "crawlable", "crawl"],
  [
    "an event of a projected dataset",
    "crawlParking",
    eventOf(`${QUOTES}/day=2025-11-26/x`),
    "ignored",
    "register",
  ],
  ["a crawl request", "crawlParking", requestOf("bars_5m"), "crawlable", "crawl"],
  [
    "a crawl request of a dataset that is registered now",
    "crawlParking",
    requestOf("trades"),
    "uncrawlable",
    "crawl",
  ],
  ["an event of nobody's", "crawlParking", eventOf("elsewhere/x"), "ignored", "crawl"],
  ["no event", "parking", "hello", "malformed", "register"],
];

test("parked messages are listed with what is theirs today, and replayed to its function", async () => {
  const all = queues();
  for (const [index, [, from, body]] of PARKED.entries())
    all[from].send({ body: `${body}${" ".repeat(index)}` });
  const { parked } = JSON.parse((await registrar("parked", "list", "--json")).out) as {
    parked: { queue: string; now: string; id: string }[];
  };
  const parkedBy = { register: "parking", crawl: "crawlParking" } as Record<string, string>;
  expect(parked.map(({ queue, now }) => [parkedBy[queue], now]).sort()).toEqual(
    PARKED.map(([, from, , now]) => [from, now]).sort(),
  );
  expect((await registrar("parked", "replay", "--apply")).code).toBe(0);
  const where = (body: string) =>
    Object.entries(all).flatMap(([name, one]) => (one.messages().some((m) => m.body === body) ? [name] : []));
  expect(PARKED.map(([what, , body], index) => [what, where(`${body}${" ".repeat(index)}`)])).toEqual(
    PARKED.map(([what, , , , to]) => [what, [to]]),
  );
  purge();
});

test("a parked crawl request is listed with what it stands for", async () => {
  queues().crawlParking.send({ body: requestOf("bars_5m") });
  const { out } = await registrar("parked", "list");
  expect(out).toContain(`crawl request through 2025-11-26T21:00:00.000Z: ${BARS}/day=2025-11-26/x`);
});

test("a stage without the crawl function's queues is an error while a dataset is crawled", async () => {
  const sqs = new SQSClient(clientConfig(stack));
  await sqs.send(new DeleteQueueCommand({ QueueUrl: stage.crawlParkingQueueUrl }));
  const { code, notes } = await registrar("parked", "list");
  expect(code).toBe(3);
  expect(notes).toContain("QUEUE_NOT_FOUND");
});

function eventOf(key: string): string {
  return JSON.stringify({
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        eventName: "ObjectCreated:Put",
        eventTime: "2025-11-26T21:00:00.000Z",
        s3: { bucket: { name: "any" }, object: { key: encodeURIComponent(key), size: 1 } },
      },
    ],
  });
}

function requestOf(dataset: string): string {
  const at = Date.UTC(2025, 10, 26, 21);
  const keys = [`${BARS}/day=2025-11-26/x`];
  return writeCrawlRequest({
    dataset,
    through: at,
    since: at,
    oldest: at,
    firstSeen: at,
    keys,
    refusedSince: undefined,
  });
}

/** A Parquet file of one row. */
async function oneRow(): Promise<Buffer> {
  return withFolder(async (folder) => {
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(`COPY (SELECT 'AAPL' AS symbol, 1.5::DOUBLE AS close) TO '${folder}/x.parquet'`);
    connection.closeSync();
    return readFile(`${folder}/x.parquet`);
  });
}
