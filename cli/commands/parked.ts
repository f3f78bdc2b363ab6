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
const ACTIONS = ["list", "replay"] as const;

interface Filters {
  readonly dataset: string | undefined;
  readonly outcome: string | undefined;
  readonly reason: string | undefined;
}

export const command = defineCommand({
  name: "parked",
  synopsis: "list|replay [--dataset …] [--outcome …] [--reason …] [--apply] [--stage dev] [--json]",
  summary: "the messages that wait for a person: list them, or send them to the register function again",
  details:
    "replay tells what it would send, --apply sends. The column `now` is what today's datasets make of the message:\n" +
    "fix the cause, see it change to `would register`, then replay.",
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
    apply: { type: "boolean", help: "with replay: send them" },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  positionals: [1, 1],
  async run({ values, positionals, terminal }) {
    const action = ACTIONS.find((one) => one === positionals[0]);
    if (action === undefined)
      throw usage("parked", [`expected list or replay, got ${JSON.stringify(positionals[0])}`]);
    const stage = stageOf("parked", values.stage);
    const limit = limitOf(values.limit);
    const { dataset, outcome, reason } = values;
    const queues = sqsQueues();
    const parking = await queues.url(parkingQueueName(stage));
    const wanted = { dataset, outcome, reason };
    if (action === "list" || values.apply !== true) {
      const found = await look(queues, parking, limit, wanted, terminal);
      await queues.release(parking, found.all);
      tell(found.matching, { replayable: action === "replay", json: values.json === true }, terminal);
      return EXIT.ok;
    }
    const register = await queues.url(registerQueueName(stage));
    const { matching, all } = await look(queues, parking, limit, wanted, terminal);
    const moved = await queues.move(parking, register, matching);
    await queues.release(
      parking,
      all.filter((message) => !matching.includes(message)),
    );
    if (values.json === true) terminal.out(JSON.stringify({ replayed: moved, matching: matching.length }));
    else terminal.out(`${moved} of ${matching.length} messages sent to the register function again.`);
    return moved === matching.length ? EXIT.ok : EXIT.no;
  },
});

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
  { replayable, json }: { readonly replayable: boolean; readonly json: boolean },
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
  terminal.note(
    `${rows.length} parked${replayable ? "; --apply sends them to the register function again" : ""}.`,
  );
}

/** What today's code and datasets make of the message, without asking Glue. */
function verdictNow({ id, body, firstSeen }: ParkedMessage): string {
  const plan = planRegistration([{ id, body, firstSeen, replayed: true }], { datasets, bucket: undefined });
  const kinds = plan.messages[0]!.records.map((record) =>
    "settled" in record ? record.settled.kind : "would register",
  );
  return [...new Set(kinds)].join(", ");
}

function keyOf({ body }: ParkedMessage): string {
  const keys = readArrivals(body).flatMap((arrival) => ("key" in arrival ? [printable(arrival.key)] : []));
  return keys.join(" ") || printable(body.slice(0, 60));
}
