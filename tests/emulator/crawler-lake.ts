/** A stack with a bucket, a database and crawlers on it, in a time that stands still; Glue's real client in front. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Crawler,
  CreateCrawlerCommand,
  type CreateCrawlerCommandInput,
  CreateDatabaseCommand,
  GetCrawlerCommand,
  GetTableCommand,
  GlueClient,
  type LastCrawlInfo,
  type Partition,
  paginateGetPartitions,
  paginateGetTables,
  StartCrawlerCommand,
} from "@aws-sdk/client-glue";
import { DuckDBInstance } from "@duckdb/node-api";
import { startEmulator, VirtualClock } from "../../emulator/index.ts";

export const BUCKET = "lake";
export const DATABASE = "market";
/** Epoch milliseconds; the half second shows that Glue keeps whole ones. */
export const START = Date.UTC(2026, 10, 20, 14, 30) + 500;
export const CRAWL_MS = 60_000;
export const STOP_MS = 5_000;

/** Selects one bar. */
export const BAR = "SELECT 'AAPL' AS symbol, 1.5::DOUBLE AS close";

export const LOG_ONLY = { UpdateBehavior: "LOG", DeleteBehavior: "LOG" } as const;
export const UPDATE = { UpdateBehavior: "UPDATE_IN_DATABASE", DeleteBehavior: "LOG" } as const;

/** Configuration as CreateCrawler takes it: JSON in a string. */
export const configuration = (settings: object) => JSON.stringify({ Version: 1.0, ...settings });

export const INHERIT = { CrawlerOutput: { Partitions: { AddOrUpdateBehavior: "InheritFromTable" } } };

export async function openCrawlerLake() {
  const clock = new VirtualClock(START);
  const glue = { crawlMs: CRAWL_MS, crawlStopMs: STOP_MS };
  const emulator = await startEmulator({ clock, glue, pageSize: 3 });
  const client = new GlueClient({
    endpoint: emulator.endpoint,
    region: emulator.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  emulator.s3.store.createBucket(BUCKET);
  await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DATABASE } }));

  const describe = async (Name: string): Promise<Crawler> =>
    (await client.send(new GetCrawlerCommand({ Name }))).Crawler!;

  /** Writes what DuckDB selects as a Parquet object. */
  async function write(key: string, select: string): Promise<void> {
    emulator.s3.put(BUCKET, key, await parquetOf(select));
  }

  return {
    stack: emulator,
    client,
    clock,
    write,
    /** Writes one bar of a day, or what else is selected, into the day's folder of bars. */
    bar: (day: string, select = BAR) => write(`bars/day=${day}/part-0.parquet`, select),
    put: (key: string, body: string | Buffer) => emulator.s3.put(BUCKET, key, body),
    /** A crawler on s3://lake/<folder>, or on whatever the definition says. */
    crawler: (Name: string, path: string, definition: Partial<CreateCrawlerCommandInput> = {}) =>
      client.send(
        new CreateCrawlerCommand({
          Name,
          Role: "arn:aws:iam::000000000000:role/crawler",
          DatabaseName: DATABASE,
          Targets: { S3Targets: [{ Path: `s3://${BUCKET}/${path}` }] },
          SchemaChangePolicy: UPDATE,
          Configuration: configuration(INHERIT),
          ...definition,
        }),
      ),
    describe,
    start: (Name: string) => client.send(new StartCrawlerCommand({ Name })),
    /** A whole run; how it ended. */
    async crawl(Name: string): Promise<LastCrawlInfo> {
      await client.send(new StartCrawlerCommand({ Name }));
      clock.advance(CRAWL_MS);
      return (await describe(Name)).LastCrawl!;
    },
    async tables(): Promise<string[]> {
      const names: string[] = [];
      for await (const { TableList = [] } of paginateGetTables({ client }, { DatabaseName: DATABASE }))
        names.push(...TableList.map(({ Name }) => Name!));
      return names.sort();
    },
    async table(Name: string) {
      return (await client.send(new GetTableCommand({ DatabaseName: DATABASE, Name }))).Table!;
    },
    /** Values and Location of every partition. */
    async partitions(TableName: string): Promise<Record<string, string>> {
      const found: Record<string, string> = {};
      const asked = { DatabaseName: DATABASE, TableName };
      for await (const { Partitions = [] } of paginateGetPartitions({ client }, asked))
        for (const { Values, StorageDescriptor } of Partitions)
          found[Values!.join("|")] = StorageDescriptor!.Location!;
      return found;
    },
    async close(): Promise<void> {
      client.destroy();
      await emulator.close();
    },
  };
}

const written = new Map<string, Promise<Buffer>>();

/** What DuckDB selects, as a file; written once, since most tests want the same few rows. */
function parquetOf(select: string): Promise<Buffer> {
  const file = written.get(select) ?? writeParquet(select);
  written.set(select, file);
  return file;
}

async function writeParquet(select: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "crawler-lake-"));
  const file = join(folder, "draft.parquet");
  const writer = await (await DuckDBInstance.create(":memory:")).connect();
  await writer.run(`COPY (${select}) TO '${file}' (FORMAT PARQUET)`);
  writer.closeSync();
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true });
  return bytes;
}

export type CrawlerLake = Awaited<ReturnType<typeof openCrawlerLake>>;

/** Glue types by name. */
export const columnsOf = ({ StorageDescriptor }: Pick<Partition, "StorageDescriptor">) =>
  Object.fromEntries((StorageDescriptor?.Columns ?? []).map(({ Name, Type }) => [Name!, Type!]));
