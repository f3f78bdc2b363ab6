import {
  ACCEPTABLE,
  type Acceptable,
  type Readiness,
  readReadiness,
  waitUntilReady,
} from "../../operate/readiness.ts";
import { problemOfDay } from "../../shared/calendar/calendar.ts";
import { calendarOf } from "../../shared/calendar/declaration.ts";
import { glueCatalog, gluePartitions } from "../../shared/catalog/glue-catalog-adapter.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { isValidated, type ValidatedDataset } from "../../shared/quality/snapshot.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { quoted } from "../../shared/runtime/text.ts";
import { s3Records } from "../../shared/store/s3-records-adapter.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { defineCommand, EXIT, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { problemOfDataset } from "../dataset-option.ts";
import { bucketOfTable } from "../stage-ports.ts";
import { sayWhere } from "../whereabouts.ts";

/** Milliseconds that one look may take: 100,000 objects are a hundred calls. */
const TIMEOUT = 120_000;
/** Milliseconds between two looks. */
const BETWEEN = 15_000;

export const command = defineCommand({
  name: "ready",
  synopsis:
    "--dataset <name> --session <day> [--wait 30m] [--accept provisional,degraded] [--stage dev] [--json]",
  details:
    "Compares the objects that are there now with those that were judged. Exit codes: 0 ready; 1 not ready, also after\n" +
    "--wait; 2 usage error; 3 unknown: no run has told of the session yet, or AWS refused.",
  options: {
    dataset: { type: "string", placeholder: "<name>", help: "a dataset that is validated" },
    session: { type: "string", placeholder: "<day>", help: "its session, YYYY-MM-DD" },
    wait: {
      type: "string",
      placeholder: "<time>",
      help: "look again until it is ready: 90s, 30m, 2h; 24h at most",
    },
    accept: {
      type: "string",
      placeholder: "<states>",
      values: ACCEPTABLE.slice(1),
      help: `besides available: ${ACCEPTABLE.slice(1).join(", ")}, separated by commas`,
    },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, terminal }) {
    const stage = stageOf("ready", values.stage);
    const { dataset, day, accepted, wait } = readOptions(values);
    await sayWhere(terminal);
    terminal.progress("looking for the table");
    const bucket = await bucketOfTable(dataset, stage);
    const ports = {
      catalog: glueCatalog(),
      partitions: gluePartitions(),
      store: s3Store(),
      records: s3Records(),
    };
    const look = () =>
      readReadiness(dataset, day, accepted, { stage, bucket, asOf: Date.now() }, ports, signalAfter(TIMEOUT));
    const found = await waitUntilReady(look, {
      upTo: wait,
      between: BETWEEN,
      now: () => performance.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      tell: (message, left) => terminal.progress(`${message}; ${Math.ceil(left / 60_000)} min left`),
    });
    terminal.progress("");
    if (values.json === true) terminal.out(JSON.stringify(found, null, 2));
    else terminal.out(`${found.answer}: ${found.message}`);
    return EXITS[found.answer];
  },
});

const EXITS = { ready: EXIT.ok, "not ready": EXIT.no, unknown: EXIT.unavailable } as const satisfies Record<
  Readiness["answer"],
  number
>;

interface Given {
  readonly dataset?: string;
  readonly session?: string;
  readonly wait?: string;
  readonly accept?: string;
}

interface ReadyOptions {
  readonly dataset: ValidatedDataset;
  readonly day: string;
  readonly accepted: readonly Acceptable[];
  /** Milliseconds. */
  readonly wait: number;
}

/** Throws one usage error that names everything that is wrong. */
function readOptions({ dataset: name, session, wait, accept }: Given): ReadyOptions {
  const problems: string[] = [];
  const validated = datasets.filter(isValidated);
  const unknown = problemOfDataset(name, validated);
  if (unknown !== undefined) problems.push(unknown);
  const dataset = validated.find((one) => one.name === name);
  const problem = problemOfSession(session, dataset);
  if (problem !== undefined) problems.push(`--session ${problem}`);
  const waitMs = wait === undefined ? 0 : millisecondsIn(wait);
  if (waitMs === undefined) problems.push(`--wait ${quoted(wait)} must be as 90s, 30m or 2h, 24h at most`);
  const states = (accept ?? "").split(",").filter((state) => state !== "");
  const others = states.filter((state) => !ACCEPTABLE.some((one) => one === state));
  for (const other of others)
    problems.push(`--accept ${quoted(other)} must be one of ${ACCEPTABLE.join(", ")}`);
  if (problems.length > 0) throw usageError("ready", problems);
  return {
    dataset: dataset!,
    day: session!,
    accepted: ["available", ...(states as Acceptable[])],
    wait: waitMs ?? 0,
  };
}

/** A day without a session will never be ready: waiting for it is a mistake. */
function problemOfSession(
  day: string | undefined,
  dataset: ValidatedDataset | undefined,
): string | undefined {
  if (day === undefined) return "is missing: the day, YYYY-MM-DD";
  const calendar = calendarOf(dataset?.quality.calendar ?? "daily");
  const problem = problemOfDay(calendar, day);
  if (problem !== undefined) return problem;
  const found = calendar.on(day);
  return found.kind === "closed" ? `${day} is no session of ${calendar.name}: ${found.reason}` : undefined;
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** "30m" → 1,800,000. Undefined if it is no time of up to a day. */
function millisecondsIn(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit ?? ""] ?? Number.NaN);
  return milliseconds <= 24 * 3_600_000 ? milliseconds : undefined;
}
