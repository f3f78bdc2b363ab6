/** A stage of a hundred datasets: events that share a prefix reach the function, the table and the partition of each. */
import { GetPartitionsCommand, GlueClient } from "@aws-sdk/client-glue";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { clientConfig } from "../../emulator/index.ts";
import { keptByCrawlers } from "../../local/demo/crawls.ts";
import { type Platform, startPlatform } from "../../local/platform.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { databaseName } from "../../shared/runtime/names.ts";
import { manyDatasets } from "../deploy/many-datasets.ts";
import { PARQUET_OF_NULLS } from "../support/parquet-files.ts";

const MINUTE = 60_000;

/** As declared, and crawled as soon as something was written. */
const datasets: readonly DeclaredDataset[] = manyDatasets(100).map((dataset) =>
  dataset.strategy === "crawl" ? keptByCrawlers([dataset])[0]! : dataset,
);

test(
  "an object of each of 100 datasets reaches its partition, and nothing is parked",
  async () => {
    const platform = await startPlatform({ datasets, windowMs: 1000, glue: { crawlMs: 1 } });
    try {
      await putOneOfEach(platform);
      await platform.quiet();
      expect(await withoutPartition(platform)).toEqual([]);
      const parked = [platform.parkingQueueUrl, platform.crawlParkingQueueUrl!].flatMap((url) =>
        platform.emulator.sqs.byUrl(url).messages(),
      );
      expect(parked).toEqual([]);
    } finally {
      await platform.close();
    }
  },
  5 * MINUTE,
);

/** Besides, something that a shared prefix covers and no dataset has. */
async function putOneOfEach({ emulator, bucket: Bucket }: Platform): Promise<void> {
  const s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
  const keys = [...datasets.map(keyIn), "market-data/raw/notes/readme.parquet"];
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: PARQUET_OF_NULLS }));
  s3.destroy();
}

function keyIn({ prefix, keys }: Dataset): string {
  const folders = keys.map(({ name, kind }) => `${name}=${kind === "day" ? "2026-11-20" : "AAPL"}/`);
  return `${prefix}${folders.join("")}part-0.parquet`;
}

/** Of those whose partitions are registered: Athena computes the others. */
async function withoutPartition({ emulator, stage }: Platform): Promise<string[]> {
  const glue = new GlueClient(clientConfig(emulator));
  const without: string[] = [];
  for (const { name, database, table, strategy } of datasets) {
    if (strategy === "project") continue;
    const command = new GetPartitionsCommand({
      DatabaseName: databaseName(database, stage),
      TableName: table,
    });
    const { Partitions = [] } = await glue.send(command);
    if (Partitions.length !== 1) without.push(name);
  }
  glue.destroy();
  return without;
}
