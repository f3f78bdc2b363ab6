import { createFunctionLog } from "../../local/demo/function-log.ts";
import type { Platform, PlatformOptions } from "../../local/platform.ts";
import { datasets } from "../../shared/declared-datasets.ts";
import { defineCommand, EXIT, JSON_OPTION } from "../command.ts";
import {
  askedShell,
  listEnvironment,
  marketEnvironment,
  SHELL_OPTION,
  tellWhereItIs,
  whereItIs,
} from "../local-environment.ts";
import { portOf } from "../port-option.ts";
import type { Terminal } from "../terminal.ts";
import { withPlatform } from "../with-platform.ts";

const DEFAULT_PORT = 4599;

export const command = defineCommand({
  name: "local",
  synopsis: "[--demo] [--port 4599] [--shell <name>] [--logs] [--json]",
  details:
    "Everything is kept in a temporary folder and gone when it stops (Ctrl-C). Nothing leaves this machine.",
  options: {
    demo: {
      type: "boolean",
      help: "with two days of the demonstration's market, whatever list of datasets is set",
    },
    port: { type: "string", placeholder: "<n>", help: `default ${DEFAULT_PORT}; 0 takes any free one` },
    ...SHELL_OPTION,
    logs: { type: "boolean", help: "print what the register function logs" },
    ...JSON_OPTION,
  },
  async run({ values, terminal }) {
    const port = portOf("local", values.port, DEFAULT_PORT);
    const shell = askedShell("local", values.shell);
    const isMarket = values.demo === true;
    const log = createFunctionLog();
    const onLog = (line: string) => {
      log.read(line);
      if (values.logs === true) terminal.note(line);
    };
    terminal.progress("starting the local stack");
    const options = { port, onLog, ...(isMarket ? await marketOptions() : {}) };
    await withPlatform("local", options, async (platform, interrupted) => {
      if (isMarket) await fill(platform, log, terminal);
      const env = isMarket ? await marketEnvironment(platform.env) : listEnvironment(platform.env);
      if (values.json === true) terminal.out(JSON.stringify(whereItIs(platform, env), null, 2));
      else tellWhereItIs({ ...platform, env }, options.datasets ?? datasets, shell, terminal);
      terminal.note("Ctrl-C stops it.");
      return interrupted;
    });
    terminal.note("stopped; nothing is left.");
    return EXIT.ok;
  },
});

async function marketOptions(): Promise<Pick<PlatformOptions, "datasets">> {
  const { MARKET } = await import("../../local/demo/market-datasets.ts");
  return { datasets: MARKET };
}

/** Resolves once the partitions of all objects are registered. */
async function fill(
  platform: Platform,
  log: ReturnType<typeof createFunctionLog>,
  terminal: Terminal,
): Promise<void> {
  const { deliver } = await import("../../local/demo/journey.ts");
  const { tradingDays } = await import("../../local/demo/trading-day.ts");
  const { uploads } = tradingDays(platform.emulator.dataDir);
  await deliver(platform, uploads, log, {
    done: (text) => terminal.note(text),
    doing: (text) => terminal.progress(text),
  });
  terminal.progress("");
}
