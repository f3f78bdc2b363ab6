import { glueCatalog } from "../../shared/catalog/glue-catalog-adapter.ts";
import type { Dataset } from "../../shared/datasets/dataset.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { type Message, type PlannedRecord, readBatch } from "../../shared/events/batch.ts";
import type { Outcome } from "../../shared/events/outcome.ts";
import { createRegistrar } from "../../shared/register/apply.ts";
import { type Claim, planRegistration, type RegistrationPlan } from "../../shared/register/plan.ts";
import type { Report } from "../../shared/register/report.ts";
import { deadlinesWithin } from "../../shared/runtime/deadlines.ts";
import { messageOf, RegistrarError, usageError } from "../../shared/runtime/errors.ts";
import { chunked } from "../../shared/runtime/parallel.ts";
import { printable } from "../../shared/runtime/text.ts";
import { defineCommand, EXIT, exitCodeOf, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { bucketOfTable, noParking, refuseUnregistered, STEP_TIMEOUT } from "../stage-ports.ts";
import { renderTable, type Terminal } from "../terminal.ts";
import { readTextFile } from "../text-file.ts";
import { sayWhere } from "../whereabouts.ts";

/** Registered in one step, which has a deadline of its own: a file may hold any number. */
const MESSAGES_PER_STEP = 1000;

export const command = defineCommand({
  name: "replay",
  synopsis: "<file> [--apply] [--stage dev] [--json]",
  details:
    "The file holds an SQS event as Lambda gets it (events/*.json), or the body of one message.\n" +
    "Without --apply nothing is asked of AWS. With it, what cannot be used is reported here and not parked.",
  options: {
    apply: { type: "boolean", help: "register the partitions in Glue" },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  positionals: [1, 1],
  async run({ values, positionals, terminal }) {
    const stage = stageOf("replay", values.stage);
    const messages = await readMessages(positionals[0]!);
    const preview = planRegistration(messages, { datasets, bucket: undefined });
    refuseUnregistered("replay", datasetsOf(preview), stage);
    if (values.apply !== true) {
      const lines = describePlan(preview);
      if (values.json === true) terminal.out(JSON.stringify({ applied: false, messages: lines }, null, 2));
      else print(lines, terminal, "Nothing was asked of AWS; --apply registers.");
      return EXIT.ok;
    }
    await sayWhere(terminal);
    const catalog = glueCatalog();
    const registered = datasets.find(({ strategy }) => strategy === "register");
    const bucket = registered && (await bucketOfTable(registered, stage, catalog));
    const registrar = createRegistrar(stage, { catalog, parking: noParking, clock: Date });
    const reports: Report[] = [];
    for (const step of chunked(messages, MESSAGES_PER_STEP)) {
      terminal.progress(`replaying: ${reports.length * MESSAGES_PER_STEP} of ${messages.length} messages`);
      const plan = planRegistration(step, { datasets, bucket });
      reports.push(await registrar.apply(plan, deadlinesWithin(STEP_TIMEOUT)));
    }
    const lines = reports.flatMap(describeReport);
    const sumOf = (count: (report: Report) => number) =>
      reports.reduce((sum, report) => sum + count(report), 0);
    if (values.json === true) terminal.out(JSON.stringify({ applied: true, messages: lines }, null, 2));
    else
      print(
        lines,
        terminal,
        `${sumOf(({ glueCalls }) => glueCalls)} Glue calls, ${sumOf(({ registered }) => registered.length)} partitions registered.`,
      );
    return exitCodeOf(reports.flatMap(({ results }) => results));
  },
});

function datasetsOf({ messages }: RegistrationPlan): Set<Dataset> {
  const records = messages.flatMap((message) => message.records);
  return new Set(records.flatMap(({ dataset }) => dataset ?? []));
}

async function readMessages(file: string): Promise<Message[]> {
  let text: string;
  try {
    text = await readTextFile(file);
  } catch (thrown) {
    throw usageError("replay", [`${file}: ${messageOf(thrown)}`]);
  }
  try {
    return readBatch(JSON.parse(text));
  } catch (thrown) {
    if (!(thrown instanceof RegistrarError || thrown instanceof SyntaxError)) throw thrown;
    // Not a Lambda event: one body, which may be anything.
    return [{ id: file, body: text, firstSeen: 0, replayed: true }];
  }
}

interface Line {
  readonly message: string;
  readonly dataset: string;
  readonly outcome: string;
  readonly detail: string;
}

function describePlan({ messages }: RegistrationPlan): Line[] {
  return messages.flatMap(({ message, records }) =>
    records.map((record) => describeRecord(message.id, record)),
  );
}

function describeRecord(message: string, record: PlannedRecord<Claim>): Line {
  const dataset = record.dataset?.name ?? "";
  if ("resolved" in record)
    return { message, dataset, outcome: record.resolved.kind, detail: detailOf(record.resolved) };
  return { message, dataset, outcome: "would register", detail: printable(record.claim.location) };
}

function describeReport({ results }: Report): Line[] {
  return results.map(({ id, dataset = "", outcome }) => {
    return { message: id, dataset, outcome: outcome.kind, detail: detailOf(outcome) };
  });
}

function detailOf(outcome: Outcome): string {
  return "reason" in outcome ? printable(outcome.reason) : "";
}

function print(lines: readonly Line[], terminal: Terminal, last: string): void {
  const rows = lines.map(({ message, dataset, outcome, detail }) => [
    message.slice(0, 8),
    dataset,
    outcome,
    detail,
  ]);
  terminal.out(renderTable(["message", "dataset", "outcome", "detail"], rows, terminal.columns));
  terminal.note(last);
}
