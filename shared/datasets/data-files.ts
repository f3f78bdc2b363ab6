/**
 * Which objects of a dataset can be its data, by name and size: one rule for the functions, the backfill, the
 * validation's survey of S3 and `demo --from`; the crawlers' exclusions are its part about names. Parquet has no name
 * of its own, since Athena's CTAS and UNLOAD write files without an extension. So the names of everything else are
 * told, and what is not known to be something else is data.
 */

export interface Ignored {
  readonly kind: "ignored";
  readonly reason: string;
}

export const FOLDER_MARKER = "_$folder$";

/** Suffixes of files that cannot be Parquet, in lower case. A dotted word that is not here says nothing. */
export const OTHER_FORMATS = {
  text: ["csv", "tsv", "psv", "txt", "text", "log", "json", "jsonl", "ndjson", "geojson", "xml"],
  documents: ["md", "htm", "html", "yml", "yaml", "ini", "sql"],
  // .bin: deletion vectors of Delta Lake, and what Kafka Connect writes of bytes
  tables: [
    "avro",
    "orc",
    "arrow",
    "feather",
    "xls",
    "xlsx",
    "pkl",
    "pickle",
    "npy",
    "npz",
    "h5",
    "hdf5",
    "bin",
  ],
  // .metadata: Athena's, beside each result; .manifest and .checksum: of S3 Inventory and its like
  sidecars: ["metadata", "manifest", "checksum", "crc", "md5", "sha1", "sha256", "sha512", "sig", "asc"],
  markers: ["done", "success", "ctl"],
  unfinished: ["tmp", "temp", "inprogress", "_copying_", "partial", "filepart", "crdownload"],
  // Compressed or encrypted as a whole by what Parquet knows nothing of.
  containers: ["zip", "tar", "tgz", "7z", "rar", "bz2", "xz", "gpg", "pgp"],
} as const;

/**
 * Suffixes of compression, behind which the suffix of a format may stand: `.csv.gz`. They are also what Parquet
 * compresses its pages with, and writers name files by that (pandas' own example is `df.parquet.gzip`), so one alone
 * tells of no format.
 */
export const COMPRESSIONS = ["gz", "gzip", "snappy", "zst", "zstd", "lz4", "lzo", "br", "brotli", "deflate"];

/** Whole names, in lower case: of Redshift's UNLOAD and of symlink tables, and what people leave in folders. */
export const OTHER_NAMES = ["manifest", "readme", "license"];

const formats: ReadonlySet<string> = new Set(Object.values(OTHER_FORMATS).flat());
const compressions: ReadonlySet<string> = new Set(COMPRESSIONS);
const names: ReadonlySet<string> = new Set(OTHER_NAMES);

/**
 * Is an object no data, by its path below the partition keys? `size` is in bytes, undefined when unknown, which is not
 * the same as empty.
 */
export function notData(path: string, size: number | undefined): Ignored | undefined {
  const cut = path.lastIndexOf("/") + 1;
  return notDataFile(path.slice(cut), size) ?? hiddenFolderIn(path.slice(0, cut));
}

/** Does a hidden folder lie on this path, which is empty or ends with "/"? */
export function hiddenFolderIn(folders: string): Ignored | undefined {
  return folders !== "" && folders.split("/").some(isHiddenFolder) ? HIDDEN_FOLDER : undefined;
}

/** The same of a file's name alone. */
export function notDataFile(file: string, size: number | undefined): Ignored | undefined {
  if (file === "") return ignored("folder key");
  if (file.endsWith(FOLDER_MARKER)) return ignored("folder marker");
  if (isHidden(file)) return ignored("hidden file");
  if (size === 0) return ignored("empty object");
  if (file.endsWith(".parquet")) return undefined; // nearly all of them: no need to look closer
  const suffix = otherFormat(file.toLowerCase());
  return suffix === undefined ? undefined : ignored(suffix);
}

/** What a name, in lower case, says of a format that is not Parquet. */
function otherFormat(name: string): string | undefined {
  if (names.has(name)) return `file ${name}`;
  const last = name.lastIndexOf(".");
  const isCompressed = compressions.has(name.slice(last + 1));
  const start = isCompressed ? name.lastIndexOf(".", last - 1) : last;
  if (start < 0) return undefined;
  const format = name.slice(start + 1, isCompressed ? last : undefined);
  return formats.has(format) ? `suffix ${name.slice(start)}` : undefined;
}

/** Hive, Spark and Athena skip names that start with "_" or ".". */
function isHidden(name: string): boolean {
  return name.startsWith("_") || name.startsWith(".");
}

export function isHiddenFolder(segment: string): boolean {
  return isHidden(segment) || segment.endsWith(FOLDER_MARKER);
}

/** Does Athena read an object that has bytes, by its path below a partition's Location? It asks for no suffix. */
export function isReadByAthena(path: string): boolean {
  return path !== "" && !path.endsWith("/") && !path.split("/").some(isHiddenFolder);
}

export const HIDDEN_FOLDER = ignored("hidden folder");

function ignored(reason: string): Ignored {
  return { kind: "ignored", reason };
}
