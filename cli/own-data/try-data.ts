/** What `registrar try` does: a folder is read, shown on the local stack, and an entry for it is offered. */
import { createFunctionLog } from "../../local/demo/function-log.ts";
import type { Itinerary } from "../../local/demo/journey.ts";
import type { FolderDataset } from "../../local/own-data/parquet-folder.ts";
import type { PlatformOptions } from "../../local/platform.ts";
import { count } from "../../shared/runtime/text.ts";
import { EXIT, type ExitCode } from "../command.ts";
import { tellJourney } from "../demo/tell-journey.ts";
import { witnessFor } from "../demo/witness.ts";
import { INTERRUPTED } from "../interruption.ts";
import { askedShell, tellWhereItIs } from "../local-environment.ts";
import { portOf } from "../port-option.ts";
import type { Terminal } from "../terminal.ts";
import { withPlatform } from "../with-platform.ts";
import { nextCommands, offerFor, tellOffer } from "./offer.ts";
import { tellTable } from "./tell-table.ts";

/** Rows of an answer that are printed. */
const ANSWER_ROWS = 8;

export interface TryOptions {
  /** A folder. */
  readonly source: string;
  readonly crawl?: boolean;
  readonly keep?: boolean;
  readonly port?: string;
  readonly shell?: string;
  readonly json?: boolean;
}

/** Reads, shows and offers, under the name of the command that was called. Throws ConfigurationError: no table is there. */
export async function tryData(command: string, options: TryOptions, terminal: Terminal): Promise<ExitCode> {
  const begun = performance.now();
  const witness = witnessFor(terminal, begun);
  const port = portOf(command, options.port, 0);
  const shell = askedShell(command, options.shell);
  const { foreignFormats } = await import("../../local/own-data/foreign-formats.ts");
  const { readParquetFolder } = await import("../../local/own-data/parquet-folder.ts");
  // Before anything of the folder is refused: these tables have files that are no data, and that explains them.
  for (const sentence of await foreignFormats(options.source)) witness.done(`note: ${sentence}`);
  const found = await readParquetFolder(options.source, (read, of) =>
    witness.doing(`reading footers: ${read} of ${of}`),
  );
  const { dataset, files, notes, skipped: leftOut } = found;
  const keys = dataset.keys.map(({ name }) => name).join(", ");
  witness.done(
    `${count(files.length, "Parquet file")}, ${count(dataset.columns.length, "column")}, partitioned by ${keys}`,
  );
  for (const note of notes) witness.done(`note: ${note}`);
  const offer = offerFor(found);
  const { options: platformOptions, itinerary } = await shownBy(found, options.crawl === true);
  witness.doing("starting the local stack");
  const { travel } = await import("../../local/demo/journey.ts");
  const log = createFunctionLog();
  const onLog = (line: string) => log.read(line);
  const ended = await withPlatform(
    command,
    { ...platformOptions, port, onLog },
    async (platform, interrupted) => {
      witness.done(`S3, SQS, Glue, Athena and the function: ${platform.emulator.endpoint}`);
      const journey = await travel(platform, itinerary, log, witness);
      const seconds = (performance.now() - begun) / 1000;
      terminal.progress("");
      if (options.json === true) {
        const { partitions, keys, refused } = offer.survey;
        const kept = options.keep === true ? { env: platform.env } : {};
        const { dataset: entry, text, problems } = offer;
        const next = nextCommands(offer, options.source);
        terminal.out(
          JSON.stringify(
            {
              seconds,
              ...journey,
              leftOut,
              notes,
              partitions: { count: partitions, keys, refused },
              entry: { dataset: entry, text, problems },
              next,
              ...kept,
            },
            null,
            2,
          ),
        );
      } else {
        tellTable(found, offer.survey, terminal);
        tellJourney(journey, terminal, ANSWER_ROWS);
        tellOffer(offer, options.source, terminal);
      }
      if (options.keep !== true) return;
      if (options.json !== true) tellWhereItIs(platform, platformOptions.datasets!, shell, terminal);
      terminal.note("The registrar commands read the list of datasets, which says otherwise of this one.");
      terminal.note("Ctrl-C stops it.");
      await interrupted;
    },
  );
  if (ended !== INTERRUPTED) return EXIT.ok;
  terminal.note("stopped; nothing is left.");
  return options.keep === true ? EXIT.ok : EXIT.no;
}

interface Showing {
  readonly options: PlatformOptions;
  readonly itinerary: Itinerary;
}

async function shownBy(found: FolderDataset, crawled: boolean): Promise<Showing> {
  const { ownData } = await import("../../local/own-data/own-data.ts");
  if (!crawled) return { options: { datasets: [found.dataset] }, itinerary: ownData(found) };
  const { HURRIED, keptByCrawlers } = await import("../../local/demo/crawls.ts");
  const [dataset] = keptByCrawlers([found.dataset]);
  return {
    options: { ...HURRIED, datasets: [dataset!] },
    itinerary: ownData({ ...found, dataset: dataset! }),
  };
}
