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
  readonly value: OptionValue;
}

/** Words of which one is meant; names that the list declares, asked when they are wanted; or what nobody can tell. */
export type OptionValue =
  | "none"
  | "file"
  | "other"
  | { readonly words: readonly string[] }
  | { readonly names: DeclaredNames };

export type DeclaredNames = "datasets" | "grantees";

/** Options whose values are declared. What their help says depends on the list, and this must not. */
const DECLARED: Readonly<Record<string, { readonly names: DeclaredNames; readonly help: string }>> = {
  dataset: { names: "datasets", help: "a dataset" },
  user: { names: "grantees", help: "a grantee" },
};

/** What a value is called in the usage of a command, if it is a file or a folder. */
const FILE = /^(?:<(?:file|folder)>|FILE)$/;

function kindOf({ type, placeholder = "", values }: OptionSpec): OptionValue {
  if (type === "boolean") return "none";
  if (values !== undefined) return { words: values };
  return FILE.test(placeholder) ? "file" : "other";
}

export function described({ name, verbs, options, synopsis }: Command): DescribedCommand {
  return {
    name,
    summary: SUMMARIES[name],
    verbs,
    takesFiles: /^<(?:file|folder)\b/.test(synopsis),
    options: [
      ...Object.entries(options).map(([option, spec]) => {
        const { names, help = spec.help } = DECLARED[option] ?? {};
        const value = names === undefined ? kindOf(spec) : { names };
        return { name: `--${option}`, help, value };
      }),
      { name: "--help", help: "what the command does, and its options", value: "none" },
    ],
  };
}
