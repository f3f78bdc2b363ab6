import { LIST_VARIABLE } from "../../deploy/outside-list.ts";
import { listInForce } from "../../operate/other-list.ts";
import type { QueueDepth } from "../../operate/queues/port.ts";
import { sqsQueues } from "../../operate/queues/sqs-queues-adapter.ts";
import { readStatus } from "../../operate/read-status.ts";
import {
  type CrawlerStatus,
  conclusionOfStatus,
  type DatasetStatus,
  givenUpIn,
  isMissing,
  type Problem,
  parkedIn,
  type Status,
} from "../../operate/status.ts";
import { glueCatalog, gluePartitions } from "../../shared/catalog/glue-catalog-adapter.ts";
import { glueCrawlers } from "../../shared/crawl/glue-crawlers-adapter.ts";
import type { CrawlRun } from "../../shared/crawl/port.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { signalAfter } from "../../shared/runtime/deadlines.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { count, printable } from "../../shared/runtime/text.ts";
import { s3Store } from "../../shared/store/s3-store-adapter.ts";
import { defineCommand, EXIT, JSON_OPTION, STAGE_OPTION, stageOf } from "../command.ts";
import { problemOfDataset } from "../dataset-option.ts";
import { renderTable, type Terminal, wrapped } from "../terminal.ts";
import { isLocal, sayWhere } from "../whereabouts.ts";

/** Milliseconds. A hundred thousand partitions are a hundred pages. */
const TIMEOUT = 600_000;

const EXIT_CODES = { well: EXIT.ok, attention: EXIT.no, unavailable: EXIT.unavailable } as const;

export const command = defineCommand({
  name: "status",
  synopsis: "[--dataset <name>] [--stage dev] [--json]",
  details: "Reads only. Exit code 0: all is well; 1: something is wrong; 3: AWS answered nothing.",
  options: {
    dataset: { type: "string", placeholder: "<name>", help: datasets.map(({ name }) => name).join(", ") },
    ...STAGE_OPTION,
    ...JSON_OPTION,
  },
  async run({ values, terminal }) {
    const stage = stageOf("status", values.stage);
    const chosen = choose(values.dataset);
    const region = await sayWhere(terminal);
    const ports = {
      catalog: glueCatalog(),
      partitions: gluePartitions(),
      crawlers: glueCrawlers(),
      queues: sqsQueues(),
      store: s3Store(),
    };
    terminal.progress("asking Glue and SQS");
    const status = await readStatus(stage, chosen, ports, signalAfter(TIMEOUT), (dataset, partitions) =>
      terminal.progress(`counting ${dataset}: ${count(partitions, "partition")}`),
    );
    const conclusion = conclusionOfStatus(status);
    const hint = isMissing(status) ? hintFor(stage, region, isLocal()) : undefined;
    if (values.json === true) {
      const document = { conclusion, ...(hint && { hint }), ...documentOf(status) };
      terminal.out(JSON.stringify(document, null, 2));
    } else if (hint !== undefined) for (const line of wrapped(hint, terminal.columns)) terminal.out(line);
    else tell(status, Date.now(), terminal);
    return EXIT_CODES[conclusion];
  },
});

function choose(name: string | undefined) {
  if (name === undefined) return datasets;
  const problem = problemOfDataset(name, datasets);
  if (problem !== undefined) throw usageError("status", [problem]);
  return datasets.filter((dataset) => dataset.name === name);
}

/** One word on what is wrong, instead of one for every table and queue. */
export const hintFor = (stage: string, region: string, isLocalStack: boolean): string =>
  isLocalStack
    ? `Nothing of stage ${stage} is on this local stack: it is of stage dev, and of the list that it was started with. ` +
      `Export ${LIST_VARIABLE} as ${REGISTRAR} local printed it; here ${listInForce()}.`
    : `Nothing of stage ${stage} is in ${region}, neither its tables nor its queues. Another Region or account: ` +
      `AWS_REGION=<region> AWS_PROFILE=<profile> ${REGISTRAR} status --stage ${stage}. Not deployed yet: npx sls deploy --stage ${stage}. Deployed by another list: here ${listInForce()}.`;

/** The same with times that people and programs read. */
function documentOf({ datasets, ...status }: Status): object {
  const told = datasets.map(({ crawler, ...dataset }) => ({
    ...dataset,
    ...(crawler && { crawler: { name: crawler.name, state: crawler.now?.state, last: lastRun(crawler) } }),
  }));
  return { ...status, datasets: told };
}

function lastRun({ now }: CrawlerStatus): object | undefined {
  return now?.last && { ...now.last, startedAt: new Date(now.last.startedAt).toISOString() };
}

