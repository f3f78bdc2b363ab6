import type { Dataset } from "../shared/datasets/dataset.ts";
import { isGuarded } from "../shared/datasets/guard-mode.ts";
import { removesEmpty } from "../shared/datasets/on-empty.ts";
import { isValidated, type ValidatedDataset } from "../shared/quality/snapshot.ts";
import {
  crawlEventsRuleName,
  crawlFunctionName,
  crawlParkingQueueName,
  crawlQueueName,
  deregisterFunctionName,
  deregisterParkingQueueName,
  deregisterQueueName,
  guardFunctionName,
  guardParkingQueueName,
  guardQueueName,
  lookFunctionName,
  lookParkingQueueName,
  lookQueueName,
  objectEventsRuleName,
  parkingQueueName,
  registerFunctionName,
  registerQueueName,
  removalEventsRuleName,
  resourceName,
  validateQueueName,
} from "../shared/runtime/names.ts";
import { pascalCase } from "./cloudformation.ts";

/** A function that reads messages of a queue, as files, variables and metrics name it. */
export type Consumer = "register" | "crawl" | "deregister" | "guard" | "look";

/** One of our functions, and the way by which the events of its datasets reach it. */
export interface EventPipeline {
  /** The function, as its metrics name it, too. */
  readonly consumer: Consumer;
  /** What happened to the objects whose events come here. */
  readonly events: "creations" | "removals";
  readonly functionName: string;
  /** Logical id of its role, whose name is the function's. */
  readonly roleId: string;
  /** Those whose events come here. The function, its queues and its role are there even if there are none. */
  readonly datasets: readonly Dataset[];
  readonly queue: Named;
  readonly parking: Named;
  /** Brings the events of an existing bucket; the first, if they are several (deploy/event-rules.ts). */
  readonly rule: Named;
  /** Datasets whose files are read, and where that is asked for: of register, which asks, and of guard, which reads. */
  readonly guard: GuardedFiles | undefined;
  /** Datasets whose sessions are looked at, and where that is asked for: of those that see their writes, and of look itself. */
  readonly looks: LookedSessions | undefined;
}

export interface LookedSessions {
  readonly datasets: readonly ValidatedDataset[];
  /** Of the look function. */
  readonly queue: Named;
  /** Of the validate function, where it asks for verdicts. */
  readonly verdicts: Named;
}

export interface GuardedFiles {
  readonly datasets: readonly Dataset[];
  /** Of the guard function. */
  readonly queue: Named;
}

/** A resource by its logical id in the template, and by its name in the account. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** The register function's pipeline always; those of the others if a dataset has something for them. */
export function eventPipelinesOf(datasets: readonly Dataset[], stage: string): readonly EventPipeline[] {
  const crawled = datasets.filter(({ strategy }) => strategy === "crawl");
  const guard = guardedFiles(datasets, stage);
  const looks = lookedSessions(datasets, stage);
  /** Of the function that sees the writes of datasets of a strategy. */
  const asked = (strategy: Dataset["strategy"]) =>
    looks?.datasets.some((dataset) => dataset.strategy === strategy) === true ? looks : undefined;
  const register: EventPipeline = {
    consumer: "register",
    events: "creations",
    functionName: registerFunctionName(stage),
    roleId: "RegisterRole",
    datasets: datasets.filter(({ strategy }) => strategy === "register"),
    queue: { id: "RegisterQueue", name: registerQueueName(stage) },
    parking: { id: "ParkingQueue", name: parkingQueueName(stage) },
    rule: { id: "ObjectEventsRule", name: objectEventsRuleName(stage) },
    guard,
    looks: asked("register"),
  };
  const crawl: EventPipeline = {
    consumer: "crawl",
    events: "creations",
    functionName: crawlFunctionName(stage),
    roleId: "CrawlRole",
    datasets: crawled,
    queue: { id: "CrawlQueue", name: crawlQueueName(stage) },
    parking: { id: "CrawlParkingQueue", name: crawlParkingQueueName(stage) },
    rule: { id: "CrawlEventsRule", name: crawlEventsRuleName(stage) },
    guard: undefined,
    looks: asked("crawl"),
  };
  const deregister: EventPipeline = {
    consumer: "deregister",
    events: "removals",
    functionName: deregisterFunctionName(stage),
    roleId: "DeregisterRole",
    datasets: datasets.filter(removesEmpty),
    queue: { id: "DeregisterQueue", name: deregisterQueueName(stage) },
    parking: { id: "DeregisterParkingQueue", name: deregisterParkingQueueName(stage) },
    rule: { id: "RemovalEventsRule", name: removalEventsRuleName(stage) },
    guard: undefined,
    looks: undefined,
  };
  return [
    register,
    ...[crawl, deregister].filter((pipeline) => pipeline.datasets.length > 0),
    ...(guard === undefined ? [] : [guarding(guard, stage)]),
    ...(looks === undefined ? [] : [looking(looks, stage)]),
  ];
}

function guardedFiles(all: readonly Dataset[], stage: string): GuardedFiles | undefined {
  const datasets = all.filter(isGuarded);
  if (datasets.length === 0) return undefined;
  return { datasets, queue: { id: "GuardQueue", name: guardQueueName(stage) } };
}

function lookedSessions(all: readonly Dataset[], stage: string): LookedSessions | undefined {
  const datasets = all.filter(isValidated);
  if (datasets.length === 0) return undefined;
  return { datasets, queue: lookQueueOf(stage), verdicts: verdictQueueOf(stage) };
}

/** The look function's queue. */
export const lookQueueOf = (stage: string): Named => ({ id: "LookQueue", name: lookQueueName(stage) });

/** The validate function's queue. */
export const verdictQueueOf = (stage: string): Named => ({
  id: "ValidateQueue",
  name: validateQueueName(stage),
});

/** Its messages are those of other functions, its own and a schedule's. */
const looking = (looks: LookedSessions, stage: string): EventPipeline => ({
  consumer: "look",
  events: "creations",
  functionName: lookFunctionName(stage),
  roleId: "LookRole",
  datasets: [],
  queue: looks.queue,
  parking: { id: "LookParkingQueue", name: lookParkingQueueName(stage) },
  rule: { id: "LookEventsRule", name: resourceName(stage, "look-events") },
  guard: undefined,
  looks,
});

/** Its messages are the register function's: no event of S3 comes here. */
const guarding = (guard: GuardedFiles, stage: string): EventPipeline => ({
  consumer: "guard",
  events: "creations",
  functionName: guardFunctionName(stage),
  roleId: "GuardRole",
  datasets: [],
  queue: guard.queue,
  parking: { id: "GuardParkingQueue", name: guardParkingQueueName(stage) },
  rule: { id: "GuardEventsRule", name: resourceName(stage, "guard-events") },
  guard,
  looks: undefined,
});

/** The logical id that osls gives to what feeds the function from its queue. */
export const eventSourceMappingId = ({ consumer, queue }: EventPipeline): string =>
  `${pascalCase(consumer)}EventSourceMappingSQS${queue.id}`;

/** The logical id of the policy of a queue. */
export const policyOf = ({ id }: Named): string => `${id}Policy`;
