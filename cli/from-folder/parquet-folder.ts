/** A folder of Hive-partitioned Parquet, read as one dataset. */
import { open, readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { type AsyncBuffer, parquetMetadataAsync, parquetSchema } from "hyparquet";
import { notData } from "../../shared/data-files.ts";
import { type Column, type Dataset, defineDatasets, type PartitionKey } from "../../shared/dataset.ts";
import { isCalendarDay } from "../../shared/day.ts";
import { ConfigurationError, messageOf } from "../../shared/errors.ts";
import { HIVE_NULL, valueInPath } from "../../shared/hive-path.ts";
import { inParallel } from "../../shared/parallel.ts";
import { hiddenColumns, hiveColumns, untypedColumns } from "../../shared/parquet-columns.ts";

export interface FolderDataset {
  readonly dataset: Dataset;
  readonly files: readonly { readonly path: string; readonly key: string }[];
  /** What is worth knowing and stops nothing. */
  readonly notes: readonly string[];
}

/** Problems of one kind that are shown one by one. */
const SHOWN = 5;
const FOOTERS_AT_ONCE = 16;

/** Reads every footer below `folder`. Throws one ConfigurationError that names every problem. */
export async function readParquetFolder(
  folder: string,
  onProgress: (read: number, of: number) => void,
): Promise<FolderDataset> {
  const root = resolve(folder);
  const paths = await dataFiles(root, folder);
  let read = 0;
  const footers = await inParallel(paths, FOOTERS_AT_ONCE, async (path) => {
    const footer = await readFooter(root, path);
    onProgress(++read, paths.length);
    return footer;
  });
  const problems = [...problemsOfFooters(footers, folder)];
  if (problems.length > 0) throw problem(folder, problems);
  return datasetOf(root, folder, footers as readonly Footer[]);
}

interface Footer {
  /** Relative to the folder, with "/". */
  readonly file: string;
  readonly path: string;
  readonly columns: readonly Column[];
  /** Names, lower case, of columns that hold nothing but NULL. */
  readonly untyped: readonly string[];
  /** Names, as written, of columns that differ from another in case alone, which is read in their stead. */
  readonly hidden: readonly string[];
}

interface BrokenFile {
  readonly file: string;
  readonly broken: string;
}

async function dataFiles(root: string, folder: string): Promise<string[]> {
  const info = await stat(root).catch(() => undefined);
  if (info === undefined || !info.isDirectory()) {
    throw problem(folder, [
      info === undefined ? "there is no such folder" : "it is a file; name the folder above it",
    ]);
  }
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  // An empty file is told of as any other that cannot be read, so sizes are not looked at here.
  const found = paths.filter((path) => notData(fileBelow(root, path), undefined) === undefined);
  if (found.length > 0) return found.sort();
  throw problem(folder, [`there is no Parquet in it (${paths.length} files, none of them data)`]);
}

/** Relative to the folder, with "/". */
const fileBelow = (root: string, path: string) => relative(root, path).split(sep).join("/");

async function readFooter(root: string, path: string): Promise<Footer | BrokenFile> {
  const file = fileBelow(root, path);
  try {
    const schema = await withFile(path, async (buffer) => parquetSchema(await parquetMetadataAsync(buffer)));
    const [columns, untyped, hidden] = [hiveColumns(schema), untypedColumns(schema), hiddenColumns(schema)];
    return { file, path, columns, untyped, hidden };
  } catch (thrown) {
    return { file, broken: messageOf(thrown) };
  }
}

async function withFile<Answer>(
  path: string,
  read: (buffer: AsyncBuffer) => Promise<Answer>,
): Promise<Answer> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    return await read({
      byteLength: size,
      async slice(start, end = size) {
        const bytes = Buffer.alloc(end - start);
        await handle.read(bytes, 0, bytes.length, start);
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
      },
    });
  } finally {
    await handle.close();
  }
}

function* problemsOfFooters(footers: readonly (Footer | BrokenFile)[], folder: string): Generator<string> {
  const broken = footers.filter((footer) => "broken" in footer);
  yield* shown(broken, (footer) => `${footer.file} is not readable as Parquet: ${footer.broken}`);
  const whole = footers.filter((footer) => "columns" in footer);
  yield* problemsOfKeys(whole, folder);
  yield* problemsOfTypes(whole);
}

function* problemsOfKeys(footers: readonly Footer[], folder: string): Generator<string> {
  const [first] = footers;
  if (first === undefined) return;
  const expected = keyNames(first.file);
  if (expected.length === 0) {
    yield `${first.file} lies in no name=value folder, so there is no partition to register ` +
      `(expected ${join(folder, "day=2025-11-26", "…")})`;
    return;
  }
  const others = footers.filter(({ file }) => keyNames(file).join() !== expected.join());
  yield* shown(others, ({ file }) => `${file} has keys [${keyNames(file)}], ${first.file} has [${expected}]`);
}

