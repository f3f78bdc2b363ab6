import type { MessageResult } from "../shared/events/batch.ts";
import { isParked } from "../shared/events/outcome.ts";
import { usageError } from "../shared/runtime/errors.ts";
import { REGISTRAR } from "../shared/runtime/launcher.ts";
import { stageProblem } from "../shared/runtime/stage-name.ts";
import { type OptionSpec, type Options, readArguments, type Values } from "./arguments.ts";
import { type CommandName, SUMMARIES } from "./summaries.ts";
import type { Terminal } from "./terminal.ts";

/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** The command ran and the answer is no: not registered, something left undone, a demo that went wrong. */
  no: 1,
  /** Wrong arguments, settings or dataset definitions. Nothing was done. */
  usage: 2,
  /** AWS, or the local stack, refused or could not be reached. */
  unavailable: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What the results of messages say to a shell: AWS failed, something is left for a person, or all is done. */
export function exitCodeOf(results: readonly MessageResult[]): ExitCode {
  if (results.some(({ outcome }) => outcome.kind === "failed")) return EXIT.unavailable;
  return results.some(({ outcome }) => isParked(outcome)) ? EXIT.no : EXIT.ok;
}

/** What a command was called with. */
export interface Call<O extends Options> {
  readonly values: Values<O>;
  readonly positionals: readonly string[];
  readonly terminal: Terminal;
}

/** One command: a file of cli/commands. What it is for is in cli/summaries.ts. */
export interface Command {
  readonly name: CommandName;
  /** What follows the name in the usage line. */
  readonly synopsis: string;
  /** Words of which one may follow the name. */
  readonly verbs: readonly string[];
  readonly options: Options;
  readonly details: string | undefined;
  readonly execute: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;
}

/** Makes a command whose options are typed by their declaration. Every command takes --datasets and --help. */
export function defineCommand<const O extends Options>(definition: {
  readonly name: CommandName;
  readonly synopsis: string;
  readonly verbs?: readonly string[];
  readonly details?: string;
  readonly options: O;
  /** How many arguments that are not options; default none. */
  readonly positionals?: readonly [least: number, most: number];
  readonly run: (call: Call<O>) => Promise<ExitCode>;
}): Command {
  const { name, synopsis, verbs = [], details, positionals: [least, most] = [0, 0] } = definition;
  const options: Options = { ...definition.options, ...LIST_OPTION };
  const command: Command = {
    name,
    synopsis,
    verbs,
    options,
    details,
    async execute(args, terminal) {
      const { values, positionals, problems } = readArguments(args, options);
      if (values.help === true) {
        terminal.out(usageOf(command));
        return EXIT.ok;
      }
      if (problems.length > 0)
        throw usageError(name, [...problems, `${REGISTRAR} ${name} --help lists the options`]);
      if (positionals.length < least || positionals.length > most) {
        throw usageError(name, [`expected: ${REGISTRAR} ${name} ${synopsis}`]);
      }
      return definition.run({ values: values as Values<O>, positionals, terminal });
    },
  };
  return command;
}

/** The --stage of a command. */
export function stageOf(name: string, stage = "dev"): string {
  const problem = stageProblem(stage);
  if (problem === undefined) return stage;
  throw usageError(name, [`--stage ${problem}`]);
}

export const STAGE_OPTION = {
  stage: {
    type: "string",
    placeholder: "<stage>",
    help: "the stage: prod, dev, … (default dev)",
    values: ["dev", "prod"],
  },
} as const;
/** Of every command; cli/main.ts takes it before a command is loaded. */
export const LIST_OPTION = {
  datasets: {
    type: "string",
    placeholder: "<file>",
    help: "the list of datasets, outside of this checkout (default: REGISTRAR_DATASETS, or shared/datasets.ts)",
  },
} as const;
export const JSON_OPTION = { json: { type: "boolean", help: "print one JSON document" } } as const;

export function usageOf({ name, synopsis, options, details }: Command): string {
  const rows = Object.entries({ ...options, help: { help: "this text" } as OptionSpec }).map(
    ([option, spec]) => {
      return [
        `--${option}${spec.placeholder === undefined ? "" : ` ${spec.placeholder}`}`,
        spec.help,
      ] as const;
    },
  );
  const width = Math.max(...rows.map(([option]) => option.length));
  return [
    `${REGISTRAR} ${name} ${synopsis}`.trimEnd(),
    "",
    SUMMARIES[name],
    ...(details === undefined ? [] : ["", details]),
    "",
    ...rows.map(([option, help]) => `  ${option.padEnd(width)}  ${help}`),
  ].join("\n");
}
