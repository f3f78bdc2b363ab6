/**
 * The files of a table as its catalog entry says: those at the Location of every registered partition, with the values
 * that Glue has for the partition. What its path looks like does not matter, and an object that belongs to no
 * registered partition does not exist for a query.
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import { NULL_VALUE } from "../../glue/key-values.ts";
import type { TableEntry } from "../../glue/store.ts";
import type { StoredObject } from "../../s3/bucket.ts";
import type { S3Store } from "../../s3/store.ts";
import { QueryError } from "../query-engine.ts";
import { type DeclaredColumns, partitionForms } from "./partition-forms.ts";
import { isProjected, type Projection, projectionOf } from "./projection.ts";
import { messageOf } from "./query-errors.ts";
import { type GlueColumn, keysOf } from "./table-columns.ts";
import { quoteName } from "./text.ts";

export interface TableFiles {
  /**
   * Table in DuckDB: file, "$path", "$file_size", "$file_modified_time", "$form", "$problem", and the partition keys.
   * A partition that cannot be read has one row: without a file, with its problem.
   */
  readonly relation: string;
  /** The columns that partitions declare other than the table, by "$form" from 1 on. */
  readonly forms: readonly DeclaredColumns[];
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
  readonly #buckets = new WeakMap<TableEntry, { version: number; names: ReadonlySet<string> }>();
  #listings = 0;

  constructor(s3: S3Store) {
    this.#s3 = s3;
  }

  /** Lists again only after a change of the table, of its partitions or of their buckets. */
  async of(entry: TableEntry, now: number, connection: DuckDBConnection): Promise<TableFiles> {
    const name = `${entry.record.DatabaseName}.${entry.record.Name}`;
    const projection = isProjected(entry.record) ? projectionOf(entry.record, now) : undefined;
    const version = this.#versionOf(entry, projection, now);
    const cached = this.#cached.get(name);
    if (cached?.version === version) return cached.files;
    this.#listings += 1;
    const files = await this.#list(entry, projection, `files_${this.#listings}`, connection);
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

  /** A projected table may have another partition every day. */
  #versionOf(entry: TableEntry, projection: Projection | undefined, now: number): string {
    const names = projection === undefined ? this.#bucketsOf(entry) : new Set([projection.bucket]);
    const day = projection === undefined ? "" : new Date(now).toISOString().slice(0, 10);
    const versions = this.#s3
      .buckets()
      .filter(({ name }) => names.has(name))
      .map(({ name, version }) => `${name}=${version}`);
    return [entry.version, day, ...versions].join(" ");
  }

  /** Ten thousand partitions are looked through once for each version of the table. */
  #bucketsOf(entry: TableEntry): ReadonlySet<string> {
    const known = this.#buckets.get(entry);
    if (known?.version === entry.version) return known.names;
    const names = new Set(placesOf(entry).map(({ bucket }) => bucket));
    this.#buckets.set(entry, { version: entry.version, names });
    return names;
  }

  async #list(
    entry: TableEntry,
    projection: Projection | undefined,
    relation: string,
    connection: DuckDBConnection,
  ): Promise<TableFiles> {
    const objects = new Map<string, FileObject>();
    const rows: (string | null)[][] = [];
    const { forms, places } = projection === undefined ? readPlaces(entry) : NO_PLACES;
    for (const { problem, values } of places) {
      if (problem !== undefined) rows.push([null, null, null, null, "0", problem, ...values.map(keyOf)]);
    }
    const readable = places.filter(({ problem }) => problem === undefined);
    const placed =
      projection === undefined
        ? registeredObjects(readable, this.#s3)
        : projectedObjects(projection, this.#s3);
    for (const { bucket, object, length, values, form } of placed) {
      const { key, path, size, eTag, lastModified } = object;
      if (size === 0 || isHidden(key.slice(length))) continue;
      const location = `s3://${bucket}/${key}`;
      objects.set(path, { location, eTag });
      const modified = new Date(lastModified).toISOString();
      rows.push([path, location, String(size), modified, String(form), null, ...values.map(keyOf)]);
    }
    await fill(connection, relation, keysOf(entry.record), rows);
    return { relation, forms, objects };
  }
}

interface PlacedObject {
  readonly bucket: string;
  readonly object: StoredObject;
  /** Of the part of its key that is the partition's. */
  readonly length: number;
  readonly values: readonly string[];
  /** The number of the partition's form. */
  readonly form: number;
}

const keyOf = (value: string) => (value === NULL_VALUE ? null : value);

function* registeredObjects(places: readonly FormedPlace[], s3: S3Store): Generator<PlacedObject> {
  const buckets = new Set(s3.buckets().map(({ name }) => name));
  for (const { bucket, prefix, values, form } of places) {
    if (!buckets.has(bucket)) continue;
    for (const object of s3.list(bucket, prefix))
      yield { bucket, object, length: prefix.length, values, form };
  }
}

function* projectedObjects({ bucket, prefix, place }: Projection, s3: S3Store): Generator<PlacedObject> {
  if (!s3.buckets().some(({ name }) => name === bucket)) return;
  for (const object of s3.list(bucket, prefix)) {
    const placed = place(object.key);
    if (placed !== undefined) yield { bucket, object, form: 0, ...placed };
  }
}

interface Place {
  readonly bucket: string;
  readonly prefix: string;
  readonly values: readonly string[];
}

/** A place as its partition declares it. */
interface FormedPlace extends Place {
  readonly form: number;
  readonly problem: string | undefined;
}

interface ReadPlaces {
  readonly forms: readonly DeclaredColumns[];
  readonly places: readonly FormedPlace[];
}

/** Athena computes the partitions of a projected table, and asks nothing of those in Glue. */
const NO_PLACES: ReadPlaces = { forms: [], places: [] };

function readPlaces({ record, partitions }: TableEntry): ReadPlaces {
  if (keysOf(record).length === 0) {
    const places = placeAt(record.StorageDescriptor?.Location, []);
    return { forms: [], places: places.map((place) => ({ ...place, form: 0, problem: undefined })) };
  }
  const { forms, of } = partitionForms(record);
  const places = [...partitions.values()].flatMap(({ record: partition }) => {
    const { number: form, problem } = of(partition);
    // Where a partition lies does not matter if it cannot be read.
    const found = placeAt(partition.StorageDescriptor?.Location, partition.Values);
    const unread = problem === undefined ? [] : [{ bucket: "", prefix: "", values: partition.Values }];
    return (problem === undefined ? found : unread).map((place) => ({ ...place, form, problem }));
  });
  return { forms, places };
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
    { name: "$form", type: "INTEGER" },
    { name: "$problem", type: "VARCHAR" },
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
