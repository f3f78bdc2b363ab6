/** Rows of a query as Parquet files: one for each partition. */

import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { HIVE_NULL } from "../../../hive-paths.ts";
import { QueryError } from "../../query-engine.ts";
import { quoteName, quoteText } from "../text.ts";
import { type Codec, duckCodecOf } from "./parquet-format.ts";

/** A column as it is written. */
export interface WrittenColumn {
  readonly name: string;
  /** DuckDB's type, that the file is to have. */
  readonly type: string;
  /** Its place in the query, from 0; undefined for one that the query lacks, which is NULL. */
  readonly from: number | undefined;
}

export interface RowsRequest {
  /** In DuckDB's words. */
  readonly select: string;
  /** How many columns the query has. */
  readonly width: number;
  readonly columns: readonly WrittenColumn[];
  /** Not in the files: their values are those of the partitions. */
  readonly keys: readonly WrittenColumn[];
  readonly codec: Codec;
  /** See WritingContext. */
  readonly drafts: string;
  readonly signal: AbortSignal;
}

/** The rows of a partition. */
export interface PartitionRows {
  /** As Hive spells them; none for a table without keys. */
  readonly values: readonly string[];
  readonly file: Buffer;
}

export interface Rows {
  readonly count: number;
  /** None when there are no rows. */
  readonly partitions: readonly PartitionRows[];
}

/** Athena Service Quotas: partitions that one CTAS, INSERT INTO or UNLOAD may write. */
const MOST_PARTITIONS = 100;

const RELATION = "written_rows";

export async function rowsOf(request: RowsRequest, connection: DuckDBConnection): Promise<Rows> {
  const { select, width, columns, keys } = request;
  const source = Array.from({ length: width }, (_, at) => `c${at}`).join(", ");
  const value = ({ type, from }: WrittenColumn) =>
    `CAST(${from === undefined ? "NULL" : `c${from}`} AS ${type})`;
  const selected = [
    ...columns.map((column, at) => `${value(column)} AS v${at}`),
    // Hive has one value for NULL and for the empty text.
    ...keys.map((key, at) => `nullif(trino.to_text(${value(key)}), '') AS k${at}`),
  ];
  await connection.run(
    `CREATE TEMP TABLE ${RELATION} AS SELECT ${selected.join(", ")} FROM (${select}) AS q(${source})`,
  );
  const all = await partitionsIn(keys, connection);
  const partitions: PartitionRows[] = [];
  for (const values of all) {
    request.signal.throwIfAborted();
    partitions.push({ values: values.map(hiveValue), file: await fileOf(values, request, connection) });
  }
  const [[count] = []] = (await connection.runAndReadAll(`SELECT count(*) FROM ${RELATION}`)).getRows();
  return { count: Number(count), partitions };
}

type KeyTexts = readonly (string | null)[];

async function partitionsIn(
  keys: readonly WrittenColumn[],
  connection: DuckDBConnection,
): Promise<readonly KeyTexts[]> {
  const names = keys.map((_, at) => `k${at}`).join(", ");
  const wanted = keys.length === 0 ? "[]" : names;
  const found = await connection.runAndReadAll(
    `SELECT DISTINCT ${wanted} FROM ${RELATION} ORDER BY ALL LIMIT ${MOST_PARTITIONS + 1}`,
  );
  if (found.currentRowCount > MOST_PARTITIONS) {
    throw new QueryError(
      `HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of ${MOST_PARTITIONS} open writers for partitions/buckets`,
    );
  }
  return found.getRows().map((row) => keys.map((_, at) => (row[at] === null ? null : String(row[at]))));
}

/** In the words of Trino's MetastoreUtil.createPartitionValues. */
function hiveValue(text: string | null): string {
  if (text === null) return HIVE_NULL;
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const bytes = [...Buffer.from(text)].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
  throw new QueryError(
    `HIVE_INVALID_PARTITION_VALUE: Hive partition keys can only contain printable ASCII characters (0x20 - 0x7E). Invalid value: ${bytes.join(" ")}`,
  );
}

async function fileOf(
  values: KeyTexts,
  { columns, codec, drafts }: RowsRequest,
  connection: DuckDBConnection,
): Promise<Buffer> {
  const draft = join(drafts, `${randomUUID()}.parquet`);
  const selected = columns.map(({ name }, at) => `v${at} AS ${quoteName(name)}`).join(", ");
  const conditions = values.map(
    (text, at) => `k${at} IS NOT DISTINCT FROM ${text === null ? "NULL" : quoteText(text)}`,
  );
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const options = `FORMAT PARQUET, COMPRESSION ${quoteText(duckCodecOf(codec))}`;
  await connection.run(
    `COPY (SELECT ${selected} FROM ${RELATION}${where}) TO ${quoteText(draft)} (${options})`,
  );
  const file = readFileSync(draft);
  rmSync(draft);
  return file;
}
