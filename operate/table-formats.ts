/**
 * Tables that say themselves which of their files count: their own metadata lies beside the data. Whoever lists the
 * files, as a Hive table over Parquet does, sees those too that no longer count.
 * Sources: Delta's PROTOCOL.md; Hudi's technical specification; Iceberg's table specification, "File System Tables".
 */

import type { ObjectStore } from "../shared/store/port.ts";

interface TableFormat {
  readonly name: "Delta Lake" | "Apache Hudi" | "Apache Iceberg";
  /** The folder of its metadata, below the table's. */
  readonly folder: string;
  /** Which of the names in that folder are its own. */
  readonly isOwn: RegExp;
  /** What reading its files as plain Parquet shows. */
  readonly shows: string;
}

const FORMATS: readonly TableFormat[] = [
  {
    name: "Delta Lake",
    folder: "_delta_log",
    isOwn: /^(\d{20}\.|_last_checkpoint$)/,
    shows: "rows that were deleted, and of a row that was updated every version that VACUUM has not removed",
  },
  {
    name: "Apache Hudi",
    folder: ".hoodie",
    isOwn: /^hoodie\.properties$|\.(commit|deltacommit|replacecommit)(\.(requested|inflight))?$/,
    shows: "of a row that was updated every version that is not cleaned yet, and none of what log files hold",
  },
  {
    name: "Apache Iceberg",
    folder: "metadata",
    isOwn: /\.metadata\.json(\.gz)?$|^version-hint\.text$/,
    shows:
      "rows that were deleted or replaced, until their snapshots expire, and delete files as if they were data",
  },
];

/** A table in such a format. */
export interface FormattedTable {
  readonly format: TableFormat["name"];
  /** Its folder; ends with "/", or is empty. */
  readonly folder: string;
  readonly shows: string;
}

/** The table whose metadata an object of this key is; undefined for any other key. */
export function tableOfKey(key: string): FormattedTable | undefined {
  const segments = key.split("/");
  const [parent, name = ""] = segments.slice(-2);
  const format = FORMATS.find(({ folder, isOwn }) => parent === folder && isOwn.test(name));
  if (format === undefined || segments.length < 2) return undefined;
  const folder = segments.slice(0, -2).map((segment) => `${segment}/`);
  return { format: format.name, folder: folder.join(""), shows: format.shows };
}

/** The tables of keys, each once. */
export function tablesOfKeys(keys: Iterable<string>): FormattedTable[] {
  const found = new Map<string, FormattedTable>();
  for (const key of keys) {
    const table = tableOfKey(key);
    if (table !== undefined) found.set(`${table.format} ${table.folder}`, table);
  }
  return [...found.values()];
}

/** One sentence for a person. `place` is where the table's folder lies. */
export function phraseOfTable({ format, shows }: FormattedTable, place: string): string {
  return `${place} is a table of ${format}: read as plain Parquet it shows ${shows}`;
}

/** Keys of a metadata folder that are looked at: those that say the most come first or nearly so. */
const KEYS_LOOKED_AT = 5000;

/** Where a dataset's files may be the data of a table: at its prefix, or above it, where Iceberg keeps `data/` apart. */
const foldersOf = (prefix: string) =>
  /\/data\/$/.test(prefix) ? [prefix, prefix.slice(0, -"data/".length)] : [prefix];

/** Looks for the metadata of a table at a dataset's prefix: one page of a listing for every format. Throws RegistrarError. */
export async function findFormattedTable(
  store: Pick<ObjectStore, "objects">,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<FormattedTable | undefined> {
  for (const folder of foldersOf(prefix)) {
    for (const format of FORMATS) {
      let looked = 0;
      for await (const { key } of store.objects(bucket, `${folder}${format.folder}/`, signal)) {
        const table = tableOfKey(key);
        if (table?.folder === folder) return table;
        looked += 1;
        if (looked === KEYS_LOOKED_AT) break;
      }
    }
  }
  return undefined;
}
