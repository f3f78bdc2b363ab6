/** What `registrar try` does: a folder is read, shown and checked on the local stack, and an entry for it is offered. */
import { fileURLToPath } from "node:url";
import { createFunctionLog } from "../../local/demo/function-log.ts";
import type { Journey, Witness } from "../../local/demo/journey.ts";
import type { FirstChecks } from "../../local/own-data/first-checks.ts";
import { type FolderDataset, readParquetFolder } from "../../local/own-data/parquet-folder.ts";
import type { Platform, PlatformOptions } from "../../local/platform.ts";
import { writePage } from "../../operate/report-file.ts";
import { CHECK_RESULTS } from "../../shared/quality/results/table.ts";
import { ConfigurationError } from "../../shared/runtime/errors.ts";
import { givenList } from "../../shared/runtime/given-list.ts";
import { count } from "../../shared/runtime/text.ts";
import { EXIT, type ExitCode } from "../command.ts";
import { tellJourney } from "../demo/tell-journey.ts";
import { witnessFor } from "../demo/witness.ts";
import { INTERRUPTED } from "../interruption.ts";
import { askedShell, listEnvironment, tellWhereItIs } from "../local-environment.ts";
import { portOf } from "../port-option.ts";
import type { Terminal } from "../terminal.ts";
import { tellRun } from "../validation/tell.ts";
import { withPlatform } from "../with-platform.ts";
import { keptList } from "./kept-list.ts";
import { type ListFile, readListFile } from "./list-file.ts";
import { nextCommands, type Offer, offerFor, tellOffer } from "./offer.ts";
import { ownList, SHIPPED } from "./own-list.ts";
import { type TriedFolder, withSource } from "./source.ts";
import { tellTable } from "./tell-table.ts";
import { type WrittenEntry, writeEntry } from "./write-entry.ts";

/** Rows of an answer that are printed. */
const ANSWER_ROWS = 8;

const STOPPED = "stopped; nothing is left.";

/** In the project, out of git. */
const REPORT = fileURLToPath(new URL("../../.cache/try/report.html", import.meta.url));

export interface TryOptions {
  /** A folder, or s3://<bucket>/<folder>/. */
  readonly source: string;
  readonly write?: boolean;
  /** The list of datasets, as --datasets names it. */
  readonly list?: string | undefined;
  readonly html?: string;
  readonly crawl?: boolean;
  readonly keep?: boolean;
  readonly port?: string;
  readonly shell?: string;
  readonly json?: boolean;
}

/** All that is to be told. */
interface Tried {
  readonly seconds: number;
  readonly found: FolderDataset;
  readonly journey: Journey;
  readonly checks: FirstChecks | undefined;
  readonly report: string | undefined;
  readonly offer: Offer;
  readonly written: WrittenEntry | undefined;
  readonly next: ReturnType<typeof nextCommands>;
}

/** Reads, shows and offers, under the name of the command that was called. Throws ConfigurationError: no table is there. */
export async function tryData(command: string, options: TryOptions, terminal: Terminal): Promise<ExitCode> {
  const begun = performance.now();
  const witness = witnessFor(terminal, begun);
  portOf(command, options.port, 0);
  askedShell(command, options.shell);
  const into = options.write === true ? await readListFile(ownList(options.list)) : undefined;
  const shown = await withSource(options.source, witness, terminal, async (source) => {
    const found = await readFolder(source, options.source, witness);
    return show(command, found, { ...options, into }, witness, terminal, begun);
  });
  if (shown !== INTERRUPTED) return shown;
  terminal.note(STOPPED);
  return EXIT.no;
}

/** On a local stack. */
async function show(
  command: string,
  found: FolderDataset,
  options: TryOptions & { readonly into: ListFile | undefined },
  witness: Witness,
  terminal: Terminal,
  begun: number,
): Promise<ExitCode> {
  const shown = await shownOn(found, options.crawl === true);
  witness.doing("starting the local stack");
  const log = createFunctionLog();
  const onLog = (line: string) => log.read(line);
  const port = portOf(command, options.port, 0);
  const ended = await withPlatform(command, { ...shown, port, onLog }, async (platform, interrupted) => {
    witness.done(`S3, SQS, Glue, Athena and the function: ${platform.emulator.endpoint}`);
    const { travel } = await import("../../local/demo/journey.ts");
    const { ownData } = await import("../../local/own-data/own-data.ts");
    const [dataset] = shown.datasets;
    const journey = await travel(platform, ownData({ ...found, dataset: dataset! }), log, witness);
    const looked = await checked(platform, found, options, witness);
    const offer = offerFor(found, looked.checks?.dataset);
    const [written, refusal] = await write(offer, options.into);
    const seconds = (performance.now() - begun) / 1000;
    terminal.progress("");
    const next = nextCommands(offer, options.source, ownList(options.list), options.write === true);
    const tried = { seconds, found, journey, ...looked, offer, written, next };
    const list = options.keep === true ? await keptList(dataset!, platform.emulator.endpoint) : undefined;
    const env = listEnvironment(platform.env, list);
    const kept = options.keep === true ? { env } : {};
    if (options.json !== true) tell(tried, terminal);
    if (refusal !== undefined) throw refusal;
    if (options.json === true) terminal.out(JSON.stringify({ ...asJson(tried), ...kept }, null, 2));
    if (options.keep !== true) return;
    const shell = askedShell(command, options.shell);
    if (options.json !== true) tellWhereItIs({ ...platform, env }, shown.datasets, shell, terminal);
    terminal.note("Ctrl-C stops it.");
    await interrupted;
  });
  if (ended !== INTERRUPTED) return EXIT.ok;
  terminal.note(STOPPED);
  return options.keep === true ? EXIT.ok : EXIT.no;
}