/** Files may lack columns, which Athena reads as NULL; a column of two types nobody can read. */
function* problemsOfTypes(footers: readonly Footer[]): Generator<string> {
  const seen = new Map<string, { readonly type: string; readonly file: string }>();
  const mixed: string[] = [];
  for (const { file, columns } of footers) {
    for (const { name, type } of columns) {
      const before = seen.get(name);
      if (before === undefined) seen.set(name, { type, file });
      else if (before.type !== type) {
        mixed.push(
          `mixed schemas: column ${name} is ${before.type} in ${before.file} and ${type} in ${file}`,
        );
      }
    }
  }
  yield* shown(mixed, (line) => line);
}

function datasetOf(root: string, folder: string, footers: readonly Footer[]): FolderDataset {
  const names = keyNames(footers[0]!.file);
  const columns = new Map(footers.flatMap((footer) => footer.columns.map((column) => [column.name, column])));
  const shadowed = names.filter((name) => columns.delete(name));
  const name = `t_${basename(root).toLowerCase()}`
    .replace(/[^a-z0-9_]+/g, "_")
    .slice(2, 42)
    .replace(/^[^a-z]+/, "");
  const keys = names.map((key) => keyOf(key, footers));
  const dataset: Dataset = {
    name: name || "folder",
    database: "demo",
    table: name || "folder",
    prefix: `${name || "folder"}/`,
    keys,
    columns: [...columns.values()],
    strategy: "register",
  };
  try {
    defineDatasets([dataset]);
  } catch (thrown) {
    throw thrown instanceof ConfigurationError ? problem(folder, thrown.problems) : thrown;
  }
  const files = footers.map(({ file, path }) => ({ path, key: dataset.prefix + file }));
  return { dataset, files, notes: notesOf(footers, columns, shadowed) };
}

/** A key all of whose values are days is a day, and the registrar holds it to that. */
function keyOf(name: string, footers: readonly Footer[]): PartitionKey {
  const values = footers.map(({ file }) => {
    const segment = file.split("/").find((one) => one.toLowerCase().startsWith(`${name}=`)) ?? "";
    return valueInPath(segment.slice(name.length + 1));
  });
  const known = values.filter((value) => value !== HIVE_NULL);
  return { name, kind: known.length > 0 && known.every(isCalendarDay) ? "day" : "text" };
}

function notesOf(
  footers: readonly Footer[],
  columns: ReadonlyMap<string, Column>,
  shadowed: readonly string[],
): string[] {
  const partial = [...columns.keys()].filter(
    (name) => !footers.every((one) => one.untyped.includes(name) || one.columns.some((c) => c.name === name)),
  );
  return [
    ...notesOfUntyped(footers, columns),
    ...notesOfHidden(footers),
    ...shadowed.map(
      (name) => `the column ${name} of the files is hidden by the partition key of the same name`,
    ),
    ...(partial.length > 0 ? [`not in every file, NULL where missing: ${partial.join(", ")}`] : []),
  ];
}

/** Athena compares the type of a file's column with the table's even if there are only NULLs: Arrow writes int32. */
function* notesOfUntyped(
  footers: readonly Footer[],
  columns: ReadonlyMap<string, Column>,
): Generator<string> {
  const found = new Map(footers.toReversed().flatMap((one) => one.untyped.map((name) => [name, one.file])));
  const nowhere = [...found.keys()].filter((name) => !columns.has(name));
  if (nowhere.length > 0) {
    yield `left out, since all their values are NULL and tell of no type: ${nowhere.join(", ")}`;
  }
  for (const [name, file] of found) {
    const type = columns.get(name)?.type;
    if (type === undefined || type === "int") continue;
    yield `the column ${name} of ${file} has only NULLs and no type, ${type} elsewhere: Athena may refuse to read it ` +
      "(HIVE_BAD_DATA); write it with its type";
  }
}

function* notesOfHidden(footers: readonly Footer[]): Generator<string> {
  const found = new Map(footers.toReversed().flatMap((one) => one.hidden.map((name) => [name, one.file])));
  for (const [name, file] of found) {
    yield `the column ${name} of ${file} is hidden by ${name.toLowerCase()}: they differ in case alone, ` +
      "which Athena does not tell apart";
  }
}

/** The names of the name=value folders above a file, lower case as Glue has them. */
function keyNames(file: string): string[] {
  const folders = file.split("/").slice(0, -1);
  const end = folders.findIndex((segment) => !/^[^=]+=/.test(segment));
  return folders
    .slice(0, end < 0 ? undefined : end)
    .map((segment) => segment.slice(0, segment.indexOf("=")).toLowerCase());
}

function* shown<Item>(items: readonly Item[], line: (item: Item) => string): Generator<string> {
  for (const item of items.slice(0, SHOWN)) yield line(item);
  if (items.length > SHOWN) yield `… and ${items.length - SHOWN} more of the kind`;
}

function problem(folder: string, problems: readonly string[]): ConfigurationError {
  return new ConfigurationError("USAGE", `${folder} cannot be demonstrated:`, problems);
}
