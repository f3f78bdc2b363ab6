/**
 * The files of a table as its catalog entry says: those at the Location of every registered partition, with the values
 * that Glue has for the partition. What its path looks like does not matter, and an object that belongs to no
 * registered partition does not exist for a query.
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import { NULL_VALUE } from "../../glue/key-values.ts";
import type { TableRecord } from "../../glue/records.ts";
import type { TableEntry } from "../../glue/store.ts";
import type { S3Store } from "../../s3/store.ts";
import { QueryError } from "../query-engine.ts";
import { messageOf } from "./failures.ts";
import { quoteName } from "./text.ts";
import { duckTypeOfGlue } from "./types.ts";

export interface GlueColumn {
  /** Lower case. */
  readonly name: string;
  readonly glueType: string;
  readonly type: string;
}

export interface TableFiles {
  /** Table in DuckDB: file, "$path", "$file_size", "$file_modified_time", and the partition keys. */
  readonly relation: string;
  /** S3 location and ETag of each file by its path on this machine. */
  readonly objects: ReadonlyMap<string, FileObject>;
}

export interface FileObject {
  readonly location: string;
  readonly eTag: string;
}

interface Cached {
  readonly version: string;
  readonly files: TableFiles;
}

export class TableFilesCache {
  readonly #s3: S3Store;
  readonly #cached = new Map<string, Cached>();
  /** Relations of older versions: queries that began before the change still read them. */
  readonly #outdated: string[] = [];
  #listings = 0;

  constructor(s3: S3Store) {
    this.#s3 = s3;
  }

  /** Lists again only after a change of the table, of its partitions or of their buckets. */
  async of(entry: TableEntry, connection: DuckDBConnection): Promise<TableFiles> {
    const name = `${entry.record.DatabaseName}.${entry.record.Name}`;
    const version = this.#versionOf(entry);
    const cached = this.#cached.get(name);
    if (cached?.version === version) return cached.files;
    this.#listings += 1;
    const files = await this.#list(entry, `files_${this.#listings}`, connection);
    // Another query may have listed the table in the meantime.
    const replaced = this.#cached.get(name);
    if (replaced !== undefined) this.#outdated.push(replaced.files.relation);
    this.#cached.set(name, { version, files });
    return files;
  }

  /** To be called when no query is running. */
  async forgetOutdated(connection: DuckDBConnection): Promise<void> {
    for (const relation of this.#outdated.splice(0)) await connection.run(`DROP TABLE ${relation}`);
  }

  #versionOf(entry: TableEntry): string {
    const names = new Set(placesOf(entry).map(({ bucket }) => bucket));
    const versions = this.#s3
      .buckets()
      .filter(({ name }) => names.has(name))
      .map(({ name, version }) => `${name}=${version}`);
    return [entry.version, ...versions].join(" ");
  }

  async #list(entry: TableEntry, relation: string, connection: DuckDBConnection): Promise<TableFiles> {
    const buckets = new Set(this.#s3.buckets().map(({ name }) => name));
    const objects = new Map<string, FileObject>();
    const rows: (string | null)[][] = [];
    for (const { bucket, prefix, values } of placesOf(entry)) {
      if (!buckets.has(bucket)) continue;
      for (const { key, path, size, eTag, lastModified } of this.#s3.list(bucket, prefix)) {
        if (size === 0 || isHidden(key.slice(prefix.length))) continue;
        const location = `s3://${bucket}/${key}`;
        objects.set(path, { location, eTag });
        const keys = values.map((value) => (value === NULL_VALUE ? null : value));
        rows.push([path, location, String(size), new Date(lastModified).toISOString(), ...keys]);
      }
    }
    await fill(connection, relation, keysOf(entry.record), rows);
    return { relation, objects };
  }
}

/** Lower case: Athena does not tell cases apart. */
const columnsFrom = (columns: readonly { Name: string; Type?: string | undefined }[] = []): GlueColumn[] =>
  columns.map(({ Name, Type = "string" }) => ({
    name: Name.toLowerCase(),
    glueType: Type,
    type: duckTypeOfGlue(Type),
  }));

export const keysOf = (table: TableRecord) => columnsFrom(table.PartitionKeys);
export const columnsOf = (table: TableRecord) => columnsFrom(table.StorageDescriptor?.Columns);

interface Place {
  readonly bucket: string;
  readonly prefix: string;
  readonly values: readonly string[];
}

function placesOf({ record, partitions }: TableEntry): Place[] {
  if (keysOf(record).length === 0) return placeAt(record.StorageDescriptor?.Location, []);
  return [...partitions.values()].flatMap((partition) =>
    placeAt(partition.record.StorageDescriptor?.Location, partition.record.Values),
  );
}

/** A prefix is a folder: "s3://lake/day=1" does not begin "s3://lake/day=10/". */
function placeAt(location: string | undefined, values: readonly string[]): Place[] {
  const [, bucket, prefix = ""] = /^s3[an]?:\/\/([^/]+)\/?(.*)$/s.exec(location ?? "") ?? [];
  if (bucket === undefined) return [];
  return [{ bucket, prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`, values }];
}

/** As Hive does, Athena passes over names that begin with "_" or "." (Athena User Guide, "Table location in S3"). */
const isHidden = (key: string) => key.split("/").some((name) => /^[_.]/.test(name));

/** Rows column by column, as parameters: no value is ever part of a statement's text. */
async function fill(
  connection: DuckDBConnection,
  relation: string,
  keys: readonly GlueColumn[],
  rows: readonly (readonly (string | null)[])[],
): Promise<void> {
  const { listValue, LIST, VARCHAR } = await import("@duckdb/node-api");
  const columns = [
    { name: "file", type: "VARCHAR" },
    { name: "$path", type: "VARCHAR" },
    { name: "$file_size", type: "BIGINT" },
    { name: "$file_modified_time", type: "TIMESTAMPTZ" },
    ...keys,
  ];
  const selected = columns.map(
    ({ name, type }, at) => `CAST(unnest($${at + 1}) AS ${type}) AS ${quoteName(name)}`,
  );
  const lists = columns.map((_, at) => listValue(rows.map((row) => row[at] ?? null)));
  try {
    await connection.run(
      `CREATE TABLE ${relation} AS SELECT ${selected.join(", ")}`,
      lists,
      columns.map(() => LIST(VARCHAR)),
    );
  } catch (cause) {
    const [, text, date] = /string '(.*?)'|format: "(.*?)"/s.exec(messageOf(cause)) ?? [];
    const value = text ?? date;
    if (value === undefined) throw cause;
    throw new QueryError(
      `HIVE_INVALID_PARTITION_VALUE: Invalid partition value '${value}' for the type of its key`,
    );
  }
}
