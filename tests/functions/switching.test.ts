/** What a deployment makes of a table whose dataset changes its strategy, as docs/datasets.md tells it. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  BatchCreatePartitionCommand,
  DeleteTableCommand,
  GlueClient,
  StartCrawlerCommand,
} from "@aws-sdk/client-glue";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { clientConfig, type Emulator, startEmulator } from "../../emulator/index.ts";
import { deployStage, updateStage } from "../../local/deployment.ts";
import { glueCrawlers } from "../../shared/crawl/glue-crawlers-adapter.ts";
import type { Strategy } from "../../shared/datasets/dataset.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { crawlerName } from "../../shared/runtime/names.ts";
import { withFolder } from "../cli/run.ts";
import { bars, features } from "../support/crawl-datasets.ts";

const STAGE = "dev";
const DATABASE = "stock_trades_curated_dev";
const DAYS = ["2025-11-26", "2025-11-28"];

let parquet: Buffer;
let stack: Emulator;
let glue: GlueClient;

beforeAll(() =>
  withFolder(async (folder) => {
    const file = join(folder, "x.parquet");
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(`COPY (SELECT 'AAPL' AS symbol, 1.5::DOUBLE AS found_by_crawler) TO '${file}'`);
    connection.closeSync();
    parquet = await readFile(file);
  }),
);

beforeEach(async () => {
  stack = await startEmulator({ glue: { crawlMs: 1 } });
  glue = new GlueClient({ ...clientConfig(stack), maxAttempts: 1 });
});

afterEach(async () => {
  glue.destroy();
  await stack.close();
});

/** Bars, whose folder is named as the table, and features, whose folder is not; of a strategy. */
const kept = (dataset: DeclaredDataset, strategy: Strategy): DeclaredDataset => {
  const { crawl: _, ...rest } = dataset;
  const keys = [{ name: "day", kind: "day", from: "2020-01-01" }] as const;
  return { ...rest, strategy, keys };
};

async function deploy(dataset: DeclaredDataset, strategy: Strategy): Promise<void> {
  const { bucket } = await deployStage(stack, STAGE, [kept(dataset, strategy)]);
  for (const day of DAYS) stack.s3.store.put(bucket, `${dataset.prefix}day=${day}/part-0`, parquet);
  if (strategy === "crawl") await crawl(dataset);
}

const redeploy = (dataset: DeclaredDataset, before: Strategy, after: Strategy) =>
  updateStage(stack, STAGE, [kept(dataset, before)], [kept(dataset, after)]);

async function crawl({ name }: DeclaredDataset): Promise<void> {
  const crawler = crawlerName(STAGE, name);
  await glue.send(new StartCrawlerCommand({ Name: crawler }));
  const crawlers = glueCrawlers(glue);
  while ((await crawlers.read(crawler, AbortSignal.timeout(10_000))).state !== "READY");
}

/** As the register function would. */
async function register({ table, prefix }: DeclaredDataset): Promise<void> {
  const PartitionInputList = DAYS.map((day) => ({
    Values: [day],
    StorageDescriptor: { Location: `s3://any/${prefix}day=${day}/` },
  }));
  await glue.send(
    new BatchCreatePartitionCommand({ DatabaseName: DATABASE, TableName: table, PartitionInputList }),
  );
}

/** Whose columns a table has, how many partitions, and whether Athena computes them; undefined if there is none. */
function tableNow({ table, name }: DeclaredDataset) {
  if (stack.glue.store.databases.get(DATABASE)?.tables.has(table) !== true) return undefined;
  const { record, partitions } = stack.glue.store.table(DATABASE, table);
  const columns = (record.StorageDescriptor?.Columns ?? []).map((column) => column.Name);
  const declared = name === bars.name ? "close" : "rsi_14";
  return {
    columns: columns.includes(declared) ? "declared" : columns.join(", "),
    partitions: partitions.size,
    projected: record.Parameters?.["projection.enabled"] === "true",
  };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: Error) => error.name,
  );

const CODE = { columns: "declared", partitions: 2, projected: false };

describe("register to crawl", () => {
  test("where the folder is the table: the table goes, and the first crawl makes it anew", async () => {
    await deploy(bars, "register");
    await register(bars);
    expect(tableNow(bars)).toEqual(CODE);
    await redeploy(bars, "register", "crawl");
    expect(tableNow(bars)).toBeUndefined();
    await crawl(bars);
    expect(tableNow(bars)).toEqual({ ...CODE, columns: "symbol, found_by_crawler" });
  });

  test("where the folder is another name: the table stays as it is, and the crawler adds to it", async () => {
    await deploy(features, "register");
    await register(features);
    await redeploy(features, "register", "crawl");
    expect(tableNow(features)).toEqual(CODE);
    stack.s3.store.put(
      "stock-trades-partitions-dev-000000000000",
      `${features.prefix}day=2025-12-01/part-0`,
      parquet,
    );
    await crawl(features);
    expect(tableNow(features)).toEqual({ ...CODE, partitions: 3 });
  });
});

describe("crawl to register", () => {
  test("where the folder is the table: the deployment fails until the crawler's table is deleted", async () => {
    await deploy(bars, "crawl");
    expect(await refusal(redeploy(bars, "crawl", "register"))).toBe("AlreadyExistsException");
    expect(tableNow(bars)).toMatchObject({ columns: "symbol, found_by_crawler", partitions: 2 });
    await glue.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name: bars.table }));
    await redeploy(bars, "crawl", "register");
    expect(tableNow(bars)).toEqual({ ...CODE, partitions: 0 });
  });

  test("where the folder is another name: the table and its partitions stay", async () => {
    await deploy(features, "crawl");
    await redeploy(features, "crawl", "register");
    expect(tableNow(features)).toEqual(CODE);
  });
});

describe.each([
  ["bars", bars],
  ["features", features],
])("register and project: the table of %s", (_, dataset) => {
  test("is updated in place, keeps its partitions, and Athena ignores them while it computes", async () => {
    await deploy(dataset, "register");
    await register(dataset);
    await redeploy(dataset, "register", "project");
    expect(tableNow(dataset)).toEqual({ ...CODE, projected: true });
    await redeploy(dataset, "project", "register");
    expect(tableNow(dataset)).toEqual(CODE);
  });
});

test("crawl to project: as to register, for the template makes the table again", async () => {
  await deploy(bars, "crawl");
  expect(await refusal(redeploy(bars, "crawl", "project"))).toBe("AlreadyExistsException");
  await glue.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name: bars.table }));
  await redeploy(bars, "crawl", "project");
  expect(tableNow(bars)).toEqual({ ...CODE, partitions: 0, projected: true });
});

test("the events of a dataset go to the queue of its strategy, and to none when Athena computes", async () => {
  const targets = () =>
    new Set(
      stack.s3.store
        .bucket("stock-trades-partitions-dev-000000000000")
        .notifications.queues.map(({ queueArn }) => queueArn.split(":").at(-1)),
    );
  await deploy(features, "register");
  expect([...targets()]).toEqual(["stock-trades-partitions-dev-register"]);
  await redeploy(features, "register", "crawl");
  expect([...targets()]).toEqual(["stock-trades-partitions-dev-crawl"]);
  await redeploy(features, "crawl", "project");
  expect([...targets()]).toEqual([]);
});
