/** The one format that is written, and how it is compressed. */

import { QueryError } from "../../query-engine.ts";
import { entryOf } from "../text.ts";

/**
 * Athena User Guide, "Compression support by file format" and "CREATE TABLE AS": the codecs of Parquet that DuckDB
 * writes too. GZIP is the default of all statements that write.
 */
const CODECS: Readonly<Record<string, string>> = {
  GZIP: "gzip",
  SNAPPY: "snappy",
  ZSTD: "zstd",
  NONE: "uncompressed",
};

export type Codec = "GZIP" | "SNAPPY" | "ZSTD" | "NONE";

export function codecOf(name: string | undefined): Codec {
  const codec = (name ?? "GZIP").toUpperCase();
  const known = codec === "UNCOMPRESSED" ? "NONE" : codec;
  if (entryOf(CODECS, known) !== undefined) return known as Codec;
  throw new QueryError(
    `NOT_SUPPORTED: the compression ${name} is not supported here: only ${Object.keys(CODECS).join(", ")}`,
  );
}

/** As DuckDB names it. */
export const duckCodecOf = (codec: Codec) => CODECS[codec] ?? "";

export function checkFormat(format: string): void {
  if (format.toUpperCase() === "PARQUET") return;
  throw new QueryError(`NOT_SUPPORTED: the format ${format} is not supported here: only PARQUET is`);
}
