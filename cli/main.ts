import { ConfigurationError, messageOf, RegistrarError } from "../shared/errors.ts";
import { type Command, EXIT, type ExitCode } from "./command.ts";
import { asDeclarationError } from "./declarations.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/** Commands by name, loaded when called: `registrar check` must not wait for DuckDB. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  demo: () => import("./commands/demo.ts"),
  local: () => import("./commands/local.ts"),
  check: () => import("./commands/check.ts"),
  status: () => import("./commands/status.ts"),
  doctor: () => import("./commands/doctor.ts"),
  validate: () => import("./commands/validate.ts"),
  explain: () => import("./commands/explain.ts"),
  replay: () => import("./commands/replay.ts"),
  parked: () => import("./commands/parked.ts"),
  backfill: () => import("./commands/backfill.ts"),
  grant: () => import("./commands/grant.ts"),
  calendar: () => import("./commands/calendar.ts"),
  export: () => import("./commands/export.ts"),
};

const ASKS_FOR_HELP = new Set([undefined, "help", "--help", "-h"]);

/** Runs one command and answers its exit code. The only place that turns errors into words. */
export async function main(
  [name, ...args]: readonly string[],
  terminal = createTerminal(process, process.stdout.isTTY === true && process.env.NO_COLOR === undefined),
): Promise<ExitCode> {
  try {
    if (ASKS_FOR_HELP.has(name)) {
      terminal.out(await overview());
      return name === undefined ? EXIT.usage : EXIT.ok;
    }
    const load = Object.hasOwn(COMMANDS, name!) ? COMMANDS[name!] : undefined;
    if (load === undefined) {
      const known = Object.keys(COMMANDS).join(", ");
      throw new ConfigurationError("USAGE", `There is no command ${JSON.stringify(name)}.`, [
        `commands: ${known}`,
      ]);
    }
    const { command } = await load();
    return await command.execute(args, terminal);
  } catch (thrown) {
    return complain(asDeclarationError(thrown), terminal);
  } finally {
    terminal.progress("");
  }
}

function complain(thrown: unknown, terminal: Terminal): ExitCode {
  if (!(thrown instanceof RegistrarError)) {
    terminal.note(thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown));
    return EXIT.no;
  }
  terminal.note(`${terminal.style("red", thrown.code)}  ${thrown.message}`);
  if (thrown instanceof ConfigurationError) return EXIT.usage;
  terminal.note(`docs/operations.md has a heading for ${thrown.code}.`);
  return EXIT.unavailable;
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const width = Math.max(...commands.map(({ command }) => command.name.length));
  return [
    "registrar <command> [options]",
    "",
    ...commands.map(({ command }) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    "",
    "registrar <command> --help says more. Exit codes: 0 yes or done, 1 no, 2 called wrongly, 3 AWS refused.",
  ].join("\n");
}
