import { requireRegion } from "../../access/region.ts";
import type { ParkedMessage, Queues } from "../../operate/queues/port.ts";
import { sqsQueues } from "../../operate/queues/sqs-queues-adapter.ts";
import { readCrawlRequest } from "../../shared/crawl/crawl-request.ts";
import { planCrawls } from "../../shared/crawl/plan.ts";
import { isGuarded } from "../../shared/datasets/guard-mode.ts";
import { didYouMean } from "../../shared/datasets/suggestion.ts";
import { datasets } from "../../shared/datasets.ts";
import { readArrivals } from "../../shared/events/arrivals.ts";
import { PARKED_KINDS } from "../../shared/events/outcome.ts";
import { datasetOf } from "../../shared/events/routing.ts";
import { readFileCheck } from "../../shared/file-checks/file-check.ts";
import { planFileChecks } from "../../shared/guard/plan.ts";
import { planRegistration } from "../../shared/register/plan.ts";
import { RegistrarError, usageError } from "../../shared/runtime/errors.ts";
import {
  crawlParkingQueueName,
  crawlQueueName,
  guardParkingQueueName,
  guardQueueName,
  parkingQueueName,
  registerQueueName,
} from "../../shared/runtime/names.ts";
import { count, printable, quoted } from "../../shared/runtime/text.ts";
import { defineCommand, EXIT, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { problemOfDataset } from "../dataset-option.ts";
import { renderTable, type Terminal } from "../terminal.ts";

/** Seconds that messages stay with us while we look: enough for a long queue, short enough for a second look. */
const HOLD = 120;
const DEFAULT_LIMIT = 1000;

/** What --apply does to messages, in words; listing does nothing. */
const ACTIONS = {
  list: undefined,
  replay: { will: "sends each to its function again", done: "sent again" },
  delete: { will: "deletes them for good", done: "deleted" },
} as const;

type Action = keyof typeof ACTIONS;

/** Functions, and so queues and their parking queues. */
const CONSUMERS = ["register", "crawl", "guard"] as const;
type Consumer = (typeof CONSUMERS)[number];

const PARKING_QUEUES = {
  register: parkingQueueName,
  crawl: crawlParkingQueueName,
  guard: guardParkingQueueName,
} as const;
const QUEUES = { register: registerQueueName, crawl: crawlQueueName, guard: guardQueueName } as const;
/** Is a function there by today's datasets? */
const EXPECTED = {
  register: true,
  crawl: datasets.some(({ strategy }) => strategy === "crawl"),
  guard: datasets.some(isGuarded),
} as const;

/** A parked message, and where it was found. */
interface Found {
  readonly message: ParkedMessage;
  readonly parkedBy: Consumer;
  readonly url: string;
}

/** As what a message may have been parked: by a function, or by SQS once its retries were used up. */
const OUTCOMES = [...PARKED_KINDS, "failed"] as const;

interface Filters {
  readonly dataset: string | undefined;
  readonly outcome: string | undefined;
  readonly reason: string | undefined;
}

export const command = defineCommand({
  name: "parked",
  synopsis: "list|replay|delete [--dataset …] [--outcome …] [--reason …] [--apply] [--stage dev] [--json]",
  details:
    "replay and delete tell what they would do, --apply does it. The column `now` is what today's datasets make of the\n" +
    "message, Glue not asked: fix the cause, see it change to `placeable`, `crawlable` or `readable`, then replay.\n" +
    "Replay sends a message to the function that its dataset's strategy of today asks for.",
  options: {
    dataset: { type: "string", placeholder: "<name>", help: "only of this dataset" },
    outcome: {
      type: "string",
      placeholder: "<kind>",
      help: `only ${OUTCOMES.join(", ")}`,
    },
    reason: { type: "string", placeholder: "<text>", help: "only if the reason contains this" },
    limit: {
      type: "string",
      placeholder: "<n>",
      help: `look at so many messages at most (default ${DEFAULT_LIMIT})`,
    },
    apply: { type: "boolean", help: "with replay or delete: do it" },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  positionals: [1, 1],
  async run({ values, positionals, terminal }) {
    const stage = stageOf("parked", values.stage);
    const limit = limitOf(values.limit);
    const { dataset, outcome, reason, apply = false, json = false } = values;
    const filters = { dataset, outcome, reason };
    refuseUnknown(filters);
    const action = actionOf(positionals[0]!, apply, filters);
    await requireRegion();
    const queues = sqsQueues();
    const { matching, all } = await look(queues, stage, limit, filters, terminal);
    if (action === "list" || !apply) {
      await release(queues, all);
      tell(matching, ACTIONS[action]?.will, json, terminal);
      return EXIT.ok;
    }
    const done =
      action === "replay" ? await replay(queues, stage, matching) : await deleteAll(queues, matching);
    await release(
      queues,
      all.filter((found) => !matching.includes(found)),
    );
    if (json) terminal.out(JSON.stringify({ action, done, matching: matching.length }));
    else terminal.out(`${done} of ${count(matching.length, "message")} ${ACTIONS[action].done}.`);
    return done === matching.length ? EXIT.ok : EXIT.no;
  },
});

/** A word that no message can have is a mistake, and an empty answer would hide it. */
function refuseUnknown({ dataset, outcome }: Filters): void {
  const problems: string[] = [];
  const unknown = dataset === undefined ? undefined : problemOfDataset(dataset, datasets);
  if (unknown !== undefined) {
    problems.push(`${unknown}; of a dataset that is declared no more, choose by --outcome and --reason`);
  }
  if (outcome !== undefined && !OUTCOMES.some((kind) => kind === outcome)) {
    const got = `${quoted(outcome)}${didYouMean(outcome, OUTCOMES)}`;
    problems.push(`--outcome must be one of ${OUTCOMES.join(", ")}, got ${got}`);
  }
  if (problems.length > 0) throw usageError("parked", problems);
}

function actionOf(name: string, apply: boolean, filters: Filters): Action {
  if (!Object.hasOwn(ACTIONS, name)) {
    throw usageError("parked", [`expected list, replay or delete, got ${JSON.stringify(name)}`]);
  }
  // Sending everything again is harmless; deleting everything is not.
  // An empty filter is a variable of a shell that was not set: every reason contains it.
  if (name === "delete" && apply && Object.values(filters).every((filter) => (filter ?? "") === "")) {
    throw usageError("parked", ["delete --apply wants --dataset, --outcome or --reason"]);
  }
  return name as Action;
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw usageError("parked", [`--limit ${JSON.stringify(text)} must be a number from 1 to 999999`]);
}

/** Reads the parking queues. Those of crawl and guard are there only if a dataset asked for them at the last deploy. */
async function look(
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

async function replay(queues: Queues, stage: string, messages: readonly Found[]): Promise<number> {
  let moved = 0;
  for (const consumer of CONSUMERS) {
    const own = messages.filter((found) => consumerOf(found) === consumer);
    if (own.length === 0) continue;
    const to = await queues.url(QUEUES[consumer](stage));
    for (const [from, group] of byQueue(own)) moved += await queues.move(from, to, group);
  }
  return moved;
}

async function deleteAll(queues: Queues, messages: readonly Found[]): Promise<number> {
  let deleted = 0;
  for (const [url, group] of byQueue(messages)) deleted += await queues.delete(url, group);
  return deleted;
}

async function release(queues: Queues, messages: readonly Found[]): Promise<void> {
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
function consumerOf({ message, parkedBy }: Found): Consumer {
  if (readCrawlRequest(message.body) !== undefined) return "crawl";
  if (readFileCheck(message.body) !== undefined) return "guard";
  for (const arrival of readArrivals(message.body)) {
    const dataset = "key" in arrival ? datasetOf(arrival.key, datasets) : undefined;
    if (dataset !== undefined) return dataset.strategy === "crawl" ? "crawl" : "register";
  }
  return parkedBy;
}

function tell(
  messages: readonly Found[],
  applying: string | undefined,
  json: boolean,
  terminal: Terminal,
): void {
  const rows = messages.map((found) => {
    const { message, parkedBy } = found;
    return {
      id: message.id,
      firstSeen: new Date(message.firstSeen).toISOString(),
      queue: parkedBy,
      dataset: message.dataset ?? "",
      outcome: message.outcome,
      reason: message.reason,
      now: verdictNow(found),
      key: keyOf(message),
    };
  });
  if (json) {
    terminal.out(JSON.stringify({ parked: rows }, null, 2));
    return;
  }
  if (rows.length === 0) {
    terminal.out("No message is parked that matches.");
    return;
  }
  const headers = ["first seen (UTC)", "parked by", "dataset", "parked as", "now", "key", "reason"];
  const cells = rows.map(({ firstSeen, queue, dataset, outcome, now, key, reason }) => {
    return [firstSeen.slice(0, 19), queue, dataset, outcome, now, key, reason];
  });
  terminal.out(renderTable(headers, cells, terminal.columns));
  terminal.note(`${rows.length} parked${applying === undefined ? "" : `; --apply ${applying}`}.`);
}

/** What today's code and datasets make of the message, without asking Glue. */
function verdictNow(found: Found): string {
  const { id, body, firstSeen } = found.message;
  const messages = [{ id, body, firstSeen, replayed: true }];
  const context = { datasets, bucket: undefined };
  const [word, plan] = {
    crawl: () => ["crawlable", planCrawls(messages, context, Date.now())] as const,
    guard: () => ["readable", planFileChecks(messages, context)] as const,
    register: () => ["placeable", planRegistration(messages, context)] as const,
  }[consumerOf(found)]();
  const kinds = plan.messages[0]!.records.map((record) =>
    "resolved" in record ? record.resolved.kind : word,
  );
  return [...new Set(kinds)].join(", ");
}

/** The keys that the message tells of, that its crawl request stands for, or that the guard is to read. */
function keyOf({ body }: ParkedMessage): string {
  const request = readCrawlRequest(body);
  if (typeof request === "object") {
    return `crawl request through ${new Date(request.through).toISOString()}: ${request.keys.map(printable).join(" ")}`;
  }
  const check = readFileCheck(body);
  if (typeof check === "object") return printable(check.key);
  const keys = readArrivals(body).flatMap((arrival) => ("key" in arrival ? [printable(arrival.key)] : []));
  return keys.join(" ") || printable(body.slice(0, 60));
}
