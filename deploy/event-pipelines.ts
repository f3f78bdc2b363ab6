import type { Dataset } from "../shared/datasets/dataset.ts";
import {
  crawlEventsRuleName,
  crawlFunctionName,
  crawlParkingQueueName,
  crawlQueueName,
  objectEventsRuleName,
  parkingQueueName,
  registerFunctionName,
  registerQueueName,
} from "../shared/runtime/names.ts";

/** One of our functions, and the way by which the events of its datasets reach it. */
export interface EventPipeline {
  /** The function, as its metrics name it, too. */
  readonly consumer: "register" | "crawl";
  readonly functionName: string;
  /** Logical id of its role, whose name is the function's. */
  readonly roleId: string;
  /** Those whose events come here. The function, its queues and its role are there even if there are none. */
  readonly datasets: readonly Dataset[];
  readonly queue: Named;
  readonly parking: Named;
  /** Brings the events of an existing bucket; the first, if they are several (deploy/event-rules.ts). */
  readonly rule: Named;
}

/** A resource by its logical id in the template, and by its name in the account. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** The register function's pipeline always; the crawl function's if there is anything to crawl. */
export function eventPipelinesOf(datasets: readonly Dataset[], stage: string): readonly EventPipeline[] {
  const crawled = datasets.filter(({ strategy }) => strategy === "crawl");
  const register: EventPipeline = {
    consumer: "register",
    functionName: registerFunctionName(stage),
    roleId: "RegisterRole",
    datasets: datasets.filter(({ strategy }) => strategy === "register"),
    queue: { id: "RegisterQueue", name: registerQueueName(stage) },
    parking: { id: "ParkingQueue", name: parkingQueueName(stage) },
    rule: { id: "ObjectEventsRule", name: objectEventsRuleName(stage) },
  };
  const crawl: EventPipeline = {
    consumer: "crawl",
    functionName: crawlFunctionName(stage),
    roleId: "CrawlRole",
    datasets: crawled,
    queue: { id: "CrawlQueue", name: crawlQueueName(stage) },
    parking: { id: "CrawlParkingQueue", name: crawlParkingQueueName(stage) },
    rule: { id: "CrawlEventsRule", name: crawlEventsRuleName(stage) },
  };
  return crawled.length === 0 ? [register] : [register, crawl];
}

/** The logical id of the policy of a queue. */
export const policyOf = ({ id }: Named): string => `${id}Policy`;
