import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { createDuckDbEngine } from "../../emulator/athena/engine/engine.ts";
import type { QueryOutput, ResultPlace } from "../../emulator/athena/query-engine.ts";
import { GlueStore } from "../../emulator/glue/store.ts";
import { type Clock, systemClock } from "../../emulator/index.ts";
import { S3Store } from "../../emulator/s3/store.ts";

export const BUCKET = "lake";

/** The formats of a table of Parquet files. */
export const PARQUET = {
  InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  SerdeInfo: { SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
};

export interface TableOptions {
  readonly keys?: Readonly<Record<string, string>>;
  readonly parameters?: Record<string, string>;
  readonly type?: string;
  readonly inputFormat?: string;
}

/** What a partition declares itself. */
export interface OwnForm {
  readonly columns?: Readonly<Record<string, string>>;
  readonly serde?: string;
}

/** What a lake is in: the stores of a stack, or others. */
export interface Stores {
  readonly glue: GlueStore;
  readonly s3: S3Store;
}

/** A bucket, a catalog with the database "db", and the engine over them. */
export async function createLake(clock: Clock = systemClock, stores?: Stores) {
  const folder = mkdtempSync(join(tmpdir(), "athena-lake-"));
  const { glue, s3 } = stores ?? {
    glue: new GlueStore("000000000000", systemClock),
    s3: new S3Store(folder, systemClock),
  };
  s3.createBucket(BUCKET);
  glue.createDatabase({ Name: "db" });
  const put = (bucket: string, key: string, body: Buffer | string) => s3.put(bucket, key, Buffer.from(body));
  const engine = createDuckDbEngine({ glue, s3: { store: s3, put }, clock });
  const writer = await (await DuckDBInstance.create(":memory:")).connect();

  return {
    glue,
    s3,
    engine,
    /** Columns as name → Glue type. The location is s3://lake/<name>/. */
    table(name: string, columns: Readonly<Record<string, string>>, options: TableOptions = {}): void {
      glue.createTable("db", {
        Name: name,
        TableType: options.type ?? "EXTERNAL_TABLE",
        PartitionKeys: columnsOf(options.keys ?? {}),
        ...(options.parameters === undefined ? {} : { Parameters: options.parameters }),
        StorageDescriptor: {
          ...PARQUET,
          ...(options.inputFormat === undefined ? {} : { InputFormat: options.inputFormat }),
          Columns: columnsOf(columns),
          Location: `s3://${BUCKET}/${name}/`,
        },
      });
    },
    /** Without a form of its own it has its table's, as the registrar gives it. */
    partition(table: string, values: string[], location: string, own: OwnForm = {}): void {
      const entry = glue.table("db", table);
      glue.createPartition(entry, {
        Values: values,
        StorageDescriptor: {
          ...entry.record.StorageDescriptor,
          ...(own.serde === undefined ? {} : { SerdeInfo: { SerializationLibrary: own.serde } }),
          ...(own.columns === undefined ? {} : { Columns: columnsOf(own.columns) }),
          Location: location,
        },
      });
    },
    /** Writes what DuckDB selects as a Parquet object. Returns its size. */
    async write(key: string, select: string): Promise<number> {
      const file = join(folder, "draft.parquet");
      await writer.run(`COPY (${select}) TO '${file}' (FORMAT PARQUET)`);
      return s3.put(BUCKET, key, readFileSync(file)).size;
    },
    query(
      sql: string,
      parameters: readonly string[] = [],
      database: string | undefined = "db",
      results?: ResultPlace,
    ) {
      const signal = new AbortController().signal;
      return engine.run({ sql, database, parameters, signal, ...(results === undefined ? {} : { results }) });
    },
    /** How the Parquet objects below the prefix are compressed. */
    async codecs(prefix: string): Promise<string[]> {
      const files = s3.list(BUCKET, prefix).map(({ path }) => `'${path}'`);
      const found = await writer.runAndReadAll(
        `SELECT DISTINCT file_name, compression FROM parquet_metadata([${files}]) ORDER BY ALL`,
      );
      return found.getRows().map(([, codec]) => String(codec));
    },
    async close(): Promise<void> {
      writer.closeSync();
      await engine.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export type Lake = Awaited<ReturnType<typeof createLake>>;

const columnsOf = (columns: Readonly<Record<string, string>>) =>
  Object.entries(columns).map(([Name, Type]) => ({ Name, Type }));

/** Cells separated by "|", NULL as "∅": a result on one line for each row. */
export const linesOf = ({ rows }: QueryOutput) => rows.map((row) => row.map((cell) => cell ?? "∅").join("|"));
