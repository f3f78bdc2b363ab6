import type { OptionSpec } from "../arguments.ts";
import type { Command } from "../command.ts";
import { SUMMARIES } from "../summaries.ts";

/** What a shell is told of a command. */
export interface DescribedCommand {
  readonly name: string;
  readonly summary: string;
  /** Words that may follow the name: "list", "replay". */
  readonly verbs: readonly string[];
  readonly options: readonly DescribedOption[];
  /** May files follow? */
  readonly takesFiles: boolean;
}

export interface DescribedOption {
  /** "--stage" */
  readonly name: string;
  readonly help: string;
  readonly value: "none" | "file" | "other";
}

/** What a value is called in the usage of a command, if it is a file or a folder. */
const FILE = /^(?:<(?:file|folder)>|FILE)$/;

function valueKindOf({ type, placeholder = "" }: OptionSpec): DescribedOption["value"] {
  if (type === "boolean") return "none";
  return FILE.test(placeholder) ? "file" : "other";
}

export function described({ name, verbs, options, synopsis }: Command): DescribedCommand {
  return {
    name,
    summary: SUMMARIES[name],
    verbs,
    takesFiles: /^<(?:file|folder)>/.test(synopsis),
    options: [
      ...Object.entries(options).map(([option, spec]) => {
        return { name: `--${option}`, help: spec.help, value: valueKindOf(spec) };
      }),
      { name: "--help", help: "what the command does, and its options", value: "none" },
    ],
  };
}
