/** The client that the product's adapters call, over the local stack's Glue. */

import { CrawlerRunningException } from "@aws-sdk/client-glue";
import { AwsError, type JsonObject } from "../../emulator/index.ts";
import { POISON } from "./keys.ts";
import type { Container } from "./lambda.ts";
import { callOf, type Fate, sdkError } from "./network.ts";
import type { Surroundings } from "./product.ts";
import type { World } from "./world.ts";

export interface GlueCommand {
  readonly input: Record<string, unknown>;
}

/** All that the functions may call. */
const ALLOWED = [
  "GetTable",
  "BatchCreatePartition",
  "BatchGetPartition",
  "GetCrawler",
  "StartCrawler",
  "ListCrawls",
];

export function glueClient(world: World, container: Container): Surroundings["glue"] {
  const send = (command: GlueCommand, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) => {
    const operation = command.constructor.name.replace(/Command$/, "");
    const invocation = container.invocation!;
    invocation.calls++;
    if (!ALLOWED.includes(operation)) world.judge.complain("wrong", `${invocation.name} called ${operation}`);
    return callOf(world, container, {
      shown: shownCall(operation, command.input),
      fate: fateOf(world, operation, command.input),
      signal: abortSignal,
      effect: () => carryOut(world, container, operation, command.input),
    });
  };
  return { send } as unknown as Surroundings["glue"];
}

function shownCall(operation: string, input: Record<string, unknown>): string {
  const items = input.PartitionInputList ?? input.PartitionsToGet;
  const values = Array.isArray(items) ? ` ${JSON.stringify(items.map(({ Values }) => Values))}` : "";
  return `${operation} ${input.TableName ?? input.Name ?? input.CrawlerName}${values}`;
}

export const GLUE_REFUSALS: readonly Fate[] = [
  { fault: "Glue throttles", before: sdkError("ThrottlingException", "Rate exceeded", 400) },
  { fault: "Glue denies access", before: sdkError("AccessDeniedException", "not authorized", 400) },
  { fault: "Glue at a limit", before: sdkError("ResourceNumberLimitExceededException", "too many", 400) },
  { fault: "Glue breaks before it commits", before: sdkError("InternalServiceException", "internal", 500) },
  { fault: "Glue breaks before it commits", before: sdkError("Error", "socket hang up") },
  { fault: "Glue gives no answer", silent: "before" },
];
export const GLUE_LOST: readonly Fate[] = [
  { fault: "Glue breaks after it committed", after: sdkError("OperationTimeoutException", "timed out", 400) },
  { fault: "Glue breaks after it committed", after: sdkError("Error", "socket hang up") },
  { fault: "Glue commits and gives no answer", silent: "after" },
];
export const GLUE_TWICE: Fate = { fault: "Glue commits, the SDK asks again", twice: true };
const TOO_LARGE: Fate = {
  fault: "Glue answers 413",
  before: sdkError("Error", "Payload Too Large", 413),
};

function fateOf(world: World, operation: string, input: Record<string, unknown>): Fate | undefined {
  if (!world.strikes(world.weather.glue)) return undefined;
  const { chance } = world;
  const items = input.PartitionInputList ?? input.PartitionsToGet;
  if (Array.isArray(items) && items.length > 1 && chance.happens(0.2)) return TOO_LARGE;
  if (operation === "BatchCreatePartition" && chance.happens(0.25)) return GLUE_TWICE;
  return chance.pick(chance.happens(0.5) ? GLUE_LOST : GLUE_REFUSALS);
}

function carryOut(world: World, container: Container, operation: string, input: Record<string, unknown>) {
  const { faults, service } = world.glue;
  const invocation = container.invocation!;
  if (operation === "BatchCreatePartition") armItems(world, container, input);
  // Not without end: whoever asks again is served.
  if (
    operation === "BatchGetPartition" &&
    invocation.unprocessed < 2 &&
    world.strikes(2 * world.weather.items)
  ) {
    invocation.unprocessed++;
    world.fault("Glue leaves keys unprocessed", undefined, invocation);
    faults.unprocessedKeys(world.chance.between(1, (input.PartitionsToGet as unknown[]).length));
  }
  if (operation === "StartCrawler") {
    const failing = world.strikes(world.weather.crawls);
    return world.crawls.start(String(input.Name), invocation, failing, () =>
      act(service.actions, operation, input),
    );
  }
  const answer = inGoodOrder(world, () => act(service.actions, operation, input));
  if (operation === "BatchCreatePartition") world.judge.created(invocation, input, answer);
  return answer;
}

/** What was armed for this call does not strike another. */
function inGoodOrder<Output>(world: World, work: () => Output): Output {
  try {
    return work();
  } finally {
    world.glue.faults.clear();
    refusePoison(world.glue);
  }
}

/** Glue refuses a whole call for such a partition. */
export function refusePoison({ faults }: World["glue"]): void {
  faults.rejectItem((values) => values.includes(POISON), "InvalidInputException", "odd values");
}

/** Items that Glue refuses by themselves, once each. */
function armItems(world: World, container: Container, input: Record<string, unknown>): void {
  for (const { Values } of input.PartitionInputList as readonly { readonly Values: readonly string[] }[]) {
    if (!world.strikes(world.weather.items)) continue;
    const code = world.chance.pick([
      "InternalServiceException",
      "ConcurrentModificationException",
      "ThrottlingException",
    ]);
    world.fault("Glue refuses one item of a batch", container.invocation, container.invocation);
    world.glue.faults.itemError({ item: Values, code, message: "of this item" });
  }
}

type Actions = World["glue"]["service"]["actions"];

/** Of the local Glue, as the SDK would answer: dates are dates, refusals are errors of its own. */
export function act(actions: Actions, operation: string, input: object): JsonObject {
  try {
    return withDates(actions[operation]!(input as JsonObject) as JsonObject);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    const { code, message, status } = thrown;
    if (code === "CrawlerRunningException") {
      throw new CrawlerRunningException({ message, $metadata: { httpStatusCode: status } });
    }
    throw sdkError(code, message, status);
  }
}

interface Dated {
  readonly Table?: { readonly CreateTime: number };
  readonly Crawler?: { readonly LastCrawl?: { readonly StartTime: number } };
  readonly Crawls?: readonly { readonly StartTime: number }[];
}

function withDates(answer: JsonObject): JsonObject {
  const { Table, Crawler, Crawls } = answer as Dated;
  const date = (seconds: number) => new Date(seconds * 1000);
  const dated = {
    ...answer,
    ...(Table === undefined ? {} : { Table: { ...Table, CreateTime: date(Table.CreateTime) } }),
    ...(Crawler?.LastCrawl === undefined
      ? {}
      : {
          Crawler: {
            ...Crawler,
            LastCrawl: { ...Crawler.LastCrawl, StartTime: date(Crawler.LastCrawl.StartTime) },
          },
        }),
    ...(Crawls === undefined
      ? {}
      : { Crawls: Crawls.map((run) => ({ ...run, StartTime: date(run.StartTime) })) }),
  };
  return dated as unknown as JsonObject;
}
