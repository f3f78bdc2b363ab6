/** A folder of Hive-partitioned Parquet, read as one dataset. */
import { basename, join, resolve } from "node:path";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { ConfigurationError } from "../../shared/runtime/errors.ts";
import { printable } from "../../shared/runtime/text.ts";
import { columnsOf } from "./columns.ts";
import { readFooters } from "./footers.ts";
import { layoutOf, tableFolders } from "./layout.ts";
import { listed, type Skipped, skippedLines } from "./skipped.ts";
import { problemOfFolder, walk } from "./walk.ts";

export interface FolderDataset {
  readonly dataset: DeclaredDataset;
  readonly files: readonly { readonly path: string; readonly key: string }[];
  /** What is left out of the table, each with why. */
  readonly skipped: readonly Skipped[];
  /** What is worth knowing and stops nothing, what is left out among it. */
  readonly notes: readonly string[];
}

/** The Glue database of a table that nobody has given one yet. */
const DATABASE = "lake";

/** Problems of one kind that are shown one by one. */
const SHOWN = 5;

/**
 * Reads every footer below `folder`. What cannot be part of a table is left out and told; a folder that has nothing
 * else throws one ConfigurationError, which says what was found.
 */
export async function readParquetFolder(
  folder: string,
  onProgress: (read: number, of: number) => void,
): Promise<FolderDataset> {
  if (folder.trim() === "") throw problem(JSON.stringify(folder), ["it names no folder"]);
  const root = resolve(folder);
  const wrong = await problemOfFolder(root);
  if (wrong !== undefined) throw problem(folder, [wrong]);
  const found = await walk(root);
  const read = await readFooters(root, found.files, onProgress);
  const { keys, footers, skipped: others } = layoutOf(read.footers);
  const skipped = [...found.skipped, ...read.skipped, ...others].sort(byPath);
  if (footers.length === 0) throw problem(folder, [...nothingUsable(folder, skipped)]);
  const names = keys.map(({ name }) => name);
  const { columns, notes, problems } = columnsOf(footers, names);
  if (problems.length > 0) throw problem(folder, [...shown(problems)]);
  const name = nameOf(root);
  const prefix = `${name}/`;
  return {
    dataset: { name, database: DATABASE, table: name, prefix, keys, columns, strategy: "register" },
    files: footers.map(({ file }) => ({ path: join(root, file), key: prefix + file })),
    skipped,
    notes: [...[...skippedLines(skipped)].map((line) => `left out: ${line}`), ...notes],
  };
}

const byPath = (one: Skipped, other: Skipped) => (one.path < other.path ? -1 : 1);

function* nothingUsable(folder: string, skipped: readonly Skipped[]): Generator<string> {
  const whole = skipped.filter(({ kind }) => kind === "loose" || kind === "other keys");
  if (skipped.length === 0) yield "it is empty";
  else if (whole.length === 0) yield "there is no readable Parquet in it";
  else yield `no Parquet of it lies in name=value folders, as in ${join(folder, "day=2025-11-26", "…")}`;
  const tables = tableFolders(whole.map(({ path }) => path));
  if (tables.length > 0) yield `name one table of it: ${listed(tables.map((table) => join(folder, table)))}`;
  yield* skippedLines(skipped);
}

/** A name that Glue and S3 take, of the folder's. */
function nameOf(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .replace(/^[^a-z]+/, "")
    .slice(0, 40);
  return name || "folder";
}

function* shown(lines: readonly string[]): Generator<string> {
  yield* lines.slice(0, SHOWN);
  if (lines.length > SHOWN) yield `… and ${lines.length - SHOWN} more of the kind`;
}

function problem(folder: string, problems: readonly string[]): ConfigurationError {
  return new ConfigurationError("USAGE", `${printable(folder)} cannot be demonstrated:`, problems);
}
