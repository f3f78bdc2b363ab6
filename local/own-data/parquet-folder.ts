/** A folder of Hive-partitioned Parquet, read as one dataset. */
import { basename, join, resolve } from "node:path";
import type { DeclaredDataset } from "../../shared/quality/quality.ts";
import { ConfigurationError } from "../../shared/runtime/errors.ts";
import { printable } from "../../shared/runtime/text.ts";
import { columnsOf } from "./columns.ts";
import { type Footer, readFooters } from "./footers.ts";
import { haveOtherColumns, layoutOf, tableFolders } from "./layout.ts";
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

/** Where a folder comes from, if it is a copy. */
export interface FolderPlace {
  /** What messages call it. */
  readonly shown?: string;
  /** Where its files lie in a bucket; ends with "/". Default: the name of the table. */
  readonly prefix?: string;
}

/** Problems of one kind that are shown one by one. */
const SHOWN = 5;

/**
 * Reads every footer below `folder`. What cannot be part of a table is left out and told; a folder that has nothing
 * else throws one ConfigurationError, which says what was found.
 */
export async function readParquetFolder(
  folder: string,
  onProgress: (read: number, of: number) => void,
  { shown = folder, prefix }: FolderPlace = {},
): Promise<FolderDataset> {
  if (folder.trim() === "") throw problem(JSON.stringify(folder), ["it names no folder"]);
  const root = resolve(folder);
  const wrong =
    (await problemOfFolder(root)) ?? problemOfName(shown === folder ? root : shown.replace(/\/+$/, ""));
  if (wrong !== undefined) throw problem(folder, [wrong]);
  const found = await walk(root);
  const read = await readFooters(root, found.files, onProgress);
  const { keys, layout, footers, skipped: others, notes: ofLayout, candidates } = layoutOf(read.footers);
  const skipped = [...found.skipped, ...read.skipped, ...others].sort(byPath);
  if (candidates.length > 0) throw problem(shown, [undecided(candidates, read.footers[0]!.file)]);
  if (footers.length === 0) throw problem(shown, [...nothingUsable(shown, skipped, read.footers)]);
  const names = keys.map(({ name }) => name);
  const { columns, notes, problems } = columnsOf(footers, names);
  if (problems.length > 0) throw problem(shown, [...firstOf(problems)]);
  const name = nameOf(root);
  const place = prefix ?? `${name}/`;
  return {
    dataset: {
      name,
      database: DATABASE,
      table: name,
      prefix: place,
      keys,
      ...(layout === undefined ? {} : { layout }),
      columns,
      strategy: "register",
    },
    files: footers.map(({ file }) => ({ path: join(root, file), key: place + file })),
    skipped,
    notes: [...[...skippedLines(skipped)].map((line) => `left out: ${line}`), ...ofLayout, ...notes],
  };
}

/** A partition would be a table of what is below it, without its own key. */
function problemOfName(root: string): string | undefined {
  const name = basename(root);
  if (!/^[^=]+=/.test(name)) return undefined;
  const table = root.slice(0, Math.max(root.search(/\/[^/=]+=/), 1));
  return `its own name, ${printable(name)}, is that of a partition: name the folder of the table, ${printable(table)}`;
}

const byPath = (one: Skipped, other: Skipped) => (one.path < other.path ? -1 : 1);

function undecided(candidates: readonly string[], example: string): string {
  const layouts = candidates.map((layout) => JSON.stringify(layout)).join(" or ");
  return `its layout cannot be told: the folders of ${printable(example)} may be ${layouts}; declare the one that they are`;
}

function* nothingUsable(
  folder: string,
  skipped: readonly Skipped[],
  footers: readonly Footer[],
): Generator<string> {
  const whole = skipped.filter(({ kind }) => kind === "loose" || kind === "other keys");
  const tops = [...new Set(footers.map(({ file }) => (file.includes("/") ? file.split("/", 1)[0]! : "")))];
  const tables = tableFolders(whole.map(({ path }) => path));
  const example = below(folder, "day=2025-11-26", "…");
  if (skipped.length === 0) yield "it is empty";
  else if (footers.length === 0) yield "there is no readable Parquet in it";
  else if (tops.length === 1 && tops[0] === "") {
    yield `its files lie flat: a table without partitions, of which there is nothing to register; write each into a folder of its partition, as in ${example}`;
  } else if (tables.length > 0) {
    yield `its name=value folders lie deeper: name one table of it: ${listed(tables.map((table) => below(folder, table)))}`;
    // That their files lie in no partition of this folder is no more than that.
    yield* skippedLines(skipped.filter(({ kind }) => kind !== "loose" && kind !== "other keys"));
    return;
  } else {
    yield `no folder of it is name=value, as in ${example}, or a day, as in ${below(folder, "2025/11/26", "…")}`;
    const folders = tops.filter((top) => top !== "");
    if (haveOtherColumns(footers)) {
      yield `its folders hold different columns; name one table of it: ${listed(folders.map((top) => below(folder, top)))}`;
    } else {
      yield `its layout cannot be told: ${listed(folders)} may be values of a partition key (layout "{key}/", with a name for the key), or tables of their own (name one, as ${below(folder, folders[0]!)})`;
    }
  }
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

function* firstOf(lines: readonly string[]): Generator<string> {
  yield* lines.slice(0, SHOWN);
  if (lines.length > SHOWN) yield `… and ${lines.length - SHOWN} more of the kind`;
}

function problem(folder: string, problems: readonly string[]): ConfigurationError {
  return new ConfigurationError("USAGE", `${printable(folder)} is no table:`, problems);
}

/** A name below a folder, or below a URL. */
const below = (folder: string, ...names: readonly string[]) =>
  [folder.replace(/\/+$/, ""), ...names].join("/");
