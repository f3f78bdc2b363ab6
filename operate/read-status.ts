import type { PartitionListing, Table } from "../shared/catalog/port.ts";
import type { Crawler } from "../shared/crawl/port.ts";
import { crawlTarget, type Dataset } from "../shared/datasets/dataset.ts";
import { isCalendarDay } from "../shared/datasets/day.ts";
import { isGuarded } from "../shared/datasets/guard-mode.ts";
import { removesEmpty } from "../shared/datasets/on-empty.ts";
import { type DayReader, dayReaderOf } from "../shared/datasets/partition-day.ts";
import { tableMismatch } from "../shared/register/table-mismatch.ts";
import { RegistrarError } from "../shared/runtime/errors.ts";
import {
  crawlerName,
  crawlParkingQueueName,
  crawlQueueName,
  databaseName,
  deregisterParkingQueueName,
  deregisterQueueName,
  guardParkingQueueName,
  guardQueueName,
  lookParkingQueueName,
  lookQueueName,
  parkingQueueName,
  registerQueueName,
  validateDeadLetterQueueName,
  validateQueueName,
} from "../shared/runtime/names.ts";
import { inParallel } from "../shared/runtime/parallel.ts";
import { lyingElsewhere } from "./other-list.ts";
import {
  type CrawlerStatus,
  type DatasetStatus,
  HOLDS,
  type Problem,
  type QueueStatus,
  type Status,
  type StatusPorts,
} from "./status.ts";
import { findFormattedTable, phraseOfTable } from "./table-formats.ts";

/** Datasets looked at together: Glue's read rate is shared with everything else in the account. */
const DATASETS_AT_ONCE = 4;

/** Looks at everything once. What AWS refuses is a problem where it is, and hides nothing else. */
export async function readStatus(
  stage: string,
  datasets: readonly Dataset[],
  ports: StatusPorts,
  signal: AbortSignal,
  counted: (dataset: string, partitions: number) => void = () => {},
): Promise<Status> {
  const [found, queues] = await Promise.all([
    inParallel(datasets, DATASETS_AT_ONCE, (one) => datasetStatus(stage, one, ports, signal, counted)),
    Promise.all(queuesOf(stage, datasets).map((queue) => queueStatus(queue, ports.queues))),
  ]);
  return { stage, datasets: found, queues };
}

async function datasetStatus(
  stage: string,
  dataset: Dataset,
  ports: StatusPorts,
  signal: AbortSignal,
  counted: (dataset: string, partitions: number) => void,
): Promise<DatasetStatus> {
  const { name, strategy } = dataset;
  const [holdings, crawler] = await Promise.all([
    holdingsOf(stage, dataset, ports, signal, (count) => counted(name, count)),
    strategy === "crawl" ? crawlerStatus(crawlerName(stage, name), ports.crawlers, signal) : undefined,
  ]);
  return {
    dataset: name,
    strategy,
    table: `${databaseName(dataset.database, stage)}.${dataset.table}`,
    partitions: holdings.partitions,
    newestDay: holdings.newestDay,
    crawler: crawler && { name: crawler.name, now: crawler.now },
    problems: [...holdings.problems, ...(crawler?.problems ?? [])],
    ...(holdings.hint === undefined ? {} : { hint: holdings.hint }),
  };
}

type Holdings = Pick<DatasetStatus, "partitions" | "newestDay" | "problems" | "hint">;

async function holdingsOf(
  stage: string,
  dataset: Dataset,
  { catalog, partitions, store }: StatusPorts,
  signal: AbortSignal,
  counted: (count: number) => void,
): Promise<Holdings> {
  const nothing = { partitions: undefined, newestDay: undefined };
  const problems: Problem[] = [];
  try {
    const table = await catalog.table(databaseName(dataset.database, stage), dataset.table, signal);
    problems.push(
      ...problemsOfTable(table, dataset),
      ...(await problemsOfFormat(table, dataset, store, signal)),
    );
    const hint = lyingElsewhere(table, dataset);
    // Athena asks nothing of Glue then, so what is registered besides says nothing.
    if (dataset.strategy === "project" && table.projected) {
      return { partitions: "projected", newestDay: undefined, problems, hint };
    }
    const pages = partitions.values(table, signal);
    return { ...(await summaryOf(pages, dayReaderIn(table, dataset), counted)), problems, hint };
  } catch (thrown) {
    return { ...nothing, problems: [...problems, missingOr(problemOf(thrown), stage, dataset)] };
  }
}

/** Reads the day of values that are in the table's key order. */
function dayReaderIn(table: Table, dataset: Dataset): DayReader {
  const keys = table.keys.flatMap(
    (name) => dataset.keys.find((key) => key.name === name.toLowerCase()) ?? [],
  );
  return keys.length === table.keys.length ? dayReaderOf({ keys }) : () => undefined;
}

async function summaryOf(
  pages: ReturnType<PartitionListing["values"]>,
  dayOf: DayReader,
  counted: (count: number) => void,
): Promise<Pick<Holdings, "partitions" | "newestDay">> {
  let partitions = 0;
  let newestDay: string | undefined;
  for await (const page of pages) {
    partitions += page.length;
    counted(partitions);
    for (const values of page) {
      const day = dayOf(values) ?? "";
      // A crawler takes folders of any name for partitions.
      if (isCalendarDay(day) && day > (newestDay ?? "")) newestDay = day;
    }
  }
  return { partitions, newestDay };
}

