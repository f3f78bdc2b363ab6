/** The messages in the parking queues of a stage: found, sent again, deleted, and let go. */
import type { ParkedMessage, Queues } from "../operate/queues/port.ts";
import { readCrawlRequest } from "../shared/crawl/crawl-request.ts";
import { isGuarded } from "../shared/datasets/guard-mode.ts";
import { removesEmpty } from "../shared/datasets/on-empty.ts";
import { datasets } from "../shared/declared-datasets.ts";
import { readNomination } from "../shared/deregister/nomination.ts";
import { readArrivals } from "../shared/events/arrivals.ts";
import { datasetOf } from "../shared/events/routing.ts";
import { readFileCheck } from "../shared/file-checks/file-check.ts";
import { readLookRequest } from "../shared/look-requests/look-request.ts";
import { RegistrarError } from "../shared/runtime/errors.ts";
import {
  crawlParkingQueueName,
  crawlQueueName,
  deregisterParkingQueueName,
  deregisterQueueName,
  guardParkingQueueName,
  guardQueueName,
  lookParkingQueueName,
  lookQueueName,
  parkingQueueName,
  registerQueueName,
} from "../shared/runtime/names.ts";
import { count } from "../shared/runtime/text.ts";
import type { Terminal } from "./terminal.ts";

/** Seconds that messages stay with us while we look: enough for a long queue, short enough for a second look. */
const HOLD = 120;

/** Functions, and so queues and their parking queues. */
const CONSUMERS = ["register", "crawl", "deregister", "guard", "look"] as const;
type Consumer = (typeof CONSUMERS)[number];

const PARKING_QUEUES = {
  register: parkingQueueName,
  crawl: crawlParkingQueueName,
  deregister: deregisterParkingQueueName,
  guard: guardParkingQueueName,
  look: lookParkingQueueName,
} as const;
const QUEUES = {
  register: registerQueueName,
  crawl: crawlQueueName,
  deregister: deregisterQueueName,
  guard: guardQueueName,
  look: lookQueueName,
} as const;
/** Is a function there by today's datasets? */
const EXPECTED = {
  register: true,
  crawl: datasets.some(({ strategy }) => strategy === "crawl"),
  deregister: datasets.some(removesEmpty),
  guard: datasets.some(isGuarded),
  look: datasets.some(({ quality }) => quality !== undefined),
} as const;

/** A parked message, and where it was found. */
export interface Found {
  readonly message: ParkedMessage;
  readonly parkedBy: Consumer;
  readonly url: string;
}

/** By which messages are chosen; undefined: whatever it is. */
export interface Filters {
  readonly dataset: string | undefined;
  readonly outcome: string | undefined;
  readonly reason: string | undefined;
}

/** Reads the parking queues. All but the register function's are there only if a dataset asked for them at the last deploy. */
export async function look(
  queues: Queues,
  stage: string,
  limit: number,
  { dataset, outcome, reason }: Filters,
  terminal: Terminal,
): Promise<{ all: Found[]; matching: Found[] }> {
  const all: Found[] = [];
  for (const parkedBy of CONSUMERS) {
    const url = await urlOf(queues, stage, parkedBy);
    if (url === undefined || all.length >= limit) continue;
    for await (const message of queues.receive(url, limit - all.length, HOLD)) {
      all.push({ message, parkedBy, url });
      terminal.progress(`reading the parking queues: ${count(all.length, "message")}`);
    }
  }
  const matching = all.filter(
    ({ message }) =>
      (dataset === undefined || message.dataset === dataset) &&
      (outcome === undefined || message.outcome.split(" ")[0] === outcome) &&
      (reason === undefined || message.reason.includes(reason)),
  );
  return { all, matching };
}

async function urlOf(queues: Queues, stage: string, parkedBy: Consumer): Promise<string | undefined> {
  const isOptional = !EXPECTED[parkedBy];
  try {
    return await queues.url(PARKING_QUEUES[parkedBy](stage));
  } catch (thrown) {
    if (isOptional && thrown instanceof RegistrarError && thrown.code === "QUEUE_NOT_FOUND") return undefined;
    throw thrown;
  }
}

export async function replay(queues: Queues, stage: string, messages: readonly Found[]): Promise<number> {
  let moved = 0;
  for (const consumer of CONSUMERS) {
    const own = messages.filter((found) => consumerOf(found) === consumer);
    if (own.length === 0) continue;
    const to = await queues.url(QUEUES[consumer](stage));
    for (const [from, group] of byQueue(own)) moved += await queues.move(from, to, group);
  }
  return moved;
}

export async function deleteAll(queues: Queues, messages: readonly Found[]): Promise<number> {
  let deleted = 0;
  for (const [url, group] of byQueue(messages)) deleted += await queues.delete(url, group);
  return deleted;
}

export async function release(queues: Queues, messages: readonly Found[]): Promise<void> {
  for (const [url, group] of byQueue(messages)) await queues.release(url, group);
}

function byQueue(messages: readonly Found[]): Map<string, ParkedMessage[]> {
  const groups = new Map<string, ParkedMessage[]>();
  for (const { url, message } of messages) groups.set(url, [...(groups.get(url) ?? []), message]);
  return groups;
}

/**
 * The function that the message is for by today's datasets; where it came from if they do not tell. The register
 * function also takes events of projected datasets: it ignores them, and with that they are done with.
 */
export function consumerOf({ message, parkedBy }: Found): Consumer {
  if (readCrawlRequest(message.body) !== undefined) return "crawl";
  if (readFileCheck(message.body) !== undefined) return "guard";
  if (readNomination(message.body) !== undefined) return "deregister";
  if (readLookRequest(message.body) !== undefined) return "look";
  for (const arrival of readArrivals(message.body)) {
    const dataset = "key" in arrival ? datasetOf(arrival.key, datasets) : undefined;
    if (dataset === undefined) continue;
    if (arrival.kind === "removed" && removesEmpty(dataset)) return "deregister";
    return dataset.strategy === "crawl" ? "crawl" : "register";
  }
  return parkedBy;
}
