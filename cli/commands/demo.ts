import type { Platform, PlatformOptions } from "../../local/platform.ts";
import { printable } from "../../shared/text.ts";
import { type Call, defineCommand, EXIT, JSON_OPTION } from "../command.ts";
import { createFunctionLog } from "../demo/function-log.ts";
import type { Itinerary, Journey, Witness } from "../demo/journey.ts";
import { tellWhereItIs } from "../local-environment.ts";
import { count, renderTable, type Terminal } from "../terminal.ts";
import { INTERRUPTED, withPlatform } from "../with-platform.ts";

const OPTIONS = {
  from: {
    type: "string",
    placeholder: "<folder>",
    help: "your own Hive-partitioned Parquet instead of a made-up market",
  },
  crawl: { type: "boolean", help: "every table is kept by a crawler, started once per burst" },
  keep: { type: "boolean", help: "leave the stack up afterwards, until Ctrl-C" },
  ...JSON_OPTION,
} as const;

/** Rows of an answer that are printed; --json prints all. */
const ROWS_SHOWN = 40;
const PARKED_SHOWN = 5;

export const command = defineCommand({
  name: "demo",
  synopsis: "[--crawl] [--from <folder>] [--keep] [--json]",
  summary: "the whole platform on this machine: objects are written, their partitions registered and queried",
  options: OPTIONS,
  async run({ values, terminal }: Call<typeof OPTIONS>) {
    const begun = performance.now();
    const witness = witnessFor(terminal, begun);
    const { options, itinerary } = await prepare(values.from, values.crawl === true, witness);
    witness.doing("starting the local stack");
    const { travel } = await import("../demo/journey.ts");
    const log = createFunctionLog();
    const onLog = (line: string) => log.read(line);
    const ended = await withPlatform("demo", { ...options, onLog }, async (platform, interrupted) => {
      witness.done(`S3, SQS, Glue, Athena and the function: ${platform.stack.endpoint}`);
      const journey = await travel(platform, itinerary(platform), log, witness);
      const seconds = (performance.now() - begun) / 1000;
      terminal.progress("");
      if (values.json === true) terminal.out(JSON.stringify({ seconds, ...journey }, null, 2));
      else tell(journey, terminal);
      if (values.keep !== true) return values.json === true ? undefined : tellNext(terminal);
      if (values.json !== true) tellWhereItIs(platform, terminal);
      if (options.datasets !== undefined)
        terminal.note(
          "The registrar commands read shared/datasets.ts, which says otherwise of these datasets.",
        );
      terminal.note("Ctrl-C stops it.");
      await interrupted;
    });
    if (ended !== INTERRUPTED) return EXIT.ok;
    terminal.note("stopped; nothing is left.");
    return values.keep === true ? EXIT.ok : EXIT.no;
  },
});

interface Preparation {
  readonly options: PlatformOptions;
  readonly itinerary: (platform: Platform) => Itinerary;
}

async function prepare(from: string | undefined, crawled: boolean, witness: Witness): Promise<Preparation> {
  return from === undefined ? prepareMarket(crawled) : prepareOwnData(from, crawled, witness);
}

async function prepareMarket(crawled: boolean): Promise<Preparation> {
  const { tradingDays } = await import("../demo/trading-day.ts");
  if (!crawled) return { options: {}, itinerary: ({ stack }) => tradingDays(stack.dataDir) };
  const { HURRIED, keptByCrawlers } = await import("../demo/crawls.ts");
  const { datasets: declared } = await import("../../shared/datasets.ts");
  const datasets = keptByCrawlers(declared);
  return {
    options: { ...HURRIED, datasets },
    itinerary: ({ stack }) => tradingDays(stack.dataDir, datasets),
  };
}

async function prepareOwnData(from: string, crawled: boolean, witness: Witness): Promise<Preparation> {
  const { readParquetFolder } = await import("../from-folder/parquet-folder.ts");
  const { ownData } = await import("../from-folder/own-data.ts");
  const found = await readParquetFolder(from, (read, of) =>
    witness.doing(`reading footers: ${read} of ${of}`),
  );
  const { files, notes } = found;
  const keys = found.dataset.keys.map(({ name }) => name).join(", ");
  witness.done(
    `${files.length} Parquet files, ${found.dataset.columns.length} columns, partitioned by ${keys}`,
  );
  for (const note of notes) witness.done(`note: ${note}`);
  if (!crawled) return { options: { datasets: [found.dataset] }, itinerary: () => ownData(found) };
  const { HURRIED, keptByCrawlers } = await import("../demo/crawls.ts");
  const [dataset] = keptByCrawlers([found.dataset]);
  return {
    options: { ...HURRIED, datasets: [dataset!] },
    itinerary: () => ownData({ ...found, dataset: dataset! }),
  };
}

