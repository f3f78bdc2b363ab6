/** What a crawler reads of a Parquet file: its last bytes. */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { parquetMetadata, parquetSchema } from "hyparquet";
import { type HiveColumn, hiveColumns } from "../../parquet-columns.ts";

export interface Footer {
  readonly columns: readonly HiveColumn[];
  readonly rows: number;
}

/** The length of the metadata and "PAR1". */
const TRAILER = 8;

/** Throws for a file that is no Parquet. */
export function readFooter(path: string): Footer {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const trailer = lastBytes(file, size, TRAILER);
    const needed = trailer.length < TRAILER ? size : trailer.readUInt32LE(0) + TRAILER;
    const metadata = parquetMetadata(lastBytes(file, size, needed));
    return { columns: hiveColumns(parquetSchema(metadata)), rows: Number(metadata.num_rows) };
  } finally {
    closeSync(file);
  }
}

function lastBytes(file: number, size: number, count: number): Buffer {
  const bytes = Buffer.alloc(Math.min(count, size));
  readSync(file, bytes, 0, bytes.length, size - bytes.length);
  return bytes;
}