function tell(status: Status, now: number, terminal: Terminal): void {
  const crawled = status.datasets.some(({ crawler }) => crawler !== undefined);
  // The table last: it goes below its row where the terminal is narrow.
  const headers = ["dataset", "strategy", "partitions", "newest day"];
  const rows = status.datasets.map((one) => [
    one.dataset,
    one.strategy,
    one.partitions?.toLocaleString("en-US") ?? "?",
    one.newestDay ?? "",
    ...(crawled ? cellsOf(one, now) : []),
    one.table,
  ]);
  terminal.out(
    renderTable([...headers, ...(crawled ? ["crawler", "last crawl"] : []), "table"], rows, terminal.columns),
  );
  terminal.out("");
  const queues = status.queues.map(({ name, depth, holds }) => [name, ...numbersOf(depth), holds]);
  terminal.out(renderTable(["queue", "visible", "in flight", "delayed", "holds"], queues, terminal.columns));
  tellParked(status, terminal);
  tellGivenUp(status, terminal);
  tellTroubles([...troublesOf(status)], terminal);
  for (const { dataset, hint } of status.datasets) {
    if (hint === undefined) continue;
    terminal.out("");
    for (const line of wrapped(`${dataset}: ${hint}`, terminal.columns)) terminal.out(line);
  }
}

function cellsOf({ crawler }: DatasetStatus, now: number): [state: string, last: string] {
  if (crawler === undefined) return ["", ""];
  if (crawler.now === undefined) return ["?", ""];
  return [crawler.now.state, crawler.now.last === undefined ? "never" : wordsFor(crawler.now.last, now)];
}

function wordsFor({ status, startedAt }: CrawlRun, now: number): string {
  return `${status} ${ago(now - startedAt)}`;
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** "3 min ago", in the greatest unit of which there are two at least. */
function ago(milliseconds: number): string {
  const [unit, length] = UNITS.find(([, one]) => milliseconds >= 2 * one) ?? UNITS.at(-1)!;
  return `${Math.max(0, Math.floor(milliseconds / length))} ${unit} ago`;
}

function numbersOf(depth: QueueDepth | undefined): string[] {
  return depth === undefined ? ["?", "?", "?"] : [depth.visible, depth.inFlight, depth.delayed].map(String);
}

function tellParked({ stage, queues }: Status, terminal: Terminal): void {
  const parked = parkedIn(queues);
  if (parked === 0) return;
  terminal.out("");
  terminal.out(
    `${terminal.style("yellow", `${count(parked, "message")} parked`)}: ${REGISTRAR} parked list --stage ${stage}`,
  );
}

/** Their messages name sessions, and are no message to replay. */
function tellGivenUp({ queues }: Status, terminal: Terminal): void {
  const givenUp = givenUpIn(queues);
  if (givenUp === 0) return;
  terminal.out("");
  terminal.out(
    `${terminal.style("yellow", `${count(givenUp, "verdict")} given up`)}: docs/operations.md#validate-failed`,
  );
}

function* troublesOf({ datasets, queues }: Status): Generator<Trouble> {
  for (const { dataset, problems } of datasets) for (const problem of problems) yield [dataset, problem];
  for (const { name, problems } of queues) for (const problem of problems) yield [name, problem];
}

type Trouble = readonly [where: string, trouble: Problem];

/** Credentials that have expired spoil every call alike: what has the same cause is told once. */
function byCause(troubles: readonly Trouble[]): readonly [Trouble, ...Trouble[]][] {
  const groups = new Map<string, [Trouble, ...Trouble[]]>();
  for (const trouble of troubles) {
    const [, { code, reason }] = trouble;
    const key = `${code} ${causeOf(reason)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trouble]);
    else group.push(trouble);
  }
  return [...groups.values()];
}

/** "GetTable raw.trades: ExpiredTokenException: …" without what was asked. */
function causeOf(reason: string): string {
  return reason.replace(/^[A-Z]\w+ [^:]*: /, "");
}

function tellTroubles(troubles: readonly Trouble[], terminal: Terminal): void {
  if (troubles.length === 0) return;
  terminal.out("");
  for (const those of byCause(troubles)) {
    const [[where, { code, reason }]] = those;
    const told = printable(those.length === 1 ? reason : causeOf(reason));
    const names = those.length === 1 ? where : those.map(([name]) => name).join(", ");
    terminal.out(`${terminal.style("bold", names)}: ${terminal.style("red", code)}  ${told}`);
  }
  terminal.note("docs/operations.md has a heading for each of these codes.");
}
