import type { PartitionKey } from "../../shared/datasets/dataset.ts";
import { defineDatasets } from "../../shared/datasets/define-datasets.ts";

const day: PartitionKey = { name: "day", kind: "day" };
const columns = [{ name: "price", type: "double" }];

/** Datasets of every strategy, crawled ones with either target. */
export const strategies = defineDatasets([
  {
    name: "trades",
    database: "raw",
    table: "trades",
    prefix: "lake/trades/",
    keys: [day],
    strategy: "register",
    columns,
  },
  {
    name: "quotes",
    database: "raw",
    table: "quotes",
    prefix: "lake/quotes/",
    keys: [day],
    strategy: "crawl",
    columns: [],
  },
  {
    name: "bars_5m",
    database: "curated",
    table: "bars_5m",
    prefix: "bars_5m/",
    keys: [day],
    strategy: "crawl",
    crawl: { newFoldersOnly: true, minimumInterval: 3600, schedule: "cron(15 22 ? * MON-FRI *)" },
    columns,
  },
  {
    name: "features",
    database: "curated",
    table: "features_5m",
    prefix: "lake/features/",
    keys: [day],
    strategy: "crawl",
    columns,
  },
  {
    name: "ticks",
    database: "raw",
    table: "ticks",
    prefix: "lake/ticks/",
    keys: [
      { name: "day", kind: "day", from: "2020-01-02" },
      { name: "exchange", kind: "text", values: ["XNAS", "XNYS"] },
      { name: "symbol", kind: "text" },
    ],
    strategy: "project",
    columns,
  },
]);

/** Others whose folders are no `key=value`. */
export const laidOut = defineDatasets([
  {
    name: "events",
    database: "raw",
    table: "events",
    prefix: "lake/events/",
    keys: [{ name: "day", kind: "day", type: "date" }],
    layout: "{day:yyyy/MM/dd}/",
    strategy: "register",
    columns,
  },
  {
    name: "clicks",
    database: "raw",
    table: "clicks",
    prefix: "lake/clicks/",
    keys: [
      { name: "hour", kind: "day", format: "yyyy/MM/dd/HH", from: "2020-01-02" },
      { name: "region", kind: "text", values: ["eu", "us"] },
    ],
    layout: "{region}/v1/{hour}/",
    strategy: "project",
    columns,
  },
]);
