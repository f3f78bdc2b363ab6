import { once } from "node:events";
import { defineCommand, EXIT, JSON_OPTION, usage } from "../command.ts";
import { tellWhereItIs, whereItIs } from "../local-environment.ts";

const DEFAULT_PORT = 4599;

export const command = defineCommand({
  name: "local",
  synopsis: "[--port 4599] [--logs] [--json]",
  summary:
    "the platform on this machine, for any AWS client: S3, SQS, Glue, Athena and the register function",
  details:
    "Everything is kept in a temporary folder and gone when it stops (Ctrl-C). Nothing leaves this machine.",
  options: {
    port: { type: "string", placeholder: "<n>", help: `default ${DEFAULT_PORT}; 0 takes any free one` },
    logs: { type: "boolean", help: "print what the register function logs" },
    ...JSON_OPTION,
  },
  async run({ values, terminal }) {
    const port = portOf(values.port);
    const onLog = values.logs === true ? { onLog: (line: string) => terminal.note(line) } : {};
    terminal.progress("starting the local stack");
    const { startPlatform } = await import("../../local/platform.ts");
    const platform = await startPlatform({ port, ...onLog }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "PORT_TAKEN" ? usage("local", [`${error.message} (--port <n>)`]) : error;
    });
    if (values.json === true) terminal.out(JSON.stringify(whereItIs(platform), null, 2));
    else tellWhereItIs(platform, terminal);
    terminal.note("Ctrl-C stops it.");
    await untilInterrupted();
    terminal.progress("stopping");
    await platform.close();
    terminal.note("stopped; nothing is left.");
    return EXIT.ok;
  },
});

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw usage("local", [`--port ${JSON.stringify(text)} must be a number from 0 to 65535`]);
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
export async function untilInterrupted(): Promise<void> {
  const keepAlive = setInterval(() => {}, 1 << 30);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearInterval(keepAlive);
}
