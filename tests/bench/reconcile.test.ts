import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Table } from "../../shared/catalog/port.ts";
import { gluePartitionReader } from "../../shared/removal/glue-partition-reader-adapter.ts";
import { s3KeyListing } from "../../shared/removal/s3-key-listing-adapter.ts";
import { type StandIn, startStandIn } from "../../tools/bench/reconcile/stand-in.ts";
import { datasets } from "../fixtures/datasets.ts";

const SIZE = 4700;
const dataset = datasets.find(({ name }) => name === "trades")!;
const timeout = () => AbortSignal.timeout(60_000);

let standIn: StandIn;
const config = () => ({
  endpoint: standIn.url,
  region: "us-east-1",
  credentials: { accessKeyId: "x", secretAccessKey: "x" },
  forcePathStyle: true,
});

beforeAll(async () => {
  standIn = await startStandIn(dataset, SIZE, 0);
});

afterAll(() => standIn.close());

test("the stand-in lists every key once, in order, a thousand a page", async () => {
  const listing = s3KeyListing(new S3Client(config()));
  const keys: string[] = [];
  for (let isLast = false; !isLast; ) {
    const page = await listing.page("lake", dataset.prefix, keys.at(-1), timeout());
    keys.push(...page.objects.map(({ key }) => key));
    isLast = page.isLast;
  }
  expect(new Set(keys).size).toBe(SIZE);
  expect(keys.toSorted().join() === keys.join()).toBe(true);
  expect(standIn.calls.ListObjectsV2).toBe(5);
});

test("segments hand over every partition once, with its Location and without columns", async () => {
  const table = { database: "any", name: "trades" } as Table;
  const locations: string[] = [];
  const reader = gluePartitionReader(new GlueClient(config()));
  await reader.read(table, undefined, timeout, (page) => {
    locations.push(...page.map(({ location }) => location));
  });
  expect(new Set(locations).size).toBe(SIZE);
  expect(locations).toHaveLength(SIZE);
  // One page that does not hold all, and four segments of two pages.
  expect(standIn.calls.GetPartitions).toBe(9);
});
