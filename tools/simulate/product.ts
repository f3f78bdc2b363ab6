/** The functions as they are composed in functions/, of parts that a planted bug can replace. */

import { glueCatalog } from "../../shared/catalog/glue-catalog-adapter.ts";
import { type CrawlReport, createCrawling } from "../../shared/crawl/apply.ts";
import { glueCrawlers } from "../../shared/crawl/glue-crawlers-adapter.ts";
import { planCrawls } from "../../shared/crawl/plan.ts";
import { sqsCrawlRequests } from "../../shared/crawl/sqs-crawl-requests-adapter.ts";
import { messagesToReturn, readBatch } from "../../shared/events/batch.ts";
import type { PlanContext } from "../../shared/events/routing.ts";
import { sqsParking } from "../../shared/events/sqs-parking-adapter.ts";
import { createRegistrar } from "../../shared/register/apply.ts";
import { planRegistration } from "../../shared/register/plan.ts";
import type { Report } from "../../shared/register/report.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { deadlinesWithin } from "../../shared/runtime/deadlines.ts";
import { UPKEEP_PARTS } from "./upkeep/parts.ts";

export const PRODUCT = {
  ...UPKEEP_PARTS,
  readBatch,
  planRegistration,
  createRegistrar,
  planCrawls,
  createCrawling,
  glueCatalog,
  glueCrawlers,
  sqsCrawlRequests,
  sqsParking,
  messagesToReturn,
};

export type Product = typeof PRODUCT;

type GlueClient = NonNullable<Parameters<Product["glueCatalog"]>[0]>;
type SqsClient = NonNullable<Parameters<Product["sqsParking"]>[1]>;

/** What a container has. */
export interface Surroundings {
  readonly stage: string;
  readonly context: PlanContext;
  readonly glue: GlueClient;
  readonly sqs: SqsClient;
  readonly parkingQueueUrl: string;
  readonly crawlQueueUrl: string;
  readonly clock: Clock;
  /** A signal after so many milliseconds of the container's time. */
  readonly signalAfter: (ms: number) => AbortSignal;
}

export interface HandlerAnswer {
  /** What the functions that hear of arrivals tell. */
  readonly report?: Report | CrawlReport;
  readonly response: { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };
}

/** A function in a container that has just started. `remaining`: milliseconds that the invocation has. */
export type Handler = (event: unknown, remaining: number) => Promise<HandlerAnswer>;

export function registerFunction(product: Product, around: Surroundings): Handler {
  const registrar = product.createRegistrar(around.stage, {
    catalog: product.glueCatalog(around.glue),
    parking: product.sqsParking(around.parkingQueueUrl, around.sqs),
    clock: around.clock,
  });
  return async (event, remaining) => {
    const plan = product.planRegistration(product.readBatch(event), around.context);
    const report = await registrar.apply(plan, deadlinesWithin(remaining, around.signalAfter));
    return { report, response: responseOf(product.messagesToReturn(report)) };
  };
}

export function crawlFunction(product: Product, around: Surroundings): Handler {
  const crawling = product.createCrawling(around.stage, {
    crawlers: product.glueCrawlers(around.glue),
    requests: product.sqsCrawlRequests(around.crawlQueueUrl, around.sqs),
    parking: product.sqsParking(around.parkingQueueUrl, around.sqs),
    clock: around.clock,
  });
  return async (event, remaining) => {
    const plan = product.planCrawls(product.readBatch(event), around.context, around.clock.now());
    const report = await crawling.apply(plan, deadlinesWithin(remaining, around.signalAfter));
    return { report, response: responseOf(product.messagesToReturn(report)) };
  };
}

function responseOf(ids: readonly string[]): HandlerAnswer["response"] {
  return { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) };
}
