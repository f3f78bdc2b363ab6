import { fileURLToPath } from "node:url";
import { createFunctionLog, type FunctionLog } from "../../local/demo/function-log.ts";
import type { Itinerary, Witness } from "../../local/demo/journey.ts";
import type { Platform, PlatformOptions } from "../../local/platform.ts";
import { problemsOfFile } from "../../operate/report-file.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { usageError } from "../../shared/runtime/errors.ts";
import { REGISTRAR } from "../../shared/runtime/launcher.ts";
import { type Call, defineCommand, EXIT, JSON_OPTION } from "../command.ts";
import { tellJourney } from "../demo/tell-journey.ts";
import { asJson, isSound, tellQuality } from "../demo/tell-quality.ts";
import { witnessFor } from "../demo/witness.ts";
import { INTERRUPTED } from "../interruption.ts";
import { askedShell, marketEnvironment, SHELL_OPTION, tellWhereItIs } from "../local-environment.ts";
import { portOf } from "../port-option.ts";
import type { Terminal } from "../terminal.ts";
import { withPlatform } from "../with-platform.ts";

const OPTIONS = {
  from: {
    type: "string",
    placeholder: "<folder>",
    help: "your own Parquet instead of a made-up market, as registrar try does it",
  },
  crawl: { type: "boolean", help: "every table is kept by a crawler, started once per burst" },
  html: {
    type: "string",
    placeholder: "<file>",
    help: "where the report of the planted defects goes (default .cache/demo/report.html)",
  },
  keep: { type: "boolean", help: "leave the stack up afterwards, until Ctrl-C or SIGTERM" },
  port: { type: "string", placeholder: "<n>", help: "of the stack; default: any free one" },
  ...SHELL_OPTION,
  ...JSON_OPTION,
} as const;

/** In the project, out of git. */
const REPORT = fileURLToPath(new URL("../../.cache/demo/report.html", import.meta.url));

export const command = defineCommand({
  name: "demo",
  synopsis: "[--crawl] [--from <folder>] [--html <file>] [--keep] [--port <n>] [--shell <name>] [--json]",
  details:
    "Defects are planted in the made-up market, and validation finds them; with --crawl and --from nothing is planted.",
  options: OPTIONS,
  async run({ values, terminal }: Call<typeof OPTIONS>) {
    const { from, html, ...others } = values;
    const isMarket = from === undefined && values.crawl !== true;
    if (html !== undefined) await refuseHtml(html, isMarket);
    if (from !== undefined) {
      const { tryData } = await import("../own-data/try-data.ts");
      return tryData("demo", { ...others, source: from }, terminal);
    }
    const begun = performance.now();
    const witness = witnessFor(terminal, begun);
    const port = portOf("demo", values.port, 0);
    const shell = askedShell("demo", values.shell);
    const { options, itinerary } = await prepareMarket(values.crawl === true);
    witness.doing("starting the local stack");
    const { travel } = await import("../../local/demo/journey.ts");
    const log = createFunctionLog();
    const onLog = (line: string) => log.read(line);
    const ended = await withPlatform("demo", { ...options, port, onLog }, async (platform, interrupted) => {
      witness.done(`S3, SQS, Glue, Athena and the function: ${platform.emulator.endpoint}`);
      const journey = await travel(platform, itinerary(platform), log, witness);
      const quality = isMarket ? await inspection(platform, html ?? REPORT, log, witness) : undefined;
      const seconds = (performance.now() - begun) / 1000;
      terminal.progress("");
      const env = isMarket ? await marketEnvironment(platform.env) : platform.env;
      const isFound = quality === undefined || isSound(quality);
      if (values.json === true) {
        const found = quality === undefined ? null : asJson(quality);
        const kept = values.keep === true ? { env } : {};
        const document = { seconds, ...journey, quality: found, ...kept };
        terminal.out(JSON.stringify(document, null, 2));
      } else {
        tellJourney(journey, terminal);
        if (quality !== undefined) tellQuality(quality, terminal);
      }
      if (values.keep !== true) {
        if (values.json !== true) tellNext(terminal);
        return isFound;
      }
      if (values.json !== true)
        tellWhereItIs({ ...platform, env }, options.datasets ?? datasets, shell, terminal);
      if (!isMarket)
        terminal.note("The registrar commands read the list of datasets, which says otherwise of these.");
      terminal.note("Ctrl-C stops it.");
      await interrupted;
      return isFound;
    });
    if (ended !== INTERRUPTED) return ended ? EXIT.ok : EXIT.no;
    terminal.note("stopped; nothing is left.");
    return values.keep === true ? EXIT.ok : EXIT.no;
  },
});

/** The page and what draws its charts are loaded when the stack is up. */
async function inspection(platform: Platform, report: string, log: FunctionLog, witness: Witness) {
  const { inspect } = await import("../../local/demo/quality.ts");
  return inspect(platform, report, log, witness);
}

async function refuseHtml(file: string, isMarket: boolean): Promise<void> {
  const problems = await problemsOfFile("--html", file);
  if (!isMarket) problems.push("--html goes without --crawl and --from: nothing is planted there");
  if (problems.length > 0) throw usageError("demo", problems);
}

interface Preparation {
  readonly options: PlatformOptions;
  readonly itinerary: (platform: Platform) => Itinerary;
}

async function prepareMarket(crawled: boolean): Promise<Preparation> {
  const { tradingDays } = await import("../../local/demo/trading-day.ts");
  const { MARKET } = await import("../../local/demo/market-datasets.ts");
  if (!crawled) {
    return { options: { datasets: MARKET }, itinerary: ({ emulator: stack }) => tradingDays(stack.dataDir) };
  }
  const { HURRIED, keptByCrawlers } = await import("../../local/demo/crawls.ts");
  const datasets = keptByCrawlers(MARKET);
  return {
    options: { ...HURRIED, datasets },
    itinerary: ({ emulator: stack }) => tradingDays(stack.dataDir, datasets),
  };
}

function tellNext(terminal: Terminal): void {
  terminal.out("");
  terminal.out("Next:");
  terminal.out("  npm run demo -- --keep           the same, and the stack stays up");
  terminal.out("  npm run demo -- --crawl          the tables kept by crawlers, one crawl per burst");
  terminal.out(`  ${REGISTRAR} try <folder>         your own Parquet`);
  terminal.out("  npm run local                    an empty stack for any AWS client; -- --demo fills it");
  terminal.out(`  ${REGISTRAR} --help               the operator's commands`);
}
