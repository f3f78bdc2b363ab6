/** The part of a demonstration that crawlers play. */

import { GlueClient } from "@aws-sdk/client-glue";
import { clientConfig } from "../../emulator/index.ts";
import { glueCrawlers } from "../../shared/crawl/glue-crawlers-adapter.ts";
import type { CrawlRun } from "../../shared/crawl/port.ts";
import { crawlTarget, type Dataset } from "../../shared/datasets/dataset.ts";
import { crawlerName } from "../../shared/runtime/names.ts";
import type { Platform, PlatformOptions } from "../platform.ts";

export interface CrawlerReport {
  readonly crawler: string;
  readonly dataset: string;
  /** What it is pointed at: the dataset's folder, of which it makes the table, or the table. */
  readonly target: "s3" | "catalog";
  /** Oldest first. */
  readonly runs: readonly CrawlRun[];
}

/** Nobody wants to watch a crawler for minutes; a real one takes them. */
export const HURRIED: PlatformOptions = { glue: { crawlMs: 2000 } };

/** The same datasets, each kept by a crawler that may start as often as it likes. */
export function keptByCrawlers<Declared extends Dataset>(datasets: readonly Declared[]): Declared[] {
  return datasets.map((dataset) => ({
    ...dataset,
    strategy: "crawl",
    crawl: { debounceSeconds: 1, minimumInterval: 0 },
  }));
}

/** Milliseconds that the local Glue may take to list the runs of a crawler. */
const PATIENCE = 10_000;

/** What the crawlers of these datasets did. */
export async function reportCrawlers(
  { emulator, stage }: Platform,
  datasets: readonly Dataset[],
): Promise<CrawlerReport[]> {
  const crawlers = glueCrawlers(new GlueClient(clientConfig(emulator)));
  const reports: CrawlerReport[] = [];
  for (const dataset of datasets) {
    const crawler = crawlerName(stage, dataset.name);
    const runs = await crawlers.runsSince(crawler, 0, AbortSignal.timeout(PATIENCE));
    const oldestFirst = runs.toSorted((one, other) => one.startedAt - other.startedAt);
    reports.push({ crawler, dataset: dataset.name, target: crawlTarget(dataset), runs: oldestFirst });
  }
  return reports;
}
