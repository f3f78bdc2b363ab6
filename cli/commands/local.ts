import { datasets } from "../../shared/declared-datasets.ts";
import { defineCommand, EXIT, JSON_OPTION } from "../command.ts";
import { tellWhereItIs, whereItIs } from "../local-environment.ts";
import { portOf } from "../port-option.ts";
import { withPlatform } from "../with-platform.ts";

const DEFAULT_PORT = 4599;

export const command = defineCommand({
  name: "local",
  synopsis: "[--port 4599] [--logs] [--json]",
  details:
    "Everything is kept in a temporary folder and gone when it stops (Ctrl-C). Nothing leaves this machine.",
  options: {
    port: { type: "string", placeholder: "<n>", help: `default ${DEFAULT_PORT}; 0 takes any free one` },
    logs: { type: "boolean", help: "print what the register function logs" },
    ...JSON_OPTION,
  },
  async run({ values, terminal }) {
    const port = portOf("local", values.port, DEFAULT_PORT);
    const onLog = values.logs === true ? { onLog: (line: string) => terminal.note(line) } : {};
    terminal.progress("starting the local stack");
    await withPlatform("local", { port, ...onLog }, async (platform, interrupted) => {
      if (values.json === true) terminal.out(JSON.stringify(whereItIs(platform), null, 2));
      else tellWhereItIs(platform, datasets, terminal);
      terminal.note("Ctrl-C stops it.");
      return interrupted;
    });
    terminal.note("stopped; nothing is left.");
    return EXIT.ok;
  },
});
