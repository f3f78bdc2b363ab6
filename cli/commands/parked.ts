import type { ParkedMessage } from "../../operate/queues/port.ts";
import { sqsQueues } from "../../operate/queues/sqs-queues-adapter.ts";
import { readCrawlRequest } from "../../shared/crawl/crawl-request.ts";
import { planCrawls } from "../../shared/crawl/plan.ts";
import { didYouMean } from "../../shared/datasets/suggestion.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { readNomination } from "../../shared/deregister/nomination.ts";
import { planDeregistration } from "../../shared/deregister/plan.ts";
import { readArrivals } from "../../shared/events/arrivals.ts";
import { PARKED_KINDS } from "../../shared/events/outcome.ts";
import { readFileCheck } from "../../shared/file-checks/file-check.ts";
import { planFileChecks } from "../../shared/guard/plan.ts";
import { readLookRequest } from "../../shared/look-requests/look-request.ts";
import { planLooks } from "../../shared/looks/plan.ts";
import { planRegistration } from "../../shared/register/plan.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { count, printable, quoted } from "../../shared/runtime/text.ts";
import { defineCommand, EXIT, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { problemOfDataset } from "../dataset-option.ts";
import {
  consumerOf,
  deleteAll,
  type Filters,
  type Found,
  look,
  release,
  replay,
} from "../parked-messages.ts";
import { renderTable, type Terminal } from "../terminal.ts";
import { sayWhere } from "../whereabouts.ts";

const DEFAULT_LIMIT = 1000;

/** What --apply does to messages, in words; listing does nothing. */
const ACTIONS = {
  list: undefined,
  replay: { will: "sends each to its function again", done: "sent again" },
  delete: { will: "deletes them for good", done: "deleted" },
} as const;

type Action = keyof typeof ACTIONS;

/** As what a message may have been parked: by a function, or by SQS once its retries were used up. */
const OUTCOMES = [...PARKED_KINDS, "failed"] as const;

export const command = defineCommand({
  name: "parked",
  synopsis: "list|replay|delete [--dataset …] [--outcome …] [--reason …] [--apply] [--stage dev] [--json]",
  verbs: ["list", "replay", "delete"],
  details:
    "replay and delete tell what they would do, --apply does it. The column `now` is what today's datasets make of the\n" +
    "message, Glue not asked: fix the cause, see it change to `placeable`, `crawlable` or `readable`, then replay.\n" +
    "Replay sends a message to the function that its dataset's strategy of today asks for.",
  options: {
    dataset: { type: "string", placeholder: "<name>", help: "only of this dataset" },
    outcome: {
      type: "string",
      placeholder: "<kind>",
      values: OUTCOMES,
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
    await sayWhere(terminal);
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
      now: outcomeNow(found),
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
function outcomeNow(found: Found): string {
  const { id, body, firstSeen } = found.message;
  const messages = [{ id, body, firstSeen, replayed: true }];
  const context = { datasets, bucket: undefined };
  const [word, plan] = {
    crawl: () => ["crawlable", planCrawls(messages, context, Date.now())] as const,
    deregister: () => ["removable", planDeregistration(messages, context, Date.now())] as const,
    look: () => ["lookable", planLooks(messages, context, Date.now())] as const,
    guard: () => ["readable", planFileChecks(messages, context)] as const,
    register: () => ["placeable", planRegistration(messages, context)] as const,
  }[consumerOf(found)]();
  const kinds = plan.messages[0]!.records.map((record) =>
    "resolved" in record ? record.resolved.kind : word,
  );
  return [...new Set(kinds)].join(", ");
}

/** The keys that the message tells of, what its crawl request or nomination stands for, or what the guard is to read. */
function keyOf({ body }: ParkedMessage): string {
  const request = readCrawlRequest(body);
  if (typeof request === "object") {
    return `crawl request through ${new Date(request.through).toISOString()}: ${request.keys.map(printable).join(" ")}`;
  }
  const nomination = readNomination(body);
  if (typeof nomination === "object") {
    const [first = "", ...more] = nomination.folders;
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    return `nomination: ${printable(first)}${others}`;
  }
  const check = readFileCheck(body);
  if (typeof check === "object") return printable(check.key);
  const look = readLookRequest(body);
  if (typeof look === "object") return `look at ${printable(look.dataset)} ${look.day}`;
  const keys = readArrivals(body).flatMap((arrival) => ("key" in arrival ? [printable(arrival.key)] : []));
  return keys.join(" ") || printable(body.slice(0, 60));
}