function witnessFor(terminal: Terminal, begun: number): Witness {
  const since = () => `${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s`;
  return {
    done: (text) => terminal.note(`${terminal.style("green", "✓")} ${since()}  ${text}`),
    doing: (text) => terminal.progress(`… ${since()}  ${text}`),
  };
}

function tell(journey: Journey, terminal: Terminal): void {
  const rows = journey.datasets.map((one) => [
    one.table,
    one.objects.toLocaleString("en-US"),
    one.partitions.toLocaleString("en-US"),
    one.rows.toLocaleString("en-US"),
  ]);
  terminal.out("");
  terminal.out(renderTable(["table", "objects", "partitions", "rows"], rows, terminal.columns));
  if (journey.crawlers.length > 0) tellCrawlers(journey, terminal);
  for (const { title, columns, rows: found, milliseconds } of journey.answers) {
    terminal.out("");
    terminal.out(terminal.style("bold", `${title} (${milliseconds.toFixed(0)} ms)`));
    terminal.out(renderTable(columns, found.slice(0, ROWS_SHOWN), terminal.columns));
    if (found.length > ROWS_SHOWN) terminal.out(`… and ${found.length - ROWS_SHOWN} more (--json has all)`);
  }
  terminal.out("");
  tellLatency("put to registered", journey.putToRegistered, "most of it the batch window", terminal);
  tellLatency(
    "put to covered",
    journey.eventToCovered,
    "half of it the margin for clocks that differ",
    terminal,
  );
  const calls = Object.entries(journey.glueCalls).map(([operation, calls]) => `${calls} ${operation}`);
  fact("Glue calls", calls.join(", "), terminal);
  tellParked(journey, terminal);
}

/** How often each crawler ran for how many objects, and what it knows of its table. */
function tellCrawlers({ crawlers, datasets }: Journey, terminal: Terminal): void {
  const rows = crawlers.map(({ dataset, target, runs }) => {
    const { columns, keys, objects } = datasets.find((one) => one.dataset === dataset)!;
    const table = { s3: "made by the crawler", catalog: "made by the stack" }[target];
    return [dataset, ...[objects, runs.length, columns].map(String), keys.join(", "), table];
  });
  const headers = ["crawler of", "objects", "crawls", "columns", "keys", "table"];
  terminal.out("");
  terminal.out(renderTable(headers, rows, terminal.columns));
}

function tellLatency(
  label: string,
  found: Journey["putToRegistered"],
  most: string,
  terminal: Terminal,
): void {
  if (found === undefined) return;
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
  fact(label, `p50 ${seconds(found.p50)}, p99 ${seconds(found.p99)}, ${most}`, terminal);
}

function fact(label: string, text: string, terminal: Terminal): void {
  terminal.out(`${terminal.style("bold", label.padEnd(18))} ${text}`);
}

function tellParked({ crawlers, parked }: Journey, terminal: Terminal): void {
  const besides = crawlers.length === 0 ? "" : "; crawlers know no such rules, and made partitions of them";
  fact("parked", `${count(parked.length, "message")}${parked.length === 0 ? "" : besides}`, terminal);
  for (const { key, outcome, reason } of parked.slice(0, PARKED_SHOWN)) {
    terminal.out(`    ${printable(key)}`);
    terminal.out(`    ${terminal.style("yellow", outcome)}: ${reason.split("; ").join("\n    ")}`);
  }
  if (parked.length > PARKED_SHOWN)
    terminal.out(`    … and ${parked.length - PARKED_SHOWN} more (--json has all)`);
}

function tellNext(terminal: Terminal): void {
  terminal.out("");
  terminal.out("Next:");
  terminal.out("  npm run demo -- --keep           the same, and the stack stays up");
  terminal.out("  npm run demo -- --crawl          the tables kept by crawlers, one crawl per burst");
  terminal.out("  npm run demo -- --from <folder>  your own Hive-partitioned Parquet");
  terminal.out("  npm run local                    an empty stack for any AWS client");
  terminal.out("  npx registrar --help             the operator's commands");
}
