/** What it costs a month to keep a table's partitions known, in each of the ways there are: the table of README. */
import { delivery } from "../../deploy/queue-delivery.ts";
import { listPrice, PRICES } from "./prices.ts";

/** A table that is written to. */
export interface Scenario {
  readonly name: string;
  readonly objectsADay: number;
  readonly newPartitionsADay: number;
  /** In the table, and one object in each at least. */
  readonly partitions: number;
  readonly objects: number;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "500 symbols a day, an object and a partition each; a year of it in the table",
    objectsADay: 500,
    newPartitionsADay: 500,
    partitions: 125_000,
    objects: 125_000,
  },
  {
    name: "10,000 objects a day into 1,000 new partitions; a year of it",
    objectsADay: 10_000,
    newPartitionsADay: 1000,
    partitions: 250_000,
    objects: 2_500_000,
  },
  {
    name: "4,000 new partitions a day in a table of 1 million",
    objectsADay: 4000,
    newPartitionsADay: 4000,
    partitions: 1_000_000,
    objects: 1_000_000,
  },
];

export const MONTH_DAYS = 30;
const HOURS = 24 * MONTH_DAYS;
/** AWS bills ten minutes of a crawl at least: aws.amazon.com/glue/pricing. It does not say how many DPUs a crawl has. */
const CRAWL_HOURS = 1 / 6;
const CRAWL_DPUS = 1;
/** GB of the register function (serverless.yml: memorySize 512) and the seconds that a batch is assumed to take. */
const MEMORY_GB = 0.5;
const BATCH_SECONDS = 0.1;
/** At most: BatchGetPartition, GetTable before and after, and BatchCreatePartition. */
const GLUE_CALLS_A_BATCH = 4;
/** Messages that SQS hands over or deletes in one request. */
const MESSAGES_A_REQUEST = 10;
/** Lambda polls an idle queue by five connections that wait for 20 seconds each. */
const IDLE_POLLS = (5 * HOURS * 3600) / 20;
/** Dollars. */
export const idleQueue = () => IDLE_POLLS * PRICES.sqsRequest.dollars;
/** Entries of one answer of S3's LIST and of Glue's GetPartitions. */
const PAGE = 1000;
/** Partitions of one BatchCreatePartition. */
const CREATED_AT_ONCE = 100;

/** Dollars. Every object is a batch of its own, as far as the batch window lets it: the dearest way of writing. */
export function registrar({ objectsADay }: Scenario): number {
  const objects = MONTH_DAYS * objectsADay;
  const batches = Math.min(objects, (HOURS * 3600) / delivery.batchWindow);
  return listPrice({
    glueRequests: GLUE_CALLS_A_BATCH * batches,
    lambdaRequests: batches,
    lambdaGbSeconds: batches * MEMORY_GB * BATCH_SECONDS,
    sqsRequests: objects * (1 + 2 / MESSAGES_A_REQUEST) + IDLE_POLLS,
  });
}

const crawls = (runs: number) => runs * CRAWL_HOURS * CRAWL_DPUS * PRICES.glueCrawlerDpuHour.dollars;

/** Dollars, at least: what the crawler asks of S3 and Glue is not published. */
export const hourlyCrawler = () => crawls(HOURS);

/** Dollars, at least: a crawler that asks its queue of S3 events each quarter of an hour, and always finds some. */
export const crawlerOnEvents = () => crawls(4 * HOURS);

/** Dollars: a job, or a function, that reads the table and creates one partition, for each that is new. */
export const oneByOne = ({ newPartitionsADay }: Scenario) =>
  2 * MONTH_DAYS * newPartitionsADay * PRICES.glueRequest.dollars;

/** Dollars: S3 Tables watches each object, and counts each that it compacts; storage and bytes come on top. */
export const s3Tables = ({ objects, objectsADay }: Scenario) =>
  objects * PRICES.s3TablesObjectMonth.dollars + MONTH_DAYS * objectsADay * PRICES.s3TablesCompacted.dollars;

/** Dollars, at least: a run after each new partition, one at a time, so no more than are billed in a month. */
export const eagerCrawler = ({ newPartitionsADay }: Scenario) =>
  crawls(Math.min(MONTH_DAYS * newPartitionsADay, HOURS / CRAWL_HOURS));

/**
 * Dollars of a run in each hour. DDL is free; the listing is not. AWS does not publish how Athena lists: between a
 * request for each thousand objects and one for each partition.
 */
export function hourlyRepair({ partitions, objects, newPartitionsADay }: Scenario): {
  readonly least: number;
  readonly most: number;
} {
  const pages = Math.ceil(objects / PAGE);
  const read = HOURS * Math.ceil(partitions / PAGE);
  const created = MONTH_DAYS * Math.ceil(newPartitionsADay / CREATED_AT_ONCE);
  const glue = (read + created) * PRICES.glueRequest.dollars;
  const list = (requests: number) => HOURS * requests * PRICES.s3List.dollars + glue;
  return { least: list(pages), most: list(Math.max(pages, partitions)) };
}

/** "$0.32"; from ten dollars on without cents. */
export const inDollars = (dollars: number): string =>
  `$${dollars < 10 ? dollars.toFixed(2) : Math.round(dollars).toLocaleString("en-US")}`;

/** The rows of README's table, in Markdown. */
export function costRows(): readonly string[] {
  return SCENARIOS.map((scenario) => {
    const { least, most } = hourlyRepair(scenario);
    const cells = [
      scenario.name,
      inDollars(registrar(scenario)),
      inDollars(hourlyCrawler()),
      inDollars(eagerCrawler(scenario)),
      `${inDollars(least)} to ${inDollars(most)}`,
      "$0",
    ];
    return `| ${cells.join(" | ")} |`;
  });
}