function* problemsOfTable(table: Table, dataset: Dataset): Generator<Problem> {
  const { name, strategy } = dataset;
  const unfit = tableMismatch(table, dataset);
  const isMeant = strategy === "project" && unfit?.code === "INERT_REGISTRATION";
  if (unfit !== undefined && !isMeant) yield problemOf(unfit);
  if (strategy === "project" && !table.projected) {
    const reason = `${table.database}.${table.name} has no projection.enabled=true, but ${name} is projected: see registrar doctor`;
    yield { code: "NOT_PROJECTED", reason };
  }
}

/** Whoever may not list the bucket is told nothing of formats: nothing else of a status needs S3. */
async function problemsOfFormat(
  { location }: Table,
  { prefix }: Dataset,
  store: StatusPorts["store"],
  signal: AbortSignal,
): Promise<Problem[]> {
  const [, bucket] = /^s3[an]?:\/\/([^/]+)/.exec(location) ?? [];
  if (store === undefined || bucket === undefined) return [];
  try {
    const found = await findFormattedTable(store, bucket, prefix, signal);
    if (found === undefined) return [];
    return [{ code: "OPEN_TABLE_FORMAT", reason: phraseOfTable(found, `s3://${bucket}/${found.folder}`) }];
  } catch (thrown) {
    if (thrown instanceof RegistrarError) return [];
    throw thrown;
  }
}

/** A table that its crawler makes is missing until the first run. */
function missingOr(problem: Problem, stage: string, dataset: Dataset): Problem {
  const isMadeByCrawler = dataset.strategy === "crawl" && crawlTarget(dataset) === "s3";
  if (problem.code !== "TABLE_NOT_FOUND" || !isMadeByCrawler) return problem;
  const hint = `its crawler makes the table: aws glue start-crawler --name ${crawlerName(stage, dataset.name)}`;
  return { ...problem, reason: `${problem.reason}; ${hint}` };
}

/** A crawler, and what is wrong with it. */
export async function crawlerStatus(
  name: string,
  crawlers: StatusPorts["crawlers"],
  signal: AbortSignal,
): Promise<CrawlerStatus & { readonly problems: readonly Problem[] }> {
  try {
    const now = await crawlers.read(name, signal);
    return { name, now, problems: [...problemsOfCrawler(name, now)] };
  } catch (thrown) {
    return { name, now: undefined, problems: [problemOf(thrown)] };
  }
}

function* problemsOfCrawler(name: string, { state, last }: Crawler): Generator<Problem> {
  // A run that is going on may be the one that mends it.
  if (state !== "READY" || last === undefined) return;
  if (last.status !== "failed" && last.status !== "stopped") return;
  const when = new Date(last.startedAt).toISOString();
  const why = last.reason ?? "Glue gives no reason";
  yield { code: "CRAWLER_FAILING", reason: `the last run of ${name}, of ${when}, ${last.status}: ${why}` };
}

interface NamedQueue {
  readonly name: string;
  readonly holds: string;
}

function queuesOf(stage: string, datasets: readonly Dataset[]): NamedQueue[] {
  const crawls = datasets.some(({ strategy }) => strategy === "crawl");
  const parked = (name: string) => ({ name, holds: HOLDS.parked });
  return [
    { name: registerQueueName(stage), holds: HOLDS.events },
    parked(parkingQueueName(stage)),
    ...(crawls
      ? [{ name: crawlQueueName(stage), holds: HOLDS.requests }, parked(crawlParkingQueueName(stage))]
      : []),
    ...(datasets.some(removesEmpty)
      ? [
          { name: deregisterQueueName(stage), holds: HOLDS.nominations },
          parked(deregisterParkingQueueName(stage)),
        ]
      : []),
    ...(datasets.some(isGuarded)
      ? [{ name: guardQueueName(stage), holds: HOLDS.checks }, parked(guardParkingQueueName(stage))]
      : []),
    ...(datasets.some(({ quality }) => quality !== undefined)
      ? [
          { name: lookQueueName(stage), holds: HOLDS.looks },
          parked(lookParkingQueueName(stage)),
          { name: validateQueueName(stage), holds: HOLDS.verdicts },
          { name: validateDeadLetterQueueName(stage), holds: HOLDS.givenUp },
        ]
      : []),
  ];
}

async function queueStatus(queue: NamedQueue, queues: StatusPorts["queues"]): Promise<QueueStatus> {
  try {
    return { ...queue, depth: await queues.depth(await queues.url(queue.name)), problems: [] };
  } catch (thrown) {
    return { ...queue, depth: undefined, problems: [problemOf(thrown)] };
  }
}

/** A refusal is a fact to tell; anything else is a defect, and ends the command. */
function problemOf(thrown: unknown): Problem {
  if (!(thrown instanceof RegistrarError)) throw thrown;
  return { code: thrown.code, reason: thrown.message };
}
