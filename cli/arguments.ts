/** What was typed behind a command's name, and everything that is wrong with it as far as the options tell. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { didYouMean } from "../shared/datasets/suggestion.ts";
import { quoted } from "../shared/runtime/text.ts";

export type OptionSpec = {
  readonly type: "string" | "boolean";
  readonly help: string;
  readonly placeholder?: string;
  /** What it may be, or usually is, for shells to complete. */
  readonly values?: readonly string[];
};
export type Options = Readonly<Record<string, OptionSpec>>;
export type Values<O extends Options> = {
  readonly [K in keyof O]?: O[K]["type"] extends "boolean" ? boolean : string;
};

interface Arguments {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
  readonly problems: readonly string[];
}

type Specs = NonNullable<ParseArgsConfig["options"]>;

export function readArguments(args: readonly string[], options: Options): Arguments {
  const specs: Specs = { help: { type: "boolean", short: "h" } };
  for (const [option, { type }] of Object.entries(options)) specs[option] = { type };
  const parsed = parseArgs({
    args: [...args],
    options: specs,
    allowPositionals: true,
    // Not strict: it would throw at the first mistake, and take the last of values that contradict each other.
    strict: false,
    tokens: true,
  });
  const typed = parsed.tokens.filter((token) => token.kind === "option");
  const problems = typed.flatMap((token) => problemOf(token, specs) ?? []);
  for (const name of new Set(typed.map((token) => token.name))) {
    const times = typed.filter((token) => token.name === name).length;
    if (times > 1 && specs[name]?.type === "string") problems.push(`--${name} is given ${times} times`);
  }
  return { values: parsed.values, positionals: parsed.positionals, problems };
}

interface Typed {
  readonly name: string;
  /** As it was written: "--stage", "-s". */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Was the value written as in --stage=dev? */
  readonly inlineValue?: boolean | undefined;
}

function problemOf({ name, rawName, value, inlineValue }: Typed, specs: Specs): string | undefined {
  const type = Object.hasOwn(specs, name) ? specs[name]!.type : undefined;
  if (type === undefined) return `there is no option ${rawName}${suggestionFor(name, specs)}`;
  if (type === "boolean")
    return value === undefined ? undefined : `${rawName} takes no value, got ${quoted(value)}`;
  if (value === undefined) return `${rawName} wants a value`;
  if (value.trim() === "") return `${rawName} is empty`;
  // What follows is an option, not the value that somebody forgot; a value that begins so is written as --reason=-x.
  if (inlineValue !== true && value.startsWith("-")) return `${rawName} wants a value, got ${quoted(value)}`;
  return undefined;
}

function suggestionFor(name: string, specs: Specs): string {
  return didYouMean(
    `--${name}`,
    Object.keys(specs).map((known) => `--${known}`),
  ).replaceAll('"', "");
}
