/**
 * Objects below a partition's folder, and why each is no data; no reason: it is data. Every user of the rule is held
 * to this table: the functions, the backfill, the survey of S3, `demo --from`, and the crawlers' exclusions.
 */
export interface CorpusObject {
  /** The key below the partition's folder. */
  readonly path: string;
  /** Bytes; undefined is unknown. */
  readonly size: number | undefined;
  readonly ignored: string | undefined;
}

const SOME = 48_213;

/** No format in the name. */
const UNNAMED = [
  "part-0000",
  "000000_0", // Hive
  "20261120_210512_00001_abcde_f0e1d2c3-4b5a-6978-8796-a5b4c3d2e1f0", // Athena's CTAS and UNLOAD
  "part-00000-7c9e6679-7425-40de-944b-e07fc1f90ae7.c000", // Spark, its format cut off
  "BRK.B.2026-11-20",
  "BRK.B",
  "data.v1.2",
  "data.2026-11-20",
  "app.log.returns",
  "csv",
  "csv.gz",
  "parquet",
  "manifest-2026",
  "shipping_manifest",
  "part-0000.snappy",
  "stream-1-2026-11-20-21-05-12-0f1e2d3c.gz",
  "x.dat",
  "x.",
  "x..",
  "%2Fx.%63sv", // a percent sign is part of a name
  " .csvx",
  "日本.データ",
];

/** Parquet by name, however its writer tells of compression. */
const PARQUET = [
  "part-0000.parquet",
  "part-0000.PARQUET",
  "part-0000.snappy.parquet",
  "part-0000.gz.parquet",
  "part-00000-7c9e6679-7425-40de-944b-e07fc1f90ae7.c000.snappy.parquet",
  "df.parquet.gzip", // pandas' example of compression="gzip": Parquet with pages in gzip
  "part-0000.parquet.gz",
  "part-0000.parquet.snappy",
  "part-0000.parquet.zstd",
  "a.pq",
  "a.parq",
  "rows.csv.parquet",
  "rows.csv.gz.parquet",
  "trades.json.2026-11-20.parquet",
  "manifest.parquet",
  "README.parquet",
  "part-0000.parquet.1",
  "run-7/hour-21/part-0000.parquet",
  "rows.csv/part-0000.parquet", // Spark's folders are named as files
  "rows.csv/part-0000",
  "manifest/part-0000.parquet",
];

/** The reason, and names that have it. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  "suffix .csv": [
    "rows.csv",
    "0b1c-manifest.csv",
    "part-0000.parquet.csv",
    "run-7/rows.csv",
    "rows.CSV",
    "a.b.CsV",
  ],
  "suffix .csv.gz": ["rows.csv.gz", "2026-11-20.csv.gz", "rows.CSV.GZ", "rows.parquet.csv.gz"],
  "suffix .csv.gzip": ["rows.csv.gzip"],
  "suffix .csv.zst": ["rows.csv.zst"],
  "suffix .csv.zstd": ["rows.csv.zstd"],
  "suffix .csv.lz4": ["rows.csv.lz4"],
  "suffix .csv.lzo": ["rows.csv.lzo"],
  "suffix .csv.br": ["rows.csv.br"],
  "suffix .csv.brotli": ["rows.csv.brotli"],
  "suffix .csv.deflate": ["rows.csv.deflate"],
  "suffix .bz2": ["rows.csv.bz2", "part-0000.parquet.bz2"],
  "suffix .zip": ["rows.csv.zip", "part-0000.parquet.zip"],
  "suffix .tar.gz": ["day.tar.gz"],
  "suffix .tgz": ["day.tgz"],
  "suffix .gpg": ["part-0000.parquet.gpg"],
  "suffix .tsv": ["rows.tsv"],
  "suffix .json": ["rows.json", "manifest.json", "00000-x.metadata.json", "00000000000000000001.json"],
  "suffix .json.gz": ["rows.json.gz"],
  "suffix .jsonl": ["rows.jsonl"],
  "suffix .ndjson.gz": ["rows.ndjson.gz"],
  "suffix .log": ["job.log"],
  "suffix .log.gz": ["job.log.gz"],
  "suffix .txt": ["NOTES.TXT", "symlink.txt"],
  "suffix .xml": ["rows.xml"],
  "suffix .md": ["README.md"],
  "suffix .html": ["index.html"],
  "suffix .yaml": ["schema.yaml"],
  "suffix .avro": ["rows.avro", "snap-1-x.avro", "topic+0+0000000000.avro"],
  "suffix .orc": ["rows.orc", "part-0000.snappy.orc"],
  "suffix .orc.snappy": ["rows.orc.snappy"],
  "suffix .arrow": ["rows.arrow"],
  "suffix .feather": ["rows.feather"],
  "suffix .xlsx": ["rows.xlsx"],
  "suffix .bin": ["deletion_vector_1.bin"],
  "suffix .metadata": ["0b1c.csv.metadata", "0b1c.metadata"],
  "suffix .manifest": ["load.manifest"],
  "suffix .checksum": ["manifest.checksum"],
  "suffix .crc": ["part-0000.parquet.crc"],
  "suffix .md5": ["part-0000.parquet.md5"],
  "suffix .sha256": ["part-0000.parquet.sha256"],
  "suffix .done": ["part-0000.parquet.done"],
  "suffix .tmp": ["part-0000.parquet.tmp"],
  "suffix .inprogress": ["part-0000.parquet.inprogress"],
  "suffix ._copying_": ["part-0000.parquet._COPYING_"],
  "suffix .filepart": ["part-0000.parquet.filepart"],
  "file manifest": ["manifest", "run-7/manifest", "Manifest"],
  "file readme": ["README"],
  "file license": ["LICENSE"],
  "hidden file": [
    "_SUCCESS",
    "_committed_7c9e",
    ".hoodie_partition_metadata",
    ".part-0000.parquet.crc",
    "._x.parquet",
  ],
  "hidden folder": [
    "_temporary/0/part-0000.parquet",
    ".hive-staging_hive_1/part-0000",
    "run-7/_temporary/part-0000.parquet",
    "a_$folder$/part-0000.parquet",
    "run-7/a_$folder$/part-0000.parquet",
  ],
  "folder marker": ["a_$folder$", "run-7/a_$folder$"],
  "folder key": ["run-7/", "run-7/hour-21/"],
};

export const CORPUS: readonly CorpusObject[] = [
  ...[...UNNAMED, ...PARQUET].map((path) => ({ path, size: SOME, ignored: undefined })),
  ...Object.entries(OTHERS).flatMap(([ignored, paths]) =>
    paths.map((path) => ({ path, size: SOME, ignored })),
  ),
];

/** The same, of which names tell nothing. */
export const CORPUS_OF_SIZES: readonly CorpusObject[] = [
  { path: "part-0000.parquet", size: 0, ignored: "empty object" },
  { path: "part-0000", size: 0, ignored: "empty object" },
  { path: "part-0000.parquet", size: 1, ignored: undefined },
  { path: "part-0000.parquet", size: undefined, ignored: undefined },
  { path: "part-0000", size: undefined, ignored: undefined },
  { path: "rows.csv.gz", size: undefined, ignored: "suffix .csv.gz" },
];
