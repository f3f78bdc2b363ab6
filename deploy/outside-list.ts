/**
 * A list of datasets in a file outside of this checkout, which REGISTRAR_DATASETS or --datasets names. It exports
 * `datasets`, and, if it likes, `grantees` and `naming`; all three are plain data. docs/own-list.md has an example.
 */
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import type { Grantee } from "../access/grantee.ts";
import { type FieldsOf, misfits, type Shape } from "../shared/datasets/shape.ts";
import { didYouMean } from "../shared/datasets/suggestion.ts";
import type { DeclaredDataset } from "../shared/quality/quality.ts";
import { ConfigurationError } from "../shared/runtime/errors.ts";
import { giveList } from "../shared/runtime/given-list.ts";
import type { Naming } from "../shared/runtime/naming.ts";
import { printable, quoted } from "../shared/runtime/text.ts";
import { problemsOfThrown } from "./declarations/unreadable-source.ts";

/** For those who write such a list. */
export type { DeclaredDataset, Grantee, Naming };

/** The name of the setting, for a shell. */
export const LIST_VARIABLE = "REGISTRAR_DATASETS";

/**
 * Has all modules that are loaded from now on go by the list in `path`, which may be relative to the working directory; by
 * the project's own if there is no path. Throws one ConfigurationError if the list cannot be read, or is none. What is wrong
 * with its datasets and grantees is told by whoever asks for them.
 */
export function goBy(path: string | undefined): void {
  giveList(undefined);
  if (path === undefined || path === "") return;
  const file = resolve(path);
  const exported = exportsOf(file);
  const problems = [...problemsOf(exported, file)];
  if (problems.length > 0) throw unreadable(problems);
  const { datasets, grantees, naming } = exported;
  giveList({ file, datasets, grantees, naming });
}

const unreadable = (problems: readonly string[]) =>
  new ConfigurationError("INVALID_DATASETS", "What is declared cannot be read:", problems);

interface Exported {
  readonly datasets?: unknown;
  readonly grantees?: unknown;
  readonly naming?: unknown;
}

/** With what is exported by default, for a list of JSON or CommonJS. */
function exportsOf(file: string): Exported {
  if (!existsSync(file))
    throw unreadable([`${file}: there is no such file (${LIST_VARIABLE} or --datasets)`]);
  if (!statSync(file).isFile())
    throw unreadable([`${file} is no file: name the list itself, such as ${file}/datasets.ts`]);
  // At once, not with import(): osls loads this with require().
  const { require: load } = createRequire(import.meta.url)("tsx/cjs/api") as {
    readonly require: (file: string, from: string) => unknown;
  };
  try {
    const loaded = load(file, import.meta.url) as Exported & { readonly default?: Exported };
    return { ...loaded?.default, ...loaded };
  } catch (thrown) {
    const listed = listOf(thrown);
    if (listed !== undefined) return { datasets: listed };
    throw unreadable(problemsOfThrown(thrown, file));
  }
}

/** Of a list that checks itself by a defineDatasets of its own: what is wrong with it is told like that of any other. */
function listOf(thrown: unknown): unknown {
  const { name, declared } = thrown as { readonly name?: unknown; readonly declared?: unknown };
  return name === "ConfigurationError" && Array.isArray(declared) ? declared : undefined;
}

function* problemsOf({ datasets, naming, ...others }: Exported, file: string): Generator<string> {
  if (datasets === undefined) {
    const names = Object.keys(others).filter((name) => name !== "default" && name !== "__esModule");
    const found = names.length === 0 ? "nothing" : names.map((name) => printable(name)).join(", ");
    const hint = names.map((name) => didYouMean(name, ["datasets"])).find((text) => text !== "") ?? "";
    yield `${file} exports no datasets, expected: export const datasets = […]; it exports ${found}${hint}`;
  }
  if (naming !== undefined) yield* problemsOfNaming(naming as Naming);
}

const NAMING = {
  "service?": "text",
  "resultsDatabase?": "text",
  "recordsPrefix?": "text",
} satisfies FieldsOf<Partial<Naming>> & Shape;

/** What each may be, and the end of a sentence that begins with what it is instead. */
const RULES: Readonly<Record<keyof Naming, readonly [RegExp, string]>> = {
  service: [
    /^[a-z](?:[a-z0-9-]{0,21}[a-z0-9])?$/,
    "must be a letter of a-z, then at most 22 of a-z, 0-9 and -, and end with no -",
  ],
  resultsDatabase: [/^[a-z0-9_]{1,239}$/, 'must be 1 to 239 of a-z, 0-9 and "_"'],
  recordsPrefix: [
    /^(?:[A-Za-z0-9_.=-]+\/)+$/,
    'must be folders of A-Z a-z 0-9 _ . = -, each of which ends with "/"',
  ],
};

function* problemsOfNaming(naming: Naming): Generator<string> {
  const unfit = [...misfits(naming, NAMING)];
  for (const { problem } of unfit) if (problem !== undefined) yield `naming: ${problem}`;
  const broken = new Set(unfit.map(({ field }) => field));
  for (const [field, [pattern, rule]] of Object.entries(RULES)) {
    const value = naming?.[field as keyof Naming];
    if (value !== undefined && !broken.has("") && !broken.has(field) && !pattern.test(value))
      yield `naming: ${field} ${quoted(value)} ${rule}`;
  }
}
