import { mkdtempSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** Writes Parquet by DuckDB, and answers its bytes. */
export interface ParquetWriter {
  /** The rows of a SELECT; `options` as COPY takes them: "ROW_GROUP_SIZE 2048". */
  write(select: string, options?: string): Promise<Buffer>;
  close(): Promise<void>;
}

export async function parquetWriter(): Promise<ParquetWriter> {
  const folder = mkdtempSync(join(tmpdir(), "parquet-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  let files = 0;
  return {
    async write(select, options) {
      const file = join(folder, `${++files}.parquet`);
      const more = options === undefined ? "" : `, ${options}`;
      await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet${more})`);
      return readFile(file);
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
      await rm(folder, { recursive: true });
    },
  };
}