async function readFolder(
  { folder, prefix, formats: listed }: TriedFolder,
  shown: string,
  witness: Witness,
): Promise<FolderDataset> {
  const { foreignFormats } = await import("../../local/own-data/foreign-formats.ts");
  // Before anything of the folder is refused: these tables have files that are no data, and that explains them.
  const formats = listed ?? (await foreignFormats(folder));
  for (const sentence of formats) witness.done(`note: ${sentence}`);
  const onProgress = (read: number, of: number) => witness.doing(`reading footers: ${read} of ${of}`);
  const place = prefix === undefined ? { shown } : { shown, prefix };
  const found = await readParquetFolder(folder, onProgress, place);
  const { dataset, files, notes } = found;
  const keys = dataset.keys.map(({ name }) => name).join(", ");
  witness.done(
    `${count(files.length, "Parquet file")}, ${count(dataset.columns.length, "column")}, partitioned by ${keys}`,
  );
  for (const note of notes) witness.done(`note: ${note}`);
  return { ...found, notes: [...formats, ...notes] };
}

async function shownOn({ dataset }: FolderDataset, crawled: boolean) {
  // Checks look for the results of earlier runs.
  if (!crawled) return { datasets: [dataset, CHECK_RESULTS] } satisfies PlatformOptions;
  const { HURRIED, keptByCrawlers } = await import("../../local/demo/crawls.ts");
  return { ...HURRIED, datasets: keptByCrawlers([dataset]) } satisfies PlatformOptions;
}

async function checked(
  platform: Platform,
  found: FolderDataset,
  { crawl, html = REPORT }: TryOptions,
  witness: Witness,
): Promise<Pick<Tried, "checks" | "report">> {
  if (crawl === true) return { checks: undefined, report: undefined };
  const { firstChecks } = await import("../../local/own-data/first-checks.ts");
  witness.doing("checking rows");
  const { days } = offerFor(found).survey;
  const checks = await firstChecks(platform, found.dataset, days);
  if (checks === undefined) {
    witness.done("note: nothing is checked: no partition key is a day, and checks go by days");
    return { checks, report: undefined };
  }
  await writePage(html, checks.page);
  witness.done(`${count(checks.document.results.length, "check")} made`);
  return { checks, report: html };
}

/** What was written, or why nothing was: that is for after the entry, which can be pasted. */
async function write(
  offer: Offer,
  into: ListFile | undefined,
): Promise<readonly [WrittenEntry | undefined, ConfigurationError?]> {
  if (into === undefined) return [undefined];
  try {
    // An empty list is not gone by.
    if (givenList() === undefined) return [await writeEntry(into, offer, [])];
    const { datasets } = await import("../../shared/declared-datasets.ts");
    return [await writeEntry(into, offer, datasets)];
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError)) throw thrown;
    return [undefined, thrown];
  }
}

function tell({ found, journey, checks, report, offer, written, next }: Tried, terminal: Terminal): void {
  tellTable(found, offer.survey, terminal);
  tellJourney(journey, terminal, ANSWER_ROWS);
  if (checks !== undefined) {
    terminal.out("");
    terminal.out(terminal.style("bold", "a first set of checks, as of the morning after the newest day"));
    tellRun(checks.document, terminal, "gone");
    terminal.out("");
    terminal.out(`${terminal.style("bold", "report".padEnd(18))} ${report}`);
  }
  tellOffer(offer, next, terminal);
  if (written === undefined) return;
  const whose = written.file === SHIPPED ? ", the list that the project comes with" : "";
  const done = written.outcome === "written" ? "the entry is written into" : "nothing to write: it stands in";
  terminal.note(`${done} ${written.file}${whose}`);
}

/** The stable part of it. */
function asJson({ seconds, found, journey, checks, report, offer, written, next }: Tried) {
  const { partitions, days: _, ...survey } = offer.survey;
  const { dataset, text, problems, undeclarable } = offer;
  return {
    seconds,
    ...journey,
    leftOut: found.skipped,
    notes: found.notes,
    partitions: { count: partitions, ...survey },
    checks: checks === undefined ? null : { ...checks.document, report },
    entry: { dataset, text, problems, undeclarable, written: written ?? null },
    next,
  };
}
