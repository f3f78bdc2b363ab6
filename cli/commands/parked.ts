import { readArrivals } from "../../shared/arrivals.ts";
import { sqsQueues } from "../../shared/aws/sqs-queues.ts";
import { datasets } from "../../shared/datasets.ts";
import { parkingQueueName, registerQueueName } from "../../shared/names.ts";
import { planRegistration } from "../../shared/plan.ts";
import type { ParkedMessage, Queues } from "../../shared/ports.ts";
import { printable } from "../../shared/text.ts";
import { defineCommand, EXIT, JSON_OPTION, STAGE_OPTION, stageOf, usage } from "../command.ts";
import { count, renderTable, type Terminal } from "../terminal.ts";

/** Seconds that messages stay with us while we look: enough for a long queue, short enough for a second look. */
const HOLD = 120;
const DEFAULT_LIMIT = 1000;

/** What --apply does to messages, in words; listing does nothing. */
const ACTIONS = {
  list: undefined,
  replay: { will: "sends them to the register function again", done: "sent to the register function again" },
  delete: { will: "deletes them for good", done: "deleted" },
} as const;

type Action = keyof typeof ACTIONS;

interface Filters {
  readonly dataset: string | undefined;
  readonly outcome: string | undefined;
  readonly reason: string | undefined;
}

export const command = defineCommand({
  name: "parked",
  synopsis: "list|replay|delete [--dataset …] [--outcome …] [--reason …] [--apply] [--stage dev] [--json]",
  summary:
    "the messages that wait for a person: list them, send them to the register function again, or delete them",
  details:
    "replay and delete tell what they would do, --apply does it. The column `now` is what today's datasets make of the\n" +
    "message, Glue not asked: fix the cause, see it change to `placeable`, then replay.",
  options: {
    dataset: { type: "string", placeholder: "<name>", help: "only of this dataset" },
    outcome: {
      type: "string",
      placeholder: "<kind>",
      help: "only malformed, unplaceable, conflict, rejected or failed",
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
    const action = actionOf(positionals[0]!, apply, filters);
    const queues = sqsQueues();
    const parking = await queues.url(parkingQueueName(stage));
    const register = action === "replay" && apply ? await queues.url(registerQueueName(stage)) : "";
    const { matching, all } = await look(queues, parking, limit, filters, terminal);
    if (action === "list" || !apply) {
      await queues.release(parking, all);
      tell(matching, ACTIONS[action]?.will, json, terminal);
      return EXIT.ok;
    }
    const done =
      action === "replay"
        ? await queues.move(parking, register, matching)
        : await queues.delete(parking, matching);
    await queues.release(
      parking,
      all.filter((message) => !matching.includes(message)),
    );
    if (json) terminal.out(JSON.stringify({ action, done, matching: matching.length }));
    else terminal.out(`${done} of ${count(matching.length, "message")} ${ACTIONS[action].done}.`);
    return done === matching.length ? EXIT.ok : EXIT.no;
  },
});

function actionOf(name: string, apply: boolean, filters: Filters): Action {
  if (!Object.hasOwn(ACTIONS, name)) {
    throw usage("parked", [`expected list, replay or delete, got ${JSON.stringify(name)}`]);
  }
  // Sending everything again is harmless; deleting everything is not.
  if (name === "delete" && apply && Object.values(filters).every((filter) => filter === undefined)) {
    throw usage("parked", ["delete --apply wants --dataset, --outcome or --reason"]);
  }
  return name as Action;
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw usage("parked", [`--limit ${JSON.stringify(text)} must be a number from 1 to 999999`]);
}

async function look(
  queues: Queues,
  url: string,
  limit: number,
  { dataset, outcome, reason }: Filters,
  terminal: Terminal,
): Promise<{ all: ParkedMessage[]; matching: ParkedMessage[] }> {
  const all: ParkedMessage[] = [];
  for await (const message of queues.receive(url, limit, HOLD)) {
    all.push(message);
    terminal.progress(`reading the parking queue: ${count(all.length, "message")}`);
  }
  const matching = all.filter(
    (message) =>
      (dataset === undefined || message.dataset === dataset) &&
      (outcome === undefined || message.outcome.split(" ")[0] === outcome) &&
      (reason === undefined || message.reason.includes(reason)),
  );
  return { all, matching };
}

function tell(
  messages: readonly ParkedMessage[],
  applying: string | undefined,
  json: boolean,
  terminal: Terminal,
): void {
  const rows = messages.map((message) => ({
    id: message.id,
    firstSeen: new Date(message.firstSeen).toISOString(),
    dataset: message.dataset ?? "",
    outcome: message.outcome,
    reason: message.reason,
    now: verdictNow(message),
    key: keyOf(message),
  }));
  if (json) {
    terminal.out(JSON.stringify({ parked: rows }, null, 2));
    return;
  }
  if (rows.length === 0) {
    terminal.out("No message is parked that matches.");
    return;
  }
  const cells = rows.map((row) => [
    row.firstSeen.slice(0, 19),
    row.dataset,
    row.outcome,
    row.now,
    row.key,
    row.reason,
  ]);
  terminal.out(
    renderTable(
      ["first seen (UTC)", "dataset", "parked as", "now", "key", "reason"],
      cells,
      terminal.columns,
    ),
  );
  terminal.note(`${rows.length} parked${applying === undefined ? "" : `; --apply ${applying}`}.`);
}

/** What today's code and datasets make of the message, without asking Glue. */
function verdictNow({ id, body, firstSeen }: ParkedMessage): string {
  const plan = planRegistration([{ id, body, firstSeen, replayed: true }], { datasets, bucket: undefined });
  const kinds = plan.messages[0]!.records.map((record) =>
    "settled" in record ? record.settled.kind : "placeable",
  );
  return [...new Set(kinds)].join(", ");
}

function keyOf({ body }: ParkedMessage): string {
  const keys = readArrivals(body).flatMap((arrival) => ("key" in arrival ? [printable(arrival.key)] : []));
  return keys.join(" ") || printable(body.slice(0, 60));
}
