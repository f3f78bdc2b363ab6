import { readFile } from "node:fs/promises";
import { missingCredentials } from "../access/missing-credentials.ts";
import { nearest } from "../shared/datasets/suggestion.ts";
import { ConfigurationError, messageOf, RegistrarError } from "../shared/runtime/errors.ts";
import { REGISTRAR } from "../shared/runtime/launcher.ts";
import { quoted } from "../shared/runtime/text.ts";
import { readArguments } from "./arguments.ts";
import { type Command, EXIT, type ExitCode, LIST_OPTION } from "./command.ts";
import { asDeclarationError } from "./declaration-errors.ts";
import { type CommandName, SUMMARIES } from "./summaries.ts";
import { createTerminal, hasColours, type Terminal } from "./terminal.ts";

/** Commands by name, loaded when called: `registrar check` must not wait for DuckDB. */
export const COMMANDS: Readonly<Record<CommandName, () => Promise<{ readonly command: Command }>>> = {
  demo: () => import("./commands/demo.ts"),
  try: () => import("./commands/try.ts"),
  local: () => import("./commands/local.ts"),
  check: () => import("./commands/check.ts"),
  status: () => import("./commands/status.ts"),
  doctor: () => import("./commands/doctor.ts"),
  validate: () => import("./commands/validate.ts"),
  ready: () => import("./commands/ready.ts"),
  query: () => import("./commands/query.ts"),
  explain: () => import("./commands/explain.ts"),
  replay: () => import("./commands/replay.ts"),
  parked: () => import("./commands/parked.ts"),
  backfill: () => import("./commands/backfill.ts"),
  reconcile: () => import("./commands/reconcile.ts"),
  undo: () => import("./commands/undo.ts"),
  schema: () => import("./commands/schema.ts"),
  grant: () => import("./commands/grant.ts"),
  calendar: () => import("./commands/calendar.ts"),
  export: () => import("./commands/export.ts"),
  completion: () => import("./commands/completion.ts"),
};

const ASKS_FOR_HELP = new Set([undefined, "help", "--help", "-h"]);

/** Runs one command and answers its exit code. The only place that turns errors into words. */
export async function main(
  given: readonly string[],
  terminal = createTerminal(process, hasColours(process.stdout, process.env)),
): Promise<ExitCode> {
  try {
    return await carryOut(given, terminal);
  } catch (thrown) {
    const error = missingCredentials(thrown) ?? asDeclarationError(thrown);
    return asksForJson(given) ? complainInJson(error, terminal) : complain(error, terminal);
  } finally {
    terminal.progress("");
  }
}

async function carryOut([name, ...args]: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (name === "--version") {
    terminal.out(await version());
    return EXIT.ok;
  }
  const isAboutCommand = name === "help" && args.length > 0;
  if (ASKS_FOR_HELP.has(name) && !isAboutCommand) {
    terminal.out(overview());
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const load = commandNamed(isAboutCommand ? args[0]! : name!);
  if (!isAboutCommand) await goByListOf(name!, args);
  const { command } = await load();
  return command.execute(isAboutCommand ? ["--help"] : args, terminal);
}

/**
 * Everything that is loaded from here on goes by the list that --datasets or else REGISTRAR_DATASETS names. Not the
 * demonstration: it is of the market that the project comes with. Nor the completion, which a broken list must not end.
 */
async function goByListOf(name: string, args: readonly string[]): Promise<void> {
  const { values } = readArguments(args, { ...LIST_OPTION, demo: { type: "boolean", help: "" } });
  const isOfMarket = name === "demo" || (name === "local" && values.demo === true);
  if (isOfMarket || name === "completion" || values.help === true) return;
  // What is wrong with the option is told with what is wrong with the others.
  const asked = typeof values.datasets === "string" && !/^(-|\s*$)/.test(values.datasets);
  const given = asked ? String(values.datasets) : undefined;
  if (name === "try") return goByListToTry(given);
  const path = given ?? process.env.REGISTRAR_DATASETS;
  if (path === undefined || path === "") return;
  const { goBy } = await import("../deploy/outside-list.ts");
  goBy(path);
}

/** A list that is yet to be written is not gone by, nor one that has nothing in it. */
async function goByListToTry(given: string | undefined): Promise<void> {
  const { presentList } = await import("./own-data/own-list.ts");
  const path = presentList(given);
  if (path === undefined) return;
  const { goBy } = await import("../deploy/outside-list.ts");
  const { givenList } = await import("../shared/runtime/given-list.ts");
  goBy(path);
  const datasets = givenList()?.datasets;
  if (Array.isArray(datasets) && datasets.length === 0) goBy(undefined);
}

function commandNamed(name: string): () => Promise<{ readonly command: Command }> {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name as CommandName];
  const known = Object.keys(COMMANDS);
  const near = nearest(name, known);
  throw new ConfigurationError("USAGE", `There is no command ${quoted(name)}.`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `commands: ${known.join(", ")}`,
  ]);
}

/** Behind `--` nothing is an option. */
function asksForJson(given: readonly string[]): boolean {
  const end = given.indexOf("--");
  return given.slice(0, end < 0 ? undefined : end).includes("--json");
}

/** Whoever asks for one JSON document gets one, also when there is nothing but an error. */
function complainInJson(thrown: unknown, terminal: Terminal): ExitCode {
  const [message = ""] = messageOf(thrown).split("\n  - ");
  const error =
    thrown instanceof RegistrarError
      ? { code: thrown.code, message, problems: thrown instanceof ConfigurationError ? thrown.problems : [] }
      : { code: "UNEXPECTED", message, problems: [] };
  terminal.out(JSON.stringify({ error }, null, 2));
  if (!(thrown instanceof RegistrarError)) return complain(thrown, terminal);
  return exitCodeFor(thrown);
}

const exitCodeFor = (error: RegistrarError) =>
  error instanceof ConfigurationError ? EXIT.usage : EXIT.unavailable;

function complain(thrown: unknown, terminal: Terminal): ExitCode {
  if (!(thrown instanceof RegistrarError)) {
    terminal.note(thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown));
    return EXIT.no;
  }
  terminal.note(`${terminal.style("red", thrown.code)}  ${thrown.message}`);
  const code = exitCodeFor(thrown);
  if (code !== EXIT.usage) terminal.note(`docs/operations.md has a heading for ${thrown.code}.`);
  return code;
}

function overview(): string {
  const width = Math.max(...Object.keys(SUMMARIES).map((name) => name.length));
  return [
    `${REGISTRAR} <command> [options]`,
    "",
    ...Object.entries(SUMMARIES).map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    `${REGISTRAR} help <command> says more. Exit codes: 0 yes or done, 1 no, 2 usage error, 3 AWS refused.`,
  ].join("\n");
}

/** "0.1.0" */
async function version(): Promise<string> {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
