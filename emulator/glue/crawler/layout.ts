/** What the files of one folder come to as a table: its keys by their paths, its columns by their footers. */

import { hiveUnescape } from "../../hive-paths.ts";
import type { HiveColumn } from "../../parquet-columns.ts";
import { CrawlFailure } from "./crawl-failure.ts";

export interface DataFile {
  readonly key: string;
  /** The folders between the table's and the file: `day=2026-11-20`. */
  readonly folders: readonly string[];
  /** Bytes. */
  readonly size: number;
  readonly columns: readonly HiveColumn[];
  readonly rows: number;
}

/** Files that lie in one folder, or all files of a table. */
export interface Content {
  readonly columns: readonly HiveColumn[];
  readonly objects: number;
  readonly rows: number;
  /** Bytes. */
  readonly size: number;
}

export interface Layout {
  /** Lower case; `partition_0` where the first folder names none: 2026/ rather than year=2026/. */
  readonly keys: readonly string[];
  readonly content: Content;
  readonly partitions: readonly PartitionFound[];
}

export interface PartitionFound {
  readonly values: readonly string[];
  /** `day=2026-11-20/`: the literal path below the table's folder. */
  readonly path: string;
  readonly content: Content;
}

/**
 * Throws CrawlFailure where Glue would make several tables of one folder (for types that differ and for folders of
 * different depth or names), and where it would make one that Athena refuses, with a column named as a key.
 */
export function layoutOf(files: readonly [DataFile, ...DataFile[]]): Layout {
  const [first] = files;
  const keys = keysOf(first);
  for (const file of files) {
    const repeated = file.columns.find(({ name }) => keys.includes(name));
    if (repeated !== undefined)
      throw new CrawlFailure(`${repeated.name} is a partition key and also a column of ${file.key}`);
    if (keysOf(file).join() === keys.join()) continue;
    throw new CrawlFailure(
      `the folders of one table do not agree: ${first.key} has the keys [${keys}], ${file.key} has [${keysOf(file)}]`,
    );
  }
  return { keys, content: contentOf(files), partitions: keys.length === 0 ? [] : partitionsOf(files) };
}

const keysOf = ({ folders }: DataFile) =>
  folders.map((folder, at) =>
    isNamed(folder) ? folder.slice(0, folder.indexOf("=")).toLowerCase() : `partition_${at}`,
  );

const isNamed = (folder: string) => folder.indexOf("=") > 0;

const unescaped = (folder: string) =>
  hiveUnescape(isNamed(folder) ? folder.slice(folder.indexOf("=") + 1) : folder);

function partitionsOf(files: readonly DataFile[]): PartitionFound[] {
  const byPath = grouped(files, ({ folders }) => `${folders.join("/")}/`);
  return [...byPath].map(([path, own]) => ({
    values: path.split("/").slice(0, -1).map(unescaped),
    path,
    content: contentOf(own),
  }));
}

/** In the order in which the groups begin. */
export function grouped<Item>(
  items: readonly Item[],
  groupOf: (item: Item) => string,
): ReadonlyMap<string, readonly [Item, ...Item[]]> {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const group = groups.get(groupOf(item));
    if (group === undefined) groups.set(groupOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

const contentOf = (files: readonly DataFile[]): Content => ({
  columns: columnsOf(files),
  objects: files.length,
  rows: sum(files, ({ rows }) => rows),
  size: sum(files, ({ size }) => size),
});

const sum = (files: readonly DataFile[], number: (file: DataFile) => number) =>
  files.reduce((total, file) => total + number(file), 0);

/** The columns of all files, in the order of their first appearance. */
function columnsOf(files: readonly DataFile[]): HiveColumn[] {
  const seen = new Map<string, { readonly column: HiveColumn; readonly key: string }>();
  for (const { key, columns } of files) {
    for (const column of columns) {
      const before = seen.get(column.name);
      if (before === undefined) seen.set(column.name, { column, key });
      else if (before.column.type !== column.type) {
        throw new CrawlFailure(
          `mixed schemas: column ${column.name} is ${before.column.type} in ${before.key} and ${column.type} in ${key}`,
        );
      }
    }
  }
  return [...seen.values()].map(({ column }) => column);
}
